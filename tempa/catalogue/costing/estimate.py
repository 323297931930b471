"""An input as people know it: low, likely, high, with its unit, its source and the days between which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .amounts import OWN_RULE, Number, exact, not_negative, rupiah, share, shown
from .errors import require

LARGEST_MARKUP = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """0 <= low <= likely <= high, in `unit`; read as a triangular distribution where odds are asked.

    `source` is a name that a reader can go to ("survei toko besi Cakranegara, nota 12"); `dated` the day it was true;
    `valid_until` the last day its giver stands by it, None where nothing was said.
    """

    low: Fraction
    likely: Fraction
    high: Fraction
    unit: str
    source: str
    dated: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        require(self.low >= 0, "batas bawah", shown(self.low), "mulai 0", self.source or OWN_RULE)
        require(self.low <= self.likely <= self.high, "rendah, wajar, tinggi",
                (shown(self.low), shown(self.likely), shown(self.high)), "berurutan naik", self.source or OWN_RULE)
        require(bool(self.source.strip()), "sumber", "kosong", "nama yang dapat ditelusuri", OWN_RULE)
        require(self.valid_until is None or self.valid_until >= self.dated, "berlaku sampai", self.valid_until,
                f"tidak sebelum tanggalnya, {self.dated}", self.source)

    @classmethod
    def money(cls, low: Number, likely: Number, high: Number, *, unit: str, source: str, dated: date,
              valid_until: date | None = None) -> Estimate:
        """Whole rupiah per `unit` ("Rp/kg", "Rp/jam")."""
        a, b, c = (rupiah(v, f"harga {unit}", source) for v in (low, likely, high))
        return cls(a, b, c, unit, source, dated, valid_until)

    @classmethod
    def hours(cls, low: Number, likely: Number, high: Number, *, source: str, dated: date,
              valid_until: date | None = None) -> Estimate:
        """Person-hours per unit, or per lot for setup."""
        a, b, c = (not_negative(v, "jam", source) for v in (low, likely, high))
        return cls(a, b, c, "jam", source, dated, valid_until)

    @classmethod
    def ratio(cls, low: Number, likely: Number, high: Number, *, source: str, dated: date,
              valid_until: date | None = None) -> Estimate:
        """A part of a whole (a learning rate, a margin): 0 to 1."""
        a, b, c = (share(v, "bagian", source) for v in (low, likely, high))
        return cls(a, b, c, "bagian", source, dated, valid_until)

    @classmethod
    def markup(cls, low: Number, likely: Number, high: Number, *, source: str, dated: date,
               valid_until: date | None = None) -> Estimate:
        """What is laid on top of an amount and may be more than all of it (overhead on labour): 0 to 10 times."""
        a, b, c = (not_negative(v, "tambahan", source) for v in (low, likely, high))
        require(c <= LARGEST_MARKUP, "tambahan", shown(c), f"0 sampai {LARGEST_MARKUP} kali (150 % ditulis 1,5)", source)
        return cls(a, b, c, "tambahan", source, dated, valid_until)

    @property
    def mean(self) -> Fraction:
        """Of the triangular distribution: a third of the sum of its three corners."""
        return (self.low + self.likely + self.high) / 3

    def scaled(self, factor: Number) -> Estimate:
        by = exact(factor)
        return Estimate(self.low * by, self.likely * by, self.high * by, self.unit, self.source, self.dated,
                        self.valid_until)

    def quantile(self, u: float) -> float:
        """The value that the triangular distribution stays below with probability u."""
        low, likely, high = float(self.low), float(self.likely), float(self.high)
        if high == low:
            return low
        turn = (likely - low) / (high - low)
        if u <= turn:
            return float(low + (u * (high - low) * (likely - low)) ** 0.5)
        return float(high - ((1 - u) * (high - low) * (high - likely)) ** 0.5)
