"""The dated rules: what was in force on which day, where it is written, and whether anyone has checked it."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from tempa.payment.settlement.errors import SettlementError
from tempa.payment.settlement.money import Rounding, fraction, round_ratio, round_rupiah, rupiah
from tempa.payment.settlement.words import date_in_words

NOT_VERIFIED = "belum diverifikasi"
FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class Rule:
    """One rule between two dates (both inclusive; `valid_to` None: still in force).

    `parameters` as written in rules.toml; `citation` the article; `source` where its text was read; `verified` False
    where no text was at hand: such a rule is a setting, not law, and every amount made with it says so.
    """

    id: str
    valid_from: date
    valid_to: date | None
    parameters: Mapping[str, str | int | bool]
    citation: str
    source: str
    verified: bool
    note: str = ""
    shares: Mapping[str, Fraction] = field(default_factory=dict, repr=False, compare=False)

    @property
    def cited(self) -> str:
        """The citation as a document prints it, with the flag where nobody has checked the text."""
        return self.citation if self.verified else f"{self.citation} ({NOT_VERIFIED})"

    def share(self, name: str) -> Fraction:
        """The parameter `name` as an exact fraction of 1, such as a rate."""
        return self.shares[name]

    def rupiah(self, name: str) -> int:
        """The parameter `name` as whole rupiah."""
        return rupiah(self.parameters[name], name)

    def text(self, name: str) -> str:
        """The parameter `name` as written."""
        return str(self.parameters[name])

    def amount(self, exact: Fraction | int, rounding: Rounding = Rounding.HALF_UP) -> Amount:
        """`exact` rounded once, carrying this rule's citation."""
        amount = exact if isinstance(exact, int) else round_rupiah(exact, rounding)
        return Amount(amount, self.citation, self.verified)

    def part(self, base: int, name: str, rounding: Rounding = Rounding.HALF_UP) -> Amount:
        """The share `name` of whole rupiah, rounded once."""
        share = self.shares[name]
        return Amount(round_ratio(base * share.numerator, share.denominator, rounding), self.citation, self.verified)


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole rupiah with the rule behind them."""

    rupiah: int
    citation: str
    verified: bool = True

    def __int__(self) -> int:
        return self.rupiah

    @property
    def cited(self) -> str:
        """The citation as a document prints it, with the flag where nobody has checked the text."""
        return self.citation if self.verified else f"{self.citation} ({NOT_VERIFIED})"


def rule(id: str, on: date) -> Rule:
    """The rule `id` in force on the day `on` of the event (contract, payment); SettlementError where there is none."""
    found = rule_or_none(id, on)
    if found is None:
        raise _no_rule(id, on)
    return found


@lru_cache(maxsize=65_536)
def rule_or_none(id: str, on: date) -> Rule | None:
    """As `rule`, but None on a day without one: for reliefs, which are absent on most days."""
    if type(on) is not date:
        raise _no_day(id, on)
    starts, rules = _timeline(id)
    place = bisect_right(starts, on) - 1
    if place < 0:
        return None
    found = rules[place]
    return found if found.valid_to is None or on <= found.valid_to else None


def check_rate(id: str, stated: object, on: date, name: str = "rate") -> Rule:
    """The rule of the day, if its `name` is what a document states; SettlementError for a rate of another date."""
    current, given = rule(id, on), fraction(stated, name)
    if current.share(name) != given:
        raise SettlementError(
            f"Tarif '{id}' pada dokumen bukan tarif {date_in_words(on)}. Pakai tarif hari itu, atau ubah tanggalnya.",
            f"The document's rate '{id}' is not the rate of {on}. Use that day's rate, or correct the date.",
            value=given, bound=f"{current.share(name)} ({on})", source=current.cited,
        )
    return current


def all_rules() -> tuple[Rule, ...]:
    """Every rule of the book, by id and date."""
    return tuple(r for id in sorted(_book()) for r in _book()[id][1])


@cache
def _timeline(id: str) -> tuple[list[date], tuple[Rule, ...]]:
    try:
        return _book()[id]
    except KeyError:
        raise SettlementError(
            f"Tidak ada aturan bernama '{id}'. Periksa ejaannya, atau tambahkan aturannya di rules.toml.",
            f"There is no rule named '{id}'. Check its spelling, or add it to rules.toml.",
            value=id, bound=", ".join(sorted(_book())), source="rules.toml",
        ) from None


def _no_day(id: str, on: object) -> SettlementError:
    return SettlementError(
        f"Aturan '{id}' dicari menurut tanggal, tanpa jam; waktu dijadikan tanggal WITA dulu oleh pemanggil.",
        f"The rule '{id}' is looked up by a date without a time; the caller turns a time into a date of WITA first.",
        value=repr(on), bound="datetime.date", source="rules.toml",
    )


def _no_rule(id: str, on: date) -> SettlementError:
    spans = "; ".join(f"{r.valid_from} … {r.valid_to or ''}".rstrip() for r in _timeline(id)[1])
    return SettlementError(
        f"Aturan '{id}' untuk {date_in_words(on)} belum dicatat. Periksa tanggalnya, atau tambahkan aturan hari itu.",
        f"No rule '{id}' is recorded for {on}. Check the date, or add the rule of that day.",
        value=on, bound=spans, source="rules.toml",
    )


@cache
def _book() -> dict[str, tuple[list[date], tuple[Rule, ...]]]:
    book: dict[str, list[Rule]] = {}
    for row in tomllib.loads(FILE.read_text("utf-8"))["rule"]:
        made = _read(row)
        book.setdefault(made.id, []).append(made)
    for rules in book.values():
        rules.sort(key=lambda r: r.valid_from)
        _must_not_overlap(rules)
    return {id: ([r.valid_from for r in rules], tuple(rules)) for id, rules in book.items()}


def _read(row: dict[str, object]) -> Rule:
    parameters = row.get("parameters", {})
    assert isinstance(parameters, dict)
    shares = {k: fraction(v, k) for k, v in parameters.items() if isinstance(v, str) and v[:1].isdigit() and "/" in v}
    if {"rate", "base_share"} <= shares.keys():
        shares["of_price"] = shares["rate"] * shares["base_share"]
    return Rule(
        id=str(row["id"]), valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]) if "valid_to" in row else None,
        parameters=MappingProxyType(parameters), citation=str(row["citation"]), source=str(row["source"]),
        verified=row["verified"] is True, note=str(row.get("note", "")), shares=MappingProxyType(shares),
    )


def _day(value: object) -> date:
    assert isinstance(value, date), f"rules.toml: {value!r} is not a date"
    return value


def _must_not_overlap(rules: list[Rule]) -> None:
    for earlier, later in pairwise(rules):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise SettlementError(
                f"Dua masa berlaku aturan '{later.id}' tumpang tindih di rules.toml.",
                f"Two periods of the rule '{later.id}' overlap in rules.toml.",
                value=later.valid_from, bound=f"> {earlier.valid_to}", source="rules.toml",
            )
