"""Who sits at which desk, and how each got in: roles given and taken back, links by which people choose their passwords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, Unpack
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

from tempa.demand import queries as demand
from tempa.desks.frame.deeds import DeedForm, FormShape, Said, form_of
from tempa.desks.frame.door import DESKS, Here, door
from tempa.desks.frame.records import chain_words
from tempa.desks.frame.seats import seat_words
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import PAGE_SIZE, Column, Table, respond
from tempa.desks.frame.visitor import PLACE_WORDS, address_of
from tempa.desks.frame.words import day, moment, number, term
from tempa.desks.park.ledger.second_hand import what_the_office_lacks
from tempa.ledger import actions
from tempa.ledger import people as ways_in
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, Refused, check_one_side, may_give_roles
from tempa.registry import queries as registry
from tempa.supply import queries as supply


class RoleForm(DeedForm):
    """An existing or a new person, the desk, and for whom they speak."""

    send = gettext_lazy("Beri peran")

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

    def __init__(self, here: Here, request: HttpRequest | None = None, **kwargs: Unpack[FormShape]) -> None:
        super().__init__(here, request, **kwargs)
        field: Any = self.fields["desk"]
        field.choices = [(d, term(d)) for d in DESKS]


class RevokeForm(DeedForm):
    """A person no longer has a role."""

    send = gettext_lazy("Cabut")
    look = "danger compact"


class LinkForm(DeedForm):
    """A new link for somebody who lost theirs or forgot their password."""

    send = gettext_lazy("Tautan baru")
    look = "compact"


@never_cache
@door(*PARK)
def people_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Who has which role and how they got in; the head gives roles, and who is new gets a link, shown once."""
    form = RoleForm(here, request)
    return form.carried_out(
        request, lambda **deed: let_in(request, here, form.typed, deed), done=_("Peran diberikan dan tercatat."),
        to=lambda letter: letter_page(request, here, letter, form.typed) if letter else reverse("park-people"),
    ) or show(request, here, form)  # fmt: skip


def let_in(request: HttpRequest, here: Here, data: dict[str, str], deed: Said) -> ways_in.Letter | None:
    check_subject(here, data["desk"], data["subject"])
    return ways_in.let_in(
        here.programme, login=data["login"], name=data["name"], desk=data["desk"], subject=data["subject"],
        issued_from=address_of(request), **deed,
    )  # fmt: skip


@never_cache
@door("park_head")
@form_of("park-people")
def new_link(request: HttpRequest, here: Here, person: UUID) -> HttpResponse:
    """A new link for somebody who lost theirs or forgot their password; the one before ends."""
    found = next((r.person for r in ledger.people_of(here.programme) if r.person.public_id == person), None)
    if found is None:
        raise Http404
    form = LinkForm(here, request, address=request.path, about=found.name)

    def invite(at: datetime, by: ledger.Person, identity: UUID, **_: Any) -> ways_in.Letter:
        letter = ways_in.invite(here.programme, found, issued_from=address_of(request), at=at, by=by, identity=identity)
        if letter is None:
            raise Refused("Tautan itu hanya ditampilkan satu kali. Bila hilang, buat yang baru.")
        return letter

    gone_on = form.carried_out(request, invite, to=lambda letter: letter_page(request, here, letter))
    return gone_on or show(request, here, RoleForm(here), {person: form})


@door("park_head")
@form_of("park-people")
def revoke(request: HttpRequest, here: Here, role: int) -> HttpResponse:
    found = ledger.people_of(here.programme).filter(pk=role).first()
    if found is None:  # taken back already, by this form sent twice or by another head
        messages.info(request, _("Peran itu sudah dicabut."))
        return redirect("park-people")
    form = RevokeForm(here, request, address=request.path, about=f"{found.person.name} {term(found.desk)}")
    gone_on = form.carried_out(
        request, lambda **deed: actions.revoke_role(here.programme, found.person, desk=found.desk, subject=found.subject, **deed),
        to=lambda _: reverse("park-people"), done=_("Peran dicabut dan tercatat."),
    )  # fmt: skip
    return gone_on or show(request, here, RoleForm(here), {role: form})


def show(request: HttpRequest, here: Here, form: RoleForm, sent: Mapping[Any, DeedForm] | None = None) -> HttpResponse:
    """The page of people; `sent` are forms of single roles or people that came back."""
    return respond(request, "park/people.html", {
        "title": _("Orang"), "section": "park-people", "form": form, **who_is_here(here, sent or {}), "lacks": what_the_office_lacks(here),
    }, file_name=f"orang-{here.programme.code}", status=max(f.status for f in (form, *(sent or {}).values())))  # fmt: skip


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


def who_is_here(here: Here, sent: Mapping[Any, DeedForm]) -> dict[str, object]:
    """What the page shows of people: roles, ways in, who holds roles that exclude each other, failed tries to sign in."""
    roles = list(ledger.people_of(here.programme))
    people = {r.person_id: r.person for r in roles}
    is_head = bool(may_give_roles(here.who))
    intact, sentence = chain_words(here.programme)
    logins = {p.login: p.name for p in people.values()}
    return {
        "roles": roles_table(here, roles, is_head, sent), "mixed": mixed(roles), "may_grant": is_head, "intact": intact, "sentence": sentence,
        "ways": ways_table(here, sorted(people.values(), key=lambda p: p.name), is_head, sent),
        "failed": failed_table(logins if is_head else {}),
    }  # fmt: skip


Row = TypeVar("Row")


@dataclass(frozen=True)
class WithForm(Generic[Row]):
    """A row of a table with the form that it bears."""

    row: Row
    form: DeedForm | None


def roles_table(here: Here, roles: Sequence[ledger.Role], is_head: bool, sent: Mapping[Any, DeedForm]) -> Table[WithForm[ledger.Role]]:
    def form_of_role(r: ledger.Role) -> DeedForm | None:
        address, about = reverse("park-role-revoke", args=[r.pk]), f"{r.person.name} {term(r.desk)}"
        is_own_place = r.desk == "park_head" and r.person_id == here.person.pk
        return sent.get(r.pk) or (RevokeForm(here, address=address, about=about) if is_head and not is_own_place else None)

    def given(r: ledger.Role) -> str:
        if r.until is not None and r.stands_for is not None:
            return _("pelaksana tugas %(for)s sampai %(until)s, surat %(decree)s") % {
                "for": r.stands_for.name, "until": day(r.until), "decree": r.decree}  # fmt: skip
        return _("oleh %(who)s, %(when)s") % {"who": r.entry.by.name, "when": moment(r.entry.at)} if r.entry else "–"

    tools: list[Column[WithForm[ledger.Role]]] = [Column("revoke", lambda w: "", words=_("Cabut"), include="row_form.html", is_tool=True)]
    return Table(_("Orang"), [WithForm(r, form_of_role(r)) for r in roles], [
        Column("name", lambda w: w.row.person.name, words=_("Nama")), Column("login", lambda w: w.row.person.login, words=_("Nama masuk")),
        Column("role", lambda w: seat_words(here, w.row.desk, w.row.subject) if w.row.subject else term(w.row.desk), words=_("Peran")),
        Column("given", lambda w: given(w.row), words=_("Diberikan")), *(tools if is_head else ()),
    ], most=0 if sent else PAGE_SIZE)  # fmt: skip


def ways_table(here: Here, people: Sequence[ledger.Person], is_head: bool, sent: Mapping[Any, DeedForm]) -> Table[WithForm[ledger.Person]]:
    """Each person, how they got their password, and the form that makes them a new link."""
    links, at_console = ledger.invitations_of(people), ledger.passwords_from_the_console(here.programme)

    def form_of_person(p: ledger.Person) -> DeedForm | None:
        if p.public_id in sent or not is_head or p.pk == here.person.pk:
            return sent.get(p.public_id)
        return LinkForm(here, address=reverse("park-person-link", args=[p.public_id]), about=p.name)

    tool: Column[WithForm[ledger.Person]] = Column(
        "link", lambda w: "", words=_("Lupa, atau tautan hilang"), include="row_form.html", is_tool=True
    )
    return Table(_("Bagaimana mereka masuk"), [WithForm(p, form_of_person(p)) for p in people], [
        Column("name", lambda w: w.row.name, words=_("Nama")),
        Column("way", lambda w: way(w.row, links.get(w.row.pk), at_console.get(str(w.row.public_id)), here.now), words=_("Kata sandi"), wide=True),
        *([tool] if is_head else []),
    ], most=0 if sent else PAGE_SIZE)  # fmt: skip


def failed_table(names: Mapping[str, str]) -> Table[dict[str, object]]:
    """Failed tries to sign in with these names, the most first."""
    return Table(_("Percobaan masuk yang gagal"), ledger.failed_sign_ins(names) if names else [], [
        Column("name", lambda f: names[f["login"]], words=_("Nama")), Column("login", lambda f: f["login"], words=_("Nama masuk")),
        Column("times", lambda f: f["times"], number, words=_("Kali"), numeric=True),
        Column("sources", lambda f: f["sources"], number, words=_("Tempat"), numeric=True),
        Column("last", lambda f: f["last"], moment, words=_("Terakhir")),
    ])  # fmt: skip


def way(person: ledger.Person, link: ledger.Invitation | None, at_console: datetime | None, now: datetime) -> str:
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


def mixed(roles: Sequence[ledger.Role]) -> list[tuple[str, str, str]]:
    """People who hold roles that exclude each other, from before that was refused: name, roles, why."""
    found = []
    for person in {r.person_id: r.person for r in roles}.values():
        held = [r.desk for r in roles if r.person_id == person.pk]
        try:
            check_one_side(held)
        except Refused as refused:
            found.append((person.name, ", ".join(term(d) for d in dict.fromkeys(held)), spoken(refused)))
    return found
