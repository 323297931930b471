"""Whether the whole programme adds up: both conservation laws, and what machines are worth from signature to payment, as of any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tempa.ledger.models import Programme
from tempa.payment.queries.stages import Ordered, Reached
from tempa.payment.queries.standing import Standing, Sums
from tempa.payment.rules import Beyond, beyond_the_order
from tempa.payment.settlement.conservation import Balance, Fact, conserved_rupiah

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
    lots: Mapping[str, Sequence[Reached]]
    sums: Mapping[str, Mapping[str, Sums]]
    ordered: Sequence[Ordered]
    budgets: Mapping[str, tuple[str, int]]

    @cached_property
    def reached(self) -> list[Reached]:
        """Every lot that counts, under each contract that counts for it."""
        return [r for rows in self.lots.values() for r in rows]

    @cached_property
    def total(self) -> Sums:
        """Units and rupiah of all lots by stage."""
        units, rupiah = Counter[str](), Counter[str]()
        for more, amounts in self.sums["agency"].values():
            units.update(more)
            rupiah.update(amounts)
        return units, rupiah

    @cached_property
    def tables(self) -> dict[str, dict[str, Sums]]:
        """The tables that were asked for so far; nobody changes them."""
        return {}

    def table(self, way: str) -> dict[str, Sums]:
        """Agency, type, contract or workshop -> (units, rupiah) by stage; what nothing says of it is not there."""
        if way not in self.tables:
            self.tables[way] = self.whole(way)
        return self.tables[way]

    def whole(self, way: str) -> dict[str, Sums]:
        """The sums of lots and of the money that belongs to none, with the order and budgets."""
        if way not in ("agency", "type"):
            return dict(sorted(self.sums[way].items()))
        found = {code: (units.copy(), rupiah.copy()) for code, (units, rupiah) in self.sums[way].items()}
        for o in self.ordered:
            units, rupiah = found.setdefault(getattr(o, way), (Counter(), Counter()))
            units["ordered"] += o.units
            rupiah["estimate"] += o.rupiah
        if way == "agency":
            for agency, amount in self.budgets.values():
                found.setdefault(agency, (Counter(), Counter()))[1]["budget"] += amount
        return dict(sorted(found.items()))


def conservation(programme: Programme, on: date | None = None, standing: Standing | None = None) -> Conservation:
    """Both laws as of the end of a day; without one, as they stand: then a `standing` that was counted before is brought up to date."""
    standing = standing or Standing(programme, on)
    with standing.guard:
        standing.follow()
        return conserved(standing)


def conserved(s: Standing) -> Conservation:
    now = {o.line: o.units for o in s.ordered}
    allocated = {line: units["allocated"] for line, (units, _rupiah) in s.sums["line"].items() if units["allocated"]}
    sums = {way: dict(codes) for way, codes in s.sums.items()}
    return Conservation(s.units, rupiah(s), s.worth, beyond_the_order(now, allocated), dict(s.lots), sums, s.ordered, s.budgets)


def rupiah(s: Standing) -> Balance:
    """Budget lines against lots at the offers of their award, contracts at their prices, and everything that was paid, advances too."""
    facts = [Fact(line, "budget", amount) for line, (_agency, amount) in s.budgets.items()]
    facts += [Fact(line, stage, r[stage]) for line, (_units, r) in s.sums["budget_line"].items() for stage in ("allocated", "contracted") if r[stage]]
    facts += [Fact(line, "paid", amount) for line, amount in s.paid.items()]
    return conserved_rupiah(facts)


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
