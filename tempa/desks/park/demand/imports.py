"""Upload: a workbook or folder comes in, is checked and compared; a person sees the difference before anything is saved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import language
from tempa.desks.frame.workbook import TYPE
from tempa.desks.park.demand import drafts, lists
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.values.programme import (
    SCHEMA,
    ProgrammeError,
    write_folder,
    write_template,
    write_workbook,
)
from tempa.values.programme.formulas import disarmed_tables
from tempa.values.programme.people import Question, SheetRead
from tempa.values.programme.people.columns import field_name

MOST_SHOWN = 40


class UploadForm(forms.Form):
    """A file is looked at."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.et,.csv,.txt,.tsv,.zip"}),
        error_messages={
            "required": gettext_lazy("Pilih dulu berkasnya: daftar OPD, buku kerja program, atau folder program yang dipadatkan (.zip)."),
        },
        help_text=gettext_lazy(
            "Daftar pesanan OPD apa adanya (HPS, usulan, RKA; .xlsx, .xls, .ods, atau .csv) dengan judul kolom seperti Nama barang, Jumlah, "
            "OPD, Jatuh tempo, Tujuan. Atau buku kerja program (semua lembar), atau folder program yang dipadatkan (.zip)."
        ),
    )  # fmt: skip


class Marked(forms.Widget):
    """Inputs whose names begin with one mark, as `q:`; the template writes them, their value is each by the rest of its name."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {key.removeprefix(self.mark): data[key] for key in data if key.startswith(self.mark)}


class AnswersForm(forms.Form):
    """What somebody answers to the questions of a list: to each question, to each name of a machine, and for each column that it lacks."""

    answers = forms.Field(required=False, widget=Marked("q:"))
    types = forms.Field(required=False, widget=Marked("t:"))
    defaults = forms.Field(required=False, widget=Marked("d:"))
    discard = forms.BooleanField(required=False)
    again = forms.BooleanField(required=False)


@door(*PARK)
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose a file; what is wrong with it is listed, and nothing of it is kept."""
    faults: list[str] = []
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            draft = drafts.take(here, form.cleaned_data["file"])
            return redirect("park-import-questions" if draft.about["kind"] == "people" else "park-import-preview", draft=draft.name)
        except ProgrammeError as error:
            faults = [s.in_language(language()) for s in error.sentences]
    return render(request, "park/upload.html", {
        "title": _("Unggah"), "section": "park-import", "form": form, "faults": faults[:200], "fault_count": len(faults),
        "has_order": demand.is_agreed(here.programme),
    }, status=400 if faults or form.errors else 200)  # fmt: skip


@door(*PARK)
def questions(request: HttpRequest, here: Here, draft: UUID) -> HttpResponse:
    """What a sheet of people leaves open: doubtful cells, names of machines, columns that it lacks."""
    found = drafts.draft_of(here, draft)
    form = AnswersForm(request.POST) if request.method == "POST" else AnswersForm()
    if form.is_valid():
        if form.cleaned_data["discard"]:
            return discarded(request, found)
        if form.cleaned_data["again"]:
            found.about |= {"answers": {}, "types": {}, "defaults": {}}
            found.keep_about()
            return redirect("park-import-questions", draft=draft)
        remember(found, form)
    known = lists.understood(here, found)
    proposal = known.proposal
    if form.is_bound and known.is_ready:
        lists.settle(here, found, known)
        return redirect("park-import-preview", draft=draft)
    return render(request, "park/questions.html", {
        "title": _("Yang perlu dijawab"), "section": "park-import", "about": found.about, "summary": proposal.summary(language()),
        "questions": [asked(q) for q in known.questions[:100]], "matches": matches_table(known.matches),
        "types": catalogue.types(here.programme).values_list("key", "name_id"),
        "problems": [p.sentence_en if language() == "en" else p.sentence_id for p in proposal.problems[:200]],
        "warnings": [p.sentence_en if language() == "en" else p.sentence_id for p in proposal.warnings[:100]],
        "prices": [p.in_language(language()) for p in known.other_prices[:100]],
        "left_out": [(r.sheet, r.row, r.text, r.reason_en if language() == "en" else r.reason_id) for r in proposal.left_out[:200]],
        "sheets": [sheet_in_words(s) for s in proposal.sheets], "problem_count": len(proposal.problems),
        "defaults": default_choices(here, found, known.missing), "is_blocked": bool(proposal.problems), "is_again": form.is_bound,
        "has_answers": bool(found.about["answers"] or found.about["types"]),
        "is_empty": bool(known.matches) and not proposal.rows and not proposal.waiting,
    })  # fmt: skip


def sheet_in_words(sheet: SheetRead) -> dict[str, object]:
    """What a sheet was taken for, and each of its columns, by their names."""
    which = 1 if language() == "en" else 0
    table = SCHEMA[sheet.table]
    return {
        "sheet": sheet.sheet, "table": (table.name_id, table.name_en)[which], "unused": sheet.unused,
        "columns": [(c.letter, c.heading, field_name(sheet.table, c.field)[which]) for c in sheet.columns],
    }  # fmt: skip


def remember(draft: drafts.Draft, form: AnswersForm) -> None:
    """Keep what was answered so far; nothing typed is lost when more must be asked."""
    for name in ("answers", "types"):
        draft.about[name] |= {key: value for key, value in form.cleaned_data[name].items() if value}
    draft.about["defaults"] |= form.cleaned_data["defaults"]
    draft.keep_about()


def matches_table(matches: Sequence[drafts.NameMatch]) -> Table[drafts.NameMatch]:
    """Names of machines in the sheet, each with the type that it means and why that is proposed."""

    def why(match: drafts.NameMatch) -> str:
        chosen = next((c for c in match.candidates if c.type == match.chosen), None)
        if not match.chosen or chosen is None:
            return "" if match.chosen else _("belum jelas")
        return chosen.reason_en if language() == "en" else chosen.reason_id

    return Table(_("Nama mesin"), matches, [
        Column("name", lambda m: m.name, words=_("Di lembar")),
        Column("choice", lambda m: m.chosen, words=_("Jenis di katalog"), include="park/match_choice.html", wide=True),
        Column("why", why, words=_("Sebab diusulkan"), tag=lambda m: "" if m.chosen else "doubt"),
    ])  # fmt: skip


def asked(question: Question) -> dict[str, object]:
    in_english = language() == "en"
    choices = [(c.value, c.label_en if in_english else c.label_id) for c in question.choices]
    return {"id": question.id, "words": question.in_language(language()), "choices": choices}


def default_choices(here: Here, draft: drafts.Draft, missing: dict[str, str]) -> list[dict[str, object]]:
    """What counts where the sheet has no such column: OPD, budget line, destination, due date; and the rows that wait for it."""
    programme = here.programme
    choices = {
        "agency": demand.agency_names(programme).items(),
        "budget_line": [(c, c) for c in demand.budget_lines(programme).values_list("key", flat=True)],
        "destination": demand.destination_names(programme).items(), "due_date": None,
    }  # fmt: skip
    return [{"name": n, "choices": choices[n], "value": draft.about["defaults"].get(n, ""), "rows": missing.get(n, "")} for n in drafts.DEFAULTS]


def discarded(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    draft.discard()
    messages.info(request, _("Unggahan dibuang. Tidak ada yang tersimpan."))
    return redirect("park-import")


def file_response(content: bytes, name: str, media: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@door(*PARK)
def template(request: HttpRequest, here: Here) -> HttpResponse:
    """A blank workbook with all sheets and headings."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "template.xlsx"
        write_template(target)
        return file_response(target.read_bytes(), "templat-program.xlsx", TYPE)


@require_GET
@door(*PARK)
def workbook(request: HttpRequest, here: Here) -> HttpResponse:
    """The whole programme as it stands, as one workbook that can be edited and uploaded again."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "programme.xlsx"
        write_workbook(ledger.tables_of(here.programme), target)
        return file_response(target.read_bytes(), f"program-{here.programme.code}.xlsx", TYPE)


@require_GET
@door(*PARK)
def folder(request: HttpRequest, here: Here) -> HttpResponse:
    """The whole programme as it stands, as a zipped programme folder; no text in it is a formula to whoever opens it."""
    target = io.BytesIO()
    with TemporaryDirectory() as name:
        place = Path(name) / "programme"
        write_folder(disarmed_tables(ledger.tables_of(here.programme)), place)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in sorted(place.iterdir()):
                packed.write(file, file.name)
    return file_response(target.getvalue(), f"program-{here.programme.code}.zip", "application/zip")
