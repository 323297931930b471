"""The ledger as the park reads it: every entry, one entry with its values and hashes; and who sits at which desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tempa.demand import queries as demand
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import DESKS, Here, door
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.records import KIND_WORDS, chain_words, described
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import moment, term
from tempa.ledger import actions
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry
from tempa.supply import queries as supply

PARK = ("park_planner", "park_head")


@door(*PARK)
def entries(request: HttpRequest, here: Here) -> HttpResponse:
    to_entry = addresses("park-entry", UUID(int=0))
    listing = Listing(
        title=_("Catatan"),
        rows=ledger.entries_of(here.programme).defer("body", "previous"),
        columns=[
            Column(
                "sequence", lambda e: e.sequence, sort="sequence", link=lambda e: to_entry(e.fact)
            ),
            Column("at", lambda e: e.at, moment, sort="at"),
            Column("by", lambda e: e.by.name),
            Column("fact", lambda e: str(KIND_WORDS[e.kind]), sort="kind"),
            Column("subject", lambda e: e.subject, sort="subject", wide=True),
            Column("digest", lambda e: bytes(e.digest).hex()[:16]),
        ],
        search=("subject", "kind", "by__name"),
        filters=(
            Filter("jenis", _("Jenis catatan"), every((k, str(w)) for k, w in KIND_WORDS.items()), lambda c: Q(kind=c)),
        ),
        sort="-sequence",
        file_name=f"catatan-{here.programme.code}",
        empty=_("Belum ada catatan. Setiap perbuatan di Tempa menjadi catatan di sini, dan tidak pernah diubah."),
    )
    answer = _("Setiap baris adalah satu perbuatan; tidak ada yang pernah diubah atau dihapus.")
    return listing.respond(request, section="park-ledger", answer=answer)


@door(*PARK)
def entry(request: HttpRequest, here: Here, fact: UUID) -> HttpResponse:
    found = ledger.entries_of(here.programme).filter(fact=fact).first()
    if found is None:
        raise Http404
    context = {"title": _("Catatan ke-%(n)s") % {"n": found.sequence}, "section": "park-ledger"}
    return render(request, "entry.html", context | described(found, with_prices=True))


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
        help_text=gettext_lazy("Hanya untuk orang baru."),
    )
    password = forms.CharField(
        label=gettext_lazy("Kata sandi pertama"),
        required=False,
        widget=forms.PasswordInput,
        strip=False,
        help_text=gettext_lazy("Hanya untuk orang baru; ia dapat menggantinya sendiri."),
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


@door(*PARK)
def people(request: HttpRequest, here: Here) -> HttpResponse:
    """Who has which role; the park head grants and revokes."""
    form = RoleForm(request.POST if request.method == "POST" and here.role == "park_head" else None)
    if request.method == "POST" and here.role != "park_head":
        messages.error(request, _("Hanya kepala taman sains yang memberi peran."))
        return redirect("park-people")
    if request.method == "POST" and form.is_valid():
        try:
            grant(here, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, spoken(refused))
        else:
            messages.success(request, _("Peran diberikan dan tercatat."))
            return redirect("park-people")
    intact, sentence = chain_words(here.programme)
    roles = list(ledger.people_of(here.programme))
    names = {r.person.login: r.person.name for r in roles}
    failed = [f | {"name": names[f["login"]]} for f in ledger.failed_sign_ins(names)] if here.role == "park_head" else []
    return render(request, "park/people.html", {
        "title": _("Orang"), "section": "park-people", "roles": roles, "form": form, "failed": failed,
        "may_grant": here.role == "park_head", "intact": intact, "sentence": sentence,
    }, status=400 if form.errors else 200)  # fmt: skip


def grant(here: Here, data: dict[str, str]) -> None:
    """Grant a role, adding the person first where the sign-in name is new; all or nothing."""
    check_subject(here, data["desk"], data["subject"])
    person = ledger.person_named(data["login"])
    if person is None:
        if len(data["password"]) < 10 or not data["name"].strip():
            raise Refused("Orang baru perlu nama lengkap dan kata sandi paling sedikit 10 huruf.")
        person = actions.add_person(login=data["login"], name=data["name"].strip(), password=data["password"])
    actions.grant_role(here.programme, person, desk=data["desk"], subject=data["subject"], at=here.now, by=here.person)


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


@require_POST
@door("park_head")
def revoke(request: HttpRequest, here: Here, role: int) -> HttpResponse:
    found = ledger.people_of(here.programme).filter(pk=role).first()
    if found is None:
        raise Http404
    if found.person_id == here.person.pk and found.desk == "park_head":
        messages.error(request, _("Anda tidak dapat mencabut peran kepala milik Anda sendiri; minta kepala lain."))
    else:
        actions.revoke_role(
            here.programme, found.person, desk=found.desk, subject=found.subject, at=here.now, by=here.person
        )
        messages.success(request, _("Peran dicabut dan tercatat."))
    return redirect("park-people")
