"""The two conservation laws: no stage of the order may pass the stage before it, in units or in rupiah.

Units: ordered ≥ allocated ≥ contracted ≥ made ≥ accepted ≥ handed over ≥ paid in full.
Rupiah: budget ≥ allocated at offer prices, budget ≥ contracted ≥ paid (advances count as paid; a contract may cost more than the offer at its award).
What machines are worth at the prices of their contract: contracted ≥ accepted ≥ claimed ≥ approved ≥ paid (advances live apart).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import rupiah_text, whole

UNITS = ("ordered", "allocated", "contracted", "made", "accepted", "handed_over", "paid")
RUPIAH = ("budget", "allocated", "contracted", "paid")
WORTH = ("contracted", "accepted", "claimed", "approved", "paid")
NAMES = {
    "ordered": ("dipesan", "ordered"), "budget": ("anggaran", "budget"),
    "allocated": ("dialokasikan", "allocated"), "contracted": ("dikontrak", "contracted"),
    "made": ("dibuat", "made"), "accepted": ("diterima", "accepted"),
    "handed_over": ("diserahkan", "handed over"),
    "claimed": ("ditagih", "claimed"), "approved": ("disetujui", "approved"), "paid": ("dibayar", "paid"), "nothing": ("nol", "nothing"),
}
ABOVE = {"rupiah": {"contracted": "budget"}}
"""Law -> stage -> what bounds it, where that is not the stage before it."""
TOTAL = "TOTAL"


class Fact(NamedTuple):
    """A change of one stage: `amount` (units or rupiah, negative for a correction) at the line `where`."""

    where: str
    stage: str
    amount: int


@dataclass(frozen=True)
class Fault:
    """A stage (`lower`) that has passed the one before it (`upper`) at a line or in TOTAL, and `by` how much."""

    law: str
    where: str
    upper: str
    lower: str
    upper_amount: int
    lower_amount: int

    @property
    def by(self) -> int:
        return self.lower_amount - self.upper_amount

    @property
    def indonesian(self) -> str:
        return self._sentence(0, "lebih besar daripada", "selisih")

    @property
    def english(self) -> str:
        return self._sentence(1, "is more than", "by")

    def _sentence(self, language: int, more: str, difference: str) -> str:
        first, second = (f"{NAMES[s][language]} {self._shown(n)}" for s, n in
                         ((self.lower, self.lower_amount), (self.upper, self.upper_amount)))
        return f"{self.where}: {first} {more} {second}, {difference} {self._shown(self.by)}."

    def _shown(self, amount: int) -> str:
        return str(amount) if self.law == "units" else rupiah_text(amount)


@dataclass(frozen=True)
class Balance:
    """One law over all facts: the sum of each stage per line and in total, and every place where the law is broken."""

    law: str
    stages: tuple[str, ...]
    lines: dict[str, tuple[int, ...]]
    total: tuple[int, ...]
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def conserved_units(facts: Iterable[Fact]) -> Balance:
    """The law of units per order line and in total; the faults come in the order of lines, TOTAL last."""
    return _balance("units", UNITS, facts)


def conserved_rupiah(facts: Iterable[Fact]) -> Balance:
    """The law of rupiah per budget line and in total; advances are facts of the stage "paid"."""
    return _balance("rupiah", RUPIAH, facts)


def conserved_worth(facts: Iterable[Fact]) -> Balance:
    """What machines are worth at their contract's prices, contract by contract, from signature to payment."""
    return _balance("worth", WORTH, facts)


def restated(balance: Balance, lines: Collection[str], facts: Iterable[Fact]) -> Balance:
    """The balance after what some lines say has changed: `facts` are all that is to be said of these now, the others stand as they are."""
    part = _balance(balance.law, balance.stages, facts)
    if strangers := part.lines.keys() - set(lines):
        raise _unknown(balance.law, Fact(min(strangers), "", 0), balance.stages)
    gone = [balance.lines[where] for where in set(lines) if where in balance.lines]
    kept = {where: row for where, row in balance.lines.items() if where not in lines}
    total = tuple(now + new - sum(old) for now, new, *old in zip(balance.total, part.total, *gone, strict=True))
    faults = [f for f in balance.faults if f.where not in lines] + list(part.faults)
    of_lines = sorted((f for f in faults if f.where != TOTAL), key=attrgetter("where"))
    of_total = _faults(balance.law, TOTAL, balance.stages, total)
    return Balance(balance.law, balance.stages, dict(sorted((kept | part.lines).items())), total, (*of_lines, *of_total))


def _balance(law: str, stages: tuple[str, ...], facts: Iterable[Fact]) -> Balance:
    place = {stage: i for i, stage in enumerate(stages)}
    sums: dict[str, list[int]] = {}
    for fact in facts:
        if fact.stage not in place or fact.where == TOTAL:
            raise _unknown(law, fact, stages)
        sums.setdefault(fact.where, [0] * len(stages))[place[fact.stage]] += whole(fact.amount, fact.where, law)
    lines = {where: tuple(sums[where]) for where in sorted(sums)}
    total = tuple(sum(column) for column in zip(*lines.values(), strict=True)) or (0,) * len(stages)
    faults = tuple(f for where, row in (*lines.items(), (TOTAL, total)) for f in _faults(law, where, stages, row))
    return Balance(law, stages, lines, total, faults)


def _faults(law: str, where: str, stages: tuple[str, ...], row: tuple[int, ...]) -> list[Fault]:
    """Each stage against what bounds it, and the last against nothing: more corrected than was ever there."""
    names, amounts = (*stages, "nothing"), (*row, 0)
    return [
        Fault(law, where, names[upper], names[lower], amounts[upper], amounts[lower]) for lower, upper in _bounds(law, stages)
        if amounts[lower] > amounts[upper]
    ]  # fmt: skip


@cache
def _bounds(law: str, stages: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The places of each stage, and of the nothing behind the last, with that of what bounds it."""
    names = (*stages, "nothing")
    above = dict(zip(names[1:], names, strict=False)) | ABOVE.get(law, {})
    return tuple((lower, names.index(above[name])) for lower, name in enumerate(names) if lower)


def _unknown(law: str, fact: Fact, stages: tuple[str, ...]) -> LawError:
    return LawError(
        "Fakta ini tidak punya tempat dalam neraca. Periksa nama tahap dan barisnya.",
        "This fact has no place in the balance. Check the names of its stage and line.",
        value=f"{fact.where} / {fact.stage}", bound=f"{', '.join(stages)}; ≠ {TOTAL}", source=" ≥ ".join(stages),
    )
