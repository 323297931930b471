"""All addresses, by desk."""

from django.urls import include, path

from tempa.desks.public.urls import link_patterns as recipient_links
from tempa.desks.supplier.urls import link_patterns as supplier_links
from tempa.desks.workshop.urls import link_patterns

urlpatterns = [
    path("", include("tempa.desks.public.urls")),
    path("t/", include([*link_patterns, *supplier_links, *recipient_links])),
    path("park/", include("tempa.desks.park.urls")),
    path("opd/", include("tempa.desks.agency.urls")),
    path("bengkel-saya/", include("tempa.desks.workshop.urls")),
    path("pemeriksa/", include("tempa.desks.inspector.urls")),
    path("pemasok/", include("tempa.desks.supplier.urls")),
    path("auditor/", include("tempa.desks.auditor.urls")),
]
handler400 = "tempa.desks.public.errors.wrong_request"
handler404 = "tempa.desks.public.errors.missing"
handler500 = "tempa.desks.public.errors.broken"
