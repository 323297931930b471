"""Who sits at which desk, and how each got in: roles given and taken back, links by which people choose their passwords."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tempa.demand import queries as demand
from tempa.desks.frame.door import DESKS, Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.records import chain_words
from tempa.desks.frame.seats import seat_words
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.visitor import PLACE_WORDS, address_of
from tempa.desks.frame.words import moment, term
from tempa.desks.park.ledger.second_hand import what_the_office_lacks
from tempa.ledger import actions
from tempa.ledger import people as ways_in
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, Refused, check_one_side
from tempa.registry import queries as registry
from tempa.supply import queries as supply


class RoleForm(forms.Form):
    """An existing or a new person, the desk, and for whom they speak."""

    login = forms.RegexField(
        r"^[a-z0-9._-]{2,60}$",
        label=gettext_lazy("Nama masuk"),
        help_text=gettext_lazy("Huruf kecil, angka, titik, garis. Yang sudah ada mendapat peran tambahan."),
        error_messages={"invalid": gettext_lazy("Pakai huruf kecil, angka, titik atau garis saja.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Nama lengkap"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Hanya untuk orang baru. Ia memilih kata sandinya sendiri lewat tautan yang muncul sesudah ini."),
    )
    desk = forms.ChoiceField(label=gettext_lazy("Peran"))
    subject = forms.CharField(
        label=gettext_lazy("Kode OPD, bengkel atau pemasok"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Untuk pembeli OPD, pemilik bengkel, guru dan pemasok."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["desk"]
        field.choices = [(d, term(d)) for d in DESKS]


@never_cache
@door(*PARK)
def people_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Who has which role and how they got in; the head gives roles, and who is new gets a link, shown once."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letter = let_in(request, here, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, spoken(refused))
        else:
            if letter:
                return letter_page(request, here, letter, form.cleaned_data)
            messages.success(request, _("Peran diberikan dan tercatat."))
            return redirect("park-people")
    return render(request, "park/people.html", {
        "title": _("Orang"), "section": "park-people", "form": form, "identity": identity_of(request) or fresh_identity(),
        **who_is_here(here), "lacks": what_the_office_lacks(here),
    }, status=400 if form.errors else 200)  # fmt: skip


def let_in(request: HttpRequest, here: Here, data: dict[str, str]) -> ways_in.Letter | None:
    check_subject(here, data["desk"], data["subject"])
    return ways_in.let_in(
        here.programme, login=data["login"], name=data["name"], desk=data["desk"], subject=data["subject"],
        issued_from=address_of(request), at=here.now, by=here.person, identity=identity_of(request),
    )  # fmt: skip


def check_subject(here: Here, desk: str, subject: str) -> None:
    """Refuses a role whose agency, workshop or supplier is not in the programme, or a code where none belongs."""
    programme = here.programme
    known = {
        "agency": lambda: set(demand.agency_names(programme)),
        "workshop": lambda: set(
            registry.workshops(programme).exclude(kind__in=["school", "facility"]).values_list("key", flat=True)
        ),
        "teacher": lambda: set(registry.workshops(programme).filter(kind="school").values_list("key", flat=True)),
        "supplier": lambda: set(supply.suppliers(programme).values_list("key", flat=True)),
    }.get(desk)
    if known is None and subject:
        raise Refused("Peran ini tidak memakai kode. Kosongkan kodenya.")
    if known is not None and subject not in known():
        raise Refused(
            "Kode %(subject)s tidak ada di program ini untuk peran itu. Periksa di daftar OPD, bengkel atau pemasok.",
            subject=subject or "(kosong)",
        )


def letter_page(request: HttpRequest, here: Here, letter: ways_in.Letter, role: dict[str, str] | None = None) -> HttpResponse:
    """The link of a person, with the text to send; this answer is the only place where it stands."""
    link = request.build_absolute_uri(reverse("invitation", args=[letter.code]))
    told = {"name": letter.person.name, "login": letter.person.login, "link": link, "until": moment(letter.expires_at), "code": letter.code}
    opening = (
        _("%(name)s, Anda mendapat peran %(role)s di program %(programme)s.") % {
            **told, "role": seat_words(here, role["desk"], role["subject"]), "programme": here.programme.code}
        if role else _("%(name)s, ini tautan baru untuk memilih kata sandi Tempa.") % told
    )  # fmt: skip
    message = opening + " " + _(
        "Pilih kata sandi Anda di %(link)s (satu kali, sampai %(until)s). Nama masuk Anda: %(login)s. Tautan ini hanya untuk Anda, jangan "
        "diteruskan."
    ) % told  # fmt: skip
    return render(request, "park/letter.html", {
        "title": _("Tautan untuk %(name)s") % told, "section": "park-people", "message": message, "letter": letter,
        "only_here": settings.TEMPA_IS_LOCAL,
    })  # fmt: skip


def who_is_here(here: Here) -> dict[str, Any]:
    """What the page shows of people: roles, ways in, who holds roles that exclude each other, failed tries to sign in."""
    roles = list(ledger.people_of(here.programme))
    people = {r.person_id: r.person for r in roles}
    is_head = any(r.desk == "park_head" for r in here.roles)
    for role in roles:
        role.identity = fresh_identity()  # type: ignore[attr-defined]
        role.words = seat_words(here, role.desk, role.subject) if role.subject else ""  # type: ignore[attr-defined]
    intact, sentence = chain_words(here.programme)
    logins = {p.login: p.name for p in people.values()}
    failed = [f | {"name": logins[f["login"]]} for f in ledger.failed_sign_ins(logins)] if is_head else []
    return {
        "roles": roles, "ways": ways(here, sorted(people.values(), key=lambda p: p.name)), "mixed": mixed(roles), "failed": failed,
        "may_grant": is_head, "intact": intact, "sentence": sentence,
    }  # fmt: skip


def ways(here: Here, people: Sequence[Any]) -> list[tuple[Any, str, str]]:
    """Each person, how they got their password, and the name of the form that makes them a new link."""
    links, at_console = ledger.invitations_of(people), ledger.passwords_from_the_console(here.programme)
    return [(p, way(p, links.get(p.pk), at_console.get(str(p.public_id)), here.now), fresh_identity()) for p in people]


def way(person: Any, link: Any, at_console: datetime | None, now: datetime) -> str:
    """How a person came by their password, as a sentence."""
    if at_console and (link is None or (link.used_at or link.issued_at) < at_console):
        return _("Kata sandi dibuat di komputer server oleh pengelolanya, %(when)s.") % {"when": moment(at_console)}
    if link is None and person.demo:
        return _("Orang contoh: kata sandinya tertulis di halaman masuk.")
    if link is None:
        return _("Tidak lewat tautan: kata sandi dari komputer server, atau dari sebelum ada tautan.")
    told = {
        "when": moment(link.used_at or link.issued_at), "until": moment(link.expires_at), "who": link.issued_by.name if link.issued_by else "",
        "place": PLACE_WORDS.get(link.used_from, ""),
    }  # fmt: skip
    by = _("Tautan dari %(who)s") % told if link.issued_by else _("Tautan dari pengelola server")
    if link.used_at:
        return by + " " + _("dipakai %(when)s, %(place)s.") % told
    if now >= link.expires_at:
        return by + " " + _("tidak dipakai dan sudah kedaluwarsa.")
    return by + " " + _("dibuat %(when)s, belum dipakai, berlaku sampai %(until)s.") % told


def mixed(roles: Sequence[Any]) -> list[tuple[str, str, str]]:
    """People who hold roles that exclude each other, from before that was refused: name, roles, why."""
    found = []
    for person in {r.person_id: r.person for r in roles}.values():
        held = [r.desk for r in roles if r.person_id == person.pk]
        try:
            check_one_side(held)
        except Refused as refused:
            found.append((person.name, ", ".join(term(d) for d in dict.fromkeys(held)), spoken(refused)))
    return found


@never_cache
@require_POST
@door("park_head")
def new_link(request: HttpRequest, here: Here, person: UUID) -> HttpResponse:
    """A new link for somebody who lost theirs or forgot their password; the one before ends."""
    found = next((r.person for r in ledger.people_of(here.programme) if r.person.public_id == person), None)
    if found is None:
        raise Http404
    identity = identity_of(request)
    if identity is None:
        messages.error(request, _("Formulir ini tidak lengkap. Muat ulang halaman, lalu kirim lagi."))
        return redirect("park-people")
    try:
        letter = ways_in.invite(
            here.programme, found, issued_from=address_of(request), at=here.now, by=here.person, identity=identity
        )
    except Refused as refused:
        messages.error(request, spoken(refused))
        return redirect("park-people")
    if letter is None:
        messages.info(request, _("Tautan itu hanya ditampilkan satu kali. Bila hilang, buat yang baru."))
        return redirect("park-people")
    return letter_page(request, here, letter)


@require_POST
@door("park_head")
def revoke(request: HttpRequest, here: Here, role: int) -> HttpResponse:
    found = ledger.people_of(here.programme).filter(pk=role).first()
    if found is None:  # taken back already, by this form sent twice or by another head
        messages.info(request, _("Peran itu sudah dicabut."))
        return redirect("park-people")
    try:
        actions.revoke_role(
            here.programme, found.person, desk=found.desk, subject=found.subject, at=here.now, by=here.person,
            identity=identity_of(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, spoken(refused))
    else:
        messages.success(request, _("Peran dicabut dan tercatat."))
    return redirect("park-people")
