"""Concessions: machines that failed in an accepted lot and that the agency may take as they are, with its reason."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import sentence_of
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number
from tempa.quality import actions, queries


class ConcessionForm(DeedForm):
    """The agency takes failed machines of one lot as they are."""

    send = gettext_lazy("Terima dengan konsesi")

    serials = forms.MultipleChoiceField(label=gettext_lazy("Unit dari satu lot"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Mengapa dapat diterima"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=gettext_lazy("Cacat kritis tidak dapat diterima dengan konsesi. Yang menandatangani kontraknya tidak memutus konsesinya."),
    )  # fmt: skip
    price_cut = WholeNumberField(
        label=gettext_lazy("Potongan harga tiap unit (Rp)"), min_value=0,
        help_text=gettext_lazy("Tulis 0 bila harganya tetap. Potongan menjadi harga kontrak lewat adendum, sebelum unitnya dibayar."),
    )  # fmt: skip
    cost = WholeNumberField(label=gettext_lazy("Biaya yang timbul karenanya, bila diketahui (Rp)"), required=False, min_value=0)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, waiting: list[queries.Nonconformity]) -> None:
        super().__init__(here, request)
        self.fields["serials"].choices = [  # type: ignore[attr-defined]
            (n.inspection.serial, f"{n.inspection.serial} ({n.inspection.lot}): {'; '.join(n.words)}") for n in waiting
        ]


@door("agency")
def concessions(request: HttpRequest, here: Here) -> HttpResponse:
    waiting = queries.for_concession(here.programme, here.subject)
    form = ConcessionForm(here, request, waiting=waiting)
    gone_on = form.carried_out(
        request, lambda **deed: actions.decide_unit(here.programme, decided="concession", **form.typed, **deed),
        to=lambda _: reverse("agency-concessions"), done=_("Konsesi tercatat atas nama Anda."),
    )  # fmt: skip
    if gone_on:
        return gone_on
    given = list(queries.concessions_of(here.programme, here.subject))
    parts = [
        Part(_("Menunggu putusan Anda"), told=[_("Tanpa konsesi, unit ini diperbaiki atau dimusnahkan dan diganti.")], forms=[form]) if waiting
            else None,
        Part(_("Lot yang menunggu"), table=waiting_table(here, waiting)) if waiting else None,
        Part(_("Konsesi yang sudah diberikan"), table=given_table(given)),
    ]  # fmt: skip
    shown = [part for part in parts if part is not None]
    return respond(request, "quality/page.html", {
        "title": _("Konsesi"), "section": "agency-concessions", "parts": shown, **tables_in(shown),
        "answer": answer(here, len(waiting), len(given)),
    }, file_name="konsesi", status=form.status)  # fmt: skip


def answer(here: Here, waiting: int, given: int) -> str:
    """What waits, and how rare concessions are among what the agency took."""
    first = _("%(n)s unit gagal dalam lot yang diterima; Anda dapat menerimanya apa adanya.") % {"n": number(waiting)} if waiting else _(
        "Tidak ada unit yang menunggu konsesi Anda.")  # fmt: skip
    if not given:
        return first
    return first + " " + _("Sejauh ini %(given)s dari %(good)s unit Anda diterima dengan konsesi.") % {
        "given": number(given), "good": number(queries.accepted_of(here.programme, here.subject)),
    }  # fmt: skip


def waiting_table(here: Here, waiting: list[queries.Nonconformity]) -> Table[tuple[str, queries.LotDecision | None]]:
    decided = {lot: queries.last_decision(here.programme, lot) for lot in {n.inspection.lot for n in waiting}}
    return Table(_("Lot yang menunggu"), sorted(decided.items()), [
        Column("lot", lambda r: r[0]),
        Column("sentence", lambda r: sentence_of(r[1]) if r[1] else "", words=_("Yang terbukti dan yang tidak"), wide=True),
    ])  # fmt: skip


def given_table(given: list[queries.UnitDecision]) -> Table[queries.UnitDecision]:
    return Table(_("Konsesi"), given, [
        Column("serial", lambda d: d.serial, words=_("Unit")), Column("lot", lambda d: d.lot),
        Column("reason", lambda d: d.reason, words=_("Alasan"), wide=True),
        Column("price_cut", lambda d: d.price_cut, lambda n: "–" if n is None else number(n), words=_("Potongan harga (Rp)"), numeric=True),
        Column("cost", lambda d: d.cost, lambda n: "–" if n is None else number(n), words=_("Biaya (Rp)"), numeric=True),
        Column("by", lambda d: d.by.name), Column("at", lambda d: d.at.date(), day, words=_("Pada")),
    ], empty=_("Belum ada."))  # fmt: skip
