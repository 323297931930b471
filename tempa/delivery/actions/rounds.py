"""Lorries noted; rounds planned by the search, changed by people, confirmed and cancelled. Every stop goes the way of all handovers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Unpack

from tempa.delivery import queries, rules
from tempa.delivery.actions.codes import CODE_DIGITS
from tempa.delivery.facts import (
    HandoverOffered,
    HandoverWithdrawn,
    LorryNoted,
    RoundCancelled,
    RoundConfirmed,
    RoundsChanged,
    RoundsPlanned,
)
from tempa.delivery.models import Lorry, Round, RoundStop
from tempa.delivery.queries.rounds import RoundsAsked
from tempa.delivery.rules.rounds import MOST_TRIP_DAYS, Row, row_of, working_days
from tempa.ledger.actions import Deed, Doing, deed, values_of
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import is_recorded
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita
from tempa.values.routing.terms import terms_on
from tempa.values.routing.timetable import lay


@dataclass(frozen=True)
class LorryGiven:
    """What is said of a lorry; `places` machines and `kilograms` at once, `trip_days` the longest round."""

    name: str
    kilograms: int
    places: int
    trip_days: int = 4
    driver: str = ""
    phone: str = ""
    in_use: bool = True


def note_lorry(programme: Programme, *, given: LorryGiven, lorry: str = "", **doing: Unpack[Doing]) -> str:
    """Write down a lorry, or what is new of one; returns its code."""
    said: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(given).items()}
    with deed(programme, **doing) as d:
        if known := d.known(LorryNoted, **said):
            return known.subject.removeprefix("lorry:")
        d.must(rules.may_plan_rounds(d.who))
        if lorry and queries.lorry_named(programme, lorry) is None:
            raise Refused("Truk %(lorry)s tidak ada di program ini.", lorry=lorry)
        rules.check_lorry(name=said["name"], kilograms=given.kilograms, places=given.places, trip_days=given.trip_days, phone=said["phone"])
        code = lorry or f"TR{queries.lorries(programme).count() + 1:02}"
        d.record(LorryNoted(lorry=code, **said))
        return code


def plan_rounds(programme: Programme, *, asked: RoundsAsked, **doing: Unpack[Doing]) -> list[str]:
    """Search rounds and put them forward; returns their codes. Nothing goes out before each is confirmed."""
    today = day_in_wita(doing["at"])
    proposed = queries.RoundsProposed([], {}, {})
    if not is_recorded(programme, doing.get("identity")):
        check_asked(programme, asked, today)
        proposed = queries.propose_rounds(programme, asked, today)
    said: dict[str, Any] = {"starts_on": str(asked.starts_on), "days": asked.days, "lorries": list(asked.lorries), "seed": asked.seed}
    with deed(programme, **doing) as d:
        if known := d.known(RoundsPlanned, **said):
            return [row["round"] for row in values_of(known)["rounds"]]
        d.must(rules.may_plan_rounds(d.who))
        d.still(kinds=("RoundsPlanned", "RoundsChanged"))
        if not proposed.rounds and not proposed.left:
            raise Refused("Tidak ada mesin yang dapat diantar: lihat daftar di bawah, apa yang ditunggu tiap mesin.", field="starts_on")
        check_still_free(programme, proposed.rounds, today)
        d.record(RoundsPlanned(**said, terms=proposed.terms, rounds=proposed.rounds, left=proposed.left))
        return [row["round"] for row in proposed.rounds]


def check_asked(programme: Programme, asked: RoundsAsked, today: date) -> None:
    known = queries.lorries(programme, in_use=True).values_list("lorry", flat=True)
    rules.check_ask(starts_on=asked.starts_on, today=today, days=asked.days, lorries=asked.lorries, known=list(known))


def check_still_free(programme: Programme, rows: Sequence[Row], today: date) -> None:
    """Refuses what somebody else planned, brought or meant for another while the search went on, and a lorry that they took."""
    free = {(p.recipient, m.serial) for p in queries.to_bring(programme, max([today, *(date.fromisoformat(r["starts_on"]) for r in rows)])).parcels
            for m in p.machines}  # fmt: skip
    numbers_taken = Round.objects.filter(programme=programme, round__in=[r["round"] for r in rows]).exists()
    if numbers_taken or any((s["recipient"], serial) not in free for r in rows for s in r["stops"] for serial in s["serials"]):
        raise Refused("Sementara ronde dihitung, sebagian mesinnya direncanakan orang lain. Hitung lagi.")
    usable, taken = set(queries.lorries(programme, in_use=True).values_list("lorry", flat=True)), queries.days_of_lorries(programme)
    for row in rows:
        if row["lorry"] not in usable:
            raise Refused("Truk %(lorry)s tidak ada atau tidak dipakai lagi.", field="lorries", lorry=row["lorry"])
        rules.check_free(row["lorry"], rules.days_taken(row["days"], date.fromisoformat(row["starts_on"])), taken.get(row["lorry"], {}))


# --- changes by hand --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StopMoved:
    """A stop, or `units` of its machines (0: all), goes to another round, `new` or `out` of all rounds; at a place of the round (0: last)."""

    round: str
    place: int
    to: str
    units: int = 0
    at_place: int = 0


def move_stop(programme: Programme, *, move: StopMoved, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Put a stop or a part of it elsewhere; all rounds that this touches are laid anew and keep loads, hours and days."""
    words = reason.strip()
    change = {"what": "move", **{name: str(value) for name, value in asdict(move).items()}}
    with deed(programme, **doing) as d:
        if known := d.known(RoundsChanged, change=change, reason=words):
            return known
        source = changeable(d, move.round, words)
        stop = next((s for s in queries.stops(source) if s.place == move.place), None)
        if stop is None:
            raise Refused("Perhentian itu tidak ada di ronde %(round)s.", field="place", round=move.round)
        if not 0 <= move.units <= len(stop.serials):
            raise Refused("Perhentian itu punya %(n)s mesin.", field="units", n=len(stop.serials))
        moved = stop.serials[: move.units] if move.units else list(stop.serials)
        if move.to == move.round:
            return d.record(RoundsChanged(change, words, [reordered(programme, source, stop, move.at_place)]))
        kept = contents(source, {stop.place: [s for s in stop.serials if s not in moved]})
        rows = [laid(programme, source, kept)]
        if move.to != "out":
            rows.append(laid_with(programme, d, source, (stop.recipient.recipient, moved), move))
        return d.record(RoundsChanged(change, words, rows))


Contents = list[tuple[str, list[str]]]


def contents(round: Round, instead: dict[int, list[str]] | None = None) -> Contents:
    """(recipient, serials) of each stop in order; `instead` gives other serials for a place, none takes the stop away."""
    found = [(s.recipient.recipient, (instead or {}).get(s.place, s.serials)) for s in queries.stops(round)]
    return [(recipient, list(serials)) for recipient, serials in found if serials]


def reordered(programme: Programme, round: Round, stop: RoundStop, at_place: int) -> Row:
    kept = contents(round, {stop.place: []})
    kept.insert((at_place or len(kept) + 1) - 1, (stop.recipient.recipient, list(stop.serials)))
    return laid(programme, round, kept)


def laid_with(programme: Programme, d: Deed, source: Round, brought: tuple[str, list[str]], move: StopMoved) -> Row:
    """The other round with what is brought to it: joined to the stop of the same recipient where there is one."""
    if move.to == "new":
        taken = queries.days_of_lorries(programme).get(source.lorry.lorry, {})
        first = next(day for day in working_days(max(source.starts_on, d.today), 60) if day not in taken)
        code = rules.round_code(1 + Round.objects.filter(programme=programme).count())
        return laid(programme, Round(programme=programme, round=code, lorry=source.lorry, starts_on=first), [brought])
    target = changeable(d, move.to, "ronde tujuan")
    held = contents(target)
    same = next((serials for recipient, serials in held if recipient == brought[0]), None)
    if same is not None:
        same += brought[1]
    else:
        held.insert((move.at_place or len(held) + 1) - 1, brought)
    return laid(programme, target, held)


def redate_round(programme: Programme, *, round: str, starts_on: date, lorry: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Let a round begin on another day, or another lorry make it."""
    words, change = reason.strip(), {"what": "redate", "round": round, "starts_on": str(starts_on), "lorry": lorry}
    with deed(programme, **doing) as d:
        if known := d.known(RoundsChanged, change=change, reason=words):
            return known
        found = changeable(d, round, words)
        other = queries.lorries(programme, in_use=True).filter(lorry=lorry).first()
        if other is None:
            raise Refused("Truk %(lorry)s tidak ada atau tidak dipakai lagi.", field="lorry", lorry=lorry)
        if starts_on < d.today or not working_days(starts_on, 1)[0] == starts_on:
            raise Refused("Pilih hari kerja mulai hari ini; hari Minggu tidak ada ronde.", field="starts_on")
        found.lorry, found.starts_on = other, starts_on
        return d.record(RoundsChanged(change, words, [laid(programme, found, contents(found))]))


def changeable(d: Deed, code: str, words: str) -> Round:
    d.must(rules.may_plan_rounds(d.who))
    d.still(f"round:{code}")
    rules.check_reason(words)
    return existing(d.programme, code, "proposed")


STAGES_IN_WORDS = {"proposed": "diusulkan", "confirmed": "sudah dipastikan", "ended": "sudah selesai", "cancelled": "sudah dibatalkan"}


def existing(programme: Programme, code: str, *wanted: str) -> Round:
    found = queries.round_named(programme, code)
    if found is None:
        raise Refused("Ronde %(round)s tidak ada di program ini.", round=code)
    stage = queries.stage_of_round(found)
    if stage not in wanted:
        raise Refused("Ronde %(round)s %(stage)s, jadi ini tidak dapat dilakukan lagi.", round=code, stage=STAGES_IN_WORDS[stage])
    return found


def laid(programme: Programme, round: Round, held: Contents) -> Row:
    """A round with these stops in this order, with ways and hours reckoned anew; refuses what its lorry cannot do."""
    if not held:
        return rules.empty_row(round.round, round.lorry.lorry, round.starts_on)
    lorry: Lorry = round.lorry
    terms, on = terms_on(round.starts_on), working_days(round.starts_on, MOST_TRIP_DAYS + 1)
    parcels = [parcel_of(programme, recipient, serials) for recipient, serials in held]
    named = {p.recipient: rules.Piece(p, 1, 1) for p in parcels}
    problem = rules.problem_for(list(named.values()), [], terms, queries.road_factor(programme), round.starts_on)
    carrier = queries.carrier(lorry)
    trip = lay(problem.ground, queries.vehicle_of(programme, lorry, round.starts_on), [problem.stop[p.recipient] for p in parcels])
    rules.check_trip(trip, carrier, parcels)
    assert trip is not None
    taken = queries.days_of_lorries(programme, but=[round.round]).get(lorry.lorry, {})
    rules.check_free(lorry.lorry, rules.days_taken(trip.days, round.starts_on), taken)
    return row_of(round.round, trip, on, named, lorry.lorry)


def parcel_of(programme: Programme, recipient: str, serials: Sequence[str]) -> rules.Parcel:
    found = queries.recipient_named(programme, recipient)
    assert found is not None
    machines = queries.machines_of(programme, serials)
    asked = min((r.asked_on for r in found.requests.all()), default=date.max)
    return rules.Parcel(recipient, queries.spot_of(found, queries.spots_of_destinations(programme)), tuple(machines[s] for s in serials), asked)


# --- going out --------------------------------------------------------------------------------------------------------


def confirm_round(programme: Programme, *, round: str, **doing: Unpack[Doing]) -> Entry:
    """Let a round go out: for each stop the handover to its recipient begins, in the name of the agency that assigned the machines."""
    with deed(programme, **doing) as d:
        if known := d.known(RoundConfirmed, round=round):
            return known
        d.must(rules.may_plan_rounds(d.who))
        d.still(f"round:{round}")
        found = existing(programme, round, "proposed")
        check_may_go(programme, found, d.today)
        stops, first = queries.stops(found), queries.handovers(programme).count() + 1
        offers = [offer_for(programme, stop, f"ST{n:05}", d.today) for n, stop in enumerate(stops, first)]
        codes = {str(stop.place): offer.handover for stop, offer in zip(stops, offers, strict=True)}
        made = d.record(RoundConfirmed(round, codes))
        d.follow(offers)
        return made


def check_may_go(programme: Programme, round: Round, today: date) -> None:
    if round.starts_on < today:
        raise Refused("Ronde ini seharusnya mulai %(on)s, yang sudah lewat. Ubah dulu tanggalnya.", on=str(round.starts_on))
    if not round.lorry.driver:
        raise Refused("Truk %(lorry)s belum punya sopir. Catat sopirnya dulu di daftar truk.", lorry=round.lorry.lorry)


def offer_for(programme: Programme, stop: RoundStop, code: str, today: date) -> HandoverOffered:
    """The handover of a stop; refuses a machine that cannot go to its recipient any more."""
    recipient = stop.recipient
    passages = queries.passages(programme, stop.serials)
    by = str(queries.assigner_of(programme, stop.serials[0]).public_id)
    for serial in stop.serials:
        rules.check_passage(passages[serial], step=3, giver=recipient.agency, receiver="", recipient=recipient.recipient, on=today)
    secret = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    return HandoverOffered(code, 3, recipient.agency, "", recipient.recipient, recipient.agency, sorted(stop.serials), secret, "", by)


def cancel_round(programme: Programme, *, round: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Call a round off; handovers that nobody has answered are taken back, and all its machines wait for another."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(RoundCancelled, round=round, reason=words):
            return known
        d.must(rules.may_plan_rounds(d.who))
        d.still(f"round:{round}")
        rules.check_reason(words)
        found = existing(programme, round, "proposed", "confirmed")
        stops = queries.stops(found)
        if any(stop.reached_at or stop.outcome for stop in stops):
            raise Refused("Ronde %(round)s sudah di jalan. Isi hasil tiap perhentian, lalu akhiri rondenya.", round=round)
        made = d.record(RoundCancelled(round, words))
        d.follow(HandoverWithdrawn(stop.handover, words) for stop in stops if stop.handover)
        return made


def latest_end(round: Round) -> date:
    """The last day on which the link of a round's driver is of use: a week after the round should be over."""
    return working_days(round.starts_on, round.days)[-1] + timedelta(days=7)
