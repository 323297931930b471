"""The doors: home, signing out, language, password, programmes; and where each person's day begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tempa.desks.frame.deeds import DeedForm, Doorstep
from tempa.desks.frame.door import first_home
from tempa.desks.frame.passwords import password_faults
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visitor import source_of
from tempa.desks.frame.words import heading
from tempa.desks.public import tries
from tempa.desks.public.sign_in import next_address, why_not
from tempa.ledger import actions, people, queries


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to the page where their day begins; nobody's first page is the sign-in."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    programmes = list(queries.programmes_of(request.user))
    programme = next(
        (p for p in programmes if p.pk == request.session.get("programme")), programmes[0] if programmes else None
    )
    return redirect(first_home(request, programme) if programme else "programmes")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=[("id", "Bahasa Indonesia"), ("en", "English")])


class ProgrammeForm(forms.Form):
    programme = forms.CharField(max_length=20)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember Indonesian or English for a year, and go back to the page."""
    response = HttpResponseRedirect(next_address(request))
    form = LanguageForm(request.POST)
    chosen = form.cleaned_data["language"] if form.is_valid() else "id"
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure()
    )
    return response


@require_POST
@login_required
def switch_programme(request: HttpRequest) -> HttpResponse:
    """Work in another programme in which one has a role."""
    form = ProgrammeForm(request.POST)
    asked = form.cleaned_data["programme"] if form.is_valid() else ""
    for programme in queries.programmes_of(request.user):  # type: ignore[arg-type]
        if str(programme.pk) == asked:
            request.session["programme"] = programme.pk
    return redirect("home")


class NewPassword(forms.Form):
    old = forms.CharField(label=gettext_lazy("Kata sandi sekarang"), widget=forms.PasswordInput, strip=False)
    new = forms.CharField(
        label=gettext_lazy("Kata sandi baru"), widget=forms.PasswordInput, strip=False,
        help_text=gettext_lazy("Paling sedikit 10 huruf, jangan nama, kata yang umum, tahun, urutan atau ulangan."),
    )  # fmt: skip
    again = forms.CharField(label=gettext_lazy("Kata sandi baru, sekali lagi"), widget=forms.PasswordInput, strip=False)


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who am I here, and a new password."""
    person: queries.Person = request.user  # type: ignore[assignment]
    form = NewPassword(request.POST or None)
    wait = 0
    if request.method == "POST" and form.is_valid():
        wait = asked_for_old(request, form, person)
    if request.method == "POST" and form.is_valid() and is_good(form, person):
        people.set_password(person, form.cleaned_data["new"])
        update_session_auth_hash(request, person)
        messages.success(request, _("Kata sandi diganti. Di perangkat lain Anda harus masuk lagi."))
        return redirect("account")
    roles = [(p, queries.roles_of(person, p)) for p in queries.programmes_of(person)]
    context = {"form": form, "roles": roles_table(roles), "title": _("Akun saya")}
    response = render(request, "public/account.html", context, status=429 if wait else 400 if form.errors else 200)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def asked_for_old(request: HttpRequest, form: NewPassword, person: queries.Person) -> int:
    """Look at the password of today, as slowly after failures as signing in; returns the seconds to wait."""
    attempt, wait = tries.begin(login=person.login, source=source_of(request, person.login), at=timezone.now())
    if not wait and person.check_password(form.cleaned_data["old"]):
        tries.end(attempt)
    else:
        form.add_error("old", why_not(None, wait) if wait else _("Kata sandi sekarang tidak cocok."))
    return wait


def roles_table(roles: list[tuple[queries.Programme, list[queries.Role]]]) -> Table[tuple[queries.Programme, list[queries.Role]]]:
    """Where a person sits, programme by programme."""
    return Table(_("Peran saya"), roles, [
        Column("programme", lambda r: r[0].code, words=_("Program")),
        Column("roles", lambda r: ", ".join(heading(role.desk) + (f" ({role.subject})" if role.subject else "") for role in r[1]), words=_("Peran")),
    ], empty=_("Belum ada peran. Minta kepala taman sains memberi peran di halaman Orang."))  # fmt: skip


def is_good(form: NewPassword, person: queries.Person) -> bool:
    data = form.cleaned_data
    if data["new"] != data["again"]:
        form.add_error("again", _("Dua kata sandi baru tidak sama."))
    for fault in password_faults(data["new"], person):
        form.add_error("new", fault)
    return not form.errors


class NewProgramme(DeedForm):
    """The code of a new programme."""

    send = gettext_lazy("Buat program")

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{1,79}$", label=gettext_lazy("Kode program"),
        help_text=gettext_lazy("Huruf, angka, titik, garis; misalnya NTB-2027-IKM."),
        error_messages={"invalid": gettext_lazy("Pakai huruf, angka, titik atau garis saja, 2 sampai 80 huruf.")},
    )  # fmt: skip


@login_required
def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes of a person; who may, opens a new one."""
    person: queries.Person = request.user  # type: ignore[assignment]
    form = NewProgramme(Doorstep(person, timezone.now()), request) if person.may_found else None

    def opened(at: datetime, by: Any, identity: Any, **_: Any) -> None:
        founded = actions.found_programme(code=form.typed["code"] if form else "", at=at, by=by, identity=identity)
        request.session["programme"] = founded.pk

    if form and (gone_on := form.carried_out(request, opened, to=lambda _: reverse("park-import"))):
        return gone_on
    context = {"form": form, "programmes": list(queries.programmes_of(person)), "title": _("Program")}
    return render(request, "public/programmes.html", context, status=form.status if form else 200)
