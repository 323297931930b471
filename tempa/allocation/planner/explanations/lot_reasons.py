"""Why a lot is where it is: its cost against the other sites that may make it, and what was full there.

At most three sentences per lot: what it costs here; which cheaper sites had no room and for what; what comes next.
"""

from __future__ import annotations

from dataclasses import dataclass

from tempa.allocation.planner.explanations.blocker_words import blocker_text
from tempa.allocation.planner.explanations.finished_plan import Blocker, FinishedPlan, LotOptions, Weeks
from tempa.allocation.planner.problem.model import Lot, Reals
from tempa.allocation.planner.problem.words import LANGUAGES, Language, Names, both, listed, money
from tempa.values.programme.errors import Sentence

TIME = frozenset({"hours", "flow", "cash"})
"""Blockers that other weeks may lift."""
TOLD = 2
"""Cheaper sites that the sentences name; the rest are counted."""


@dataclass(frozen=True)
class Alternative:
    """The same lot at another site. Rupiah per unit; `change` is what the plan would cost more for the whole lot.

    `blockers` hold for the lot's own weeks; `elsewhen`, asked only of cheaper sites, is the earliest place in other weeks
    and `late_change` the lateness in rupiah per unit that it adds. `scarcity` is what the hours there are worth more than
    those here, rupiah per unit by the prices given, 0 without prices.
    """

    site: str
    offer: int
    freight: float
    difference: float
    balance: float
    change: float
    blockers: tuple[Blocker, ...]
    elsewhen: Weeks | None = None
    late_change: float = 0.0
    scarcity: float = 0.0

    @property
    def is_free(self) -> bool:
        """The lot would fit there in its own weeks."""
        return not self.blockers

    @property
    def would_save(self) -> bool:
        """Moving the lot there, now or in other weeks, would make this plan cheaper."""
        if self.is_free:
            return self.change < -1
        return self.elsewhen is not None and self.change + self.late_change < -1


@dataclass(frozen=True)
class LotReason:
    """`rank` of `eligible` sites by offer + freight (1 is cheapest); `cheaper` are those before it, `next` the one after."""

    lot: str
    line: str
    type: str
    site: str
    quantity: int
    offer: int
    freight: float
    weeks_late: int
    lateness: float
    rank: int
    eligible: int
    cheaper: tuple[Alternative, ...]
    next: Alternative | None
    sentences: tuple[Sentence, ...]
    is_withdrawn: bool = False
    """The lot was begun and its offer is gone, so `offer` and `freight` are not known."""


def lot_reason(plan: FinishedPlan, names: Names, lot: Lot, moves: LotOptions, prices: Reals | None, stays: Sentence | None = None) -> LotReason:
    """The reason of one lot; `late_change` and `lateness` are rupiah for the whole lot. `stays`: why it could not move."""
    problem = plan.problem
    price = int(problem.type_price[problem.line_type[lot.line]])
    late = int(problem.weeks_late[lot.line, lot.inspect_week])
    here = plan.unit_cost(lot)
    row = plan.row_of.get((lot.line, lot.site))
    offer = int(problem.option_offer[row]) if row is not None else plan.kept_offer(lot)[0]
    elsewhere = [n for n in range(len(moves.rows)) if moves.sites[n] != lot.site]
    cheap = [n for n in elsewhere if moves.unit_cost[n] < here - 0.5]
    later = [n for n in elsewhere if n not in cheap]
    cheaper = tuple(alternative(plan, lot, moves, n, prices, ask_weeks=True) for n in cheap)
    following = alternative(plan, lot, moves, later[0], prices, ask_weeks=False) if later else None
    found = LotReason(
        lot=lot.name, line=problem.lines[lot.line], type=problem.types[problem.line_type[lot.line]],
        site=problem.sites[lot.site], quantity=lot.quantity, offer=offer, freight=here - offer, weeks_late=late,
        lateness=late * problem.lateness_rate * price, rank=1 + len(cheap), eligible=len(elsewhere) + 1,
        cheaper=cheaper, next=following, sentences=(), is_withdrawn=plan.is_withdrawn(lot),
    )
    told = [both(*pair) for pair in zip(*(lines(found, names, language) for language in LANGUAGES), strict=True)]
    if stays is not None and not found.is_withdrawn:
        told = [both(*(f"{first_words(found, names, language)}." for language in LANGUAGES)), stays]
    return LotReason(**{**found.__dict__, "sentences": tuple(told)})


def alternative(plan: FinishedPlan, lot: Lot, moves: LotOptions, n: int, prices: Reals | None, *,
                ask_weeks: bool) -> Alternative:
    """The lot at option n of its moves."""
    problem, row = plan.problem, int(moves.rows[n])
    blockers = tuple(plan.blockers(lot, row))
    found = None
    if ask_weeks and blockers and moves.change[n] < 0 and all(b.kind in TIME for b in blockers):
        found = plan.elsewhen(lot, row)
    late = 0.0
    if found is not None:
        more = int(problem.weeks_late[lot.line, found.inspect]) - int(problem.weeks_late[lot.line, lot.inspect_week])
        late = more * problem.lateness_rate * int(problem.type_price[problem.line_type[lot.line]]) * lot.quantity
    return Alternative(
        site=problem.sites[int(moves.sites[n])], offer=int(problem.option_offer[row]),
        freight=float(problem.option_freight[row]), difference=float(moves.unit_cost[n]) - plan.unit_cost(lot),
        balance=float(moves.balance[n]) / lot.quantity, change=float(moves.change[n]), blockers=blockers, elsewhen=found,
        late_change=late, scarcity=0.0 if prices is None else scarcity(plan, lot, int(moves.sites[n]), moves, prices),
    )


def scarcity(plan: FinishedPlan, lot: Lot, site: int, moves: LotOptions, prices: Reals) -> float:
    """Rupiah per unit by which the hours at `site`, in the lot's weeks, are worth more than those it uses."""
    problem = plan.problem
    first = int(problem.step_start[problem.line_type[lot.line]])
    here = sum(float(prices[x.site, problem.step_resource[first + x.step], x.week]) * x.hours for x in lot.loads)
    there = prices[site, :, lot.start_week:lot.finish_week + 1].mean(axis=1)
    return (float((there * moves.needed).sum()) - here) / lot.quantity


def lines(reason: LotReason, names: Names, language: Language) -> list[str]:
    """The sentences in one language; the same number in both."""
    blocked = [a for a in reason.cheaper if a.blockers and not a.would_save]
    saving = [a for a in reason.cheaper if a.would_save]
    balanced = [a for a in reason.cheaper if a.is_free and not a.would_save]
    if reason.is_withdrawn:
        return [withdrawn_line(reason, names, language)]
    told = [first_line(reason, names, language)]
    if blocked:
        told.append(blocked_line(reason, blocked, names, language))
    if saving:
        told.append(saving_line(reason, min(saving, key=lambda a: a.change + a.late_change), names, language))
    elif balanced:
        told.append(balance_line(balanced, names, language))
    elif reason.next is not None:
        told.append(next_line(reason.next, names, language))
    return told


def first_words(reason: LotReason, names: Names, language: Language) -> str:
    """What the lot costs here."""
    total, offer, freight = (money(x, language) for x in (reason.offer + reason.freight, reason.offer, reason.freight))
    site, kind = names.site(reason.site), names.type(reason.type, language)
    if language == "en":
        late = f", {reason.weeks_late} weeks late" if reason.weeks_late else ""
        return f"Lot {reason.lot} ({reason.quantity} units of {kind}) at {site} costs {total} per unit " \
               f"(offer {offer}, freight {freight}){late}"
    late = f", terlambat {reason.weeks_late} minggu" if reason.weeks_late else ""
    return f"Lot {reason.lot} ({reason.quantity} unit {kind}) di {site} berharga {total} per unit " \
           f"(penawaran {offer}, angkut {freight}){late}"


def first_line(reason: LotReason, names: Names, language: Language) -> str:
    """What the lot costs here, and its place among the sites that may make it."""
    words = first_words(reason, names, language)
    if language == "en":
        place = "the only workshop that may make it" if reason.eligible == 1 else \
            f"the cheapest of {reason.eligible} workshops that may make it" if reason.rank == 1 else \
            f"number {reason.rank} by price of {reason.eligible} workshops that may make it"
        return f"{words}: {place}."
    place = "satu-satunya bengkel yang boleh mengerjakannya" if reason.eligible == 1 else \
        f"termurah dari {reason.eligible} bengkel yang boleh mengerjakannya" if reason.rank == 1 else \
        f"urutan ke-{reason.rank} menurut harga dari {reason.eligible} bengkel yang boleh mengerjakannya"
    return f"{words}: {place}."


def withdrawn_line(reason: LotReason, names: Names, language: Language) -> str:
    """A begun lot whose offer is not in the programme any more: there is no price to set beside others."""
    site, kind = names.site(reason.site), names.type(reason.type, language)
    if language == "en":
        return f"Lot {reason.lot} ({reason.quantity} units of {kind}) had begun at {site} before its offer was withdrawn and is finished there."
    return f"Lot {reason.lot} ({reason.quantity} unit {kind}) sudah dimulai di {site} sebelum penawarannya ditarik, dan diselesaikan di sana."


def blocked_line(reason: LotReason, blocked: list[Alternative], names: Names, language: Language) -> str:
    """Cheaper sites where the lot does not fit, with the first thing in the way."""
    items = [f"{names.site(a.site)} ({less(a, language)}): {why_not(reason, a, names, language)}" for a in blocked[:TOLD]]
    rest = len(blocked) - TOLD
    if language == "en":
        more = f"; and {rest} more" if rest > 0 else ""
        return f"Cheaper, but without room in the same weeks: {'; '.join(items)}{more}."
    more = f"; dan {rest} bengkel lain" if rest > 0 else ""
    return f"Lebih murah tetapi tidak bisa pada minggu yang sama: {'; '.join(items)}{more}."


def less(found: Alternative, language: Language) -> str:
    amount = money(-found.difference, language)
    return f"{amount} less per unit" if language == "en" else f"{amount} lebih murah per unit"


def why_not(reason: LotReason, found: Alternative, names: Names, language: Language) -> str:
    """The first blocker, and what waiting for room there would mean."""
    text = blocker_text(found.blockers[0], names, language)
    if found.elsewhen is None:
        return text
    when = names.weeks(found.elsewhen.inspect, found.elsewhen.inspect, language)
    if language == "en":
        return f"{text}; waiting there for inspection on {when} would cost more"
    return f"{text}; menunggu di sana sampai pemeriksaan {when} lebih mahal"


def saving_line(reason: LotReason, found: Alternative, names: Names, language: Language) -> str:
    """The plan could be better here; said plainly."""
    site, saves = names.site(found.site), money(-(found.change + found.late_change), language)
    when = "" if found.elsewhen is None else " " + names.weeks(found.elsewhen.start, found.elsewhen.finish, language)
    if language == "en":
        place = f"in{when}" if when else "in the same weeks"
        return f"{site} still has room for it {place} and would save {saves}: the search has not used this."
    place = f"pada{when}" if when else "pada minggu yang sama"
    return f"{site} masih punya tempat {place} dan menghemat {saves}: pencarian belum memakainya."


def balance_line(balanced: list[Alternative], names: Names, language: Language) -> str:
    """Sites with a lower price that already have more than their fair value."""
    sites = listed([names.site(a.site) for a in balanced[:TOLD]], language)
    most = money(max(a.balance for a in balanced[:TOLD]), language)
    if language == "en":
        return f"{sites} would be cheaper by price, but balance between workshops weighs up to {most} per unit against it."
    return f"{sites} lebih murah menurut harga, tetapi pemerataan antarbengkel menambah sampai {most} per unit di sana."


def next_line(found: Alternative, names: Names, language: Language) -> str:
    site, more = names.site(found.site), money(found.difference, language)
    if language == "en":
        return f"Next comes {site}, {more} more per unit."
    return f"Berikutnya {site}, {more} lebih mahal per unit."
