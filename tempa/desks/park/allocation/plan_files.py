"""A plan to take home: as a workbook, and as the folder that its judges read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tempa.allocation import queries as allocation
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.workbook import TYPE
from tempa.desks.park.allocation.plan_figures import AGAIN
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.values.programme import write_plan_workbook


@require_GET
@door(*PARK)
def excel(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found = found_or_404(here, plan)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "plan.xlsx"
        write_plan_workbook(allocation.plan_tables(found), target, ledger.tables_of(here.programme))
        content = target.read_bytes()
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="rencana-{found.number}-{here.programme.code}.xlsx"'
    return response


@require_GET
@door(*PARK)
def folder(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """The plan folder of the format, as one zip: what `check-plan` judges. A plan made again comes with the one before
    it in the folder `base/`, since what had begun is judged by that."""
    found = found_or_404(here, plan)
    files = allocation.plan_files(found)
    if found.purpose in AGAIN and found.base is not None:
        files |= {f"base/{name}": content for name, content in allocation.base_files(found).items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rencana-{found.number}-{here.programme.code}.zip"'
    return response
