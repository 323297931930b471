"""An agency's estimates (HPS): the approved sheet of each of its types, and the sheet as it prints."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.estimate_sheets import sheet_cells
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number


@require_GET
@door("agency")
def estimates(request: HttpRequest, here: Here) -> HttpResponse:
    """Each type of the agency with its estimate, and the approved sheet behind it."""
    held = catalogue.approved_estimates(here.programme)
    kinds = list(catalogue.types(here.programme).filter(agency=here.subject))
    with_sheet = sum(k.type in held for k in kinds)
    return respond(request, "agency/estimates.html", {
        "title": _("HPS kami"), "section": "agency-estimates", "kinds": Table(_("HPS tiap jenis"), kinds, [
            Column("type_code", lambda k: k.type), Column("type", lambda k: k.name_id, wide=True),
            Column("unit_price", lambda k: k.unit_price, number, numeric=True),
            Column("sheet", lambda k: f"{held[k.type].name} · {held[k.type].version}" if k.type in held else "", words=_("Lembar HPS"),
                   link=lambda k: reverse("agency-estimate", args=[held[k.type].sheet]) if k.type in held else ""),
            Column("sheet_price", lambda k: held[k.type].unit_price if k.type in held else None, number, words=_("Harga pada lembar"), numeric=True),
        ], empty=_("Katalog belum memuat jenis mesin untuk OPD Anda.")),
        "answer": _("%(n)s dari %(all)s jenis mesin OPD Anda punya lembar HPS yang disetujui.") % {
            "n": number(with_sheet), "all": number(len(kinds))},
    }, file_name=f"hps-{here.subject}")  # fmt: skip


@require_GET
@door("agency")
def estimate(request: HttpRequest, here: Here, sheet: UUID) -> HttpResponse:
    """An approved sheet with a type of this agency, as it prints on A4."""
    found = catalogue.estimate_sheet(here.programme, sheet)
    mine = set(catalogue.types(here.programme).filter(agency=here.subject).values_list("key", flat=True))
    if found is None or not found.approved or not mine & set(found.lines.values_list("type", flat=True)):
        raise Http404
    return respond(request, "agency/estimate.html", sheet_cells(here, found) | {
        "title": _("HPS %(name)s") % {"name": found.name}, "section": "agency-estimates",
    }, file_name=f"hps-{found.name}-{found.version}")  # fmt: skip
