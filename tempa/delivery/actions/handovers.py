"""Units change hands: offered by who holds them, taken by another for the receiver, deemed taken after a silence, or withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack

from tempa.delivery import queries, rules
from tempa.delivery.actions.codes import CODE_DIGITS, check_code, counted
from tempa.delivery.facts import HandoverDeemed, HandoverOffered, HandoverTaken, HandoverWithdrawn
from tempa.delivery.models import Handover
from tempa.ledger import queries as ledger
from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import Refused, instant
from tempa.values.period import day_in_wita


def offer_handover(
    programme: Programme, *, step: int, giver: str, receiver: str = "", recipient: str = "", serials: Sequence[str], **doing: Unpack[Doing]
) -> str:
    """Say that units leave for the next hand; returns the code of the handover. `recipient` at step 3, `receiver` before."""
    units = sorted(set(serials))
    said: dict[str, Any] = {"step": step, "giver": giver, "receiver": receiver, "recipient": recipient, "serials": units}
    with deed(programme, **doing) as d:
        if known := d.known(HandoverOffered, **said):
            return known.subject.removeprefix("handover:")
        d.must(rules.may_offer(d.who, giver))
        d.still(*(f"unit:{serial}" for serial in units))
        if not units:
            raise Refused("Pilih paling sedikit satu unit.", field="serials")
        passages = queries.passages(programme, units)
        for serial in units:
            if serial not in passages:
                raise Refused("Unit %(serial)s tidak ada di program ini. Periksa nomor serinya.", field="serials", serial=serial)
            rules.check_passage(passages[serial], step=step, giver=giver, receiver=receiver, recipient=recipient, on=day_in_wita(d.at))
        agencies = {p.agency for p in passages.values()}
        if len(agencies) > 1:
            raise Refused(
                "Unit dari beberapa OPD tidak dapat dalam satu serah terima: %(agencies)s.", field="serials", agencies=", ".join(sorted(agencies))
            )
        code = f"{queries.next_handover(programme):05}"
        d.record(HandoverOffered(
            **said, handover=f"ST{code}", agency=agencies.pop(), through=d.who.link_for(rules.HANDOVER, giver),
            code=f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}" if step == 3 else "",
        ))  # fmt: skip
        return f"ST{code}"


def existing(programme: Programme, handover: str) -> Handover:
    found = queries.handover_as_it_is(programme, handover)
    if found is None:
        raise Refused("Serah terima %(handover)s tidak ada di program ini.", handover=handover)
    if found.withdrawn_at is not None:
        raise Refused("Serah terima %(handover)s sudah dibatalkan.", handover=handover)
    if found.taken_at is not None:
        raise Refused("Serah terima %(handover)s sudah diterima tanggal %(on)s.", handover=handover, on=str(found.taken_on))
    return found


@dataclass(frozen=True)
class OnTheSpot:
    """What else is said where units change hands: where that was, who took them, their condition; when, by a phone without a network;
    with which pictures and which paper."""

    place: str = ""
    receiver_name: str = ""
    note: str = ""
    made_at: datetime | None = None
    photos: Sequence[str] = ()
    paper: str = ""

    def as_said(self) -> dict[str, Any]:
        return {
            "photos": list(self.photos), "paper": self.paper.strip(),
            "place": " ".join(self.place.split()), "receiver_name": " ".join(self.receiver_name.split()), "note": " ".join(self.note.split()),
            "made_at": instant(self.made_at) if self.made_at else "",
        }  # fmt: skip


NOTHING_MORE = OnTheSpot()


def take_handover(
    programme: Programme, *, handover: str, on: date, refused: Mapping[str, str] | None = None, code: str = "", spot: OnTheSpot = NOTHING_MORE,
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Say what came: all units but `refused` (serial -> what is wrong with it); at the last step with the receiver's `code`."""
    not_taken = {serial: " ".join(note.split()) for serial, note in (refused or {}).items()}
    said: dict[str, Any] = {"handover": handover, "on": str(on), "refused": not_taken, **spot.as_said()}
    with counted(programme, handover, at=doing["at"], identity=doing.get("identity")), deed(programme, **doing) as d:
        if known := d.known(HandoverTaken, **said):
            return known
        h = existing(programme, handover)
        serials = queries.serials_of(h)
        recipient = h.recipient.recipient if h.recipient else ""
        d.must(rules.may_take(
            d.who, step=h.step, giver=h.giver, receiver=h.receiver, given_by=h.given_by_id, recipient=recipient,
            judges=queries.judges_of(programme, serials) if h.step == 2 else (),
        ))  # fmt: skip
        d.still(f"handover:{handover}")
        check_taken(h, on, not_taken, day_in_wita(d.at))
        if h.step == 3:
            check_code(h, code, by_receiver=bool(d.who.link_for(rules.BY_LINK, recipient)))
        through = d.who.link_for(rules.HANDOVER, h.receiver) or d.who.link_for(rules.BY_LINK, recipient)
        entry = d.record(HandoverTaken(**said, through=through))
        keep_photos_in(d, spot.photos, name=f"serah-terima-{handover}")
        return entry


def check_taken(h: Handover, on: date, not_taken: Mapping[str, str], today: date) -> None:
    """Refuses a day before it left or to come, a unit that was not on its way, and one not taken without a word why."""
    if not day_in_wita(h.offered_at) <= on <= today:
        raise Refused("Tanggal terima harus antara tanggal berangkat %(first)s dan hari ini.", field="on", first=str(day_in_wita(h.offered_at)))
    serials = queries.serials_of(h)
    if strangers := set(not_taken) - serials:
        raise Refused("Unit %(serial)s tidak ada dalam serah terima ini.", field="refused", serial=min(strangers))
    if any(len(note) < 5 for note in not_taken.values()):
        raise Refused("Tulis apa yang salah pada unit yang tidak diterima, paling sedikit 5 huruf.", field="refused")


def deem_taken(programme: Programme, *, handover: str, officer: Person, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Note that an agency has taken over by saying nothing; `officer` is its person who was reminded."""
    words = reason.strip()
    said = {"handover": handover, "on": str(day_in_wita(doing["at"])), "officer": str(officer.public_id), "reason": words}
    with deed(programme, **doing) as d:
        if known := d.known(HandoverDeemed, **said):
            return known
        h = existing(programme, handover)
        d.must(rules.may_deem(d.who, step=h.step, offered_at=h.offered_at, now=d.at))
        d.still(f"handover:{handover}")
        rules.check_reason(words)
        if officer.pk == h.given_by_id or not sits_there(programme, officer, h.receiver, d.today):
            raise Refused("Pilih pejabat OPD yang sudah diingatkan.", field="officer")
        return d.record(HandoverDeemed(**said))


def sits_there(programme: Programme, officer: Person, agency: str, today: date) -> bool:
    """Whether somebody is of an agency today; a deputy's time may be over."""
    return any((role.desk, role.subject) == ("agency", agency) and role.is_held_on(today) for role in ledger.roles_of(officer, programme))


def withdraw_handover(programme: Programme, *, handover: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Take units back that were offered and that nobody has taken yet."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(HandoverWithdrawn, handover=handover, reason=words):
            return known
        h = existing(programme, handover)
        d.must(rules.may_withdraw_offer(d.who, h.giver))
        d.still(f"handover:{handover}")
        rules.check_reason(words)
        return d.record(HandoverWithdrawn(handover, words))
