"""Why a site received what it did: its value against the fair value, and what kept it from more.

Every unit that another site makes, though this one may make it too, is counted under exactly one cause: it would cost the
plan more here, or it would cost less but some rule stops the lot in its own weeks, or there was room and the search did
not use it. At most five sentences per site.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from tempa.allocation.planner.explanations.finished_plan import Blocker, FinishedPlan, LotOptions
from tempa.allocation.planner.problem.model import FACILITY, LEAD, NO_LIMIT, Lot
from tempa.allocation.planner.problem.words import (
    RESOURCES,
    SCORES,
    Language,
    Names,
    Tables,
    both,
    hours,
    listed,
    money,
)
from tempa.values.programme.errors import Sentence
from tempa.values.quantity import percent

PASS_MARK = 60
TIGHT = 10
"""Weeks count as busy where less than one in TIGHT of the hours, or of the cash, is left."""


@dataclass(frozen=True)
class Cause:
    """Units kept away by one thing. `busy_weeks`: those in which the hours or the cash are nearly used up.

    `used` and `size` are hundredths of an hour (or rupiah-weeks) over the busy weeks: the site's, its lead's and the
    facilities' together. `example` is the lot with the largest need, with what it needed and what was free.
    """

    kind: str
    units: int
    lots: int
    resource: str = ""
    place: str = ""
    busy_weeks: tuple[int, ...] = ()
    used: int = 0
    size: int = 0
    example: str = ""
    blocker: Blocker | None = None


@dataclass(frozen=True)
class SiteReason:
    """Money in whole rupiah. `above_estimate`: types of the order whose offer is above the HPS; `low_scores`: columns.

    `other_units`: units made elsewhere that this site may make too; they are divided over `dearer_units` (dearer by
    `dearer_by` rupiah per unit on average), `free_units` (would save, has room) and the units of `causes`.
    """

    site: str
    kind: str
    lots: int
    units: int
    value: int
    fair_value: int
    offered_types: int
    ordered_types: int
    above_estimate: tuple[str, ...]
    low_scores: tuple[str, ...]
    first_week: int
    last_week: int
    other_units: int
    dearer_units: int
    dearer_by: int
    free_units: int
    causes: tuple[Cause, ...]
    sentences: tuple[Sentence, ...]


@dataclass
class Tally:
    """What is counted for one site while all lots are looked at."""

    others: int = 0
    dearer: int = 0
    dearer_cost: float = 0.0
    free: int = 0
    blocked: dict[tuple[str, str, str], list[tuple[Lot, Blocker]]] = field(default_factory=lambda: defaultdict(list))


def site_reasons(plan: FinishedPlan, names: Names, tables: Tables, moves: list[LotOptions]) -> dict[str, SiteReason]:
    """Site code -> reason, for every row of `workshops`; `moves` are those of the plan's lots, in order."""
    tallies = [Tally() for _ in plan.problem.sites]
    for lot, its in zip(plan.lots, moves, strict=True):
        for n, site in enumerate(its.sites):
            if int(site) != lot.site:
                count(plan, tallies[int(site)], lot, its, n)
    offers = Offers(tables)
    return {code: site_reason(plan, names, offers, at, tally)
            for at, (code, tally) in enumerate(zip(plan.problem.sites, tallies, strict=True))}


def count(plan: FinishedPlan, tally: Tally, lot: Lot, moves: LotOptions, n: int) -> None:
    """Put one lot of another site under its one cause at this site."""
    tally.others += lot.quantity
    if moves.change[n] >= 0:
        tally.dearer += lot.quantity
        tally.dearer_cost += float(moves.change[n])
        return
    blockers = plan.blockers(lot, int(moves.rows[n]))
    if not blockers:
        tally.free += lot.quantity
        return
    first = blockers[0]
    tally.blocked[first.kind, first.resource, first.place].append((lot, first))


class Offers:
    """What each site offers, beside the order and the HPS, and how it was verified."""

    def __init__(self, tables: Tables) -> None:
        self.ordered = {row["type"] for row in tables["orders"]}
        self.estimate = {row["type"]: int(row["unit_price"]) for row in tables["types"]}
        self.by_site: dict[str, dict[str, int]] = defaultdict(dict)
        for row in tables["offers"]:
            if row["type"] in self.ordered:
                self.by_site[row["workshop"]][row["type"]] = int(row["unit_price"])
        self.low = {row["workshop"]: tuple(s for s in SCORES if not row[s] or Decimal(row[s]) < PASS_MARK)
                    for row in tables["workshops"]}

    def above(self, site: str) -> tuple[str, ...]:
        return tuple(sorted(t for t, price in self.by_site[site].items() if price > self.estimate[t]))


def site_reason(plan: FinishedPlan, names: Names, offers: Offers, at: int, tally: Tally) -> SiteReason:
    """The reason of the site with index `at`."""
    problem = plan.problem
    code, mine = problem.sites[at], [lot for lot in plan.lots if lot.site == at]
    causes = [cause(plan, at, key, found) for key, found in tally.blocked.items()]
    found = SiteReason(
        site=code, kind=("lead", "member", "school", "facility")[int(problem.site_kind[at])], lots=len(mine),
        units=sum(lot.quantity for lot in mine), value=int(plan.left.value[at]), fair_value=round(float(problem.fair_value[at])),
        offered_types=len(offers.by_site[code]), ordered_types=len(offers.ordered), above_estimate=offers.above(code),
        low_scores=offers.low[code] if problem.site_kind[at] != FACILITY else (),
        first_week=int(problem.first_week[at]), last_week=int(problem.last_week[at]), other_units=tally.others,
        dearer_units=tally.dearer, dearer_by=round(tally.dearer_cost / tally.dearer) if tally.dearer else 0,
        free_units=tally.free, causes=tuple(sorted(causes, key=lambda c: (-c.units, c.kind, c.resource, c.place))), sentences=(),
    )
    pairs = zip(lines(plan, at, found, names, "id"), lines(plan, at, found, names, "en"), strict=True)
    return replace(found, sentences=tuple(both(*pair) for pair in pairs))


def cause(plan: FinishedPlan, at: int, key: tuple[str, str, str], found: list[tuple[Lot, Blocker]]) -> Cause:
    """One cause with its busy weeks and its example."""
    kind, resource, place = key
    lot, blocker = max(found, key=lambda pair: (pair[1].needed - pair[1].free, pair[0].name))
    span = sorted({week for _, b in found for week in range(b.first_week, b.last_week + 1)})
    used, size, busy = 0, 0, list[int]()
    if kind == "hours":
        busy, used, size = busy_hours(plan, at, list(RESOURCES).index(resource), span)
    elif kind == "cash":
        busy, used, size = busy_cash(plan, place, span)
    return Cause(kind, sum(lot.quantity for lot, _ in found), len(found), resource, place, tuple(busy), used, size,
                 lot.name, blocker)


def busy_hours(plan: FinishedPlan, at: int, resource: int, span: list[int]) -> tuple[list[int], int, int]:
    """Weeks of `span` with nearly all hours used, hours used and hours there in them."""
    free, size = plan.pool_free[at, resource], plan.pool_size[at, resource]
    busy = [week for week in span if free[week] * TIGHT < size[week]]
    return busy, int((size - free)[busy].sum()), int(size[busy].sum())


def busy_cash(plan: FinishedPlan, payer: str, span: list[int]) -> tuple[list[int], int, int]:
    site = plan.problem.sites.index(payer)
    limit, free = int(plan.problem.cash_limit[site]), np.maximum(0, plan.left.cash[site])
    busy = [week for week in span if free[week] * TIGHT < limit]
    return busy, int((limit - free)[busy].sum()), limit * len(busy)


def lines(plan: FinishedPlan, at: int, reason: SiteReason, names: Names, language: Language) -> list[str]:
    """The sentences in one language; the same number in both."""
    if reason.kind == "facility":
        return [facility_line(plan, at, reason, names, language)]
    told = [received_line(reason, names, language)]
    told += [text for text in (score_line(reason, language), offer_line(reason, names, language)) if text]
    if reason.other_units:
        told.append(others_line(reason, language))
    told += cause_lines(plan, at, reason, names, language)
    return told[:5]


def facility_line(plan: FinishedPlan, at: int, reason: SiteReason, names: Names, language: Language) -> str:
    used = sum(load.hours for lot in plan.lots for load in lot.loads if load.site == at)
    lots = sum(any(load.site == at for load in lot.loads) for lot in plan.lots)
    if language == "en":
        return f"{names.site(reason.site)} is a shared facility: it receives no lots, and lends {hours(used, language)} to {lots} lots."
    return f"{names.site(reason.site)} fasilitas bersama: tidak menerima lot, dipakai {hours(used, language)} oleh {lots} lot."


def received_line(reason: SiteReason, names: Names, language: Language) -> str:
    """Lots, units and value, against the fair value."""
    value, fair, site = money(reason.value, language), money(reason.fair_value, language), names.site(reason.site)
    share = percent(Decimal(reason.value) / reason.fair_value, language, 0) if reason.fair_value else ""
    if language == "en":
        rest = f"; its fair value by hours is {fair} ({share} of it)" if share else "; it has no fair value in this order"
        return f"{site} receives {reason.units} units in {reason.lots} lots worth {value}{rest}."
    rest = f"; nilai wajarnya menurut jam kerja {fair} (mendapat {share})" if share else "; tidak punya nilai wajar dalam pesanan ini"
    return f"{site} mendapat {reason.units} unit dalam {reason.lots} lot senilai {value}{rest}."


def score_line(reason: SiteReason, language: Language) -> str:
    """Verification: scores below the mark, or dates outside the programme."""
    if reason.low_scores:
        which = listed([SCORES[s][language == "en"] for s in reason.low_scores], language)
        return f"Its score for {which} is below {PASS_MARK}, so it may make nothing yet." if language == "en" else \
            f"Nilai verifikasi {which} di bawah {PASS_MARK}, sehingga belum boleh mengerjakan lot."
    if reason.last_week < reason.first_week:
        return "Its verification does not hold in this programme." if language == "en" else \
            "Masa verifikasinya tidak mencakup program ini."
    return ""


def offer_line(reason: SiteReason, names: Names, language: Language) -> str:
    """Few offers, and offers above the HPS."""
    en, offered, above = language == "en", reason.offered_types, reason.above_estimate
    if not offered:
        return "It has no offer for any type of this order." if en else "Tidak ada penawarannya untuk jenis yang dipesan."
    few = f"It offers {offered} of {reason.ordered_types} ordered types" if en else \
        f"Menawarkan {offered} dari {reason.ordered_types} jenis yang dipesan"
    if not above:
        return f"{few}."
    shown = listed([names.type(t, language) for t in above[:3]] + ([f"{len(above) - 3} {'more' if en else 'lainnya'}"]
                                                                  if len(above) > 3 else []), language)
    return f"{few}; {len(above)} of them above the owner's estimate ({shown})." if en else \
        f"{few}; {len(above)} di antaranya di atas HPS ({shown})."


def others_line(reason: SiteReason, language: Language) -> str:
    """How the units of others divide: dearer here, stopped by a rule, free."""
    stopped = sum(c.units for c in reason.causes)
    more = money(reason.dearer_by, language)
    if language == "en":
        parts = [f"{reason.dearer_units} would cost the order more here (by {more} per unit on average)"] if reason.dearer_units else []
        parts += [f"{stopped} would cost less but do not fit"] if stopped else []
        parts += [f"{reason.free_units} would fit and cost less, which the search has not used"] if reason.free_units else []
        return f"Others make {reason.other_units} units that it may make too: {listed(parts, language)}."
    parts = [f"{reason.dearer_units} unit lebih mahal bila di sini (rata-rata {more} per unit)"] if reason.dearer_units else []
    parts += [f"{stopped} unit lebih murah di sini tetapi tidak bisa"] if stopped else []
    parts += [f"{reason.free_units} unit muat dan lebih murah, belum dipakai pencarian"] if reason.free_units else []
    return f"Bengkel lain membuat {reason.other_units} unit yang juga boleh dikerjakannya: {listed(parts, language)}."


def cause_lines(plan: FinishedPlan, at: int, reason: SiteReason, names: Names, language: Language) -> list[str]:
    """One sentence per cause, the largest first."""
    return [cause_line(plan, at, found, names, language) for found in reason.causes]


def cause_line(plan: FinishedPlan, at: int, found: Cause, names: Names, language: Language) -> str:
    en, units = language == "en", found.units
    blocked = f"{units} unit{'s' * (units != 1)}" if en else f"{units} unit"
    blocker = found.blocker
    if found.kind == "hours" and blocker is not None:
        return hours_line(plan, at, found, blocker, blocked, names, language)
    if found.kind == "cash" and blocker is not None:
        return cash_line(plan, found, blocker, blocked, names, language)
    if found.kind in ("group_most", "group_least"):
        name = names.group(found.place, language)
        if found.kind == "group_most":
            return f"The largest share of {name} is reached: {blocked}." if en else f"Bagian terbesar {name} sudah tercapai: {blocked}."
        return f"Others must keep the least share of {name}: {blocked}." if en else f"Bagian minimum {name} harus tetap terpenuhi: {blocked}."
    if found.kind == "budget":
        return f"The ceiling of budget line {found.place} is used up: {blocked}." if en else \
            f"Plafon mata anggaran {found.place} habis: {blocked}."
    return f"{WORDS[found.kind][en]}: {blocked}."


def hours_line(plan: FinishedPlan, at: int, found: Cause, blocker: Blocker, blocked: str, names: Names, language: Language) -> str:
    en, word = language == "en", RESOURCES[found.resource][language == "en"]
    whose = pool_words(plan, at, en)
    if found.busy_weeks and found.size:
        full, when = percent(Decimal(found.used) / found.size, language, 0), names.week_list(found.busy_weeks, language)
        return f"{word} hours {whose} are {full} used in {when}: {blocked} do not fit." if en else \
            f"Jam {word} {whose} terpakai {full} pada {when}: {blocked} tidak muat."
    need, free = hours(blocker.needed, language), hours(blocker.free, language)
    when = names.weeks(blocker.first_week, blocker.last_week, language)
    if not plan.pool_size[at, list(RESOURCES).index(found.resource), blocker.first_week:blocker.last_week + 1].any():
        return f"There are no {word} hours {whose} in {when}: {blocked}." if en else f"Tidak ada jam {word} {whose} pada {when}: {blocked}."
    return f"{word} hours {whose} do not suffice for {blocked}; lot {found.example} needs {need} in {when}, {free} are left." if en else \
        f"Jam {word} {whose} tidak cukup untuk {blocked}; lot {found.example} perlu {need} pada {when}, tersisa {free}."


def pool_words(plan: FinishedPlan, at: int, en: bool) -> str:
    """Whose hours are meant: its own, its lead's, the facilities'."""
    lead, facility = plan.problem.site_lead[at] >= 0, bool(len(plan.problem.facilities))
    if plan.problem.site_kind[at] == LEAD or not lead:
        return ("of the workshop and the shared facility" if en else "bengkel ini dan fasilitas bersama") if facility else \
            ("of the workshop" if en else "bengkel ini")
    if not facility:
        return "of the workshop and its lead" if en else "bengkel ini dan induknya"
    return "of the workshop, its lead and the shared facility" if en else "bengkel ini, induknya dan fasilitas bersama"


def cash_line(plan: FinishedPlan, found: Cause, blocker: Blocker, blocked: str, names: Names, language: Language) -> str:
    en, whose = language == "en", names.site(found.place)
    limit = int(plan.problem.cash_limit[plan.problem.sites.index(found.place)])
    said = money(limit, language) if limit < NO_LIMIT else ""
    if found.busy_weeks and found.size:
        full, when = percent(Decimal(found.used) / found.size, language, 0), names.week_list(found.busy_weeks, language)
        return f"Working cash of {whose} ({said}) is {full} tied up in {when}: {blocked} do not fit." if en else \
            f"Uang kerja {whose} ({said}) terpakai {full} pada {when}: {blocked} tidak muat."
    need, free = money(blocker.needed, language), money(blocker.free, language)
    when = names.weeks(blocker.first_week, blocker.last_week, language)
    return f"Working cash of {whose} ({said}) does not suffice for {blocked}; lot {found.example} needs {need} in {when}, {free} is free." \
        if en else f"Uang kerja {whose} ({said}) tidak cukup untuk {blocked}; lot {found.example} perlu {need} pada {when}, tersisa {free}."


WORDS = {
    "flow": ("Jam kerja cukup tetapi urutan langkah tidak muat dalam minggunya", "The hours suffice, but the steps do not fit in order"),
    "site_share": ("Bagian terbesar per bengkel sudah tercapai", "The largest share of one workshop is reached"),
    "window": ("Masa verifikasinya tidak mencakup minggu lot itu", "Its verification does not hold in those weeks"),
    "lots": ("Jumlah lot terbanyak menurut aturan perencana sudah tercapai", "The largest number of lots by the planner's rule is reached"),
    "forbidden": ("Aturan perencana melarangnya", "A rule of the planner forbids it"),
}
