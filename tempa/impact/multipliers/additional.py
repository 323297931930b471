"""What would not have happened anyway: gross effect less leakage, displacement and substitution, against no programme.

Source: Additionality Guide, English Partnerships, 3rd ed. 2008: AI = GI (1 − L)(1 − Dp)(1 − S) M − GI* (1 − L*)(1 −
Dp*) (1 − S*) M*. The star is what the workshops would have sold without the programme, asked at registration.
Nothing is assumed: without such answers only the gross effect may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tempa.impact.multipliers.errors import MultiplierError

SOURCE = "Additionality Guide, English Partnerships, 3rd ed. 2008"


@dataclass(frozen=True)
class Case:
    """One of the two worlds: money in, what leaves, displaces or replaces (shares from 0 to 1), and the multiplier."""

    gross: int
    leakage: Fraction = Fraction(0)
    displacement: Fraction = Fraction(0)
    substitution: Fraction = Fraction(0)
    multiplier: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        shares = {"leakage": self.leakage, "displacement": self.displacement, "substitution": self.substitution}
        for name, share in shares.items():
            if not 0 <= share <= 1:
                raise MultiplierError(f"{name} {share}", "must be between 0 and 1", SOURCE)
        if self.gross < 0 or self.multiplier < 0:
            raise MultiplierError(f"gross {self.gross}, multiplier {self.multiplier}", "must be 0 or more", SOURCE)

    def effect(self) -> Fraction:
        kept = (1 - self.leakage) * (1 - self.displacement) * (1 - self.substitution)
        return self.gross * kept * self.multiplier


def net_effect(programme: Case, without: Case) -> Fraction:
    """The additional effect in rupiah; below 0 where the programme did less than would have happened anyway."""
    return programme.effect() - without.effect()
