"""Pages of verification at the park and at the inspector's desk: what is due, a new visit, a visit with its signatures and appeals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Unpack
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.allocation.queries import charged_hours
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import Deed, DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.forms import SUBJECTS, AnswerForm, ReturnForm, SignForm, VisitForm, worded
from tempa.desks.frame.visits.standing import probation_for
from tempa.desks.frame.visits.tables import eligible_table, machines_table, scores_table
from tempa.desks.frame.words import day, number
from tempa.ledger import queries as ledger
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules.criteria import CriteriaSet
from tempa.registry.rules.eligibility import Eligible
from tempa.registry.rules.probation import Results, suggests_probation
from tempa.registry.rules.verification import may_answer_appeal, may_sign

AHEAD = timedelta(days=30)
View = Callable[..., HttpResponse]


def visit_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Every address of verification of a desk whose members have one of `roles`; names begin with the desk."""
    inside = door(*roles)

    def form(view: View) -> View:
        return inside(form_of(f"{desk}-visit", "verification")(view))

    return [
        path("verifikasi/", inside(board), name=f"{desk}-visits"),
        path("verifikasi/baru/<code:workshop>/", inside(new), name=f"{desk}-visit-new"),
        path("verifikasi/<uuid:verification>/", inside(one), name=f"{desk}-visit"),
        path("verifikasi/<uuid:verification>/tanda-tangan/", form(sign), name=f"{desk}-visit-sign"),
        path("verifikasi/<uuid:verification>/kembalikan/", form(give_back), name=f"{desk}-visit-return"),
        path("verifikasi/<uuid:verification>/jawab/<uuid:appeal>/", form(answer), name=f"{desk}-visit-answer"),
    ]


def board(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits for a second signature, which appeals wait for an answer, and where somebody must go."""
    programme = here.programme
    names, today = registry.workshop_names(programme), here.today
    waiting, appealed = list(registry.unsigned(programme)), list(registry.unanswered_appeals(programme))
    due = registry.due_for_visit(programme, today, AHEAD)
    last = registry.last_signed(programme)
    signed = sorted(last.values(), key=lambda v: (v.visited_on, v.workshop), reverse=True)
    said = " ".join([
        ngettext("%(n)s kunjungan menunggu tanda tangan kedua.", "%(n)s kunjungan menunggu tanda tangan kedua.", len(waiting))
        % {"n": number(len(waiting))},
        ngettext("%(n)s bengkel perlu dikunjungi dalam 30 hari.", "%(n)s bengkel perlu dikunjungi dalam 30 hari.", len(due))
        % {"n": number(len(due))},
        ngettext("%(n)s keberatan belum dijawab.", "%(n)s keberatan belum dijawab.", len(appealed)) % {"n": number(len(appealed))},
    ])  # fmt: skip
    return respond(request, "visits/board.html", {
        "title": _("Verifikasi bengkel"), "section": f"{here.desk}-visits", "answer": said, "pages": pages_of(here), "waiting": visits_table(here, _(
            "Menunggu tanda tangan kedua"), waiting, names, empty=_("Tidak ada. Kunjungan yang dicatat seseorang muncul di sini untuk orang kedua.")),
        "due": due_table(here, due), "appealed": appeals_table(here, appealed, names),
        "signed": visits_table(here, _("Verifikasi yang berlaku"), signed, names, empty=_(
            "Belum ada kunjungan yang ditandatangani dua orang. Pilih bengkel di atas untuk mencatat kunjungan.")),
    }, file_name="verifikasi")  # fmt: skip


def pages_of(here: Here) -> list[dict[str, object]]:
    """What the park does beside: links for workshops, and the criteria."""
    if here.desk != "park":
        return []
    return [{"to": reverse("park-visit-links"), "words": _("Tautan untuk bengkel")}, {"to": reverse("park-criteria"), "words": _("Kriteria")}]


def visits_table(here: Here, title: str, visits: list[registry.Verification], names: dict[str, str], *, empty: str) -> Table[registry.Verification]:
    to = addresses(f"{here.desk}-visit", UUID(int=0))
    return Table(title, visits, [
        Column("workshop", lambda v: names.get(v.workshop, v.workshop), link=lambda v: to(str(v.pk)), wide=True),
        Column("visited_on", lambda v: v.visited_on, day, words=_("Dikunjungi")),
        Column("by", lambda v: v.recorded_by.name, words=_("Pemeriksa")),
        Column("lowest", lambda v: min(v.parts.values()), number, words=_("Nilai terendah"), numeric=True,
               tag=lambda v: "late" if min(v.parts.values()) < 60 else ""),
        Column("valid_until", lambda v: v.valid_until, day, words=_("Berlaku sampai"), tag=lambda v: "late" if v.valid_until < here.today else ""),
        Column("probation", lambda v: _("percobaan") if v.probation else "", words=_("Masa percobaan")),
    ], empty=empty)  # fmt: skip


def due_table(here: Here, due: list[registry.Workshop]) -> Table[registry.Workshop]:
    to = addresses(f"{here.desk}-visit-new")
    return Table(_("Perlu dikunjungi dalam 30 hari"), due, [
        Column("workshop", lambda w: w.name, link=lambda w: to(w.workshop), wide=True), Column("regency", lambda w: w.regency),
        Column("until", lambda w: w.cells["verified_until"] or None, lambda v: day(v) if v else _("belum pernah"), words=_("Berlaku sampai"),
               tag=lambda w: "late" if not w.cells["verified_until"] or w.cells["verified_until"] < str(here.today) else ""),
    ], empty=_("Tidak ada bengkel yang perlu dikunjungi dalam 30 hari ke depan."))  # fmt: skip


def appeals_table(here: Here, appeals: list[registry.VerificationAppeal], names: dict[str, str]) -> Table[registry.VerificationAppeal]:
    to = addresses(f"{here.desk}-visit", UUID(int=0))
    return Table(_("Keberatan yang menunggu jawaban"), appeals, [
        Column("workshop", lambda a: names.get(a.workshop, a.workshop), link=lambda a: to(str(a.verification_id)), wide=True),
        Column("made_at", lambda a: a.made_at.astimezone(here.zone).date(), day, words=_("Diajukan")), Column("words", lambda a: a.words, wide=True,
               words=_("Isinya")),
    ], empty=_("Tidak ada."))  # fmt: skip


def new(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """The form of a visit; what was typed stays where it is refused."""
    found = registry.workshop_named(here.programme, workshop)
    if found is None or found.kind == "facility":
        raise Http404
    hours = {resource: f"{h.normalize():f}" for resource, h in registry.hours(here.programme, workshop)}
    form = VisitForm(here, request, criteria=registry.criteria_on(here.programme, here.today), workshop=found, hours=hours)
    gone_on = form.carried_out(
        request, lambda **deed: actions.record_verification(here.programme, visit=form.visit(), photos=form.photos(), **deed),
        to=lambda name: reverse(f"{here.desk}-visit", args=[name]),
        done=_("Kunjungan tercatat. Sekarang orang kedua membaca dan menandatanganinya."),
    )  # fmt: skip
    return gone_on or render(request, "visits/new.html", {
        "title": _("Kunjungan ke %(name)s") % {"name": found.name}, "section": f"{here.desk}-visits", "form": form, "workshop": found,
    }, status=form.status)  # fmt: skip


def one(request: HttpRequest, here: Here, verification: UUID) -> HttpResponse:
    return show(request, here, verification)


def show(request: HttpRequest, here: Here, verification: UUID, **sent: DeedForm) -> HttpResponse:
    """A visit with what may be done about it; `sent` is a form that came back."""
    programme = here.programme
    visit = registry.verification_named(programme, verification)
    if visit is None:
        raise Http404
    criteria = registry.criteria_named(programme, visit.criteria)
    site = registry.workshop_named(programme, visit.workshop)
    names = {p.code: worded(p) for p in criteria.processes}
    processes = registry.processes_in(visit, criteria)
    return respond(request, "visits/visit.html", {
        "title": _("Verifikasi %(name)s") % {"name": site.name if site else visit.workshop}, "section": f"{here.desk}-visits", "visit": visit,
        "scores": scores_table(visit, criteria), "machines": machines_table(visit, criteria), "criteria": criteria,
        "documents": reverse("park-documents", args=[f"visit:{visit.pk}"]) if here.desk == "park" and visit.signed_at else "",
        "processes": eligible_table(_("Proses"), [(names[code], e) for code, e in processes.items()]), "answer": told(visit),
        "types": types_table(here, visit) if visit.signed_at else None, "appeals": [with_answer(here, a, visit, criteria, sent) for a in
            registry.appeals(programme, visit.workshop).filter(verification=visit.pk)],
        "notes": [(worded(c), visit.notes[c.code]) for c in criteria.scored() if visit.notes.get(c.code)],
        "photos": [(SUBJECTS.get(p["what"], p["what"]), p["sha256"]) for p in visit.photos], **signing(here, visit, sent),
        "probation_words": standing.because if (standing := probation_for(here, visit.workshop)).is_on else None,
    }, file_name=f"verifikasi-{visit.workshop}", status=max((f.status for f in sent.values()), default=200))  # fmt: skip


def told(visit: registry.Verification) -> str:
    lowest = min(visit.parts.values())
    if visit.returned_at and visit.returned_by:
        return _("Dikembalikan %(who)s: %(why)s") % {"who": visit.returned_by.name, "why": visit.returned_why}
    passed = _("Keempat bagian paling sedikit 60.") if lowest >= 60 else _("Ada bagian di bawah 60, jadi bengkel ini belum dapat diberi lot.")
    if visit.signed_at is None or visit.signed_by is None:
        return passed + " " + _("Menunggu tanda tangan kedua; sebelum itu belum berlaku.")
    return passed + " " + _("Ditandatangani %(a)s dan %(b)s, berlaku sampai %(until)s, kunjungan ulang %(revisit)s.") % {
        "a": visit.recorded_by.name, "b": visit.signed_by.name, "until": day(visit.valid_until), "revisit": day(visit.revisit_on),
    }  # fmt: skip


def types_table(here: Here, visit: registry.Verification) -> Table[tuple[str, Eligible]]:
    names = catalogue.type_names(here.programme)
    offered = set(registry.offers_of(here.programme, visit.workshop).values_list("type", flat=True))
    offered |= set(registry.held_offers(here.programme, visit.workshop).values_list("type", flat=True))
    found = registry.eligibilities(here.programme, visit.workshop, sorted(offered))
    return eligible_table(_("Jenis yang ditawar"), [(names.get(t, t), e) for t, e in found.items()], empty=_("Belum menawar jenis apa pun."))


def signing(here: Here, visit: registry.Verification, sent: dict[str, DeedForm]) -> dict[str, object]:
    """The forms of the second person, and why who reads this may not sign."""
    if visit.signed_at or visit.returned_at:
        return {}
    may = may_sign(here.who, workshop=visit.workshop, recorded_by=visit.recorded_by_id, is_decided=False)
    if not may:
        return {"why_not": may}
    suggested = suggests_probation(legal_tier=visit.legal_tier, results=Results())
    at = {name: reverse(f"{here.desk}-visit-{name}", args=[visit.pk]) for name in ("sign", "return")}
    return {
        "sign": sent.get("sign") or SignForm(here, address=at["sign"], mark="tanda", initial={"probation": suggested}),
        "give_back": sent.get("return") or ReturnForm(here, address=at["return"], mark="kembali"),
    }  # fmt: skip


def with_answer(
    here: Here, appeal: registry.VerificationAppeal, visit: registry.Verification, criteria: CriteriaSet, sent: dict[str, DeedForm],
) -> dict[str, object]:  # fmt: skip
    asked = [c for c in criteria.scored() if c.code in appeal.criteria]
    may = may_answer_appeal(
        here.who, recorded_by=visit.recorded_by_id, signed_by=visit.signed_by_id, is_answered=appeal.answered_at is not None
    )
    form = sent.get(f"answer-{appeal.pk}")
    if may and form is None:
        address = reverse(f"{here.desk}-visit-answer", args=[visit.pk, appeal.pk])
        form = AnswerForm(here, criteria=asked, address=address, mark=f"jawab-{appeal.pk}")
    return {"appeal": appeal, "criteria": [worded(c) for c in asked], "form": form, "why_not": None if may or appeal.answered_at else may}


def sign(request: HttpRequest, here: Here, verification: UUID) -> HttpResponse:
    form = SignForm(here, request, address=request.path, mark="tanda")
    return carried(request, here, verification, "sign", form, lambda **deed: actions.sign_verification(
        here.programme, verification=verification, charged=partial(charged_hours, here.programme), **form.typed, **deed),
        _("Verifikasi berlaku sekarang."))  # fmt: skip


def give_back(request: HttpRequest, here: Here, verification: UUID) -> HttpResponse:
    form = ReturnForm(here, request, address=request.path, mark="kembali")
    return carried(request, here, verification, "return", form, lambda **deed: actions.return_verification(
        here.programme, verification=verification, **form.typed, **deed), _("Kunjungan dikembalikan."))  # fmt: skip


def answer(request: HttpRequest, here: Here, verification: UUID, appeal: UUID) -> HttpResponse:
    found, visit = registry.appeal_named(here.programme, appeal), registry.verification_named(here.programme, verification)
    if found is None or visit is None or found.verification_id != visit.pk:
        raise Http404
    criteria = registry.criteria_named(here.programme, visit.criteria)
    form = AnswerForm(here, request, criteria=[c for c in criteria.scored() if c.code in found.criteria], address=request.path,
                      mark=f"jawab-{appeal}")  # fmt: skip

    def act(**deed: Unpack[Deed]) -> ledger.Entry:
        corrected = form.corrected()
        return actions.answer_appeal(
            here.programme, appeal=appeal, upheld=bool(corrected), answer=form.typed["answer"], corrected=corrected,
            charged=partial(charged_hours, here.programme), **deed,
        )  # fmt: skip

    return carried(request, here, verification, f"answer-{appeal}", form, act, _("Keberatan dijawab."))


def carried(
    request: HttpRequest, here: Here, verification: UUID, name: str, form: DeedForm, act: Callable[..., Any], done: str
) -> HttpResponse:
    gone_on = form.carried_out(request, act, to=lambda _: reverse(f"{here.desk}-visit", args=[verification]), done=done)
    return gone_on or show(request, here, verification, **{name: form})
