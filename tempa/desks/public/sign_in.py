"""Signing in, slowed down after failures: by person and place, by name, and by address."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from tempa.desks.frame.tables import Column, Table, Words
from tempa.desks.frame.visitor import remembered, source_of
from tempa.desks.public import tries
from tempa.ledger import queries

DEMO_SIGN_INS = (
    ("perencana", gettext_lazy("Perencana taman sains")),
    ("kepala", gettext_lazy("Kepala taman sains (orang kedua)")),
    ("opd", gettext_lazy("Pembeli OPD (Distanbun)")),
    ("bengkel", gettext_lazy("Pemilik bengkel (W03)")),
    ("guru", gettext_lazy("Guru SMK (S01)")),
    ("pemeriksa", gettext_lazy("Pemeriksa")),
    ("pemasok", gettext_lazy("Pemasok (SUP-L1)")),
    ("auditor", gettext_lazy("Auditor")),
)
DEMO_PASSWORD = "contoh-2020"  # noqa: S105 - shown on the sign-in page; such people exist only with the demo programme
MOST_PROGRAMMES = 5
"""So many of the newest programmes stand at the door with their public pages."""


class SignIn(forms.Form):
    login = forms.CharField(label=gettext_lazy("Nama masuk"), max_length=60)
    password = forms.CharField(label=gettext_lazy("Kata sandi"), widget=forms.PasswordInput, strip=False)


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignIn(request.POST or None)
    form.fields["login"].widget.attrs.update(autocomplete="username")
    form.fields["password"].widget.attrs.update(autocomplete="current-password")
    wait = 0
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["login"]
        attempt, wait = tries.begin(login=name, source=source_of(request, name), at=timezone.now())
        person: queries.Person | None = None if wait else authenticate(request, username=name, password=form.cleaned_data["password"])
        if person is not None:
            tries.end(attempt)
        if fault := why_not(person, wait):
            form.add_error(None, fault)
        else:
            login(request, person)
            return remembered(request, HttpResponseRedirect(next_address(request)), name)
    demo = settings.TEMPA_IS_LOCAL and queries.has_demo_people()
    response = render(request, "public/sign_in.html", {
        "form": form, "next": request.GET.get("next", ""), "title": _("Masuk"),
        "demo": demo_people() if demo else None, "demo_password": DEMO_PASSWORD,
        "programmes": queries.all_programmes().order_by("-pk")[:MOST_PROGRAMMES],
    }, status=429 if wait else 400 if form.errors else 200)  # fmt: skip
    if wait:
        response["Retry-After"] = str(wait)
    return response


def demo_people() -> Table[tuple[str, Words]]:
    """Whom somebody may try the demo as."""
    return Table(_("Orang contoh"), DEMO_SIGN_INS, [
        Column("login", lambda r: r[0], words=_("Nama masuk")), Column("who", lambda r: r[1], words=_("Sebagai")),
    ])  # fmt: skip


def why_not(person: queries.Person | None, wait: int) -> str:
    """What keeps somebody out, as a sentence; empty: nothing does."""
    if wait:
        return _(
            "Terlalu banyak percobaan masuk yang gagal. Tunggu %(time)s, lalu coba lagi; percobaan sebelum itu tidak diperiksa."
        ) % {"time": spoken_time(wait)}
    if person is None:
        return _("Nama masuk atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi.")
    if person.demo and not settings.TEMPA_IS_LOCAL:
        return _("Orang contoh hanya dapat masuk dari komputer ini sendiri. Buat orang nyata: python3 run.py user add")
    return ""


def spoken_time(seconds: int) -> str:
    """Seconds up to two minutes, whole minutes beyond, rounded up."""
    if seconds <= 120:
        return ngettext("%(n)s detik", "%(n)s detik", seconds) % {"n": seconds}
    return ngettext("%(n)s menit", "%(n)s menit", -(-seconds // 60)) % {"n": -(-seconds // 60)}


class NextForm(forms.Form):
    """Where somebody came from and goes back to."""

    next = forms.CharField(required=False, strip=False)


def next_address(request: HttpRequest) -> str:
    came_from = NextForm(request.POST)
    asked = came_from.cleaned_data["next"] if came_from.is_valid() else ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and safe else "/"
