"""Addresses of the agency's desk."""

from django.urls import path

from tempa.desks.agency import concessions, estimates, prices, readiness, views
from tempa.desks.frame.contracts.pages import contract_pages
from tempa.desks.frame.delivery.pages import handover_pages, recipient_pages, use_pages
from tempa.desks.frame.delivery.showing import evidence_pages
from tempa.desks.frame.documents.of_lot import lot_paper_pages
from tempa.desks.frame.documents.pages import document_pages
from tempa.desks.frame.field.pages import field_patterns
from tempa.desks.frame.field.waiting import waiting_patterns
from tempa.desks.frame.payment.pages import payment_pages
from tempa.desks.frame.quality.revisions import revision_pages

urlpatterns = [
    path("", views.home, name="agency-home"),
    path("pesanan/<code:line>/", views.order, name="agency-order"),
    path("anggaran/", views.budget, name="agency-budget"),
    path("kesiapan/", readiness.board, name="agency-readiness"),
    path("kesiapan/pesan/", readiness.messages, name="agency-readiness-messages"),
    path("harga/", prices.prices, name="agency-prices"),
    path("harga/<uuid:objection>/", prices.price, name="agency-price"),
    path("hps/", estimates.estimates, name="agency-estimates"),
    path("hps/<uuid:sheet>/", estimates.estimate, name="agency-estimate"),
    path("konsesi/", concessions.concessions, name="agency-concessions"),
    *contract_pages("agency", "agency"),
    *recipient_pages("agency", "agency"),
    *handover_pages("agency", "agency"),
    *use_pages("agency", "agency"),
    *evidence_pages("agency", "agency"),
    *field_patterns("agency", "agency"),
    *waiting_patterns("agency", "agency"),
    *payment_pages("agency", "agency"),
    *revision_pages("agency", "agency"),
    *document_pages("agency", "agency"),
    *lot_paper_pages("agency", "agency"),
]
