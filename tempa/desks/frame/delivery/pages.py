"""The addresses of delivery at a desk: recipients and their machines, handovers, use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import form_of
from tempa.desks.frame.delivery import assigning, handovers, reallocating, recipients, repairs, sent, use
from tempa.desks.frame.door import door

View = Callable[..., HttpResponse]


def handover_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Handovers at a desk whose members give or take units."""
    form = forms_of(desk, *roles)
    inside = door(*roles)
    found = [
        path("serah-terima/", require_GET(inside(handovers.handovers)), name=f"{desk}-handovers"),
        path("serah-terima/baru/", form(handovers.offer, "handovers"), name=f"{desk}-handover-offer"),
        path("serah-terima/<code:handover>/", require_GET(inside(handovers.one)), name=f"{desk}-handover"),
        path("serah-terima/<code:handover>/terima/", form(deed_of("take"), "handover", "handover"), name=f"{desk}-handover-take"),
        path("serah-terima/<code:handover>/batal/", form(deed_of("withdraw"), "handover", "handover"), name=f"{desk}-handover-withdraw"),
    ]
    if desk == "park":
        found.append(path("serah-terima/<code:handover>/diam/", form(deed_of("deem"), "handover", "handover"), name="park-handover-deem"))
    return found


def use_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Checks of use and repairs at the desks that look after machines."""
    form = forms_of(desk, *roles)
    return [
        path("pemakaian/", require_GET(door(*roles)(use.use)), name=f"{desk}-use"),
        path("pemakaian/periksa/", form(partial(use.deed, name="check"), "use"), name=f"{desk}-use-check"),
        path("pemakaian/rusak/", form(partial(use.deed, name="report"), "use"), name=f"{desk}-repair-report"),
        path("pemakaian/selesai/", form(partial(use.deed, name="close"), "use"), name=f"{desk}-repair-close"),
        path("pemakaian/uji/", form(partial(use.deed, name="run"), "use"), name=f"{desk}-use-run"),
        *repair_pages(desk, *roles),
        *([path("pemakaian/alihkan/<code:serial>/", door(*roles)(reallocating.reallocate), name="agency-reallocate")] if desk == "agency" else []),
    ]


def repair_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Repairs at the desks of who makes machines and of who looks after them."""
    inside = door(*roles)
    return [
        path("perbaikan/", require_GET(inside(repairs.list_page)), name=f"{desk}-repairs"),
        path("perbaikan/<code:repair>/", inside(repairs.one_page), name=f"{desk}-repair"),
    ]


def recipient_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Recipients, their requests and sites; who decides is the agency alone."""
    form = forms_of(desk, *roles)
    inside = door(*roles)
    found = [
        path("penerima/", require_GET(inside(recipients.queue)), name=f"{desk}-recipients"),
        path("penerima/<code:recipient>/", require_GET(inside(recipients.one)), name=f"{desk}-recipient"),
        path("penerima/<code:recipient>/lokasi/", form(recipients.site, "recipient", "recipient"), name=f"{desk}-recipient-site"),
        path("penerima/<code:recipient>/tautan/", form(recipients.send_link, "recipient", "recipient"), name=f"{desk}-recipient-link"),
    ]
    if desk != "agency":
        return found
    return [
        path("penerima/baru/", form(recipients.register, "recipients"), name="agency-recipient-new"),
        path("penerima/surat-keputusan/", form(recipients.decree, "recipients"), name="agency-decree"),
        path("penerima/penetapan/", require_GET(inside(assigning.assigning)), name="agency-assigning"),
        path("penerima/penetapan/tetapkan/", form(assigning.assign, "assigning"), name="agency-assign"),
        path("penerima/penetapan/ubah/", form(assigning.reassign, "assigning"), name="agency-reassign"),
        path("permohonan-kiriman/", require_GET(inside(sent.sent_requests)), name="agency-sent"),
        path("permohonan-kiriman/<code:sent>/", require_GET(inside(sent.one)), name="agency-sent-one"),
        path("permohonan-kiriman/<code:sent>/masuk/", form(sent.take_in, "sent-one", "sent"), name="agency-sent-take"),
        path("permohonan-kiriman/<code:sent>/tolak/", form(sent.turn_away, "sent-one", "sent"), name="agency-sent-refuse"),
        path("permohonan/<code:asked>/", form(recipients.decide, "recipients"), name="agency-request-decide"),
        *found,
        path("penerima/<code:recipient>/lagi/", form(recipients.again, "recipient", "recipient"), name="agency-recipient-again"),
    ]


def forms_of(desk: str, *roles: str) -> Callable[..., View]:
    inside = door(*roles)

    def form(view: View, leads_to: str, *kept: str) -> View:
        return inside(form_of(f"{desk}-{leads_to}", *kept)(view))

    return form


def deed_of(name: str) -> View:
    """The view that carries out a deed of a handover."""
    return partial(handovers.deed, name=name)
