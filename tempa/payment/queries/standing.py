"""How far all lots of a programme have come, summed by what they are about, and kept up with its chain.

Facts that move some lots have these counted again, and only the sums that they stand in; facts that may move any lot (an order changed, a
plan approved, an offer restated) have all counted anew. So what it costs to be up to date follows from what happened, not from how much
there is.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import repeat
from operator import attrgetter
from threading import Lock

from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.ledger import queries as ledger
from tempa.ledger.models import Programme
from tempa.payment.models import ClaimUnit, Payment, PaymentUnit
from tempa.payment.queries.claims import paid_by_budget_line
from tempa.payment.queries.stages import WORTH, Advance, Reached, beside, ordered, reached
from tempa.payment.settlement.conservation import UNITS, Fact, conserved_units, conserved_worth, restated
from tempa.production import queries as production

Sums = tuple[Counter[str], Counter[str]]
"""Units and rupiah by stage; a stage that nothing reached is not there."""
Said = tuple[list[tuple[str, int]], list[tuple[str, int]]]
WAYS = ("agency", "type", "contract", "workshop", "line", "budget_line")
CODES = attrgetter(*WAYS)
MANY_FACTS = 2_000
"""So many facts at once (an import, a home brought back) are not followed one by one."""
MANY_LOTS = 500
STILL = frozenset({
    "HandDecided", "HandWithdrawn", "RuleAdded", "RuleRemoved", "PlanProposed", "PlanRefused", "PlanMade", "PlanExplained", "PlanningStarted",
    "PlanningEnded", "ObjectionRaised", "ObjectionReplayed", "ObjectionAnswered", "LotRescheduled",
})  # fmt: skip
"""Kinds of planning that move no unit and no rupiah."""


def moves_nothing() -> frozenset[str]:
    """Kinds of facts that leave all lots where they are."""
    return STILL | (ledger.kinds_of("supply", "openness", "ledger", "catalogue") - ledger.kinds_of("rows"))


def moves_its_lots() -> frozenset[str]:
    """Kinds of facts that move the lots that they are about, or those of the contracts, units, handovers, claims or payments."""
    return ledger.kinds_of("contracts", "production", "quality", "delivery", "payment") | {"LotReduced", "LotRaised"}


class Standing:
    """Every lot that counts under each contract that counts for it, and their sums, as of the end of a day or as they stand.

    Sums and balances are replaced, never changed in place: who took them holds what they were then.
    """

    def __init__(self, programme: Programme, on: date | None = None) -> None:
        self.programme, self.on = programme, on
        self.guard = Lock()
        self.count_anew()

    def count_anew(self) -> None:
        """Count everything; the chain's end is read first, so that what is recorded meanwhile is followed afterwards."""
        with uncollected():
            self.count_all()

    def count_all(self) -> None:
        self.head = ledger.chain_head(self.programme)
        self.lots = by_lot(reached(self.programme, self.on))
        self.sums: dict[str, dict[str, Sums]] = {way: {} for way in WAYS}
        self.counted: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
        self.lots_of_contract: dict[str, set[str]] = {}
        self.lots_of_line: dict[str, set[str]] = {}
        every = [r for rows in self.lots.values() for r in rows]
        self.know(every)
        self.money = {contract: self.money_of(contract, one) for contract, one in beside(self.programme, self.on).items()}
        self.sum_up([*every, *(r for rows in self.money.values() for r in rows)])
        self.read_order()
        self.read_paid()
        self.awards = self.awards_of(self.lots_of_line)
        self.balance_anew()

    def read_order(self) -> None:
        self.ordered = ordered(self.programme, self.on)
        self.budgets = {b.budget_line: (b.agency, b.amount) for b in demand.budget_lines(self.programme)}

    def read_paid(self) -> None:
        self.paid = paid_by_budget_line(self.programme, self.on)

    def balance_anew(self) -> None:
        """The laws of units and of worth; lines with lots are held against the order as it was when the last of these was awarded, so that a
        later cut breaks no law and a later rise heals none."""
        then = demand.ordered_as_of(self.programme, self.awards)
        self.law_of_order = {o.line: o.units for o in self.ordered} | {line: n for line, n in then.items() if line in self.awards}
        self.units = conserved_units(fact for line in {*self.law_of_order, *self.sums["line"]} for fact in self.unit_facts(line))
        self.worth = conserved_worth(fact for contract in self.sums["contract"] for fact in self.worth_facts(contract))

    def unit_facts(self, line: str) -> list[Fact]:
        """What an order line says for the law of units; a lot or contract that ended counts with the units made under it."""
        units, _rupiah = self.sums["line"].get(line, NOTHING)
        order = [Fact(line, "ordered", self.law_of_order[line])] if line in self.law_of_order else []
        return order + [Fact(line, stage, n) for stage in UNITS[1:] if (n := units.get(stage))]

    def worth_facts(self, contract: str) -> list[Fact]:
        """What the machines of a contract are worth at its prices: signed, accepted, claimed, approved, paid."""
        _units, rupiah = self.sums["contract"].get(contract, NOTHING)
        return [Fact(contract, stage, n) for stage in WORTH if (n := rupiah.get(stage))]

    def follow(self) -> None:
        """Come up to the end of the chain."""
        head = ledger.chain_head(self.programme)
        if head == self.head:
            return
        facts = self.facts_until(head[0])
        moved = None if facts is None else self.moved_by(facts)
        if facts is None or moved is None or len(moved[0]) > MANY_LOTS:
            self.count_anew()
            return
        self.head = head
        kinds = {kind for kind, _subject in facts}
        if kinds & ledger.kinds_of("catalogue"):  # what the order is estimated at
            self.read_order()
        if kinds & ledger.kinds_of("payment"):
            self.read_paid()
        self.count_again(*moved)

    def facts_until(self, size: int) -> list[tuple[str, str]] | None:
        """(kind, subject) of what was recorded since; None where that is too much, or where the chain is not the one that was followed."""
        known, digest = self.head
        if not known < size < known + MANY_FACTS or ledger.digest_at(self.programme, known) != digest:
            return None
        return ledger.subjects_between(self.programme, known, size)

    def moved_by(self, facts: Collection[tuple[str, str]]) -> tuple[set[str], set[str]] | None:
        """The lots and the contracts that facts moved; None, where these may be any."""
        concerned = [(kind, subject) for kind, subject in facts if kind not in moves_nothing()]
        if any(kind not in moves_its_lots() for kind, _subject in concerned):
            return None
        about: dict[str, set[str]] = {}
        for _kind, subject in concerned:
            what, _, code = subject.partition(":")
            about.setdefault(what, set()).add(code)
        paid = Payment.objects.filter(programme=self.programme, payment__in=about.get("payment", ()))
        on_contracts = about.get("contract", set()) | set(paid.values_list("contract", flat=True))
        lots = about.get("lot", set()) | lots_of(self.programme, about | {"contract": on_contracts})
        return lots.union(*(self.lots_of_contract.get(c, ()) for c in on_contracts)), on_contracts  # also lots that left their contract

    def count_again(self, lots: Collection[str], on_contracts: Collection[str]) -> None:
        """Take what is known of these lots and contracts out of all sums, and what is so now into them."""
        before = [r for lot in lots for r in self.lots.pop(lot, ())]
        fresh = by_lot(reached(self.programme, self.on, lots)) if lots else {}
        self.lots.update(fresh)
        after = [r for rows in fresh.values() for r in rows]
        with_money = {r.contract for r in (*before, *after) if r.contract in self.money} | set(on_contracts)
        self.replace([*before, *(r for c in with_money for r in self.money.pop(c, ()))], after)
        if with_money:
            self.enter_money(beside(self.programme, self.on, with_money))
        self.balance_again({r.line for r in (*before, *after) if r.line}, {r.contract for r in (*before, *after) if r.contract})

    def replace(self, before: Iterable[Reached], after: Iterable[Reached]) -> None:
        before, after = list(before), list(after)
        for way, code in {(way, code) for r in (*before, *after) for way, code in codes_of(r)}:
            units, rupiah = self.sums[way].get(code, NOTHING)
            self.sums[way][code] = units.copy(), rupiah.copy()
        for r in before:
            self.leave(r)
        self.enter(after)
        for way, code in {(way, code) for r in before for way, code in codes_of(r)}:
            if not self.counted[way][code]:
                del self.sums[way][code], self.counted[way][code]
            else:
                for counts in self.sums[way][code]:
                    for stage in [stage for stage, n in counts.items() if not n]:
                        del counts[stage]

    def know(self, rows: Iterable[Reached]) -> None:
        """Which lots a contract and a line have."""
        for r in rows:
            if r.lot and r.contract:
                self.lots_of_contract.setdefault(r.contract, set()).add(r.lot)
            if r.lot and r.line:
                self.lots_of_line.setdefault(r.line, set()).add(r.lot)

    def sum_up(self, rows: Sequence[Reached]) -> None:
        """All sums from nothing: column by column, which takes a fourth of the time of entering the rows one by one."""
        units, rupiah = sorted({s for r in rows for s in r.units} - {"price"}), sorted({s for r in rows for s in r.rupiah})
        nothing = repeat(0)
        lines = [[*map(r.units.get, units, nothing), *map(r.rupiah.get, rupiah, nothing)] for r in rows]
        for way in WAYS:
            of: dict[str, list[list[int]]] = {}
            for r, line in zip(rows, lines, strict=True):
                if code := getattr(r, way):
                    of.setdefault(code, []).append(line)
            for code, some in of.items():
                whole = some[0] if len(some) == 1 else list(map(sum, zip(*some, strict=True)))
                self.counted[way][code] = len(some)
                self.sums[way][code] = nonzero(units, whole), nonzero(rupiah, whole[len(units) :])

    def enter(self, rows: Collection[Reached]) -> None:
        self.know(rows)
        for r in rows:
            said = said_by(r)
            for way, code in codes_of(r):
                self.counted[way][code] += 1
                add(self.sums[way].setdefault(code, (Counter(), Counter())), said, 1)

    def leave(self, r: Reached) -> None:
        self.lots_of_contract.get(r.contract, set()).discard(r.lot)
        self.lots_of_line.get(r.line, set()).discard(r.lot)
        said = said_by(r)
        for way, code in codes_of(r):
            self.counted[way][code] -= 1
            add(self.sums[way][code], said, -1)

    def enter_money(self, advances: Mapping[str, Advance]) -> None:
        for contract, one in advances.items():
            self.money[contract] = self.money_of(contract, one)
            self.replace([], self.money[contract])

    def money_of(self, contract: str, one: Advance) -> list[Reached]:
        """Advances that stand and what was passed on belong to contracts, agencies and makers, and to no lot."""
        lots = self.lots_of_contract.get(contract, set())
        agency = next((r.agency for lot in sorted(lots) for r in self.lots[lot] if r.contract == contract), "")
        whole = Counter(advance=one.standing, passed_on=sum(one.passed_on.values()))
        makers = [Reached("", "", "", "", "", maker, "", rupiah=Counter(passed_on=n)) for maker, n in one.passed_on.items()]
        return [Reached("", contract, "", agency, "", "", "", rupiah=whole), *makers]

    def balance_again(self, lines: Collection[str], on_contracts: Collection[str]) -> None:
        awards = {line: n for line, n in self.awards.items() if line not in lines} | self.awards_of(lines)
        if awards != self.awards:
            self.awards = awards
            self.balance_anew()
            return
        self.units = restated(self.units, lines, (fact for line in lines for fact in self.unit_facts(line)))
        self.worth = restated(self.worth, on_contracts, (fact for contract in on_contracts for fact in self.worth_facts(contract)))

    def awards_of(self, lines: Iterable[str]) -> dict[str, int]:
        """Line -> the entry that awarded the last of its lots that stand."""
        lots = {lot for line in lines for lot in self.lots_of_line.get(line, ()) if any(r.units.get("allocated") for r in self.lots[lot])}
        return allocation.awards_of(self.programme, lots)


NOTHING: Sums = (Counter(), Counter())


def nonzero(stages: Sequence[str], amounts: Sequence[int]) -> Counter[str]:
    return Counter({stage: n for stage, n in zip(stages, amounts, strict=False) if n})


@contextmanager
def uncollected() -> Iterator[None]:
    """Without a search for garbage: of what is counted nothing is, and to look it all over again and again takes a sixth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def codes_of(r: Reached) -> list[tuple[str, str]]:
    """What a row counts for: (way, code)."""
    return [(way, code) for way, code in zip(WAYS, CODES(r), strict=True) if code]


def said_by(r: Reached) -> Said:
    """What a row adds to each of its sums."""
    return [(stage, n) for stage, n in r.units.items() if n and stage != "price"], [(stage, n) for stage, n in r.rupiah.items() if n]


def add(sums: Sums, said: Said, times: int) -> None:
    for counts, more in zip(sums, said, strict=True):
        for stage, n in more:
            counts[stage] = counts.get(stage, 0) + times * n


def by_lot(rows: Iterable[Reached]) -> dict[str, list[Reached]]:
    found: dict[str, list[Reached]] = {}
    for r in rows:
        found.setdefault(r.lot, []).append(r)
    return found


def lots_of(programme: Programme, about: Mapping[str, Collection[str]]) -> set[str]:
    """The lots of contracts, units, handovers, claims and payments."""
    found: set[str] = set()
    if codes := about.get("contract"):
        found |= contracts.lots_of_contracts(programme, codes)
    if codes := about.get("unit"):
        found |= set(production.all_units(programme).filter(serial__in=codes).order_by().values_list("lot", flat=True))
    if codes := about.get("handover"):
        found |= delivery.lots_of_handovers(programme, codes)
    if codes := about.get("claim"):
        found |= set(ClaimUnit.objects.filter(programme=programme, claim__claim__in=codes).values_list("lot", flat=True))
    if codes := about.get("payment"):
        found |= set(PaymentUnit.objects.filter(programme=programme, payment__payment__in=codes).values_list("lot", flat=True))
    return found
