"""Upload: a workbook or folder comes in, is checked and compared; a person sees the difference before anything is saved."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.demand import actions
from tempa.demand import queries as demand
from tempa.demand.rules import REASONS
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import language, number, rp_change
from tempa.desks.frame.workbook import TYPE
from tempa.desks.park.orders import REASON_WORDS
from tempa.ledger import queries as ledger
from tempa.ledger.actions import keep_paper
from tempa.ledger.rules import Refused
from tempa.values.programme import SCHEMA, ProgrammeError, check_tables, write_folder, write_template, write_workbook
from tempa.values.programme.compare import Difference, compare
from tempa.values.programme import read_programme as read_untrusted

PARK = ("park_planner", "park_head")
MOST_SHOWN = 40
DRAFTS_LIVE = timedelta(days=14)


@door(*PARK)
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose a file; what is wrong with it is listed, and nothing of it is kept."""
    faults: list[str] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            faults = [_("Pilih dulu berkasnya: buku kerja .xlsx, atau folder program yang dipadatkan menjadi .zip.")]
        else:
            try:
                return redirect("park-import-preview", draft=keep_draft(here, file))
            except ProgrammeError as error:
                faults = [s.in_language(language()) for s in error.sentences]
    return render(request, "park/upload.html", {
        "title": _("Unggah"), "section": "park-import", "faults": faults[:200], "fault_count": len(faults),
        "has_order": demand.is_agreed(here.programme),
    }, status=400 if faults else 200)  # fmt: skip


def drafts_folder() -> Path:
    return Path(settings.TEMPA_HOME) / "drafts"


def keep_draft(here: Here, file: UploadedFile) -> UUID:
    """Read the file in a process of its own and keep what it says until somebody confirms it."""
    draft = uuid4()
    folder = drafts_folder() / str(draft)
    folder.mkdir(parents=True)
    name = Path(file.name or "berkas").name[:120]
    place = folder / f"asal{Path(name).suffix.lower()}"
    try:
        with open(place, "wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        tables = read_untrusted(place)
    except ProgrammeError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (folder / "tables.json").write_text(json.dumps(tables, ensure_ascii=False))
    about = {"programme": here.programme.pk, "person": here.person.pk, "name": name, "file": place.name, "at": here.now.isoformat()}
    (folder / "about.json").write_text(json.dumps(about))
    return draft


def draft_of(here: Here, draft: UUID) -> tuple[dict[str, Any], dict[str, Any], Path]:
    """A draft of this programme: what it is, its tables, its folder; 404 for any other."""
    folder = drafts_folder() / str(draft)
    try:
        about = json.loads((folder / "about.json").read_text())
        tables = json.loads((folder / "tables.json").read_text())
    except OSError:
        raise Http404 from None
    if about["programme"] != here.programme.pk:
        raise Http404
    return about, tables, folder


@door(*PARK)
def preview(request: HttpRequest, here: Here, draft: UUID) -> HttpResponse:
    """Errors, warnings and the difference; confirming saves all of it, or nothing."""
    about, tables, folder = draft_of(here, draft)
    if request.method == "POST" and "discard" in request.POST:
        shutil.rmtree(folder, ignore_errors=True)
        messages.info(request, _("Unggahan dibuang. Tidak ada yang tersimpan."))
        return redirect("park-import")
    findings = check_tables(tables)
    now = ledger.tables_of(here.programme)
    difference = compare(now, tables)
    changes_order = demand.is_agreed(here.programme) and touches_order(difference)
    if request.method == "POST" and findings.ok:
        try:
            save(here, tables, about, folder, request.POST, str(here.size))
        except Refused as refused:
            messages.error(request, spoken(refused))
        else:
            return redirect("park-overview")
    return render(request, "park/preview.html", {
        "title": _("Periksa unggahan"), "section": "park-import", "about": about, "draft": draft,
        "summary": difference.summary(language()), "is_same": difference.is_empty, "tables": shown(difference),
        "errors": [f.in_language(language()) for f in findings.errors[:200]], "error_count": len(findings.errors),
        "warnings": [f.in_language(language()) for f in findings.warnings[:100]], "warning_count": len(findings.warnings),
        "changes_order": changes_order, "reasons": [(r, REASON_WORDS[r]) for r in REASONS], "size": here.size,
        "value_change": rp_change(difference.value_change),
    })  # fmt: skip


def touches_order(difference: Difference) -> bool:
    """Whether an order line or the price of a type changes, so that a reason is needed."""
    orders = difference.tables["orders"]
    prices = any("unit_price" in row.columns for row in difference.tables["types"].changed)
    return prices or not orders.is_empty


def save(here: Here, tables: Any, about: dict[str, Any], folder: Path, form: Any, size: str) -> None:
    """Keep the file as a paper and load its tables, unless the programme has moved since the person saw the difference."""
    if form.get("size") != size:
        raise Refused("Program berubah sejak selisih ini ditampilkan. Lihat selisih yang baru di bawah, lalu simpan lagi.")
    programme, at, by = here.programme, here.now, here.person
    media = TYPE if about["file"].endswith(".xlsx") else "application/zip"
    actions.load_programme(
        programme, tables, at=at, by=by, reason=form.get("reason", ""), note=form.get("note", ""), paper=form.get("paper", "")
    )
    keep_paper(programme, (folder / about["file"]).read_bytes(), name=about["name"], media_type=media, at=at, by=by)
    shutil.rmtree(folder, ignore_errors=True)


def shown(difference: Difference) -> list[dict[str, Any]]:
    """Per table that differs: counts, and the first rows of each kind in words."""
    result = []
    for name, table in difference.tables.items():
        if table.is_empty:
            continue
        key = SCHEMA[name].key or SCHEMA[name].header
        result.append({
            "table": name, "words": SCHEMA[name].name_id if language() == "id" else SCHEMA[name].name_en,
            "counts": (number(len(table.new)), number(len(table.changed)), number(len(table.gone))),
            "new": [" · ".join(str(v) for v in row.values() if v)[:160] for row in table.new[:MOST_SHOWN]],
            "gone": [" · ".join(row[c] for c in key)[:160] for row in table.gone[:MOST_SHOWN]],
            "changed": [
                (" · ".join(r.key), "; ".join(f"{c}: {a or '–'} → {b or '–'}" for c, (a, b) in r.columns.items())) for r in table.changed[:MOST_SHOWN]
            ],
            "more": max(0, len(table.new) - MOST_SHOWN) + max(0, len(table.changed) - MOST_SHOWN) + max(0, len(table.gone) - MOST_SHOWN),
        })  # fmt: skip
    return result


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
    """The whole programme as it stands, as a zipped programme folder."""
    target = io.BytesIO()
    with TemporaryDirectory() as name:
        place = Path(name) / "programme"
        write_folder(ledger.tables_of(here.programme), place)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in sorted(place.iterdir()):
                packed.write(file, file.name)
    return file_response(target.getvalue(), f"program-{here.programme.code}.zip", "application/zip")
