"""Whether the whole programme adds up: both conservation laws, and what machines are worth from signature to payment, as of any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from tempa.allocation import queries as allocation
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.payment.queries.claims import paid_by_budget_line
from tempa.payment.queries.stages import WORTH, Ordered, Reached, beside, ordered, reached, total_by
from tempa.payment.rules import Beyond, beyond_the_order
from tempa.payment.settlement.conservation import (
    UNITS,
    Balance,
    Fact,
    conserved_rupiah,
    conserved_units,
    conserved_worth,
)

WAYS = ("agency", "type", "contract", "workshop")
MACHINES = ("ordered", "allocated", "contracted", "made", "accepted", "handed_over", "received", "in_use", "paid")
MONEY = ("budget", "estimate", "allocated", "contracted", "accepted", "claimed", "approved", "paid", "advance", "passed_on")


@dataclass(frozen=True)
class Conservation:
    """The laws as of a day, the figures that they hold over, and the lines of which more is in lots than is ordered then."""

    units: Balance
    rupiah: Balance
    worth: Balance
    beyond: list[Beyond]
    reached: Sequence[Reached]
    ordered: Sequence[Ordered]
    budgets: Mapping[str, tuple[str, int]]
    money: Mapping[str, Mapping[str, Counter[str]]]

    @cached_property
    def total(self) -> tuple[Counter[str], Counter[str]]:
        """Units and rupiah of all lots by stage."""
        return total_by(self.reached, lambda _r: "").get("", (Counter[str](), Counter[str]()))

    @cached_property
    def tables(self) -> dict[str, dict[str, tuple[Counter[str], Counter[str]]]]:
        """The tables that were asked for so far; nobody changes them."""
        return {}

    def table(self, way: str) -> dict[str, tuple[Counter[str], Counter[str]]]:
        """Agency, type, contract or workshop -> (units, rupiah) by stage; what nothing says of it is not there."""
        if way not in self.tables:
            self.tables[way] = self.summed(way)
        return self.tables[way]

    def summed(self, way: str) -> dict[str, tuple[Counter[str], Counter[str]]]:
        found = {code: (units, rupiah) for code, (units, rupiah) in total_by(self.reached, attrgetter(way)).items() if code}
        if way in ("agency", "type"):
            for o in self.ordered:
                units, rupiah = found.setdefault(getattr(o, way), (Counter(), Counter()))
                units["ordered"] += o.units
                rupiah["estimate"] += o.rupiah
        if way == "agency":
            for agency, amount in self.budgets.values():
                found.setdefault(agency, (Counter(), Counter()))[1]["budget"] += amount
        for code, amounts in self.money.get(way, {}).items():
            found.setdefault(code, (Counter(), Counter()))[1].update(amounts)
        return dict(sorted(found.items()))


def conservation(programme: Programme, on: date | None = None) -> Conservation:
    """Both laws as of the end of a day; without one, as they stand."""
    lots, lines = reached(programme, on), ordered(programme, on)
    budgets = {b.budget_line: (b.agency, b.amount) for b in demand.budget_lines(programme)}
    now = {o.line: o.units for o in lines}
    allocated = sums((r.line, r.units["allocated"]) for r in lots)
    then = now | ordered_at_awards(programme, lots)
    return Conservation(
        units(lots, then), rupiah(programme, lots, budgets, on), worth(lots), beyond_the_order(now, allocated), lots, lines, budgets,
        money(programme, lots, on),
    )  # fmt: skip


def sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found = Counter[str]()
    for key, n in pairs:
        found[key] += n
    return dict(found)


def ordered_at_awards(programme: Programme, lots: Sequence[Reached]) -> dict[str, int]:
    """Lines with lots as they were when the last of these was awarded: a later cut breaks no law, and a later rise heals none."""
    awards = allocation.awards_of(programme, {r.lot for r in lots if r.units["allocated"]})
    return {line: n for line, n in demand.ordered_as_of(programme, awards).items() if line in awards}


def units(lots: Sequence[Reached], ordered: Mapping[str, int]) -> Balance:
    """Units per order line; a lot or contract that ended counts with the units made under it."""
    facts = [Fact(line, "ordered", n) for line, n in ordered.items()]
    facts += [Fact(r.line, stage, r.units[stage]) for r in lots for stage in UNITS[1:] if r.units[stage]]
    return conserved_units(facts)


def rupiah(programme: Programme, lots: Sequence[Reached], budgets: Mapping[str, tuple[str, int]], on: date | None) -> Balance:
    """Budget lines against lots at the offers of their award, contracts at their prices, and everything that was paid, advances too."""
    facts = [Fact(line, "budget", amount) for line, (_agency, amount) in budgets.items()]
    facts += [Fact(r.budget_line, stage, r.rupiah[stage]) for r in lots for stage in ("allocated", "contracted") if r.rupiah[stage]]
    facts += [Fact(line, "paid", amount) for line, amount in paid_by_budget_line(programme, on).items()]
    return conserved_rupiah(facts)


def worth(lots: Sequence[Reached]) -> Balance:
    """Contract by contract, what its machines are worth at its prices: signed, accepted, claimed, approved, paid."""
    return conserved_worth(Fact(r.contract, stage, r.rupiah[stage]) for r in lots if r.contract for stage in WORTH if r.rupiah[stage])


def money(programme: Programme, lots: Sequence[Reached], on: date | None) -> dict[str, dict[str, Counter[str]]]:
    """Way -> code -> advances that stand and what was passed on, which belong to contracts and not to units."""
    agency = {r.contract: r.agency for r in lots if r.contract}
    found: dict[str, dict[str, Counter[str]]] = {way: {} for way in ("agency", "contract", "workshop")}
    for contract, one in beside(programme, on).items():
        both = Counter(advance=one.standing, passed_on=sum(one.passed_on.values()))
        found["contract"].setdefault(contract, Counter()).update(both)
        found["agency"].setdefault(agency.get(contract, ""), Counter()).update(both)
        for maker, amount in one.passed_on.items():
            found["workshop"].setdefault(maker, Counter()).update(passed_on=amount)
    return found


HEADS = {
    "ordered": "dipesan", "allocated": "dialokasikan", "contracted": "dikontrak", "made": "dibuat", "accepted": "diterima",
    "handed_over": "diserahkan ke OPD", "received": "di penerima", "in_use": "dipakai", "paid": "dibayar", "budget": "anggaran", "estimate": "HPS",
    "claimed": "ditagih", "approved": "disetujui", "advance": "uang muka berjalan", "passed_on": "diteruskan",
}  # fmt: skip


def for_pack(programme: Programme) -> tuple[list[list[str]], list[list[str]]]:
    """Both laws per agency as tables of text, heads first and the sum last, for the pack's first page."""
    rows = conservation(programme).table("agency")
    return as_text(MACHINES, {code: u for code, (u, _) in rows.items()}), as_text(MONEY, {code: r for code, (_, r) in rows.items()})


def as_text(stages: Sequence[str], rows: Mapping[str, Counter[str]]) -> list[list[str]]:
    total = Counter({stage: sum(row[stage] for row in rows.values()) for stage in stages})
    lines = [[code, *(f"{row[s]:,}".replace(",", ".") for s in stages)] for code, row in (*rows.items(), ("jumlah", total))]
    return [["OPD", *(HEADS[s] for s in stages)], *lines]
