"""On the way: a stop is reached, its machines handed over against the receiver's code, hurt or brought back; the round ends; damage is mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Unpack

from tempa.delivery import queries, rules
from tempa.delivery.actions.codes import check_code, counted
from tempa.delivery.actions.handovers import NOTHING_MORE, OnTheSpot, check_taken
from tempa.delivery.actions.handovers import existing as existing_handover
from tempa.delivery.actions.rounds import existing
from tempa.delivery.facts import (
    DamagedInTransport,
    DamageMended,
    HandoverTaken,
    HandoverWithdrawn,
    RoundEnded,
    StopFailed,
    StopReached,
)
from tempa.delivery.models import Handover, Round, RoundStop
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita


@dataclass(frozen=True)
class Brought:
    """How a stop went: `hurt` machines were damaged on the way, `refused` ones not taken for another reason (serial -> what), photos.

    `spot`: who took them, where, and when by a phone that had no network then.
    """

    code: str
    hurt: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    photos: Sequence[str] = ()
    spot: OnTheSpot = NOTHING_MORE


def reach_stop(programme: Programme, *, round: str, place: int, **doing: Unpack[Doing]) -> Entry:
    """Note that the lorry is at a stop."""
    with deed(programme, **doing) as d:
        if known := d.known(StopReached, round=round, place=place):
            return known
        found, stop = driven(d, round, place)
        if stop.reached_at is not None:
            raise Refused("Perhentian ini sudah dicatat sampai.")
        return d.record(StopReached(round, place, through(d, found)))


def through(d: Deed, round: Round) -> str:
    return d.who.link_for(rules.ROUND, round.lorry.lorry, round.round)


def driven(d: Deed, code: str, place: int) -> tuple[Round, RoundStop]:
    """A stop without an outcome, of a round that goes on, for who may drive it."""
    found = existing(d.programme, code, "confirmed")
    d.must(rules.may_drive(d.who, found.lorry.lorry, code))
    stop = next((s for s in queries.stops(found) if s.place == place), None)
    if stop is None:
        raise Refused("Perhentian itu tidak ada di ronde %(round)s.", round=code)
    if stop.outcome:
        raise Refused("Hasil perhentian ini sudah dicatat.")
    return found, stop


def deliver_stop(programme: Programme, *, round: str, place: int, brought: Brought, **doing: Unpack[Doing]) -> Entry:
    """Hand over what came whole, against the receiver's code; what was hurt on the way is not accepted and becomes a damage."""
    hurt, refused = ({serial: " ".join(words.split()) for serial, words in some.items()} for some in (brought.hurt, brought.refused))
    not_taken = {**refused, **{serial: f"rusak di jalan: {words}" for serial, words in hurt.items()}}
    photos = list(brought.photos)
    handover = handover_at(programme, round, place)
    with counted(programme, handover, at=doing["at"], identity=doing.get("identity")), deed(programme, **doing) as d:
        if d.earlier is not None:
            return same_or_double(d, round, place, not_taken, photos)
        found, stop = driven(d, round, place)
        h = existing_handover(programme, stop.handover)
        check_code(h, brought.code)
        on = day_of(brought.spot, h, d.today)
        check_taken(h, on, not_taken, d.today)
        check_hurt(hurt, photos)
        said = replace(brought.spot, photos=photos, paper="").as_said()
        made = d.record(HandoverTaken(h.handover, str(on), not_taken, through=through(d, found), **said))
        if photos:
            keep_photos_in(d, photos, name=f"{round} {stop.recipient.recipient}")
        d.follow(damage_facts(d, found, hurt, photos))
        return made


def handover_at(programme: Programme, round: str, place: int) -> str:
    """The handover of a stop; blank where there is none."""
    return RoundStop.objects.filter(programme=programme, round__round=round, place=place).values_list("handover", flat=True).first() or ""


def day_of(spot: OnTheSpot, h: Handover, today: date) -> date:
    """The day on which it was handed over: by the phone that noted it, between the day on which it left and today; a clock may be wrong."""
    said = day_in_wita(spot.made_at) if spot.made_at else today
    return min(max(said, day_in_wita(h.offered_at)), today)


def same_or_double(d: Deed, round: str, place: int, not_taken: dict[str, str], photos: list[str]) -> Entry:
    """The handover that was noted under this identity, where the same was said; else a refused double."""
    found = existing(d.programme, round, "confirmed", "ended")
    stop = next((s for s in queries.stops(found) if s.place == place), None)
    said: dict[str, Any] = {"handover": stop.handover if stop else "", "refused": not_taken, "photos": photos}
    known = d.known(HandoverTaken, **said)
    assert known is not None
    return known


def check_hurt(hurt: Mapping[str, str], photos: Sequence[str]) -> None:
    if hurt and not photos:
        raise Refused("Ambil foto mesin yang rusak di jalan, paling sedikit satu.", field="photos")


def damage_facts(d: Deed, round: Round, hurt: Mapping[str, str], photos: Sequence[str]) -> list[DamagedInTransport]:
    first = queries.damages(d.programme).count() + 1
    return [
        DamagedInTransport(f"KR{n:05}", round.round, serial, words, list(photos), str(d.today), through(d, round))
        for n, (serial, words) in enumerate(sorted(hurt.items()), first)
    ]  # fmt: skip


def fail_stop(
    programme: Programme, *, round: str, place: int, reason: str, hurt: Mapping[str, str] | None = None, photos: Sequence[str] = (),
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Note that nothing was handed over at a stop and why; machines that were `hurt` on the way become damages, the others wait again."""
    words, harmed = " ".join(reason.split()), {serial: " ".join(what.split()) for serial, what in (hurt or {}).items()}
    with deed(programme, **doing) as d:
        if known := d.known(StopFailed, round=round, place=place, reason=words):
            return known
        found, stop = driven(d, round, place)
        rules.check_reason(words)
        check_hurt(harmed, photos)
        if strangers := set(harmed) - set(stop.serials):
            raise Refused("Unit %(serial)s tidak ada di perhentian ini.", field="hurt", serial=min(strangers))
        made = d.record(StopFailed(round, place, words, through(d, found)))
        if photos:
            keep_photos_in(d, photos, name=f"{round} {stop.recipient.recipient}")
        d.follow([HandoverWithdrawn(stop.handover, words), *damage_facts(d, found, harmed, photos)])
        return made


def end_round(programme: Programme, *, round: str, note: str = "", **doing: Unpack[Doing]) -> Entry:
    """Note that the lorry is back; every stop must have its outcome."""
    words = note.strip()
    with deed(programme, **doing) as d:
        if known := d.known(RoundEnded, round=round, note=words):
            return known
        found = existing(programme, round, "confirmed")
        d.must(rules.may_drive(d.who, found.lorry.lorry, round))
        if open_ones := [str(s.place) for s in queries.stops(found) if not s.outcome]:
            raise Refused("Isi dulu hasil perhentian %(places)s: diserahkan, atau tidak terlayani dengan sebabnya.", places=", ".join(open_ones))
        return d.record(RoundEnded(round, words, through(d, found)))


def mend_damage(programme: Programme, *, damage: str, outcome: str, **doing: Unpack[Doing]) -> Entry:
    """Note that a machine that was hurt on a round is as good as before, so that it may go out again."""
    words = outcome.strip()
    with deed(programme, **doing) as d:
        found = queries.damages(programme).filter(damage=damage).first()
        if found is None:
            raise Refused("Kerusakan %(damage)s tidak ada di program ini.", damage=damage)
        if known := d.known(DamageMended, damage=damage, outcome=words):
            return known
        d.must(rules.may_mend(d.who))
        d.still(f"damage:{damage}")
        if found.mended_on is not None:
            raise Refused("Kerusakan %(damage)s sudah dicatat selesai tanggal %(on)s.", damage=damage, on=str(found.mended_on))
        rules.check_reason(words, field="outcome")
        return d.record(DamageMended(damage, found.serial, str(d.today), words))
