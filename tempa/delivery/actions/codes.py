"""The receiver's code: looked at by the server alone, and guessed by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from tempa.delivery.models import Handover
from tempa.ledger.actions import values_of
from tempa.ledger.links import note_wrong_code, seconds_until_next_try
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import is_recorded
from tempa.ledger.rules import Refused
from tempa.ledger.writing import by_key

CODE_DIGITS = 6


class WrongCode(Refused):
    """These are not the digits that the receiver was told."""


def code_of(h: Handover) -> str:
    """The code that the recipient alone was told; it is sealed in the chain and read from there."""
    return str(values_of(by_key(Entry, [h.entry_id])[h.entry_id])["code"])


def check_code(h: Handover, code: str, *, by_receiver: bool = False) -> None:
    """Refuses other digits, with what to do: for the receiver, who has the message, or for who hands over."""
    if "".join(code.split()) == code_of(h):
        return
    own = Refused("Kode penerima tidak cocok. Kodenya enam angka, tertulis dalam pesan taman sains kepada Anda.")
    other = Refused("Kode penerima tidak cocok. Minta penerima membacakan enam angka dari pesan taman sains.")
    raise WrongCode((own if by_receiver else other).template, field="code")


@contextmanager
def counted(programme: Programme, handover: str, *, at: datetime, identity: UUID | None) -> Iterator[None]:
    """Wrong codes of one handover count together, whoever types them: after three within an hour each makes the next wait, up to 5 minutes."""
    name, source = f"kode {programme.code}"[:60], f"h:{handover}"[:60]
    wait = seconds_until_next_try(source, at, name=name)
    if wait and not is_recorded(programme, identity):
        raise Refused("Sudah beberapa kali kode yang salah untuk serah terima ini. Tunggu %(n)s detik, tanyakan kodenya lagi kepada penerima, "
                      "lalu kirim lagi.", field="code", n=wait)  # fmt: skip
    try:
        yield
    except WrongCode:
        note_wrong_code(source, at, name=name)
        raise
