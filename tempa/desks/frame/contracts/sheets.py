"""Lists of contracts from Excel: a template with what holds, a file that is looked at, the differences, and all of it kept or nothing."""

from __future__ import annotations

import json
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.rules.sheets import Difference, Read, rows_under
from tempa.desks.frame import drafts, workbook
from tempa.desks.frame.contracts.sheet_kinds import KINDS, SheetKind
from tempa.desks.frame.deeds import Chosen, Deed, DeedForm
from tempa.desks.frame.door import Here
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.whole_files import put
from tempa.desks.frame.words import language, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.values.programme import ProgrammeError
from tempa.values.programme.untrusted import read_cells

MOST_FAULTS = 100


class SheetForm(forms.Form):
    """A file is looked at."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": gettext_lazy("Pilih dulu berkasnya: templat yang sudah diisi.")},
        help_text=gettext_lazy("Templat yang sudah diisi (.xlsx, .xls, .ods atau .csv)."),
    )  # fmt: skip


class KeepForm(DeedForm):
    """All that the file says is kept; it bears the draft's own name, so that a file is taken once."""

    do = forms.CharField(required=False, widget=Chosen)


def kind_of(here: Here, kind: str) -> SheetKind:
    found = KINDS.get(kind)
    if found is None or here.desk not in found.desks:
        raise Http404
    return found


def upload(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """Choose a file; it is read, and nothing is kept of it yet."""
    sheet = kind_of(here, kind)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    faults: list[str] = []
    if form.is_valid():
        try:
            return redirect(f"{here.desk}-contracts-sheet", kind=kind, draft=taken(here, sheet, form.cleaned_data["file"]).name)
        except ProgrammeError as error:
            faults = [s.in_language(language()) for s in error.sentences]
        except Refused as refused:
            faults = [spoken(refused)]
    return respond(request, "contracts/sheet_upload.html", {
        "title": _("%(what)s dari Excel") % {"what": sheet.title}, "section": f"{here.desk}-contracts", "form": form, "faults": faults,
        "sheet": sheet,
        "back": reverse(f"{here.desk}-{sheet.back}"), "template": reverse(f"{here.desk}-contracts-sheet-template", args=[kind]),
    }, status=400 if faults or form.errors else 200)  # fmt: skip


def taken(here: Here, sheet: SheetKind, file: Any) -> drafts.Draft:
    """Keep the file as a draft with its cells; keeps nothing where it cannot be read."""
    drafts.sweep()
    draft = drafts.stored(here, file)
    try:
        cells = read_cells(draft.file)
        rows_under(cells, sheet.columns, sheet.needed)
    except (ProgrammeError, Refused):
        draft.discard()
        raise
    draft.about |= {"kind": f"contracts-{sheet.name}", "subject": here.subject}
    draft.keep_about()
    put(draft.folder / "cells.json", json.dumps(cells, ensure_ascii=False))
    return draft


def preview(request: HttpRequest, here: Here, kind: str, draft: UUID) -> HttpResponse:
    """What the file would change, beside what holds; all of it is kept, or nothing."""
    sheet = kind_of(here, kind)
    back = reverse(f"{here.desk}-{sheet.back}")
    if request.method == "POST" and ledger.is_recorded(here.programme, draft):
        messages.success(request, _("Isi berkas sudah tercatat."))
        return HttpResponseRedirect(back)
    found = drafts.draft_of(here, draft)
    if found.about["kind"] != f"contracts-{kind}" or found.about.get("subject") != here.subject:
        raise Http404
    read = sheet.read(here, rows_under(json.loads((found.folder / "cells.json").read_text()), sheet.columns, sheet.needed))
    form = KeepForm(here, request, initial={"identity": draft})
    if form.is_bound and form.data.get("do") == "discard":
        found.discard()
        messages.info(request, _("Berkas dibuang. Tidak ada yang tercatat."))
        return HttpResponseRedirect(back)

    def act(**deed: Unpack[Deed]) -> None:
        sheet.keep(here, read.said, **deed | {"identity": draft})
        found.discard()

    if form.is_bound and not read.faults and read.said:
        done = _("%(n)s perubahan tercatat.") % {"n": number(len(read.differences))}
        if gone_on := form.carried_out(request, act, to=lambda _: back, done=done):
            return gone_on
    return respond(request, "contracts/sheet_preview.html", {
        "title": _("Periksa berkas: %(what)s") % {"what": sheet.title}, "section": f"{here.desk}-contracts", "about": found.about, "form": form,
        "table": differences(read), "read": read, "fault_count": len(read.faults), "can_save": bool(read.said) and not read.faults,
        "faults": [_("Baris %(row)s: %(why)s") % {"row": f.row, "why": spoken(f.refused)} for f in read.faults[:MOST_FAULTS]],
        "again": reverse(f"{here.desk}-contracts-sheets", args=[kind]),
    }, status=form.status if form.errors else 200)  # fmt: skip


def differences(read: Read) -> Table[Difference]:
    """What is doubtful first."""
    return Table(_("Yang akan berubah"), sorted(read.differences, key=lambda d: (not d.doubtful, d.row)), [
        Column("whom", lambda d: d.whom, words=_("Siapa")), Column("what", lambda d: d.what, words=_("Apa")),
        Column("before", lambda d: d.before, words=_("Sekarang")), Column("after", lambda d: d.after, words=_("Menjadi"), wide=True),
        *([Column[Difference]("doubtful", lambda d: d.doubtful, words=_("Perhatikan"), tag=lambda d: "doubt" if d.doubtful else "", urgent=True)]
          if any(d.doubtful for d in read.differences) else []),
        Column("row", lambda d: d.row, number, words=_("Baris"), numeric=True),
    ], most=300)  # fmt: skip


def template(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """The list as it stands, to be filled in."""
    sheet = kind_of(here, kind)
    return workbook.download(f"{kind}-{here.subject or here.programme.code}", [sheet.template(here)])
