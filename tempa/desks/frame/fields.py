"""Fields of forms that take what the programme format takes, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from tempa.values.programme.entered import entered_number, entered_whole

TOO_LARGE = gettext_lazy("Angkanya terlalu besar. Periksa jumlah angkanya.")
BEYOND_ALL = 10**40
"""What is written as the format wants it up to here is told that it is too large."""
BOUNDS = {"min_value": gettext_lazy("Paling sedikit %(limit_value)s."), "max_value": gettext_lazy("Paling banyak %(limit_value)s.")}


class WholeNumberField(forms.IntegerField):
    """A whole number in its shortest form: Django's own field takes `0005`, `5.0` and digits of other scripts as well."""

    default_error_messages = {  # noqa: RUF012 -- as Django writes it
        "invalid": gettext_lazy("Tulis bilangan bulat dengan angka saja, tanpa nol di depan, titik, atau koma."),
        "too_large": TOO_LARGE, **BOUNDS,
    }

    def to_python(self, value: object) -> int | None:
        text = "" if value is None else str(value).strip()
        if text and entered_whole(text.removeprefix("-")) is None:
            why = "invalid" if entered_whole(text.removeprefix("-"), most=BEYOND_ALL) is None else "too_large"
            raise ValidationError(self.error_messages[why], code=why)
        return super().to_python(text)


class NumberField(forms.DecimalField):
    """A number with a point or a comma before its decimals; no exponent, no thousands separators."""

    default_error_messages = {  # noqa: RUF012 -- as Django writes it
        "invalid": gettext_lazy("Tulis bilangan dengan angka saja, misalnya 12,5, tanpa nol di depan dan tanpa pemisah ribuan."),
        "too_large": TOO_LARGE, **BOUNDS,
    }

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # to the stubs its base reads whole numbers
        text = "" if value is None else str(value).strip().replace(",", ".")
        if text and entered_number(text.removeprefix("-"), most_places=12) is None:
            why = "invalid" if entered_number(text.removeprefix("-"), most=BEYOND_ALL, most_places=12) is None else "too_large"
            raise ValidationError(self.error_messages[why], code=why)
        return super().to_python(text)


class DayField(forms.DateField):
    """A day of these centuries: before and after them no moment of it exists in every zone, and no month can be added to it."""

    FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
    default_error_messages = {  # noqa: RUF012 -- as Django writes it
        "invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."),
        "required": gettext_lazy("Pilih tanggalnya."),
    }

    def __init__(self, *, widget: forms.Widget | type[forms.Widget] | None = None, **more: Any) -> None:
        super().__init__(widget=widget or forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)

    def to_python(self, value: str | datetime | date | None) -> date | None:
        day = super().to_python(value)
        if day is not None and not self.FIRST <= day <= self.LAST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
