"""Labels of units: serials given, stickers with a QR code as PDF, and the text for a laser-marked plate."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.contracts.papers.setter import set_source
from tempa.contracts.papers.view import qr
from tempa.desks.frame.contracts.printing import public_base
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Column, Listing
from tempa.desks.frame.words import number
from tempa.ledger.rules import PARK
from tempa.production import actions
from tempa.production import queries as production
from tempa.registry import queries as registry
from tempa.values.programme.formulas import disarmed

SOURCE = Path(__file__).with_name("labels.typ")
MOST = 480  # twenty sheets: more are asked for lot by lot


class SerialsForm(DeedForm):
    """Nothing to type: every unit on which work may begin and that has no serial gets one."""

    send = gettext_lazy("Beri nomor seri")


def chosen(request: HttpRequest, here: Here) -> list[production.Unit]:
    """The units whose labels are asked for: of a lot, of a maker, or all; scrapped ones not."""
    found = production.units(here.programme).filter(scrapped_at=None)
    for name, column in (("lot", "lot"), ("pembuat", "maker")):
        if asked := request.GET.get(name, "")[:60]:
            found = found.filter(**{column: asked})
    return list(found.order_by("lot", "number"))


@door(*PARK)
def labels(request: HttpRequest, here: Here) -> HttpResponse:
    """Which labels there are to print, by lot; and the serials that are still to be given."""
    form = SerialsForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.give_serials(here.programme, **deed), to=lambda n: reverse("park-production-labels"),
        done=_("Nomor seri diberikan."),
    )  # fmt: skip
    lacking = sum(n for _i, n in production.units_lacking(here.programme, here.today))
    units, names, types = chosen(request, here), registry.workshop_names(here.programme), catalogue.type_names(here.programme)
    lots: dict[str, list[production.Unit]] = {}
    for u in units:
        lots.setdefault(u.lot, []).append(u)
    to, sheet, plate = reverse("park-production-labels"), reverse("park-production-stickers"), reverse("park-production-plates")
    listing = Listing(_("Label dan nomor seri"), sorted(lots.items()), [
        Column("lot", lambda r: r[0], sort="lot", link=lambda r: f"{to}?lot={r[0]}"),
        Column("type", lambda r: types.get(r[1][0].type, r[1][0].type), sort="jenis", wide=True),
        Column("maker", lambda r: names.get(r[1][0].maker, r[1][0].maker), words=_("Pembuat"), sort="pembuat"),
        Column("units", lambda r: len(r[1]), number, words=_("Unit"), sort="unit", numeric=True),
        Column("first", lambda r: r[1][0].serial, words=_("Nomor pertama")),
        Column("last", lambda r: r[1][-1].serial, words=_("Nomor terakhir")),
        Column("pdf", lambda r: _("stiker PDF"), words=_("Cetak"), link=lambda r: f"{sheet}?lot={r[0]}", is_tool=True),
        Column("csv", lambda r: _("teks pelat"), words=_("Pelat laser"), link=lambda r: f"{plate}?lot={r[0]}", is_tool=True),
    ], sort="lot", file_name="label", empty=_("Belum ada nomor seri. Nomor diberikan begitu pekerjaan atas sebuah lot boleh dimulai."))  # fmt: skip
    if gone_on:
        return gone_on
    response = listing.respond(
        request, "park/production_labels.html", section="park-production", count=len(units), lacking=lacking, most=MOST,
        form=form if lacking or form.is_bound else None, lot=request.GET.get("lot", "")[:60],
        answer=ngettext("%(n)s unit punya nomor seri.", "%(n)s unit punya nomor seri.", len(units)) % {"n": number(len(units))},
    )  # fmt: skip
    response.status_code = form.status
    return response


@require_GET
@door(*PARK)
def stickers(request: HttpRequest, here: Here) -> HttpResponse:
    """A sheet of stickers as PDF."""
    units = chosen(request, here)[:MOST]
    if not units:
        return HttpResponseRedirect(reverse("park-production-labels"))
    names, types, base = registry.workshop_names(here.programme), catalogue.type_names(here.programme), public_base()
    shown = []
    for u in units:
        address = base + reverse("unit", args=[u.serial])
        shown.append({"serial": u.serial, "type": types.get(u.type, u.type), "maker": names.get(u.maker, u.maker), "address": address,
                      "qr": qr(address)})  # fmt: skip
    seen: dict[str, Sequence[Collection[str]]] = {"title": f"Label {units[0].lot}", "programme": here.programme.code, "units": shown}
    return sent(set_source(SOURCE.read_bytes(), SOURCE.name, seen), f"label-{units[0].lot}.pdf", "application/pdf")


@require_GET
@door(*PARK)
def plates(request: HttpRequest, here: Here) -> HttpResponse:
    """The text for laser-marked plates, one row a unit."""
    types, base, text = catalogue.type_names(here.programme), public_base(), io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["serial", "type", "maker", "address"])
    for u in chosen(request, here):
        rows.writerow([disarmed(one) for one in (u.serial, types.get(u.type, u.type), u.maker, base + reverse("unit", args=[u.serial]))])
    return sent(text.getvalue().encode(), f"pelat-{request.GET.get('lot', '')[:60] or here.programme.code}.csv", "text/csv; charset=utf-8")


def sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{"".join(c for c in name if c.isalnum() or c in "-_.")}"'
    return response
