"""Addresses of the doors, and of the links of recipients."""

from django.urls import path

from tempa.desks.public import (
    ageing,
    applicants,
    asking,
    driving,
    invitations,
    links,
    papers,
    recipient,
    roles,
    units,
    views,
    workshops,
)
from tempa.desks.public.sign_in import sign_in

urlpatterns = [
    path("", views.home, name="home"),
    path("masuk/", sign_in, name="sign-in"),
    path("keluar/", views.sign_out, name="sign-out"),
    path("bahasa/", views.set_language, name="set-language"),
    path("undangan/", invitations.enter_code, name="invitation-code"),
    path("undangan/<code:code>/", invitations.invitation, name="invitation"),
    path("t/", links.enter_code, name="link-code"),
    path("t/<code:code>/", links.open_link, name="link"),
    path("t/<code:code>/siapa/", links.holder, name="link-holder"),
    path("t/<code:code>/ronde/", driving.tour, name="link-round"),
    path("t/<code:code>/ronde/<int:place>/", driving.stop, name="link-round-stop"),
    path("daftar/", applicants.look, name="application-code"),
    path("daftar/lihat/<code:code>/", applicants.application, name="application"),
    path("daftar/<code:programme>/", applicants.apply, name="apply"),
    path("umur-tagihan/<code:programme>/", ageing.ageing, name="public-ageing"),
    path("minta/", asking.look, name="sent-request-code"),
    path("minta/lihat/<code:code>/", asking.sent_request, name="sent-request"),
    path("minta/<code:programme>/", asking.ask, name="ask"),
    path("surat/", papers.ask, name="check-papers"),
    path("surat/<code:code>/", papers.check, name="check-paper"),
    path("u/", units.ask, name="units"),
    path("u/<path:serial>/lapor/", units.report, name="unit-report"),
    path("u/<path:serial>/", units.unit, name="unit"),
    path("bengkel/<code:programme>/", workshops.workshops, name="public-workshops"),
    path("bengkel/<code:programme>/<code:workshop>/", workshops.workshop, name="public-workshop"),
    path("peran/ganti/", roles.switch_role, name="switch-role"),
    path("akun/", views.account, name="account"),
    path("program/", views.programmes, name="programmes"),
    path("program/ganti/", views.switch_programme, name="switch-programme"),
]

link_patterns = [
    path("<code:code>/mesin/", recipient.home, name="link-recipient"),
    path("<code:code>/mesin/terima/<code:handover>/", recipient.take, name="link-take"),
    path("<code:code>/mesin/unit/<code:serial>/", recipient.machine, name="link-machine"),
]
"""Pages that a recipient opens by a link, without an account."""
