"""A deputy (pelaksana tugas) sits for an officer from a day to a day, by a decree; the seat ends by itself."""

from __future__ import annotations

from typing import Any, Unpack, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.seats import seat_words
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.forms import calendar_day
from tempa.desks.frame.words import day
from tempa.ledger import actions
from tempa.ledger import queries as ledger
from tempa.ledger.actions.roles import Deputy
from tempa.ledger.rules import PARK, may_give_roles


class DeputyForm(DeedForm):
    """Who sits where for whom, from when to when, by which decree."""

    send = gettext_lazy("Catat pelaksana tugas")

    seat = forms.ChoiceField(label=gettext_lazy("Menggantikan"))
    person = forms.ChoiceField(label=gettext_lazy("Pelaksana tugas"))
    first = calendar_day(gettext_lazy("Hari pertama"))
    last = calendar_day(gettext_lazy("Hari terakhir"))
    decree = forms.CharField(
        label=gettext_lazy("Nomor surat perintah"), max_length=120,
        help_text=gettext_lazy("Untuk orang dan peran yang sama berlaku penunjukan terakhir: memperpanjang berarti mencatatnya sekali lagi."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        roles = [r for r in ledger.people_of(here.programme) if r.until is None]
        people = {r.person.public_id: r.person.name for r in ledger.people_of(here.programme) if r.person_id != here.person.pk}
        fields["seat"].choices = [("", "–"), *((str(r.pk), f"{r.person.name}, {seat_words(here, r.desk, r.subject)}") for r in roles)]
        fields["person"].choices = [("", "–"), *sorted(((str(k), name) for k, name in people.items()), key=lambda pair: pair[1])]
        self.initial.setdefault("first", here.today)


@door(*PARK)
def name_deputy(request: HttpRequest, here: Here) -> HttpResponse:
    """Who stands in for whom now, and the form of the next."""
    form = DeputyForm(here, request)
    people = {str(p.public_id): p for p in ledger.people_who_acted(here.programme)}

    def act(**deed: Any) -> object:
        said = form.cleaned_data
        role = next(r for r in ledger.people_of(here.programme) if str(r.pk) == said["seat"])
        place = Deputy(role.person, role.desk, role.subject, said["first"], said["last"], said["decree"])
        return actions.name_deputy(here.programme, people[said["person"]], place, **deed)

    gone_on = form.carried_out(request, act, to=lambda _entry: reverse("park-deputy"), done=_("Pelaksana tugas tercatat."))
    return gone_on or respond(request, "park/deputies.html", {
        "title": _("Pelaksana tugas"), "section": "park-people", "form": form if may_give_roles(here.who) is True else None,
        "table": deputies_table(here),
    }, status=form.status)  # fmt: skip


def deputies_table(here: Here) -> Table[Any]:
    """Every deputy with the days; those who sit now first."""
    def state(r: Any) -> tuple[str, str]:
        if r.is_held_on(here.today):
            return "good", _("bertugas")
        return ("doubt", _("akan bertugas")) if r.since > here.today else ("plain", _("sudah berakhir"))

    deputies = [r for r in ledger.people_of(here.programme) if r.until is not None]
    rows = sorted(deputies, key=lambda r: (r.is_held_on(here.today), r.until or here.today), reverse=True)
    return Table(_("Pelaksana tugas"), rows, [
        Column("name", lambda r: r.person.name, words=_("Nama")),
        Column("seat", lambda r: seat_words(here, r.desk, r.subject), words=_("Peran"), wide=True),
        Column("for", lambda r: r.stands_for.name, words=_("Menggantikan")), Column("since", lambda r: r.since, day, words=_("Dari")),
        Column("until", lambda r: r.until, day, words=_("Sampai")), Column("decree", lambda r: r.decree, words=_("Surat"), wide=True),
        Column("state", lambda r: state(r)[1], words=_("Keadaan"), tag=lambda r: state(r)[0], urgent=True),
    ], empty=_("Belum ada pelaksana tugas. Kepala taman sains mencatatnya di sini, dengan nomor surat perintahnya."))  # fmt: skip
