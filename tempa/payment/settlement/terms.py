"""Payment terms: a contract cut into instalments, the advance won back from them, the retention held until the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import lcm

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import (
    DESIGN,
    Number,
    Rounding,
    fraction,
    largest_remainder,
    round_ratio,
    round_rupiah,
    rupiah,
    rupiah_text,
)
from tempa.contracts.law.rulebook import Amount, rule


class RetentionBase(StrEnum):
    """What a contract holds its retention of; which one is agreed stands in the contract, no article settles it."""

    GROSS = "gross"
    """The claim as it stands: the work done."""
    AFTER_RECOVERY = "after recovery"
    """The claim less what it pays back of the advance: the money that would go out."""


@dataclass(frozen=True, slots=True)
class Term:
    """One instalment in whole rupiah without PPN: the work claimed, what is held of it, and the advance won back."""

    gross: int
    retention: int
    recovery: int

    @property
    def net(self) -> int:
        """What is left before taxes and penalties."""
        return self.gross - self.retention - self.recovery


def instalments(contract: int, progress: Sequence[Number]) -> tuple[int, ...]:
    """The contract cut by shares of progress that add up to 1; largest remainder, so that no rupiah is lost."""
    value, shares = rupiah(contract, "nilai kontrak"), [fraction(p, "kemajuan") for p in progress]
    common = lcm(*[s.denominator for s in shares])
    counts = [s.numerator * (common // s.denominator) for s in shares]
    if sum(counts) != common:
        raise LawError(
            "Bagian termin tidak genap 100 %. Perbaiki salah satu termin.",
            "The shares of the instalments do not add up to 100 %. Correct one of them.",
            value=str(Fraction(sum(counts), common)), bound="= 1", source=DESIGN,
        )
    return largest_remainder(value, [value * c for c in counts], common)


def payment_terms(
    contract: int, progress: Sequence[Number], advance: int, retention_rate: Number,
    retention_base: RetentionBase = RetentionBase.GROSS,
) -> tuple[Term, ...]:
    """Every term of a contract: recovery in proportion to the claim, the last takes what is left of the advance.

    The retention is held of the gross claim, or of what the recovery leaves of it (`retention_base`).
    """
    rate, terms, claimed, back = fraction(retention_rate, "retensi"), [], 0, 0
    for gross in instalments(contract, progress):
        recovery = advance_recovery(contract, advance, gross, claimed, back)
        claimed, back = claimed + gross, back + recovery
        base = retained_of(gross, recovery, retention_base)
        held = round_ratio(base * rate.numerator, rate.denominator, Rounding.HALF_UP)
        terms.append(Term(gross, held, recovery))
    return tuple(terms)


def retained_of(claim: int, recovery: int, base: RetentionBase) -> int:
    """The rupiah that a retention is held of; never below 0, where a last claim wins back more than itself."""
    try:
        is_gross = RetentionBase(base) is RetentionBase.GROSS
    except ValueError:
        raise LawError(
            "Dasar retensi tidak dikenal. Pilih salah satu bentuk kontrak.",
            "This base of a retention is not known. Choose one of the forms of a contract.",
            value=str(base), bound=" / ".join(RetentionBase), source=DESIGN,
        ) from None
    return claim if is_gross else max(0, claim - recovery)


def advance_recovery(contract: int, advance: int, claim: int, claimed: int = 0, recovered: int = 0) -> int:
    """What a claim pays back of the advance: advance × claim ÷ contract, and all of the rest with the last claim.

    `claimed` and `recovered`: the sums before this claim. Perpres 16/2018 Ps 34 lets the guarantee fall with the rest;
    that recovery is proportional is a design choice.
    """
    value, paid, work = rupiah(contract, "nilai kontrak"), rupiah(advance, "uang muka"), rupiah(claim, "tagihan")
    if work + claimed > value or paid > value:
        raise LawError(
            "Tagihan atau uang muka melebihi nilai kontrak. Periksa jumlahnya, atau buat adendum dulu.",
            "The claims or the advance exceed the contract. Check the amounts, or make an addendum first.",
            value=f"{rupiah_text(work + claimed)}; {rupiah_text(paid)}", bound=f"≤ {rupiah_text(value)}",
            source="Perpres 16/2018 Ps 29, Ps 34",
        )
    left = paid - recovered
    if work + claimed == value:
        return left
    return min(left, round_ratio(paid * work, value, Rounding.HALF_UP))


def recovery_by_shares(contract: int, advance: Number, claim: Number) -> tuple[int, int]:
    """(recovered, still guaranteed) where a draft states the advance and the claim as shares of the contract.

    The recovery is rounded once from the exact product; the two add up to the advance in whole rupiah.
    """
    value, share = rupiah(contract, "nilai kontrak"), fraction(advance, "uang muka")
    paid = round_rupiah(value * share, Rounding.HALF_UP)
    back = round_rupiah(value * share * fraction(claim, "tagihan"), Rounding.HALF_UP)
    return back, paid - back


def retention(claim: int, on: date, rate: Number | None = None, recovery: int = 0) -> Amount:
    """What is held of a claim until the maintenance period ends; the usual 5 % is custom, flagged as not verified.

    `recovery`: what the claim pays back of the advance, where the contract holds its retention of the rest alone
    (`RetentionBase.AFTER_RECOVERY`); left out, of the whole claim.
    """
    found = rule("retention", on)
    share = found.share("rate") if rate is None else fraction(rate, "retensi")
    base = retained_of(rupiah(claim, "tagihan"), rupiah(recovery, "pengembalian uang muka"), RetentionBase.AFTER_RECOVERY)
    return found.amount(base * share)
