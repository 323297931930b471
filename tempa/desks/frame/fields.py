"""Fields of forms that take what the programme format takes, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from tempa.values.programme.entered import entered_number, entered_whole


class WholeNumberField(forms.IntegerField):
    """A whole number in its shortest form: Django's own field takes `0005`, `5.0` and digits of other scripts as well."""

    default_error_messages = {  # noqa: RUF012 -- as Django writes it
        "invalid": gettext_lazy("Tulis bilangan bulat dengan angka saja, tanpa nol di depan, titik, atau koma."),
    }

    def to_python(self, value: Any) -> int | None:
        text = "" if value is None else str(value).strip()
        if text and entered_whole(text.removeprefix("-")) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class NumberField(forms.DecimalField):
    """A number with a point or a comma before its decimals; no exponent, no thousands separators."""

    default_error_messages = {  # noqa: RUF012 -- as Django writes it
        "invalid": gettext_lazy("Tulis bilangan dengan angka saja, misalnya 12,5, tanpa nol di depan dan tanpa pemisah ribuan."),
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # to the stubs its base reads whole numbers
        text = "" if value is None else str(value).strip().replace(",", ".")
        if text and entered_number(text.removeprefix("-"), most_places=12) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)
