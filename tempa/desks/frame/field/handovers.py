"""Units that change hands in the field: taken over from a handover that is under way, or given where nobody has a network."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.delivery.handovers import gives_as, mine, names_of_hands, ready, words_of
from tempa.desks.frame.delivery.speech import STEPS, organisation_words
from tempa.desks.frame.door import Here
from tempa.desks.frame.field.answers import rows, value, whole
from tempa.desks.frame.field.described import MOST_TASKS, Choice, Form, Question, Task, Thing
from tempa.desks.frame.field.kinds import Kind, Received
from tempa.desks.frame.words import day_words, moment
from tempa.ledger.queries import zone_of
from tempa.ledger.rules import Refused, Twice
from tempa.values.period import day_in

FORM = "handover-1"  # named in every envelope; another form gets another name
GIVERS = ("workshop", "teacher", "agency", "park_planner", "park_head")
TAKERS = ("agency", "inspector", "park_planner", "park_head")
CODE_DIGITS = "6"


# --- taken over -------------------------------------------------------------------------------------------------------


def tasks(here: Here) -> list[Task]:
    """Every handover under way that this person may record: as who takes for the receiver, at the last step as who hands over."""
    under_way = mine(here).filter(taken_at=None, withdrawn_at=None).order_by("offered_at")
    found = [h for h in under_way if may_record(here, h)][:MOST_TASKS]
    types, places = types_of(here, found), figures.destination_names(here)
    return [task_of(here, h, types, places) for h in found]


def may_record(here: Here, h: delivery.CountedHandover) -> bool:
    asked = partial(rules.may_take, here.who, step=h.step, giver=h.giver, receiver=h.receiver, given_by=h.given_by_id)
    if not asked() or h.step != 2:
        return bool(asked())
    return bool(asked(judges=delivery.judges_of(here.programme, delivery.units_of(h).values_list("serial", flat=True))))


def types_of(here: Here, handovers: Iterable[delivery.Handover]) -> dict[str, str]:
    """Serial -> name of its type, of all units of these handovers."""
    names = figures.type_names(here)
    machines = delivery.machines_of(here.programme, [u.serial for h in handovers for u in delivery.units_of(h)])
    return {serial: names.get(m.type, m.type) for serial, m in machines.items()}


def task_of(here: Here, h: delivery.CountedHandover, types: Mapping[str, str], places: Mapping[str, str]) -> Task:
    receiver = h.recipient.name if h.recipient else organisation_words(here, h.receiver)
    title = _("%(code)s · %(n)s mesin untuk %(receiver)s") % {"code": h.handover, "n": h.machines, "receiver": receiver}
    left = _("Berangkat %(day)s.") % {"day": day_words(day_in(here.zone, h.offered_at))}
    lines = [f"{STEPS[h.step]}: {organisation_words(here, h.giver)} → {receiver}", *where(h, places), left]
    units = tuple(Choice(u.serial, f"{u.serial} · {types.get(u.serial, '')}") for u in delivery.units_of(h))
    thing = Thing(h.handover, _("Catat penerimaan %(n)s mesin") % {"n": h.machines}, "take", {"handover": h.handover})
    return Task("handover", h.handover, title, tuple(lines), (thing,), {"take": Form(FORM, tuple(taking(h, units)))})


def where(h: delivery.CountedHandover, places: Mapping[str, str]) -> Iterator[str]:
    """Where the recipient is, and whom to ask there."""
    if h.recipient:
        yield ", ".join(part for part in (h.recipient.village, places.get(h.recipient.destination, h.recipient.destination)) if part)
        if h.recipient.contact or h.recipient.phone:
            yield " · ".join(part for part in (h.recipient.contact, h.recipient.phone) if part)


def taking(h: delivery.Handover, units: tuple[Choice, ...]) -> Iterator[Question]:
    machines, evidence, receiver = _("Mesin"), _("Bukti"), _("Penerima")
    yield Question("units", _("Mesin satu per satu"), "units", machines, choices=units,
                   help=_("Cocokkan label nomor seri tiap mesin: pindai, ketik, atau tandai. Yang rusak atau tidak ada tidak diterima."))  # fmt: skip
    yield Question("counted", _("Berapa mesin yang Anda hitung sendiri dan terima?"), "count", machines, counts="units")
    yield Question("condition", _("Keadaan mesin yang diterima"), "text", machines, is_optional=True,
                   help=_("Misalnya: cat tergores, kabel lengkap. Diumumkan; jangan tulis nama orang."))  # fmt: skip
    yield Question("photo", _("Foto semua mesin di tempat penerima"), "photo", evidence)
    yield Question("point", _("Tempat menurut GPS"), "point", evidence, is_optional=True)
    yield Question("place", _("Tempat dengan kata-kata"), "text", evidence, instead="point",
                   help=_("Wajib bila GPS tidak didapat, misalnya: halaman balai desa Sigerongan."))  # fmt: skip
    if h.step == 3:
        yield Question("name", _("Nama yang menerima"), "text", receiver)
        yield Question("code", _("Kode penerima"), "code", receiver, digits=CODE_DIGITS, help=_(
            "Enam angka dari pesan taman sains kepada penerima; diminta sesudah mesinnya dicoba di tempat. HP ini tidak dapat memeriksanya: "
            "server memeriksanya saat catatan terkirim, dan kode yang salah membuat catatan ini kembali untuk diperbaiki."))  # fmt: skip
    yield Question("paper", _("Nomor berita acara (BAST)"), "text", receiver, is_optional=True)


def receive(received: Received) -> None:
    """The handover as it was found, under the envelope's identity; where another has recorded it meanwhile, both are told."""
    body, answers = received.body, received.body["answers"]
    handover = existing(received)
    came, refused = sorted_units(handover, answers)
    try:
        actions.take_handover(
            received.programme, handover=body["handover"], on=day_in(zone_of(received.programme), received.made_at), refused=refused,
            code=value(answers, "code"), spot=spot_of(answers, received), at=received.at, by=received.person, identity=received.identity,
        )  # fmt: skip
    except Refused as refusal:
        handover.refresh_from_db()
        if handover.taken_at is None or isinstance(refusal, Twice):
            raise
        raise beside(handover, came, refused) from None


def existing(received: Received) -> delivery.CountedHandover:
    found = delivery.handover_named(received.programme, str(received.body["handover"]))
    if found is None:
        raise Refused("Serah terima %(handover)s tidak ada di program ini.", handover=str(received.body["handover"])[:20])
    return found


def sorted_units(handover: delivery.Handover, answers: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """(serials that came, serial -> why it was not taken). Refuses a list that is not the handover's, and a count that is not that of the list."""
    said = rows(answers, "units")
    came = sorted(value(row, "serial") for row in said if value(row, "state") == "yes")
    refused = {value(row, "serial"): value(row, "why") for row in said if value(row, "state") == "no"}
    serials = set(delivery.units_of(handover).values_list("serial", flat=True))
    if forgotten := serials - {*came, *refused}:
        raise Refused("Unit %(serial)s belum ditandai diterima atau tidak. Tandai semua mesin.", serial=min(forgotten))
    if strangers := {*came, *refused} - serials:
        raise Refused("Unit %(serial)s tidak ada dalam serah terima ini.", serial=min(strangers))
    if (counted := whole(value(answers, "counted"))) != len(came):
        raise Refused("Anda menghitung %(counted)s mesin, tetapi %(ticked)s ditandai diterima. Hitung lagi, lalu cocokkan tandanya.",
                      counted=counted, ticked=len(came))  # fmt: skip
    return came, refused


def spot_of(answers: Mapping[str, Any], received: Received) -> actions.OnTheSpot:
    place = " · ".join(part for part in (value(answers, "point"), value(answers, "place")) if part)
    return actions.OnTheSpot(
        place[:300], value(answers, "name")[:200], value(answers, "condition")[:500], received.made_at, received.photos, value(answers, "paper")
    )


def beside(handover: delivery.Handover, came: list[str], refused: Mapping[str, str]) -> Refused:
    """What another recorded, and what this phone holds: they may differ, and people settle it."""
    units = list(delivery.units_of(handover))
    theirs = {u.serial: u.note for u in units if u.state == "refused"}
    by, _said = delivery.told_of(handover)
    who, at = by or _("aturan batas waktu"), moment(handover.taken_at) if handover.taken_at else ""
    if set(theirs) == set(refused):
        return Refused("Serah terima %(handover)s sudah dicatat %(who)s, %(at)s, dengan mesin yang sama seperti di HP ini. "
                       "Catatan ini boleh dibuang.", handover=handover.handover, who=who, at=at)  # fmt: skip
    return Refused(
        "Serah terima %(handover)s sudah dicatat %(who)s, %(at)s. Yang tercatat: %(theirs)s. Di HP ini: %(own)s. Keduanya disimpan: bicarakan "
        "dengan taman sains mana yang benar, lalu buang catatan ini dari HP.",
        handover=handover.handover, who=who, at=at, theirs=outcome(len(units) - len(theirs), theirs), own=outcome(len(came), refused),
    )  # fmt: skip


def outcome(came: int, refused: Mapping[str, str]) -> str:
    not_taken = ", ".join(f"{serial} ({why})" for serial, why in sorted(refused.items()))
    said = _("%(n)s diterima") % {"n": came}
    return said + (", " + _("tidak diterima %(units)s") % {"units": not_taken} if refused else "")


HANDOVER = Kind("handover", TAKERS, tasks, receive, MOST_TASKS)


# --- given ------------------------------------------------------------------------------------------------------------


def departures(here: Here) -> list[Task]:
    """Units that this person's organisation holds and could hand over now, for each next hand."""
    going: dict[tuple[int, str], list[rules.Passage]] = defaultdict(list)
    at_hand = ready(here)
    for step, to, passage in at_hand:
        going[step, to].append(passage)
    names, types = names_of_hands(here, at_hand), figures.type_names(here)
    machines = delivery.machines_of(here.programme, [p.serial for found in going.values() for p in found])
    found = []
    for (step, to), units in sorted(going.items())[:MOST_TASKS]:
        told = words_of(to, names)
        choices = tuple(Choice(p.serial, f"{p.serial} · {types.get(machines[p.serial].type, '')}") for p in units[:MOST_TASKS])
        key = f"{step}-{to}-{hashlib.sha256(' '.join(c.value for c in choices).encode()).hexdigest()[:8]}"
        body = {"step": step, "giver": gives_as(here), "to": to}
        found.append(Task(
            "departure", key, _("Serahkan kepada %(to)s") % {"to": told}, (_("%(n)s mesin siap diserahkan.") % {"n": len(units)},),
            (Thing(key, _("Catat mesin yang berangkat"), "give", body),), {"give": Form(FORM, tuple(giving(choices)))},
        ))  # fmt: skip
    return found


def giving(units: tuple[Choice, ...]) -> Iterator[Question]:
    yield Question("units", _("Mesin yang berangkat"), "units", choices=units, is_optional=True, help=_(
        "Pindai, ketik, atau tandai yang berangkat saja. Penerimanya baru dapat mencatat penerimaan sesudah catatan ini terkirim."))  # fmt: skip
    yield Question("counted", _("Berapa mesin yang Anda hitung sendiri?"), "count", counts="units", least="1")


def receive_departure(received: Received) -> None:
    body, answers = received.body, received.body["answers"]
    serials = [value(row, "serial") for row in rows(answers, "units") if value(row, "state") == "yes"]
    if (counted := whole(value(answers, "counted"))) != len(serials):
        raise Refused("Anda menghitung %(counted)s mesin, tetapi %(ticked)s ditandai berangkat. Hitung lagi, lalu cocokkan tandanya.",
                      counted=counted, ticked=len(serials))  # fmt: skip
    receiver, recipient = ("", str(body["to"])) if body["step"] == 3 else (str(body["to"]), "")
    actions.offer_handover(
        received.programme, step=int(body["step"]), giver=str(body["giver"]), receiver=receiver, recipient=recipient, serials=serials,
        at=received.at, by=received.person, identity=received.identity,
    )  # fmt: skip


DEPARTURE = Kind("departure", GIVERS, departures, receive_departure, MOST_TASKS)
