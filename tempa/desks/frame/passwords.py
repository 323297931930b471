"""What a password must be, wherever one is set: on the account page, by a link, at the console."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tempa.ledger import queries as ledger
from tempa.ledger.passwords import is_guessable


class HardToGuess:
    """Refuses what people try first; one of AUTH_PASSWORD_VALIDATORS, so that every place that sets a password asks it."""

    def validate(self, password: str, user: Any = None) -> None:
        names = [] if user is None else [user.login, user.name]
        if is_guessable(password, names):
            raise ValidationError(_(
                "Kata sandi ini mudah ditebak: isinya nama, kata yang umum, tahun, urutan atau ulangan. Pakai tiga atau empat kata yang "
                "tidak ada hubungannya, misalnya benda-benda di rumah Anda."
            ))  # fmt: skip

    def get_help_text(self) -> str:
        return _("Jangan nama, kata yang umum, tahun, urutan atau ulangan.")


def password_faults(password: str, person: ledger.Person | None = None) -> list[str]:
    """What is wrong with a password for this person, as sentences; empty: nothing is."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        return list(error.messages)
    return []
