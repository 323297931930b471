"""What a template reads: the data set as plain values, each amount and day already in figures and in words.

A template never builds text of these by itself, and no text of a person ever becomes part of a template.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import segno

from tempa.contracts.law import amount_in_words
from tempa.contracts.law.words import MONTHS, date_in_words
from tempa.contracts.papers.needs import missing
from tempa.contracts.papers.problem import Cited, Item, Kind, Papers, PenaltyBase, Post
from tempa.values.quantity import decimal_text

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONEY = {"unit_price", "estimate", "offered", "maker_price", "rupiah", "value_before", "value_after", "before", "after", "most_rupiah"}
COUNTED = {"days", "warranty_months", "months", "days_to_pay", "offer_valid_days"}
PRICES = ("unit_price", "estimate", "offered", "maker_price")
LONGEST_WORD = 24
"""Letters after which a word may break where nothing else divides it, so that no cell of a table bursts."""
_LONG_RUN = re.compile(rf"[^/.\-_,]{{{LONGEST_WORD + 1},}}")

Plain = dict[str, Any]


def view(kind: Kind, data: Papers, part: int = 0) -> Plain:
    """Everything a template of `kind` may print; `missing` are the words of what is not known yet."""
    seen: Plain = plain(data)
    paper = data.paper(kind, part)
    seen |= {
        "kind": kind.value,
        "nth": part + 1,
        "paper": plain(paper) | {"qr": qr(paper.check_address)},
        "papers": {other.value: plain(data.paper(other)) for other in Kind},
        "officers": {post.name.lower(): plain(data.officer(post)) for post in Post},
        "contract_kind": data.contract_kind.value,
        "items": items(data.items),
        "sums": sums(data.items),
        "value": money(data.value),
        "total": money(data.total),
        "place": plain(data.place or data.agency.city),
        "normal": data.route.value == "normal",
        "whole_base": data.penalty is not None and data.penalty.base is PenaltyBase.WHOLE,
        "subwork": _subwork(data, part),
        "addendum": plain(data.addenda[part]) if part < len(data.addenda) else None,
        "risk": plain(data.risks[part]) if part < len(data.risks) else None,
        "unverified": list(dict.fromkeys(cited.citation for cited in cited_in(data) if not cited.verified)),
        "missing": [field.words.indonesian for field in missing(kind, data, part)],
    }
    return seen


def fields(kind: Kind, data: Papers, part: int = 0) -> list[tuple[str, str]]:
    """Every name that a template of `kind` may print, with what it is in this contract: `d.vendor.name`, "CV Pandai Besi".

    Of a list the first entry is shown, as `d.items.at(0).name`; amounts and days come with each of their forms.
    """
    return [(name, value) for name, value in named_values("d", view(kind, data, part)) if name != "d.paper.qr"]


def named_values(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every member of what a template reads, by the name under which it prints it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from named_values(f"{name}.{key}", inner)
    elif isinstance(value, list):
        yield from named_values(f"{name}.at(0)", value[0]) if value else [(name, "")]
    else:
        yield name, "" if value is None else str(value)


def _subwork(data: Papers, part: int) -> Plain | None:
    if part >= len(data.subworks):
        return None
    subwork = data.subworks[part]
    shown: Plain = plain(subwork)
    return shown | {"items": items(subwork.items), "sums": sums(subwork.items)}


def plain(value: object, name: str = "") -> Any:
    """A value of the data set for a template: day, money, count, text, list, or a table of its fields."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return money(value) if name in MONEY else count(value) if name in COUNTED else value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        return [plain(one, name) for one in value]
    if isinstance(value, Cited):
        return _fields(value) | {"cited": text(cited(value))}
    assert dataclasses.is_dataclass(value)
    return _fields(value)


def _fields(value: Any) -> Plain:
    return {field.name: plain(getattr(value, field.name), field.name) for field in dataclasses.fields(value)}


def items(listed: Iterable[Item]) -> list[Plain]:
    """The lines of a table: every price also times its quantity, as `sums`."""
    return [plain(item) | {"sums": {price: money(_times(item, price)) for price in PRICES}, "sources": _sources(item)} for item in listed]


def _sources(item: Item) -> list[Plain]:
    return [plain(source) | {"against": against(source.unit_price, item.unit_price)} for source in item.sources]


def against(compared: int, agreed: int | None) -> str | None:
    """How another price stands to the agreed one."""
    if agreed is None:
        return None
    if compared == agreed:
        return "sama"
    return f"Rp{decimal_text(abs(compared - agreed), 0, 'id')} lebih {'mahal' if compared > agreed else 'murah'}"


def sums(listed: tuple[Item, ...]) -> Plain:
    """The sum of each price over all lines; None where one of them is open."""
    found: Plain = {}
    for price in PRICES:
        amounts = [_times(item, price) for item in listed]
        known = [amount for amount in amounts if amount is not None]
        found[price] = money(sum(known)) if known and len(known) == len(amounts) else None
    return found


def _times(item: Item, price: str) -> int | None:
    unit: int | None = getattr(item, price)
    return None if unit is None else unit * item.quantity


def money(amount: int | None) -> Plain | None:
    """`Rp9.250.000`, `9.250.000`, and `sembilan juta dua ratus lima puluh ribu rupiah`."""
    if amount is None:
        return None
    sign, size = ("-", abs(amount)) if amount < 0 else ("", amount)
    figures = decimal_text(size, 0, "id")
    words = f"{'minus ' if sign else ''}{amount_in_words(size)} rupiah"
    return {"n": amount, "rp": f"{sign}Rp{figures}", "figures": f"{sign}{figures}", "words": words}


def count(number: int) -> Plain:
    """`30 (tiga puluh)`."""
    return {"n": number, "both": f"{number} ({amount_in_words(number)})"}


def day(on: date) -> Plain:
    """`9 Juni 2020`, and `Selasa, tanggal sembilan bulan Juni tahun dua ribu dua puluh`."""
    month = MONTHS[on.month - 1]
    return {
        "year": on.year, "month": on.month, "day": on.day, "long": date_in_words(on), "figures": f"{on.day:02d}-{on.month:02d}-{on.year}",
        "words": f"{WEEKDAYS[on.weekday()]}, tanggal {amount_in_words(on.day)} bulan {month} tahun {amount_in_words(on.year)}",
    }


@lru_cache(maxsize=8192)
def text(typed: str) -> str:
    """What a person typed, on one line, without signs that cannot be seen; words of any length can break."""
    clean = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", typed) if c.isspace() or _is_visible(c))
    return " ".join(_breakable(word) for word in clean.split())


def _is_visible(character: str) -> bool:
    """No control signs, no signs that turn the direction of reading, no halves of letters; joiners of Arabic and Balinese stay."""
    return character in "\u200c\u200d" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _breakable(word: str) -> str:
    return _LONG_RUN.sub(lambda run: "\u200b".join(run[0][start:start + LONGEST_WORD] for start in range(0, len(run[0]), LONGEST_WORD)), word)


def cited(rule: Cited) -> str:
    return rule.citation if rule.verified else f"{rule.citation} (belum diverifikasi)"


def cited_in(data: Papers) -> list[Cited]:
    """Every rule on which the contract stands."""
    bearers = (data.vat, data.penalty, data.advance, data.retention, *data.guarantees)
    return [*data.rules, *(bearer.rule for bearer in bearers if bearer is not None)]


def qr(address: str | None) -> str | None:
    """The address as a QR code, drawn (SVG): level M, room for a smudge."""
    if not address:
        return None
    return segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)
