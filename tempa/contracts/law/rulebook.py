"""The dated rules: what was in force on which day, where it is written, and whether anyone has checked it."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import Rounding, fraction, round_ratio, round_rupiah, rupiah
from tempa.contracts.law.words import date_in_words

NOT_VERIFIED = "belum diverifikasi"
FILE = Path(__file__).with_name("rules.toml")
_added: ContextVar[tuple[Rule, ...]] = ContextVar("rules added to the book", default=())


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

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

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
    """The rule `id` in force on the day `on` of the event (contract, payment); LawError where there is none."""
    found = rule_or_none(id, on)
    if found is None:
        raise _no_rule(id, on)
    return found


def rule_or_none(id: str, on: date) -> Rule | None:
    """As `rule`, but None on a day without one: for reliefs, which are absent on most days."""
    if type(on) is not date:
        raise _no_day(id, on)
    for version in reversed(_added.get()):
        if version.id == id and version.holds_on(on):
            return version
    return _printed(id, on)


@lru_cache(maxsize=65_536)
def _printed(id: str, on: date) -> Rule | None:
    """The version of rules.toml on that day."""
    starts, rules = _timeline(id)
    place = bisect_right(starts, on) - 1
    if place < 0:
        return None
    return rules[place] if rules[place].holds_on(on) else None


@contextmanager
def with_added(versions: Sequence[Rule]) -> Iterator[None]:
    """Inside, `versions` stand before those of rules.toml on their days, the last added first.

    What a programme has added to the book; it holds for this thread alone and ends with the block.
    """
    token = _added.set((*_added.get(), *versions))
    try:
        yield
    finally:
        _added.reset(token)


def version_of(row: Mapping[str, object]) -> Rule:
    """A version of a rule from a table like those of rules.toml; LawError where it is not one.

    Its parameters must be just those of the version in the book that it stands beside, each of the same kind (share,
    rupiah, word, yes or no), so that whatever reads the rule can read this version too.
    """
    made = _read(row)
    pattern = _pattern(made.id, made.valid_from)
    if made.valid_to is not None and made.valid_to < made.valid_from:
        from_on = f">= {made.valid_from}"
        raise _not_a_version(made.id, made.valid_to, from_on, "masa berlakunya berakhir sebelum mulai", "ends before it begins")
    if made.parameters.keys() != pattern.parameters.keys():
        raise _not_a_version(made.id, ", ".join(made.parameters), ", ".join(pattern.parameters), "isinya lain", "has other parameters")
    for name, value in made.parameters.items():
        wrong = f"{name} = {value}"
        if type(value) is not type(pattern.parameters[name]) or (name in made.shares) != (name in pattern.shares):
            like = f"seperti / like {pattern.parameters[name]}"
            raise _not_a_version(made.id, wrong, like, "isinya bukan jenis yang sama", "has a value of another kind")
        if isinstance(value, int) and value < 0:
            raise _not_a_version(made.id, wrong, ">= 0", "isinya di bawah nol", "has a value below zero")
    return made


def _pattern(id: str, on: date) -> Rule:
    """The version of the book nearest before a day, or its first one."""
    starts, rules = _timeline(id)
    return rules[max(bisect_right(starts, on) - 1, 0)]


def _not_a_version(id: str, value: object, bound: str, indonesian: str, english: str) -> LawError:
    return LawError(
        f"Versi aturan '{id}' tidak dapat dipakai: {indonesian}.", f"This version of the rule '{id}' cannot be used: it {english}.",
        value=value, bound=bound, source="rules.toml",
    )


def check_rate(id: str, stated: object, on: date, name: str = "rate") -> Rule:
    """The rule of the day, if its `name` is what a document states; LawError for a rate of another date."""
    current, given = rule(id, on), fraction(stated, name)
    if current.share(name) != given:
        raise LawError(
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
        raise LawError(
            f"Tidak ada aturan bernama '{id}'. Periksa ejaannya, atau tambahkan aturannya di rules.toml.",
            f"There is no rule named '{id}'. Check its spelling, or add it to rules.toml.",
            value=id, bound=", ".join(sorted(_book())), source="rules.toml",
        ) from None


def _no_day(id: str, on: object) -> LawError:
    return LawError(
        f"Aturan '{id}' dicari menurut tanggal, tanpa jam; waktu dijadikan tanggal WITA dulu oleh pemanggil.",
        f"The rule '{id}' is looked up by a date without a time; the caller turns a time into a date of WITA first.",
        value=repr(on), bound="datetime.date", source="rules.toml",
    )


def _no_rule(id: str, on: date) -> LawError:
    spans = "; ".join(f"{r.valid_from} … {r.valid_to or ''}".rstrip() for r in _timeline(id)[1])
    return LawError(
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


def _read(row: Mapping[str, object]) -> Rule:
    parameters = row.get("parameters", {})
    assert isinstance(parameters, Mapping)
    shares = {k: fraction(v, k) for k, v in parameters.items() if isinstance(v, str) and v[:1].isdigit() and "/" in v}
    if {"rate", "base_share"} <= shares.keys():
        shares["of_price"] = shares["rate"] * shares["base_share"]
    return Rule(
        id=str(row["id"]), valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]) if "valid_to" in row else None,
        parameters=MappingProxyType(dict(parameters)), citation=str(row["citation"]), source=str(row["source"]),
        verified=row["verified"] is True, note=str(row.get("note", "")), shares=MappingProxyType(shares),
    )


def _day(value: object) -> date:
    assert isinstance(value, date), f"rules.toml: {value!r} is not a date"
    return value


def _must_not_overlap(rules: list[Rule]) -> None:
    for earlier, later in pairwise(rules):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise LawError(
                f"Dua masa berlaku aturan '{later.id}' tumpang tindih di rules.toml.",
                f"Two periods of the rule '{later.id}' overlap in rules.toml.",
                value=later.valid_from, bound=f"> {earlier.valid_to}", source="rules.toml",
            )
