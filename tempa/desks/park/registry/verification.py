"""What the park decides beside visits: types let through, shared machines, another lead, records made one, and links to workshops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Unpack, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.desks.frame.deeds import Deed, DeedForm, FormPlace, FormShape, Said, form_of, sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.forms import OverruleForm, calendar_day, long_text, worded
from tempa.desks.frame.visits.machines import CancelForm, MachineForm, ParkBookForm, chosen_day, weeks_of
from tempa.desks.frame.visits.standing import probation_for
from tempa.desks.frame.visits.tables import eligible_table, gaps_table
from tempa.desks.frame.whatsapp import Message
from tempa.desks.frame.words import day
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, second_hand
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules.gaps import Gap
from tempa.registry.rules.sites import Holding


@door(*PARK)
def eligibility(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """What a workshop may be given and why, what it lacks with a text for WhatsApp, and the head's form to let a type through."""
    programme, names = here.programme, catalogue.type_names(here.programme)
    site = registry.workshop_named(programme, workshop)
    if site is None:
        raise Http404
    probation = probation_for(here, workshop)
    found = registry.eligibilities(programme, workshop, probation=probation)
    form = OverruleForm(here, request, types=[(t, names.get(t, t)) for t, e in found.items() if not e])
    gone_on = form.carried_out(
        request, lambda **deed: actions.overrule_eligibility(programme, workshop=workshop, **form.typed, **deed), to=lambda _: request.path,
        done=_("Jenis itu dibolehkan atas nama Anda; penawarannya berlaku lagi."),
    )  # fmt: skip
    if gone_on:
        return gone_on
    stated = contracts.texts_of(contracts.vendor_particulars(programme, workshop)) or {}
    gaps = registry.gaps_of(programme, [site], here.today, {workshop: stated})[workshop]
    return respond(request, "park/eligibility.html", {
        "title": _("Kelayakan %(name)s") % {"name": site.name}, "section": "park-workshops", "workshop": site, "gaps": gaps_table(gaps),
        "types": eligible_table(_("Jenis"), [(names.get(t, t), e) for t, e in found.items()]), "message": told_to(site, gaps),
        "at_all": registry.is_eligible_at_all(programme, workshop, here.today), "probation": probation,
        "form": form if here.who.sits_at("park_head") and form.fields["type"].choices else None,  # type: ignore[attr-defined]
    }, file_name=f"kelayakan-{workshop}", status=form.status)  # fmt: skip


def told_to(site: registry.Workshop, gaps: list[Gap]) -> Message | None:
    """What is missing, as a polite text; nothing where nothing is."""
    if not gaps:
        return None
    lines = "\n".join(f"- {gap.what}: {gap.todo}" for gap in gaps)
    return Message(_("Salam, %(name)s. Yang masih kurang untuk pesanan mesin:\n%(lines)s\nBila sudah, kabari taman sains. Terima kasih.") % {
        "name": site.name, "lines": lines})  # fmt: skip


@door(*PARK)
def machines(request: HttpRequest, here: Here) -> HttpResponse:
    """The calendars of all shared machines; book for who calls, state a machine."""
    on = chosen_day(request.GET.get("hari", ""), here.today)
    book = ParkBookForm(here, sent_as(request, "what", "book"), initial={"on": on}, mark="pesan")
    state = MachineForm(here, sent_as(request, "what", "state"), mark="mesin")
    cancel = CancelForm(here, sent_as(request, "what", "cancel"), mark="batal")

    def booked(**deed: Unpack[Deed]) -> UUID:
        return book.book(book.typed["workshop"], **deed)

    gone_on = (
        book.carried_out(request, booked, to=lambda _: request.get_full_path(), done=_("Jam itu tercatat."))
        or state.carried_out(request, lambda **deed: actions.state_machine(here.programme, said=state.said(), **deed), to=lambda _: request.path,
                             done=_("Mesin tercatat."))
        or cancel.carried_out(request, lambda **deed: actions.cancel_booking(here.programme, **cancel.typed, **deed),
                              to=lambda _: request.get_full_path(), done=_("Pemesanan dibatalkan."))
    )  # fmt: skip
    return gone_on or render(request, "park/machines.html", {
        "title": _("Mesin bersama"), "section": "park-machines", "weeks": weeks_of(here, on), "book": book, "state": state,
        "earlier": on - timedelta(days=7), "later": on + timedelta(days=7),
    }, status=max(book.status, state.status, cancel.status))  # fmt: skip


class LeadForm(DeedForm):
    """Another lead for a workshop or school."""

    send = gettext_lazy("Ganti IKM Induk")

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel atau sekolah"), choices=())
    lead = forms.ChoiceField(label=gettext_lazy("IKM Induk yang baru"), choices=(), required=False)
    from_day = calendar_day(gettext_lazy("Berlaku sejak"))
    reason = long_text(gettext_lazy("Mengapa diganti"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"from_day": here.today}, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        sites = list(registry.makers(here.programme))
        fields["workshop"].choices = [(w.workshop, f"{w.workshop} {w.name} (↑ {w.lead or '–'})") for w in sites if w.kind != "lead"]
        fields["lead"].choices = [("", "–"), *((w.workshop, f"{w.workshop} {w.name}") for w in sites if w.kind == "lead")]

    def said(self) -> Said:
        typed = self.typed
        return {"workshop": typed["workshop"], "lead": typed["lead"], "since": typed["from_day"], "reason": typed["reason"]}


class MergeForm(DeedForm):
    """Two records are of one firm."""

    send = gettext_lazy("Ajukan penggabungan")

    kept = forms.ChoiceField(label=gettext_lazy("Catatan yang dipakai seterusnya"), choices=())
    gone = forms.ChoiceField(label=gettext_lazy("Catatan yang menjadi nama lain"), choices=())
    reason = long_text(gettext_lazy("Mengapa keduanya satu usaha"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        fields["kept"].choices = fields["gone"].choices = [(w.workshop, f"{w.workshop} {w.name}") for w in registry.makers(here.programme)]


class ConfirmForm(DeedForm):
    """A second person confirms the merge."""

    send = gettext_lazy("Sahkan penggabungan")


class RefuseForm(DeedForm):
    """A second person refuses the merge, with the reason."""

    send = gettext_lazy("Tolak")
    look = "danger"

    reason = long_text(gettext_lazy("Mengapa ditolak"))


@door(*PARK)
def records(request: HttpRequest, here: Here) -> HttpResponse:
    return show_records(request, here)


def show_records(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """Change of lead, records of one firm; `sent` is a form that came back."""
    programme = here.programme
    lead = LeadForm(here, sent_as(request, "what", "lead"), mark="induk")
    merge = MergeForm(here, sent_as(request, "what", "merge"), mark="gabung")
    known: dict[str, Any] = {"holdings": lambda: holdings(programme), "identities": lambda: identities(programme)}
    gone_on = lead.carried_out(
        request, lambda **deed: actions.change_lead(programme, contracted=lambda: contracts.bound_leads(programme), **lead.said(), **deed),
        to=lambda _: request.path, done=_("IKM Induknya diganti."),
    ) or merge.carried_out(
        request, lambda **deed: actions.propose_merge(programme, **known, **merge.typed, **deed), to=lambda _: request.path,
        done=_("Penggabungan diajukan. Orang kedua memutuskannya."),
    )  # fmt: skip
    if gone_on:
        return gone_on
    waiting = [(m, *deciding(here, m, sent)) for m in registry.merges(programme) if m.decided_at is None]
    status = max([lead.status, merge.status, *(f.status for f in sent.values())])
    return respond(request, "park/records.html", {
        "title": _("IKM Induk dan catatan ganda"), "section": "park-records", "lead": lead, "merge": merge, "waiting": waiting,
        "merged": merges_table([m for m in registry.merges(programme) if m.decided_at]),
    }, file_name="catatan-bengkel", status=status)  # fmt: skip


def deciding(here: Here, merge: registry.WorkshopMerge, sent: dict[str, DeedForm]) -> tuple[DeedForm | None, DeedForm | None]:
    confirm, refuse = sent.get(f"confirm-{merge.pk}"), sent.get(f"refuse-{merge.pk}")
    if second_hand(merge.proposed_by_id, here.person.pk, ledger.hands_behind(here.programme, here.person, PARK)):
        confirm = confirm or ConfirmForm(here, address=reverse("park-merge-confirm", args=[merge.pk]), mark=f"sah-{merge.pk}")
        refuse = refuse or RefuseForm(here, address=reverse("park-merge-refuse", args=[merge.pk]), mark=f"tolak-{merge.pk}")
    return confirm, refuse


def merges_table(merges: list[registry.WorkshopMerge]) -> Table[registry.WorkshopMerge]:
    return Table(_("Yang sudah diputuskan"), merges, [
        Column("kept", lambda m: m.kept, words=_("Dipakai seterusnya")), Column("gone", lambda m: m.gone, words=_("Nama lain")),
        Column("decided", lambda m: m.decided_at.date() if m.decided_at else None, day, words=_("Diputuskan")),
        Column("outcome", lambda m: _("digabung") if m.is_confirmed else _("ditolak"), words=_("Hasil")),
        Column("reason", lambda m: m.decided_why or m.reason, words=_("Alasan"), wide=True),
    ], empty=_("Belum ada. Bila satu usaha tercatat dua kali, ajukan penggabungannya di sini."))  # fmt: skip


@door(*PARK)
@form_of("park-records")
def confirm_merge(request: HttpRequest, here: Here, merge: UUID) -> HttpResponse:
    form, programme = ConfirmForm(here, request, address=request.path, mark=f"sah-{merge}"), here.programme
    gone_on = form.carried_out(
        request, lambda **deed: actions.confirm_merge(
            programme, merge=merge, holdings=lambda: holdings(programme), identities=lambda: identities(programme), **deed
        ), to=lambda _: reverse("park-records"), done=_("Kedua catatan digabung."),
    )  # fmt: skip
    return gone_on or show_records(request, here, **{f"confirm-{merge}": form})


@door(*PARK)
@form_of("park-records")
def refuse_merge(request: HttpRequest, here: Here, merge: UUID) -> HttpResponse:
    form = RefuseForm(here, request, address=request.path, mark=f"tolak-{merge}")
    gone_on = form.carried_out(
        request, lambda **deed: actions.refuse_merge(here.programme, merge=merge, **form.typed, **deed), to=lambda _: reverse("park-records"),
        done=_("Penggabungan ditolak."),
    )  # fmt: skip
    return gone_on or show_records(request, here, **{f"refuse-{merge}": form})


def holdings(programme: ledger.Programme) -> list[Holding]:
    """The lots of every workshop, with the contract that holds each."""
    held = contracts.held_lots(programme)
    return [Holding(lot.workshop, lot.lot, lot.line, held[lot.lot][0] if lot.lot in held else "") for lot in allocation.lots(programme)]


def identities(programme: ledger.Programme) -> Mapping[str, Mapping[str, str]]:
    return {code: contracts.texts_of(v) or {} for code, v in contracts.vendors_stated(programme).items()}


class ProcessesForm(DeedForm):
    """Which processes a type asks for beside its routing."""

    send = gettext_lazy("Simpan proses")

    type = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=())
    processes = forms.MultipleChoiceField(label=gettext_lazy("Proses yang diminta"), widget=forms.CheckboxSelectMultiple, required=False)
    reason = long_text(gettext_lazy("Mengapa diminta"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        fields["type"].choices = sorted(catalogue.type_names(here.programme).items())
        fields["processes"].choices = [(p.code, worded(p)) for p in registry.criteria_on(here.programme, here.today).processes]


@door(*PARK)
def held(request: HttpRequest, here: Here) -> HttpResponse:
    """Offers that are held back with the reason, and which processes types ask for."""
    programme, names = here.programme, catalogue.type_names(here.programme)
    form = ProcessesForm(here, request)
    gone_on = form.carried_out(request, lambda **deed: actions.state_type_processes(programme, **form.typed, **deed), to=lambda _: request.path,
                               done=_("Tersimpan; penawaran yang tidak layak ditahan."))  # fmt: skip
    asked = {p.code: worded(p) for p in registry.criteria_on(programme, here.today).processes}
    rows = [(f"{o.workshop}: {names.get(o.type, o.type)}", o) for o in registry.held_offers(programme)]
    found = [(words, registry.eligibility(programme, o.workshop, o.type)) for words, o in rows]
    return gone_on or respond(request, "park/held.html", {
        "title": _("Penawaran yang ditahan"), "section": "park-visits", "form": form,
        "held": eligible_table(_("Ditahan"), found, empty=_("Tidak ada penawaran yang ditahan.")),
        "asked": Table(_("Proses yang diminta jenis"), sorted(registry.processes_by_type(programme).items()), [
            Column("type", lambda r: names.get(r[0], r[0]), wide=True), Column("processes", lambda r: ", ".join(asked.get(p, p) for p in r[1]),
                                                                              words=_("Proses"), wide=True),
        ], empty=_("Belum ada jenis yang meminta proses khusus.")),
    }, file_name="penawaran-ditahan", status=form.status)  # fmt: skip
