"""Numbers as people say them: `Rp9,4 jt`, `1250rb`, `dua belas`, `2 + 1`, and counts that may mean several (`2-3`, `1 lusin`)."""

from __future__ import annotations

import re
from decimal import Decimal

from tempa.values.quantity import is_doubtful, parse_quantity

_SCALES = {"rb": 1_000, "rbu": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "jta": 1_000_000, "juta": 1_000_000,
           "milyar": 1_000_000_000, "miliar": 1_000_000_000, "mlyr": 1_000_000_000}
_SCALED = re.compile(rf"(\d[\d.,]*)\s*({'|'.join(sorted(_SCALES, key=len, reverse=True))})\.?(?:\s+rupiah)?", re.IGNORECASE | re.ASCII)
_ABOUT = re.compile(r"(?i)^\s*(?:±|\+/-|\+-|~|≈|kurang lebih|kira-kira|sekitar|(?:k\.?l\.?|ca\.?)(?=\s))\s*(?=\S*\d)")
_AT_LEAST = re.compile(r"(?i)^\s*(?:min|minimal|minimum|max|maks|maksimal|maximum|paling (?:sedikit|banyak)|<=?|>=?|≤|≥)\.?\s*(?=\d)")
_BLANKS_BETWEEN = re.compile(r"\d{1,3}(?:\s\d{3})+(?:,\d+)?")
_SUM = re.compile(r"\d{1,5}(?:\s*\+\s*\d{1,5})+", re.ASCII)
_WHOLE = re.compile(r"(?<![\d.,])\d{1,5}(?![\d]|[.,]\d)", re.ASCII)
_SCALE_OF_HEADING = re.compile(r"(?i)(?P<thousands>\b(?:ribu|ribuan|rb)\b|\(?\s*(?:rp\.?|x)\s*\.?000\b)|\b(?:juta|jutaan|jt)\b")
_DOZENS = {"lusin": 12, "losin": 12, "dozen": 12, "dosin": 12, "kodi": 20, "gros": 144, "gross": 144}
_ONES = {"nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9}
_TENS = {"belas": 1, "puluh": 10, "ratus": 100, "ribu": 1000}
_MOST_READINGS = 4


def without_about(text: str) -> str:
    """A price with `±` or `sekitar` before it, without that: the price of a list is an estimate anyway."""
    return _ABOUT.sub("", text)


def without_blanks_between(text: str) -> str:
    """`2 575 000` -> `2575000`: blanks, also those that do not break, between groups of three digits."""
    bare = text.strip()
    return re.sub(r"\s", "", bare) if _BLANKS_BETWEEN.fullmatch(bare) else text


def scaled_amount(text: str) -> Decimal | None:
    """`9,4 jt`, `112.8 juta`, `1250rb`, `3.825 ribu` in rupiah; None for what is none, or may be two (`1.250 jt`)."""
    found = _SCALED.fullmatch(text.strip())
    if not found:
        return None
    number, scale = found[1], _SCALES[found[2].casefold()]
    if scale > 1_000 and (is_doubtful(number) or is_doubtful(number.replace(",", "."))):
        return None
    value = parse_quantity(number)
    if value is None:
        value = parse_quantity(number.replace(",", "").replace(".", ","))
    return None if value is None else value * scale


def scale_named(heading: str) -> str:
    """The word for thousands or millions that a heading names for all amounts below it: `Harga (Rp. 000)`, `Pagu (Juta Rp)`."""
    found = _SCALE_OF_HEADING.search(heading)
    return "" if not found else "rb" if found["thousands"] else "jt"


def whole_rupiah(text: str, scale: str) -> int | None:
    """An amount below a heading that names a scale; in a column of thousands or millions a comma, or a point, has decimals behind it."""
    bare = re.sub(r"(?i)^(?:rp|idr)\.?\s*", "", text.strip())
    amount = scaled_amount(f"{bare} {scale}")
    if amount is None and scale == "jt":
        number = parse_quantity(bare.replace(".", ",") if bare.count(".") == 1 and "," not in bare else bare)
        amount = None if number is None or is_doubtful(bare) else number * _SCALES[scale]
    return int(amount) if amount is not None and amount == int(amount) else None


def count_in_words(text: str) -> int | None:
    """`dua belas` -> 12, `seratus dua puluh lima` -> 125; None where any word is no number."""
    total = last = 0
    words = text.casefold().replace("-", " ").split()
    for word in words:
        if word in _ONES:
            last = _ONES[word]
        elif word in ("sepuluh", "sebelas", "seratus", "seribu"):
            total, last = total + {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}[word], 0
        elif word in _TENS and last:
            total, last = total + (10 + last if word == "belas" else last * _TENS[word]), 0
        else:
            return None
    return total + last if words else None


def sum_of_counts(text: str) -> int | None:
    """`2 + 1` -> 3."""
    bare = text.strip()
    return sum(map(int, re.findall(r"\d+", bare))) if _SUM.fullmatch(bare) else None


def counts_that_may_be(text: str) -> tuple[str, ...]:
    """The counts that a text may mean where it says no single one: `2-3` -> 2, 3; `2 lusin` -> 2, 24; nothing for other texts."""
    found = [int(number) for number in _WHOLE.findall(text)] if "%" not in text else []
    is_about = bool(_ABOUT.match(text) or _AT_LEAST.match(text))
    for word in re.findall(r"[^\W\d]+", text.casefold()):
        if word in _DOZENS and found:
            found.append(found[0] * _DOZENS[word])
    listed = list(dict.fromkeys(number for number in found if number))
    least = 1 if is_about else 2
    return tuple(map(str, listed)) if least <= len(listed) <= _MOST_READINGS else ()
