"""Choosing one's own password by a link that works once; guessing links is slowed down like signing in."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tempa.desks.frame.clock import now_of
from tempa.desks.frame.passwords import password_faults
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.visitor import address_of, place_of, remembered
from tempa.desks.public.sign_in import spoken_time
from tempa.ledger import actions, people
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused, check_link, read_code

TRIES = "tautan kata sandi"  # the name under which wrong codes are counted; no sign-in name has blanks


class ChosenPassword(forms.Form):
    new = forms.CharField(
        label=gettext_lazy("Kata sandi pilihan Anda"), widget=forms.PasswordInput, strip=False, max_length=200,
        help_text=gettext_lazy("Paling sedikit 10 huruf; tiga atau empat kata yang tidak ada hubungannya paling mudah diingat."),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("Kata sandi itu sekali lagi"), widget=forms.PasswordInput, strip=False, max_length=200
    )


@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    """For who has the code and no link: type it."""
    typed = request.GET.get("kode", "")
    if code := read_code(typed):
        return redirect("invitation", code)
    fault = _("Kode terdiri dari 12 huruf dan angka, misalnya 7K2M-9QXA-40TB. Periksa lagi.") if typed else ""
    context = {"title": _("Kode tautan"), "typed": typed[:40], "fault": fault}
    return render(request, "public/invitation_code.html", context, status=400 if fault else 200)


@never_cache
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a link: choose a password, or read why it does not work and what to do."""
    attempt, wait = actions.begin_sign_in(login=TRIES, source=f"a:{address_of(request)}", at=timezone.now())
    if wait:
        said = _("Terlalu banyak kode yang salah dari sini. Tunggu %(time)s, lalu buka tautan itu lagi.") % {"time": spoken_time(wait)}
        response = told(request, said, 429)
        response["Retry-After"] = str(wait)
        return response
    found = people.invitation_of(code)
    if found is None:
        return told(request, _(
            "Tautan ini tidak dikenal. Periksa apakah seluruh tautan tersalin, atau minta tautan baru kepada kepala taman sains."
        ), 404)  # fmt: skip
    actions.end_sign_in(attempt)
    if said := why_not(request, found):
        return told(request, said, 410)
    form = ChosenPassword(request.POST or None)
    for field in form.fields.values():
        field.widget.attrs.update(autocomplete="new-password")
    if request.method == "POST" and form.is_valid() and is_good(form, found.person):
        try:
            person: ledger.Person = people.choose_password(
                found, form.cleaned_data["new"], place=place_of(request, found), at=time_of(found.person)
            )
        except Refused as refused:  # used, or replaced, in this very moment
            return told(request, spoken(refused), 410)
        login(request, person)
        said = _("Kata sandi tersimpan; hanya Anda yang mengetahuinya. Lain kali masuk sebagai %(login)s.")
        messages.success(request, said % {"login": person.login})
        return remembered(request, redirect("home"), person.login)
    context = {"title": _("Pilih kata sandi"), "form": form, "person": found.person, "expires_at": found.expires_at}
    return render(request, "public/invitation.html", context, status=400 if form.errors else 200)


def why_not(request: HttpRequest, found: ledger.Invitation) -> str:
    """Why a link cannot be used here and now, as a sentence; empty: it can."""
    try:
        check_link(
            used=found.used_at is not None, ended=found.ended_at is not None, expires_at=found.expires_at, at=time_of(found.person)
        )
    except Refused as refused:
        return spoken(refused)
    if request.user.is_authenticated and request.user.pk != found.person_id:
        return _("Tautan ini untuk orang lain, sedangkan di sini %(name)s sedang masuk. Keluar dulu, lalu buka tautan itu lagi; bila tautan ini "
                 "bukan untuk Anda, jangan dipakai: pemakaiannya tercatat.") % {"name": request.user.name}  # fmt: skip
    if found.person.demo and not settings.TEMPA_IS_LOCAL:
        return _("Orang contoh hanya dapat masuk dari komputer ini sendiri. Buat orang nyata: python3 run.py user add")
    return ""


def is_good(form: ChosenPassword, person: ledger.Person) -> bool:
    data = form.cleaned_data
    if data["new"] != data["again"]:
        form.add_error("again", _("Dua kata sandi baru tidak sama."))
    for fault in password_faults(data["new"], person):
        form.add_error("new", fault)
    return not form.errors


def told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "public/error.html", {"title": _("Tautan kata sandi"), "sentence": sentence}, status=status)


def time_of(person: ledger.Person) -> datetime:
    """The server's time; that of the example for somebody who is let into nothing but an example with its own time."""
    programmes = list(ledger.programmes_of(person))
    examples = [p for p in programmes if p.clock is not None]
    return now_of(examples[0]) if examples and len(examples) == len(programmes) else timezone.now()
