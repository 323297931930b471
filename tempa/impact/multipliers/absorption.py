"""How fast money and machines moved: cumulative committed, delivered and paid against plan, and the months of lag.

Periods are months, numbered from 0 at the programme's start; amounts are of one unit throughout (rupiah or machines).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from tempa.impact.multipliers.errors import MultiplierError

SOURCE = "S-curve of the programme"


@dataclass(frozen=True)
class AbsorptionCurve:
    """Cumulative amounts at the end of each month; the actual lines end with the last month that is over."""

    plan: tuple[int, ...]
    committed: tuple[int, ...]
    delivered: tuple[int, ...]
    paid: tuple[int, ...]

    def share_of_plan(self, line: str) -> Fraction | None:
        """What is done by now over what the plan wanted by now; None while the plan wants nothing yet."""
        done = self.line(line)
        wanted = self.plan[len(done) - 1] if done else 0
        return Fraction(done[-1], wanted) if wanted else None

    def lag(self, line: str) -> Fraction:
        """Months behind plan now: how long ago the plan reached what is done by now (negative: ahead).

        Straight lines between month ends. While nothing is done, the months since the plan began.
        """
        done = self.line(line)
        if not done or not self.plan[-1]:
            return Fraction(0)  # nothing is over yet, or nothing was wanted
        reached = time_reached(self.plan, done[-1])
        ahead = Fraction(len(self.plan)) if reached is None else reached
        return len(done) - ahead

    def line(self, name: str) -> tuple[int, ...]:
        lines = {"plan": self.plan, "committed": self.committed, "delivered": self.delivered, "paid": self.paid}
        if name not in lines:
            raise MultiplierError(f"line {name}", f"must be one of {', '.join(lines)}", SOURCE)
        return lines[name]


def absorption_curve(
    plan: Sequence[int], committed: Sequence[int], delivered: Sequence[int], paid: Sequence[int]
) -> AbsorptionCurve:
    """From amounts per month. The three actual lines cover the same months, the plan at least those."""
    lines = {"plan": plan, "committed": committed, "delivered": delivered, "paid": paid}
    for name, amounts in lines.items():
        for month, amount in enumerate(amounts):
            if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
                raise MultiplierError(f"{name} of month {month}: {amount!r}", "must be a whole number from 0", SOURCE)
    if not len(committed) == len(delivered) == len(paid) <= len(plan):
        months = ", ".join(f"{name} {len(amounts)}" for name, amounts in lines.items())
        raise MultiplierError(
            f"months: {months}", "the actual lines must be equally long, the plan as long or longer", SOURCE
        )
    return AbsorptionCurve(*(tuple(accumulate(amounts)) for amounts in lines.values()))


def time_reached(cumulative: Sequence[int], level: int) -> Fraction | None:
    """Months after the start at which the line first reached `level`; None if it never does.

    The plan's first positive amount begins its month: a level of 0 is reached when that month begins.
    """
    before = 0
    for month, amount in enumerate(cumulative):
        if amount >= level and amount > before:
            return month + Fraction(level - before, amount - before)
        before = amount
    return None
