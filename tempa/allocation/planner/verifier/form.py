"""Reads a certificate from its bytes, and says in a sentence what is wrong with one that is not in form.

A certificate is a gzip-compressed JSON object (`certificate.json.gz`):

    {"format": "tempa-bound-certificate", "version": 1, "programme_sha256": "…", "bound": 15510800000,
     "multipliers": {"hours": [["W01", "cut", 3, 1234.5], …], "cash": …, …}}

A row of a family is its name (see `ROWS`) followed by its multiplier; a row that is not named has multiplier 0.
Version 2 has a key `rules` as well: rows of a planner's added rules, and its bound is one of plans that keep them too.
Version 3 has a key `kept` (and `rules`, where there are any): its bound is one of plans in which lots of a plan stay:

    "kept": {"week": 6, "lots": ["L001-1", …], "sha256": "…", "given_up": ["cluster:SENTRA-8", "school", …],
             "not_used": [["L002", "W07"], …]}

`week`: other lots start in it or later; `sha256`: the plan hash of the rows of these lots and of their loads alone;
`given_up`: least shares that are not asked for; `not_used`: lines that are not made at a workshop, by a decision.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

from tempa.values.programme import Sentence

FORMAT = "tempa-bound-certificate"
VERSION, RULED_VERSION, RETAINED_VERSION = 1, 2, 3
KEPT_KEYS = {"week", "lots", "sha256", "given_up", "not_used"}
KEYS = {"format", "version", "programme_sha256", "bound", "multipliers"}
MOST_BYTES = 64 * 2**20  # unpacked; the size of a programme a hundred times that of 2020
LARGEST = 1e15  # a multiplier beyond this says nothing in rupiah
ROWS: dict[str, tuple[str, ...]] = {
    "hours": ("workshop", "resource", "week"),
    "cash": ("workshop", "week"),
    "inspection": ("week",),
    "supply": ("material", "week"),
    "cluster_max": ("cluster",),
    "cluster_min": ("cluster",),
    "school_max": (),
    "school_min": (),
    "site_max": ("workshop",),
    "budget": ("budget_line",),
    "pilot": ("type",),
    "balance": ("workshop",),
    "group_max": ("group",),  # of added rules: `regency:CODE`, `newcomers:CODE+CODE`
    "group_min": ("group",),
    "site_lots": ("workshop",),  # of added rules
}

Row = tuple[str | int, ...]
Multipliers = dict[str, dict[Row, float]]


class FormError(ValueError):
    """A certificate that is not in form or not of this plan; `sentence` says why, in Indonesian and English."""

    def __init__(self, indonesian: str, english: str) -> None:
        super().__init__(english)
        self.sentence = Sentence(indonesian, english)


@dataclass(frozen=True)
class Retained:
    """Lots of a plan that stay as they are, by name; the hash of their rows; what other plans are excused and barred from."""

    week: int
    lots: tuple[str, ...]
    sha256: str
    given_up: tuple[str, ...]
    not_used: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Certificate:
    """What a certificate states: a bound in whole rupiah for one programme, and the multipliers it follows from.

    `rules`: rows of added rules under which the bound holds; empty for a bound of the programme alone. `kept`: lots that
    stay in all plans of which it speaks; None for all plans of the programme.
    """

    programme_sha256: str
    bound: int
    multipliers: Multipliers
    rules: tuple[dict[str, Any], ...] = ()
    retained: Retained | None = None


def parse_certificate(packed: bytes) -> Certificate:
    """The certificate in these bytes; raises `FormError`."""
    try:
        stated = json.loads(_unpack(packed), parse_constant=_no_constant, object_pairs_hook=_once)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        if isinstance(error, FormError):
            raise
        raise FormError("Sertifikat bukan teks JSON.", "The certificate is not JSON text.") from error
    if not isinstance(stated, dict):
        raise FormError("Sertifikat bukan objek JSON.", "The certificate is not a JSON object.")
    missing = sorted(KEYS - stated.keys())
    if missing:
        raise FormError(f"Sertifikat tidak memuat {', '.join(missing)}.", f"The certificate lacks {', '.join(missing)}.")
    unknown = sorted(stated.keys() - KEYS - {"rules", "kept"})
    if unknown:
        raise FormError(f"Sertifikat memuat kunci yang tidak dikenal: {unknown[0][:80]!r}.",
                        f"The certificate holds an unknown key: {unknown[0][:80]!r}.")
    version = RETAINED_VERSION if "kept" in stated else RULED_VERSION if "rules" in stated else VERSION
    if stated["format"] != FORMAT or type(stated["version"]) is not int or stated["version"] != version:
        raise FormError(f"Sertifikat tidak berbentuk {FORMAT} versi {version}.",
                        f"The certificate is not of the form {FORMAT}, version {version}.")
    if not isinstance(stated["programme_sha256"], str):
        raise FormError("Sertifikat tidak menyebut hash program.", "The certificate states no programme hash.")
    if not isinstance(stated["bound"], int) or isinstance(stated["bound"], bool):
        raise FormError("Sertifikat tidak menyebut batas dalam rupiah utuh.",
                        "The certificate states no bound in whole rupiah.")
    return Certificate(stated["programme_sha256"], stated["bound"], _multipliers(stated["multipliers"]),
                       _rules(stated.get("rules", [])), _retained(stated["kept"]) if "kept" in stated else None)


def _rules(stated: Any) -> tuple[dict[str, Any], ...]:
    if not isinstance(stated, list) or not all(isinstance(row, dict) for row in stated):
        raise FormError("Aturan tambahan dalam sertifikat bukan daftar objek JSON.",
                        "The added rules of the certificate are not a list of JSON objects.")
    return tuple(stated)


def _retained(stated: Any) -> Retained:
    if not isinstance(stated, dict) or stated.keys() != KEPT_KEYS:
        raise FormError(f"Lot yang tetap dalam sertifikat bukan objek JSON dengan {', '.join(sorted(KEPT_KEYS))}.",
                        f"What stays in the certificate is not a JSON object of {', '.join(sorted(KEPT_KEYS))}.")
    week, lots, pairs = stated["week"], stated["lots"], stated["not_used"]
    in_form = {
        "week": type(week) is int and week >= 0,
        "lots": _are_texts(lots) and len(set(lots)) == len(lots),
        "sha256": isinstance(stated["sha256"], str),
        "given_up": _are_texts(stated["given_up"]),
        "not_used": isinstance(pairs, list) and all(_are_texts(pair) and len(pair) == 2 for pair in pairs),
    }
    for name, good in in_form.items():
        if not good:
            raise FormError(f"Lot yang tetap dalam sertifikat: {name} tidak benar.",
                            f"What stays in the certificate: {name} is not right.")
    return Retained(week, tuple(lots), stated["sha256"], tuple(stated["given_up"]), tuple((a, b) for a, b in pairs))


def _are_texts(stated: Any) -> bool:
    return isinstance(stated, list) and all(isinstance(text, str) for text in stated)


def _unpack(packed: bytes) -> str:
    unpacker = zlib.decompressobj(wbits=31)  # gzip only
    try:
        text = unpacker.decompress(packed, MOST_BYTES)
    except zlib.error as error:
        raise FormError("Sertifikat bukan berkas gzip.", "The certificate is not a gzip file.") from error
    if unpacker.unconsumed_tail:
        raise FormError(f"Sertifikat lebih besar dari {MOST_BYTES} byte setelah dibuka.",
                        f"The certificate is larger than {MOST_BYTES} bytes when unpacked.")
    if not unpacker.eof or unpacker.unused_data:
        raise FormError("Berkas gzip sertifikat terpotong atau ada sisa di belakangnya.",
                        "The certificate's gzip file is cut off or has something behind it.")
    return text.decode("utf-8")


def _no_constant(name: str) -> float:
    raise FormError(f"Sertifikat memuat {name}, yang bukan bilangan.",
                    f"The certificate holds {name}, which is not a number.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that stands in it twice is refused, since readers would not agree on which one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in {earlier for earlier, _ in pairs[:at]})
        raise FormError(f"Sertifikat menyebut {twice[:80]!r} dua kali.", f"The certificate states {twice[:80]!r} twice.")
    return found


def _multipliers(stated: Any) -> Multipliers:
    if not isinstance(stated, dict):
        raise FormError("Pengali bukan objek JSON.", "The multipliers are not a JSON object.")
    unknown = sorted(set(stated) - set(ROWS))
    if unknown:
        raise FormError(f"Keluarga pengali tidak dikenal: {unknown[0][:80]!r}.",
                        f"The multipliers have an unknown family: {unknown[0][:80]!r}.")
    return {family: _family(family, rows) for family, rows in stated.items()}


def _family(family: str, rows: Any) -> dict[Row, float]:
    if not isinstance(rows, list):
        raise FormError(f"Pengali {family} bukan daftar.", f"The multipliers of {family} are not a list.")
    found: dict[Row, float] = {}
    for row in rows:
        name, value = _row(family, row)
        if name in found:
            raise FormError(f"Pengali {family} {list(name)} disebut dua kali.",
                            f"The multiplier of {family} {list(name)} is stated twice.")
        found[name] = value
    return found


def _row(family: str, row: Any) -> tuple[Row, float]:
    columns = ROWS[family]
    if not isinstance(row, list) or len(row) != len(columns) + 1:
        raise FormError(f"Baris {family} bukan nama dari {len(columns)} bagian dan satu pengali: {str(row)[:80]}.",
                        f"A row of {family} is not a name of {len(columns)} parts and a multiplier: {str(row)[:80]}.")
    for column, part in zip(columns, row[:-1], strict=True):
        if type(part) is not (int if column == "week" else str):
            raise FormError(f"Baris {family} tidak punya {column} yang benar: {str(row)[:80]}.",
                            f"A row of {family} has no proper {column}: {str(row)[:80]}.")
    value = row[-1]
    if type(value) not in (int, float) or not abs(value) <= LARGEST:
        raise FormError(f"Pengali {family} {str(row[:-1])[:80]} bukan bilangan sampai {LARGEST:g}.",
                        f"The multiplier of {family} {str(row[:-1])[:80]} is not a number up to {LARGEST:g}.")
    return tuple(row[:-1]), float(value)
