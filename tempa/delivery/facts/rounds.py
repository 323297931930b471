"""Lorries and their rounds: planned, changed by a person, confirmed, driven stop by stop, ended; machines hurt on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.delivery.facts.requests import recipient_of
from tempa.delivery.models import Lorry, Round, RoundStop, TransportDamage
from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.ledger.models import Entry

Rows = list[dict[str, Any]]


def the_round(entry: Entry, code: str) -> Round:
    return Round.objects.get(programme_id=entry.programme_id, round=code)


def the_lorry(entry: Entry, code: str) -> Lorry:
    return Lorry.objects.get(programme_id=entry.programme_id, lorry=code)


def about_rounds(rows: Rows) -> tuple[str, ...]:
    """The rounds and the units of such rows."""
    serials = (serial for row in rows for stop in row["stops"] for serial in stop["serials"])
    return (*(f"round:{row['round']}" for row in rows), *(f"unit:{serial}" for serial in serials))


def lay_down(entry: Entry, rows: Rows, why: str = "") -> None:
    """Write rounds as they stand now: a new one, or one that is there with other stops."""
    for row in rows:
        own = {name: row[name] for name in ("days", "metres", "minutes", "crossings", "ferry_rupiah")}
        held, _is_new = Round.objects.update_or_create(
            programme_id=entry.programme_id, round=row["round"],
            defaults={**own, "lorry": the_lorry(entry, row["lorry"]), "starts_on": date.fromisoformat(row["starts_on"]), "changed_why": why,
                      "entry": entry},
        )  # fmt: skip
        held.stops.all().delete()
        RoundStop.objects.bulk_create(stop_of(entry, held, n, stop) for n, stop in enumerate(row["stops"], 1))
        if not row["stops"]:
            held.cancelled_at, held.cancelled_why = entry.at, why
            held.save()


def stop_of(entry: Entry, held: Round, place: int, stop: Mapping[str, Any]) -> RoundStop:
    same = {name: stop[name] for name in ("serials", "kilograms", "begins", "metres", "minutes", "crossings", "why")}
    return RoundStop(
        programme_id=entry.programme_id, round=held, place=place, recipient=recipient_of(entry, stop["recipient"]),
        day=date.fromisoformat(stop["day"]), **same,
    )  # fmt: skip


@dataclass(frozen=True)
class LorryNoted(Fact):
    """A lorry as it is now: what it carries, how many days it may stay away, who drives it."""

    kind_words = _("truk dicatat")
    is_decision = False
    worked_out = ("lorry",)

    lorry: Public[str]
    name: Public[str]
    kilograms: Public[int]
    places: Public[int]
    trip_days: Public[int]
    in_use: Public[bool]
    driver: Personal[str]
    phone: Personal[str]

    def about(self) -> tuple[str, ...]:
        return (f"lorry:{self.lorry}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Lorry.objects.update_or_create(
                programme_id=r.entry.programme_id, lorry=f.lorry,
                defaults={"name": f.name, "kilograms": f.kilograms, "places": f.places, "trip_days": f.trip_days, "in_use": f.in_use,
                          "driver": f.driver, "phone": f.phone, "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class RoundsPlanned(Fact):
    """Rounds as the search proposes them, with the seed and figures it reckoned with, and what it left and why."""

    kind_words = _("ronde antar diusulkan")
    is_decision = False
    worked_out = ("terms", "rounds", "left")

    starts_on: Public[str]
    days: Public[int]
    lorries: Public[list[str]]
    seed: Public[int]
    terms: Public[dict[str, str]]
    rounds: Public[list[dict[str, Any]]]
    left: Public[dict[str, str]]

    def about(self) -> tuple[str, ...]:
        return about_rounds(self.rounds) or (f"lorry:{self.lorries[0]}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            lay_down(r.entry, r.fact.rounds)


@dataclass(frozen=True)
class RoundsChanged(Fact):
    """A person changes proposed rounds: a stop goes elsewhere, is cut in two or left out, or a round gets another day or lorry; and why."""

    kind_words = _("ronde antar diubah")
    is_decision = True
    worked_out = ("rounds",)

    change: Public[dict[str, str]]
    reason: Public[str]
    rounds: Public[list[dict[str, Any]]]

    def about(self) -> tuple[str, ...]:
        return about_rounds(self.rounds)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            lay_down(r.entry, r.fact.rounds, r.fact.reason)


@dataclass(frozen=True)
class RoundConfirmed(Fact):
    """A round goes out as it stands; `handovers`: place of a stop -> the handover that was begun for it."""

    kind_words = _("ronde antar dipastikan")
    is_decision = True
    worked_out = ("handovers",)

    round: Public[str]
    handovers: Public[dict[str, str]]

    def about(self) -> tuple[str, ...]:
        return (f"round:{self.round}", *(f"handover:{code}" for code in self.handovers.values()))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            held = the_round(r.entry, r.fact.round)
            held.confirmed_at, held.confirmed_by = r.entry.at, r.entry.by
            held.save()
            for place, code in r.fact.handovers.items():
                held.stops.filter(place=int(place)).update(handover=code)


@dataclass(frozen=True)
class RoundCancelled(Fact):
    """A round does not go out, and why; its units wait for another."""

    kind_words = _("ronde antar dibatalkan")
    is_decision = True

    round: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"round:{self.round}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            held = the_round(r.entry, r.fact.round)
            held.cancelled_at, held.cancelled_why = r.entry.at, r.fact.reason
            held.save()


@dataclass(frozen=True)
class StopReached(Fact):
    """The driver is at a stop."""

    kind_words = _("truk sampai di perhentian")
    is_decision = False
    worked_out = ("through",)

    round: Public[str]
    place: Public[int]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"round:{self.round}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            the_round(r.entry, r.fact.round).stops.filter(place=r.fact.place).update(reached_at=r.entry.at)


@dataclass(frozen=True)
class StopFailed(Fact):
    """Nothing was handed over at a stop, and why; its units go back to the list."""

    kind_words = _("perhentian tidak terlayani")
    is_decision = False
    worked_out = ("through",)

    round: Public[str]
    place: Public[int]
    reason: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"round:{self.round}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            stops = the_round(r.entry, r.fact.round).stops.filter(place=r.fact.place)
            stops.update(outcome="failed", outcome_why=r.fact.reason)


@dataclass(frozen=True)
class DamagedInTransport(Fact):
    """A machine was hurt on a round: what happened, with photos; it is not handed over until it is mended."""

    kind_words = _("mesin rusak di jalan")
    is_decision = False
    worked_out = ("damage", "through")

    damage: Public[str]
    round: Public[str]
    serial: Public[str]
    what: Public[str]
    photos: Public[list[str]]
    on: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"damage:{self.damage}", f"round:{self.round}", f"unit:{self.serial}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        TransportDamage.objects.bulk_create(
            TransportDamage(
                programme_id=r.entry.programme_id, damage=r.fact.damage, round=r.fact.round, serial=r.fact.serial, what=r.fact.what,
                photos=r.fact.photos, found_on=date.fromisoformat(r.fact.on), entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class DamageMended(Fact):
    """A machine that was hurt on a round is as good as before, and how that is known; it may be handed over again."""

    kind_words = _("kerusakan di jalan diperbaiki")
    is_decision = False

    damage: Public[str]
    serial: Public[str]
    on: Public[str]
    outcome: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"damage:{self.damage}", f"unit:{self.serial}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            TransportDamage.objects.filter(programme_id=r.entry.programme_id, damage=r.fact.damage).update(
                mended_on=date.fromisoformat(r.fact.on), outcome=r.fact.outcome
            )


@dataclass(frozen=True)
class RoundEnded(Fact):
    """The lorry is back; every stop has its outcome."""

    kind_words = _("ronde antar selesai")
    is_decision = False
    worked_out = ("through",)

    round: Public[str]
    note: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"round:{self.round}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            held = the_round(r.entry, r.fact.round)
            held.ended_at, held.ended_note = r.entry.at, r.fact.note
            held.save()
