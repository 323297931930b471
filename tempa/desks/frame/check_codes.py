"""The check code at the foot of a print: which entry it is, and what came after it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here
from tempa.desks.frame.records import KIND_WORDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment, number
from tempa.ledger import queries as ledger

FEWEST, MOST = 8, 64
MOST_AFTER = 25
MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})  # letters that no code has, and what eyes take for them
HEX = set("0123456789ABCDEF")


def page(request: HttpRequest, here: Here, section: str) -> HttpResponse:
    """The form, and what the code that was typed means."""
    typed = request.GET.get("kode", "").strip()[:200]
    context = {"title": _("Kode periksa"), "section": section, "typed": typed} | (meaning(here, typed) if typed else {})
    return respond(request, "check_code.html", context, file_name=f"sesudah-kode-{here.programme.code}")


def digits(typed: str) -> str:
    """The hex digits of a code as people type it: with blanks, dots and dashes, in small letters."""
    return "".join(c for c in typed.upper() if c not in " .-–_\t\u00a0").translate(MEANT)


def meaning(here: Here, typed: str) -> dict[str, object]:
    code = digits(typed)
    if not (FEWEST <= len(code) <= MOST and set(code) <= HEX):
        words = _("Kode di kaki halaman berisi 16 tanda dari 0–9 dan A–F, misalnya E0CC F76A 0D0F 524D. Ketik paling sedikit %(n)s tanda pertamanya.")
        return {"wrong": words % {"n": FEWEST}}
    found = ledger.entries_with_digest(here.programme, code)
    if not found:
        return {"missing": where_else(here, code, typed)}
    entry = found[0]
    return {
        "entry": entry, "kind": KIND_WORDS[entry.kind], "entry_address": addresses(f"{here.desk}-entry", UUID(int=0))(entry.fact),
        "after": after(here, entry), "answer": answer(here, entry),
    }  # fmt: skip


def where_else(here: Here, code: str, typed: str) -> str:
    """What it may mean that no entry of this programme has the code."""
    for other in here.programmes:
        if other.pk != here.programme.pk and ledger.entries_with_digest(other, code):
            return _("Kode %(code)s bukan dari program ini, tetapi dari %(other)s. Pilih program itu di atas, lalu cari lagi.") % {
                "code": typed, "other": other.code}  # fmt: skip
    return _(
        "Kode %(code)s tidak ada di rantai program ini. Periksa ketikannya. Bila memang begitu tercetak, halaman itu dari program "
        "lain, atau riwayat diubah sesudah dicetak: simpan kertasnya, dan minta auditor mencocokkan tabel dengan rantai."
    ) % {"code": typed}


def answer(here: Here, entry: ledger.Entry) -> str:
    """Which entry it is, of how many, and how much came after."""
    said = _("Kode itu adalah ujung rantai pada catatan ke-%(n)s: %(what)s, oleh %(who)s, %(when)s.") % {
        "n": number(entry.sequence), "what": KIND_WORDS[entry.kind], "who": entry.by.name, "when": moment(entry.at),
    }  # fmt: skip
    later = here.size - entry.sequence
    if later <= 0:
        return f"{said} " + _("Sesudahnya tidak ada catatan: yang tercetak masih keadaan terakhir.")
    words = ngettext(
        "Sesudahnya ada %(n)s catatan lagi; yang tercetak adalah keadaan sebelum itu.",
        "Sesudahnya ada %(n)s catatan lagi; yang tercetak adalah keadaan sebelum itu.",
        later,
    )
    return f"{said} " + words % {"n": number(later)}


def after(here: Here, entry: ledger.Entry) -> Table[ledger.Entry]:
    """What came after, in its order."""
    to_entry = addresses(f"{here.desk}-entry", UUID(int=0))
    later = ledger.entries_of(here.programme).filter(sequence__gt=entry.sequence).defer("body", "previous").order_by("sequence")
    return Table(
        _("Sesudahnya"),
        list(later),
        [
            Column("sequence", lambda e: e.sequence, link=lambda e: to_entry(e.fact)),
            Column("at", lambda e: e.at, moment),
            Column("by", lambda e: e.by.name),
            Column("fact", lambda e: str(KIND_WORDS[e.kind])),
            Column("subject", lambda e: e.subject, wide=True),
        ],
        most=MOST_AFTER,
    )
