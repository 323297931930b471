"""The price list from Excel: a template with what holds, a file that is looked at, and the differences before anything is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.price_file import (
    COLUMNS,
    INPUT_NAMES,
    SOURCE_NAMES,
    Fault,
    Read,
    doubles,
    doubtful,
    read_sheets,
)
from tempa.catalogue.rules.prices import Said, check_price
from tempa.desks.frame import workbook
from tempa.desks.frame.deeds import Chosen, Deed, DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_words import INPUT_WORDS, SOURCE_WORDS, amount_words, item_words
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.whole_files import put
from tempa.desks.frame.words import day, language, number
from tempa.desks.park.catalogue.prices import rows_of
from tempa.desks.park.demand import drafts
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, Refused
from tempa.values.programme import ProgrammeError
from tempa.values.programme.untrusted import read_cells

MOST_FAULTS = 100


class PriceFileForm(forms.Form):
    """A file of prices is looked at."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": gettext_lazy("Pilih dulu berkasnya: daftar harga yang sudah diisi.")},
        help_text=gettext_lazy("Daftar harga menurut templat (.xlsx, .xls, .ods atau .csv). Baris tanpa harga dibiarkan."),
    )  # fmt: skip


class PriceFileSaveForm(DeedForm):
    """All prices of the file are added; it bears the draft's own name, so that a file is taken once."""

    do = forms.CharField(required=False, widget=Chosen)


@door(*PARK)
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose a file; it is read, and nothing is kept of it yet."""
    form = PriceFileForm(request.POST, request.FILES) if request.method == "POST" else PriceFileForm()
    faults: list[str] = []
    if form.is_valid():
        try:
            return redirect("park-prices-preview", draft=taken(here, form.cleaned_data["file"]).name)
        except ProgrammeError as error:
            faults = [s.in_language(language()) for s in error.sentences]
        except Refused as refused:
            faults = [spoken(refused)]
    return respond(request, "park/price_upload.html", {
        "title": _("Daftar harga dari Excel"), "section": "park-costs", "form": form, "faults": faults,
    }, status=400 if faults or form.errors else 200)  # fmt: skip


def taken(here: Here, file: Any) -> drafts.Draft:
    """Keep the file as a draft with its cells; keeps nothing where it cannot be read."""
    drafts.sweep()
    draft = drafts.stored(here, file)
    try:
        cells = read_cells(draft.file)
        read_sheets(cells)
    except (ProgrammeError, Refused):
        draft.discard()
        raise
    draft.about["kind"] = "prices"
    draft.keep_about()
    put(draft.folder / "cells.json", json.dumps(cells, ensure_ascii=False))
    return draft


@door(*PARK)
def preview(request: HttpRequest, here: Here, draft: UUID) -> HttpResponse:
    """What the file would add, beside what holds; all of it is kept, or nothing."""
    if request.method == "POST" and ledger.is_recorded(here.programme, draft):
        return kept(request)
    found = drafts.draft_of(here, draft)
    if found.about["kind"] != "prices":
        raise Http404
    read, new, known = understood(here, found)
    form = PriceFileSaveForm(here, request, initial={"identity": draft})
    if form.is_bound and form.data.get("do") == "discard":
        found.discard()
        messages.info(request, _("Berkas dibuang. Tidak ada harga yang tercatat."))
        return redirect("park-prices")
    if not read.faults and new and (gone_on := saved(request, here, form, found, new)):
        return gone_on
    return respond(request, "park/price_preview.html", {
        "title": _("Periksa daftar harga"), "section": "park-costs", "about": found.about, "form": form, "table": differences(here, new),
        "faults": [_("Baris %(row)s: %(why)s") % {"row": f.row, "why": spoken(f.refused)} for f in read.faults[:MOST_FAULTS]],
        "fault_count": len(read.faults), "new": len(new), "known": known, "blank": read.blank, "can_save": bool(new) and not read.faults,
    }, status=form.status if form.errors else 200)  # fmt: skip


def understood(here: Here, draft: drafts.Draft) -> tuple[Read, list[Said], int]:
    """The file, the entries that it adds, and how many of its rows are recorded already."""
    read = read_sheets(json.loads((draft.folder / "cells.json").read_text()))
    materials = {m.material for m in catalogue.materials(here.programme)}
    for row, said in read.entries:
        try:
            check_price(said, today=here.today, materials=materials)
        except Refused as refused:
            read.faults.append(Fault(row, refused))
    read.faults += doubles(read.entries)
    read.faults.sort(key=lambda f: f.row)
    standing = catalogue.standing_prices(here.programme)
    new = [said for _, said in read.entries if said.same not in standing]
    return read, new, len(read.entries) - len(new)


def saved(request: HttpRequest, here: Here, form: PriceFileSaveForm, draft: drafts.Draft, new: Sequence[Said]) -> HttpResponse | None:
    def act(**deed: Unpack[Deed]) -> None:
        named = deed | {"identity": draft.name}
        actions.read_price_list(
            here.programme, entries=new, file=draft.file.read_bytes(), name=draft.about["name"], media_type=draft.media_type, **named
        )
        draft.discard()

    return form.carried_out(request, act, to=lambda _: reverse("park-prices"), done=_("%(n)s harga tercatat.") % {"n": number(len(new))})


def kept(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Daftar harga sudah tercatat."))
    return HttpResponseRedirect(reverse("park-prices"))


def differences(here: Here, new: Sequence[Said]) -> Table[Said]:
    """Each entry beside what holds today; a jump is marked, since a zero too many is the usual mistake."""
    held = {(r["input"], r["item"]): r for r in rows_of(here)}
    names = {m.material: m.name_id for m in catalogue.materials(here.programme)}

    def before(said: Said) -> int | None:
        row = held.get((said.input, said.item))
        return row["likely"] if row else None

    def jumps(said: Said) -> bool:
        return (old := before(said)) is not None and doubtful(old, said.likely)

    return Table(_("Yang akan dicatat"), sorted(new, key=lambda s: not jumps(s)), [
        Column("input", lambda s: str(INPUT_WORDS.get(s.input, s.input)), words=_("Jenis")),
        Column("item", lambda s: item_words(s.input, s.item, names), words=_("Apa"), wide=True),
        Column("before", lambda s: amount_words(s.input, before(s)), words=_("Sekarang"), numeric=True),
        Column("after", lambda s: amount_words(s.input, s.likely), words=_("Menjadi"), numeric=True),
        Column("jump", lambda s: _("jauh dari yang sekarang, periksa nolnya") if jumps(s) else "", words=_("Perhatikan"),
               tag=lambda s: "late" if jumps(s) else "", urgent=True),
        Column("dated", lambda s: s.dated, day, words=_("Tanggal")),
        Column("source", lambda s: f"{SOURCE_WORDS[s.source]}: {s.reference}, {s.place}", words=_("Sumber"), wide=True),
    ], most=200)  # fmt: skip


@require_GET
@door(*PARK)
def template(request: HttpRequest, here: Here) -> HttpResponse:
    """The list as it stands as a workbook to fill: every item has a row; prices, days and sources are empty."""
    inputs = {code: words for words, code in INPUT_NAMES.items()}
    rows = [[inputs[r["input"]], r["item"], r["name"], r["unit"], *[""] * 8] for r in rows_of(here)]
    hints = [["Jenis", ", ".join(INPUT_NAMES)], ["Jenis sumber", ", ".join(SOURCE_NAMES)], ["Tanggal", "2020-06-30 atau 30/6/2020"],
             ["Harga", "rupiah tanpa PPN; overhead dan margin dalam persen"]]  # fmt: skip
    return workbook.download(f"daftar-harga-{here.programme.code}", [
        workbook.Sheet("Harga", list(COLUMNS.values()), rows), workbook.Sheet("Petunjuk", ["Kolom", "Isi"], hints),
    ])  # fmt: skip
