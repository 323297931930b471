"""Addresses of the auditor's desk."""

from django.urls import path

from tempa.desks.auditor import views

urlpatterns = [
    path("", views.home, name="auditor-home"),
    path("catatan/", views.every_entry, name="auditor-ledger"),
    path("catatan/<uuid:fact>/", views.entry, name="auditor-entry"),
    path("keberatan/", views.objections, name="auditor-objections"),
    path("keberatan/<uuid:objection>/", views.objection, name="auditor-objection"),
    path("kekekalan/", views.conservation, name="auditor-conservation"),
]
