"""Addresses of the auditor's desk."""

from django.urls import path

from tempa.desks.auditor import chains, conservation, evidence, looking, pack, views

urlpatterns = [
    path("", views.home, name="auditor-home"),
    path("catatan/", views.every_entry, name="auditor-ledger"),
    path("catatan/<uuid:fact>/", views.entry, name="auditor-entry"),
    path("keberatan/", views.objections, name="auditor-objections"),
    path("keberatan/<uuid:objection>/", views.objection, name="auditor-objection"),
    path("catatan/ganda/", evidence.every_double, name="auditor-doubles"),
    path("catatan/ganda/<int:number>/", evidence.double, name="auditor-double"),
    path("rantai-harga/", chains.index, name="auditor-chains"),
    path("rantai-harga/jenis/<code:type>/", chains.of_type, name="auditor-chain-type"),
    path("rantai-harga/kontrak/<code:contract>/", chains.of_contract, name="auditor-chain-contract"),
    path("rantai-harga/bengkel/<code:workshop>/", chains.of_workshop, name="auditor-chain-workshop"),
    path("kode/", evidence.check_code, name="auditor-check-code"),
    path("berkas/<str:sha256>/", evidence.paper, name="auditor-paper"),
    path("pencocokan/", evidence.verification, name="auditor-verification"),
    path("pencocokan/mulai/", evidence.verify, name="auditor-verify"),
    path("paket/", pack.audit_pack, name="auditor-pack"),
    path("paket/<uuid:name>/", pack.file, name="auditor-pack-file"),
    path("kekekalan/", conservation.conservation, name="auditor-conservation"),
    path("kekekalan/rincian/", conservation.reached, name="auditor-reached"),
    path("tentang/", conservation.of_subject, name="auditor-about"),
    path("tanda/", looking.flags, name="auditor-flags"),
    path("sampel/", looking.samples, name="auditor-samples"),
    path("sampel/<code:sample>/", looking.sample, name="auditor-sample"),
]
