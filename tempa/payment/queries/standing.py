"""How far all lots of a programme have come, summed by what they are about, and kept up with its chain.

Facts that move some lots have these counted again, and only the sums that they stand in; facts that may move any lot (an order changed, a
plan approved, an offer restated) have all counted anew. So what it costs to be up to date follows from what happened, not from how much
there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
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
WAYS = ("agency", "type", "contract", "workshop", "line", "budget_line")
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
        self.head = ledger.chain_head(self.programme)
        self.lots = by_lot(reached(self.programme, self.on))
        self.sums: dict[str, dict[str, Sums]] = {way: {} for way in WAYS}
        self.counted: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
        self.lots_of_contract: dict[str, set[str]] = {}
        self.lots_of_line: dict[str, set[str]] = {}
        for rows in self.lots.values():
            self.enter(rows)
        self.money: dict[str, list[Reached]] = {}
        self.enter_money(beside(self.programme, self.on))
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
        return order + [Fact(line, stage, units[stage]) for stage in UNITS[1:] if units[stage]]

    def worth_facts(self, contract: str) -> list[Fact]:
        """What the machines of a contract are worth at its prices: signed, accepted, claimed, approved, paid."""
        _units, rupiah = self.sums["contract"].get(contract, NOTHING)
        return [Fact(contract, stage, rupiah[stage]) for stage in WORTH if rupiah[stage]]

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

    def enter(self, rows: Iterable[Reached]) -> None:
        for r in rows:
            if r.lot and r.contract:
                self.lots_of_contract.setdefault(r.contract, set()).add(r.lot)
            if r.lot and r.line:
                self.lots_of_line.setdefault(r.line, set()).add(r.lot)
            for way, code in codes_of(r):
                self.counted[way][code] += 1
                add(self.sums[way].setdefault(code, (Counter(), Counter())), r, 1)

    def leave(self, r: Reached) -> None:
        self.lots_of_contract.get(r.contract, set()).discard(r.lot)
        self.lots_of_line.get(r.line, set()).discard(r.lot)
        for way, code in codes_of(r):
            self.counted[way][code] -= 1
            add(self.sums[way][code], r, -1)

    def enter_money(self, advances: Mapping[str, Advance]) -> None:
        """Advances that stand and what was passed on belong to contracts, agencies and makers, and to no lot."""
        for contract, one in advances.items():
            lots = self.lots_of_contract.get(contract, set())
            agency = next((r.agency for lot in sorted(lots) for r in self.lots[lot] if r.contract == contract), "")
            whole = Counter(advance=one.standing, passed_on=sum(one.passed_on.values()))
            self.money[contract] = [Reached("", contract, "", agency, "", "", "", rupiah=whole)]
            self.money[contract] += [Reached("", "", "", "", "", maker, "", rupiah=Counter(passed_on=n)) for maker, n in one.passed_on.items()]
            self.replace([], self.money[contract])

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
        lots = {lot for line in lines for lot in self.lots_of_line.get(line, ()) if any(r.units["allocated"] for r in self.lots[lot])}
        return allocation.awards_of(self.programme, lots)


NOTHING: Sums = (Counter(), Counter())


def codes_of(r: Reached) -> list[tuple[str, str]]:
    """What a row counts for: (way, code)."""
    return [(way, code) for way in WAYS if (code := getattr(r, way))]


def add(sums: Sums, r: Reached, times: int) -> None:
    for counts, more in zip(sums, (r.units, r.rupiah), strict=True):
        for stage, n in more.items():
            if n and stage != "price":
                counts[stage] += times * n


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
