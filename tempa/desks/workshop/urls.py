"""Addresses of the workshop's desk, and of its links."""

from django.urls import path

from tempa.desks.frame.delivery.pages import handover_pages, repair_pages
from tempa.desks.frame.delivery.showing import evidence_pages
from tempa.desks.frame.documents.pages import document_pages
from tempa.desks.frame.field.pages import field_patterns
from tempa.desks.frame.field.waiting import waiting_patterns
from tempa.desks.frame.payment.pages import payment_pages
from tempa.desks.workshop import (
    claims,
    contracts,
    costs,
    learning,
    materials,
    money,
    offers,
    offline,
    prices,
    production,
    quality,
    repairs,
    verification,
    views,
)

urlpatterns = [
    path("", views.home, name="workshop-home"),
    path("lot/<code:lot>/", views.lot, name="workshop-lot"),
    path("mengapa/", views.why, name="workshop-why"),
    path("keberatan/", views.objections, name="workshop-objections"),
    path("kemajuan/", production.work_at_desk, name="workshop-production"),
    path("kemajuan/kendala/", production.trouble_at_desk, name="workshop-trouble"),
    path("kemajuan/<code:lot>/", production.lot_at_desk, name="workshop-production-lot"),
    path("pelatihan/", learning.learning, name="workshop-learning"),
    path("minggu/", views.week, name="workshop-week"),
    path("penawaran/", offers.offers, name="workshop-offers"),
    path("penawaran/daftar/", offers.sheet, name="workshop-offers-sheet"),
    path("penawaran/berkas/", offers.upload, name="workshop-offers-upload"),
    path("harga-wajar/", costs.costs, name="workshop-costs"),
    path("harga/", prices.prices, name="workshop-prices"),
    path("kontrak/", contracts.contracts_at_desk, name="workshop-contracts"),
    path("kontrak/berkas.pdf", contracts.dossier_at_desk, name="workshop-dossier"),
    path("kontrak/berkas.zip", contracts.folder_at_desk, name="workshop-dossier-folder"),
    path("kontrak/data/", contracts.particulars_at_desk, name="workshop-particulars"),
    path("kontrak/data/<code:workshop>/", contracts.particulars_at_desk, name="workshop-particulars-of"),
    path("kontrak/<code:contract>/", contracts.contract_at_desk, name="workshop-contract"),
    path("kontrak/<code:contract>/berkas/<str:sha256>/", contracts.paper_at_desk, name="workshop-contract-paper"),
    path("bahan/", materials.materials_at_desk, name="workshop-materials"),
    path("bahan/<code:issue>/", materials.issue_at_desk, name="workshop-issue"),
    path("mutu/", quality.quality, name="workshop-quality"),
    path("data/", views.capacity, name="workshop-capacity"),
    path("verifikasi/", verification.verification, name="workshop-verification"),
    path("mesin-bersama/", verification.machines_at_desk, name="workshop-machines"),
    *repair_pages("workshop", "workshop", "teacher"),
    *evidence_pages("workshop", "workshop", "teacher"),
    *handover_pages("workshop", "workshop", "teacher"),
    *field_patterns("workshop", "workshop", "teacher"),
    *waiting_patterns("workshop", "workshop", "teacher"),
    *payment_pages("workshop", "workshop", "teacher"),
    *document_pages("workshop", "workshop", "teacher"),
]

link_patterns = [
    path("tanpa-sinyal.js", offline.worker, name="link-worker"),
    path("<code:code>/verifikasi/", verification.link_verification, name="link-verification"),
    path("<code:code>/mesin-bersama/", verification.machines_by_link, name="link-machines"),
    path("<code:code>/penawaran/", offers.link_offers, name="link-offers"),
    path("<code:code>/penawaran/daftar/", offers.link_sheet, name="link-offers-sheet"),
    path("<code:code>/penawaran/berkas/", offers.link_upload, name="link-offers-upload"),
    path("<code:code>/kerja/", production.work_by_link, name="link-production"),
    path("<code:code>/kerja/kendala/", production.trouble_by_link, name="link-trouble"),
    path("<code:code>/kerja/<code:lot>/", production.lot_by_link, name="link-production-lot"),
    path("<code:code>/uang/", money.money_by_link, name="link-money"),
    path("<code:code>/tagihan/", claims.claims_by_link, name="link-claims"),
    path("<code:code>/tagihan/<code:claim>/", claims.claim_by_link, name="link-claim"),
    path("<code:code>/perbaikan/", repairs.repairs_by_link, name="link-repairs"),
    path("<code:code>/perbaikan/<code:repair>/", repairs.repair_by_link, name="link-repair"),
    path("<code:code>/perbaikan/<code:repair>/foto/<str:sha256>/", repairs.photo_by_link, name="link-repair-photo"),
    path("<code:code>/harga/", prices.link_prices, name="link-prices"),
    path("<code:code>/kontrak/", contracts.contracts_by_link, name="link-contracts"),
    path("<code:code>/kontrak/berkas.pdf", contracts.dossier_by_link, name="link-dossier"),
    path("<code:code>/kontrak/berkas.zip", contracts.folder_by_link, name="link-dossier-folder"),
    path("<code:code>/kontrak/data/", contracts.particulars_by_link, name="link-particulars"),
    path("<code:code>/kontrak/<code:contract>/", contracts.contract_by_link, name="link-contract"),
    path("<code:code>/kontrak/<code:contract>/berkas/<str:sha256>/", contracts.paper_by_link, name="link-contract-paper"),
    path("<code:code>/bahan/", materials.materials_by_link, name="link-materials"),
    path("<code:code>/bahan/<code:issue>/", materials.issue_by_link, name="link-issue"),
]
"""Pages that a workshop opens by a link, without an account."""
