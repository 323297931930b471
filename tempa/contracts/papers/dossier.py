"""A workshop's dossier: what it got, chosen by whom, at what price and why, as one PDF and as a folder that opens without a server."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from tempa.contracts.papers.setter import TEMPLATES, set_source
from tempa.contracts.papers.view import plain

FILE = "dossier.typ"
FIRST_PAGE, PDF = "index.html", "berkas.pdf"
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:60rem;margin:0 auto;padding:16px}h1{font-size:1.5rem}h2{font-size:1.125rem;"
    "margin-top:32px}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 8px;border-bottom:1px solid #d5d9de;"
    "vertical-align:top}td.n,th.n{text-align:right;white-space:nowrap}a{color:#0b5345}.soft{color:#4a5058}.scroll{overflow-x:auto}"
)
OLDEST = (1980, 1, 1, 0, 0, 0)  # a day of their own would make equal folders differ


@dataclass(frozen=True, slots=True)
class Got:
    """A lot that the workshop makes; `unit_price` is what it gets, whole rupiah without VAT, `why` the reason of the plan."""

    lot: str
    name: str
    quantity: int
    agency: str
    start: date
    due: date
    unit_price: int | None
    contract: str
    why: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract in which the workshop has a part: how it stands, and what the workshop gets of it."""

    contract: str
    number: str
    agency: str
    lead: str
    stage: str
    start: date | None
    due: date
    rupiah: int
    why: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One fact about it: its number in the programme's chain, when, what, by whom, and the beginning of its hash."""

    sequence: int
    when: str
    what: str
    by: str
    digest: str


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that goes along: its name in the folder, what it is, and its SHA-256."""

    file: str
    kind: str
    number: str
    on: date | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that one workshop may keep of a programme. Pairs are a label with its words; `as_of` says how far the chain had come."""

    programme: str
    code: str
    name: str
    as_of: str
    check_code: str
    about: tuple[tuple[str, str], ...]
    chosen: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    got: tuple[Got, ...]
    signed: tuple[Signed, ...]
    offers: tuple[tuple[str, str], ...]
    objections: tuple[tuple[str, str], ...]
    noted: tuple[Noted, ...]
    papers: tuple[Held, ...]

    @property
    def units(self) -> int:
        return sum(one.quantity for one in self.got)


def render_dossier(dossier: Dossier) -> bytes:
    """The dossier as PDF/A-2a; equal data give equal bytes."""
    seen: dict[str, Any] = plain(dossier)
    return set_source((TEMPLATES / FILE).read_bytes(), FILE, seen | {"units": dossier.units})


def folder_of(dossier: Dossier, files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP with a first page, the PDF and the papers (name in the folder, content); equal data give equal bytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in [(FIRST_PAGE, first_page(dossier).encode()), (PDF, render_dossier(dossier)), *files]:
            folder.writestr(zipfile.ZipInfo(f"{dossier.code}/{name}", OLDEST), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def name_in_folder(position: int, kind: str, number: str, ending: str) -> str:
    """A file name that every system takes, in the order of the papers."""
    said = re.sub(r"[^A-Za-z0-9]+", "-", f"{kind} {number}").strip("-").lower()
    return f"surat/{position:02}-{said}.{ending}"


def first_page(dossier: Dossier) -> str:
    """The page that opens the folder: no script, no address outside of it."""
    d = dossier
    parts = [
        f"<h1>Berkas {escape(d.name)}</h1><p class=soft>Program {escape(d.programme)}. {escape(d.as_of)} Kode periksa {escape(d.check_code)}.</p>",
        f'<p><a href="{PDF}">Berkas ini sebagai PDF</a></p>', pairs(d.about),
        section("Dipilih oleh", pairs(d.chosen) + "".join(f"<p>{escape(r)}</p>" for r in d.reasons)),
        section("Yang dibuat", rows(
            ("Lot", "Mesin", "Banyak", "Untuk", "Mulai", "Selesai", "Harga satuan (Rp)", "Kontrak", "Mengapa"),
            [(g.lot, g.name, g.quantity, g.agency, day(g.start), day(g.due), amount(g.unit_price), g.contract, g.why) for g in d.got], (2, 6),
        )),
        section("Kontrak", rows(
            ("Kontrak", "Nomor", "OPD", "Lewat", "Keadaan", "Mulai", "Selesai", "Diterima (Rp)", "Mengapa"),
            [(s.contract, s.number, s.agency, s.lead, s.stage, day(s.start), day(s.due), amount(s.rupiah), s.why) for s in d.signed], (7,),
        )),
        section("Penawaran", pairs(d.offers)), section("Keberatan harga", pairs(d.objections)),
        section("Surat", rows(("Surat", "Nomor", "Tanggal", "SHA-256"), [
            (Link(p.file, p.kind), p.number, day(p.on), p.sha256[:16]) for p in d.papers
        ], ())),
        section("Catatan", rows(("Nomor", "Kapan", "Apa", "Oleh", "Sidik"), [(n.sequence, n.when, n.what, n.by, n.digest) for n in d.noted], (0,))),
    ]  # fmt: skip
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Berkas {escape(d.name)}</title>'
    return f'<!DOCTYPE html><html lang="id"><head>{head}<style>{STYLE}</style></head><body>{"".join(parts)}</body></html>'


@dataclass(frozen=True, slots=True)
class Link:
    to: str
    words: str


def section(title: str, inside: str) -> str:
    return f"<h2>{title}</h2>{inside or '<p class=soft>Tidak ada.</p>'}"


def pairs(some: Sequence[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><th scope=row>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in some) + "</table>" if some else ""


def rows(headings: Sequence[str], found: Sequence[Sequence[Any]], numbers: Sequence[int]) -> str:
    if not found:
        return ""
    css = [" class=n" if n in numbers else "" for n in range(len(headings))]
    head = "".join(f"<th scope=col{c}>{escape(h)}</th>" for h, c in zip(headings, css, strict=True))
    body = "".join("<tr>" + "".join(f"<td{c}>{cell(v)}</td>" for v, c in zip(row, css, strict=True)) + "</tr>" for row in found)
    return f"<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def cell(value: Any) -> str:
    return f'<a href="{escape(value.to)}">{escape(value.words)}</a>' if isinstance(value, Link) else escape(str(value))


def day(on: date | None) -> str:
    return f"{on:%d-%m-%Y}" if on else ""


def amount(rupiah: int | None) -> str:
    return "" if rupiah is None else f"{rupiah:,}".replace(",", ".")
