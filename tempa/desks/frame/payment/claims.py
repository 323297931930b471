"""Claims: the list, a new one, one claim with its papers, what it comes to and by which rules, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.contracts.law import Check, LawError
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.payment.accounts import account_words
from tempa.desks.frame.payment.basis import lines_table, parts_table
from tempa.desks.frame.payment.speech import FILE, KINDS, STAGES, agency_of, holder_words, stage_of, vendor_of
from tempa.desks.frame.price_objections import PaperField, RupiahField
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Table, respond
from tempa.desks.frame.words import day, language, number, rp
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.payment import actions, rules
from tempa.payment import queries as payment
from tempa.payment.actions.claims import Shown


class ClaimForm(DeedForm):
    """Money is asked for under one contract."""

    send = gettext_lazy("Ajukan tagihan")

    asked = forms.ChoiceField(label=gettext_lazy("Menagih"), choices=list(KINDS.items()), initial="delivery")
    serials = forms.MultipleChoiceField(
        label=gettext_lazy("Mesin yang sudah diterima OPD dan belum ditagih"), widget=forms.CheckboxSelectMultiple, required=False
    )
    budget_line = forms.ChoiceField(label=gettext_lazy("Baris anggaran (untuk uang muka dan retensi)"), required=False)
    amount = RupiahField(label=gettext_lazy("Jumlah tanpa PPN (untuk uang muka dan retensi)"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, contract: contracts.Contract, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        due = payment.units_due(here.programme, contract)
        free = [u for u in due.values() if u.taken_on is not None and not u.claimed_in]
        self.fields["serials"].choices = [  # type: ignore[attr-defined]
            (u.serial, _("%(serial)s, diterima %(day)s, %(price)s") % {"serial": u.serial, "day": day(u.taken_on), "price": rp(u.price)})
            for u in free if u.taken_on is not None
        ]  # fmt: skip
        lines = sorted({i.budget_line for i in contracts.items_of(contract)})
        self.fields["budget_line"].choices = [("", "–"), *((line, line) for line in lines)]  # type: ignore[attr-defined]
        self.initial.setdefault("serials", [u.serial for u in free])

    def said(self) -> Said:
        said = self.cleaned_data
        if said["asked"] == "delivery":
            return {"asked": "delivery", "serials": said["serials"]}
        return {"asked": said["asked"], "budget_line": said["budget_line"], "amount": said["amount"] or 0}


class PaperForm(DeedForm):
    """A required paper is at hand."""

    send = gettext_lazy("Catat berkas")

    papers = forms.MultipleChoiceField(label=gettext_lazy("Berkas yang ada"), widget=forms.CheckboxSelectMultiple)
    number = forms.CharField(label=gettext_lazy("Nomor (bila satu berkas)"), max_length=120, required=False)
    dated = DayField(label=gettext_lazy("Tanggal berkas"), required=False)
    until = DayField(label=gettext_lazy("Berlaku sampai"), required=False)
    file = PaperField(label=gettext_lazy("Berkas (PDF atau foto)"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, file: Any, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        lacking = [(c.paper.id, c.paper.name) for c in file if c.state != "ada"]
        if not lacking:  # the signed copies are all here: what is left is to say so
            for name in ("papers", "number", "dated", "until", "file"):
                del self.fields[name]
            return
        self.fields["papers"].choices = lacking  # type: ignore[attr-defined]

    def said(self) -> Said:
        if "papers" not in self.fields:
            return {"papers": {}}
        said, file = self.cleaned_data, self.cleaned_data["file"]
        shown = Shown(said["number"], said["dated"], said["until"], (file.content, file.name, file.media_type) if file else None)
        return {"papers": dict.fromkeys(said["papers"], shown)}


class ReasonForm(DeedForm):
    """A claim goes back, or is taken back."""

    send = gettext_lazy("Kembalikan tagihan")

    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)


class WithdrawForm(ReasonForm):
    send = gettext_lazy("Tarik tagihan")


class ApproveForm(DeedForm):
    """The agency approves what the claim comes to today."""

    send = gettext_lazy("Setujui pembayaran")


class PaidForm(DeedForm):
    """The treasury paid."""

    send = gettext_lazy("Catat pencairan")

    sp2d = forms.CharField(label=gettext_lazy("Nomor SP2D"), max_length=120)
    on = DayField(label=gettext_lazy("Tanggal SP2D"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)


class ReturnedForm(DeedForm):
    """The vendor paid back a part of its advance."""

    send = gettext_lazy("Catat setoran")

    amount = RupiahField(label=gettext_lazy("Jumlah yang disetor"))
    on = DayField(label=gettext_lazy("Tanggal setoran"))
    deposit = forms.CharField(label=gettext_lazy("Nomor surat tanda setoran (STS)"), max_length=120)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["amount"].required = True
        self.initial.setdefault("on", here.today)


def claims(request: HttpRequest, here: Here) -> HttpResponse:
    """All claims that the reader may see, and the contracts under which there is something to claim."""
    rows = payment.claims(here.programme, agency_of(here), vendor_of(here))
    listing: Listing[payment.Claim] = Listing(
        _("Tagihan"), list(rows), columns(here), file_name="tagihan", empty=_("Belum ada tagihan."),
        filters=[Filter("keadaan", _("Keadaan"), every([(code, str(words)) for code, (_tag, words) in STAGES.items()]),
                        lambda code: lambda claim: stage_of(claim) == code)],
    )  # fmt: skip
    return listing.respond(
        request, "payment/claims.html", section=f"{here.desk}-claims", answer=answer(here, list(rows)), open=claimable(here),
        examples=reverse(f"{here.desk}-document-look", args=[f"examples:{here.today}", "examples"]) if here.desk != "workshop" else "",
    )


def columns(here: Here) -> list[Column[payment.Claim]]:
    return [
        Column("claim", lambda c: c.claim, words=_("Tagihan"), link=lambda c: reverse(f"{here.desk}-claim", args=[c.claim]), sort="tagihan"),
        Column("on", lambda c: c.submitted_on, day, words=_("Diajukan"), sort="tanggal"),
        Column("contract", lambda c: c.contract, words=_("Kontrak")),
        Column("vendor", lambda c: figures.workshop_words(here, c.vendor), words=_("Penyedia"), wide=True),
        Column("kind", lambda c: str(KINDS[c.kind]), words=_("Menagih")),
        Column("amount", lambda c: c.amount, rp, words=_("Jumlah tanpa PPN"), numeric=True, sort="jumlah"),
        Column("stage", lambda c: str(STAGES[stage_of(c)][1]), words=_("Keadaan"), tag=lambda c: STAGES[stage_of(c)][0], urgent=True),
    ]  # fmt: skip


def answer(here: Here, rows: list[payment.Claim]) -> str:
    waiting = [c for c in rows if stage_of(c) in ("submitted", "complete", "approved")]
    if not rows and here.desk == "workshop" and not contracts.contracts(here.programme).filter(vendor=here.subject).exists():
        return _("Bengkel ini tidak menandatangani kontrak sendiri: yang menagih OPD adalah bengkel induknya. Uang dari induk ada di Uang saya.")
    if not rows:
        return _("Belum ada tagihan.")
    if not waiting:
        return _("Semua tagihan sudah dibayar.")
    stages = Counter(stage_of(c) for c in waiting)
    return _("%(n)s tagihan belum dibayar, seluruhnya %(sum)s tanpa PPN: %(stages)s.") % {
        "n": number(len(waiting)), "sum": rp(sum(c.amount for c in waiting)),
        "stages": "; ".join(f"{number(stages[stage])} {STAGES[stage][1]}" for stage in ("submitted", "complete", "approved") if stages[stage]),
    }  # fmt: skip


def claimable(here: Here) -> Table[payment.Claimable]:
    """Contracts with units that were taken over and that nobody has claimed."""
    rows = contracts.contracts(here.programme)
    rows = rows.filter(agency=agency_of(here)) if agency_of(here) else rows.filter(vendor=vendor_of(here)) if vendor_of(here) else rows
    return Table(_("Dapat ditagih sekarang"), payment.claimable(here.programme, rows), [
        Column("contract", lambda r: r.contract.contract, words=_("Kontrak"),
               link=lambda r: reverse(f"{here.desk}-claim-new", args=[r.contract.contract])),
        Column("vendor", lambda r: figures.workshop_words(here, r.contract.vendor), words=_("Penyedia"), wide=True),
        Column("units", lambda r: r.units, number, words=_("Mesin"), numeric=True),
        Column("amount", lambda r: r.price, rp, words=_("Jumlah tanpa PPN"), numeric=True),
    ], empty=_("Tidak ada mesin yang diterima OPD dan belum ditagih."))  # fmt: skip


def contract_of(here: Here, contract: str) -> contracts.Contract:
    found = contracts.contract_named(here.programme, contract)
    if found is None or agency_of(here) not in ("", found.agency) or vendor_of(here) not in ("", found.vendor):
        raise Http404
    return found


def submit(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    """A new claim under a contract."""
    found = contract_of(here, contract)
    form = ClaimForm(here, request, contract=found)
    return form.carried_out(
        request, lambda **deed: actions.submit_claim(here.programme, contract=contract, **form.said(), **deed),
        to=lambda code: reverse(f"{here.desk}-claim", args=[code]), done=_("Tagihan diajukan. Lengkapi berkasnya di halaman ini."),
    ) or respond(request, "payment/claim_new.html", {
        "title": _("Tagihan kontrak %(code)s") % {"code": contract}, "section": f"{here.desk}-claims", "form": form,
    }, status=form.status)  # fmt: skip


def existing(here: Here, claim: str) -> payment.Claim:
    found = payment.claim_named(here.programme, claim)
    if found is None or agency_of(here) not in ("", found.agency) or vendor_of(here) not in ("", found.vendor):
        raise Http404
    return found


def one(request: HttpRequest, here: Here, claim: str) -> HttpResponse:
    return show(request, here, claim)


def show(request: HttpRequest, here: Here, claim: str, **sent: DeedForm) -> HttpResponse:
    """One claim: the papers it needs, what it comes to with the rule behind each part, its units, and its deeds."""
    found = existing(here, claim)
    stage = stage_of(found)
    with contracts.law_of(here.programme):
        file = payment.file_of(here.programme, found, here.today)
    worked_out, fault = comes_to(here, found, stage)
    shown = forms_of(here, found, stage, file) | sent
    made = getattr(found, "payment", None)
    if worked_out is not None and worked_out.surplus:
        fault = str(rules.surplus_words(worked_out.surplus, worked_out.statement.amount("recovery")))
        if "approve" not in sent:
            shown.pop("approve", None)  # its time comes when the surplus is paid back
    return respond(request, "payment/claim.html", {
        "title": _("Tagihan %(code)s") % {"code": claim}, "section": f"{here.desk}-claims", "claim": found, "stage": STAGES[stage],
        "kind": KINDS[found.kind], "paid": made, "fault": fault, "lines": lines_table(here, found, worked_out),
        "parts": parts_table(here, found, as_approved(here, found)), "contract": contract_link(here, found),
        "vendor": figures.workshop_words(here, found.vendor),
        "file": file_table(file), "documents": reverse(f"{here.desk}-documents", args=[payment.subject_of_claim(found)]),
        "warnings": warnings_of(here, found, worked_out),
        "units": units_table(here, found), **account_words(here, found), **shown,
    }, status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def contract_link(here: Here, found: payment.Claim) -> str:
    """The page of the contract at the reader's desk."""
    return reverse(f"{here.desk}-contract", args=[found.contract])


def as_approved(here: Here, found: payment.Claim) -> payment.Settled | None:
    """What the rules of the day of approval give; None before it, and where they give nothing any more."""
    made = getattr(found, "payment", None)
    if made is None:
        return None
    try:
        return payment.settled(here.programme, found, made.approved_on)
    except (LawError, Refused):
        return None


def warnings_of(here: Here, found: payment.Claim, worked_out: payment.Settled | None) -> list[str]:
    """What who approves should know first: of a claim that waits for it."""
    if worked_out is None:
        return []
    cuts = [
        _("%(serials)s diterima dengan konsesi dan potongan %(cut)s yang belum ada di kontrak. Buat adendum harga satuan %(item)s dulu, misalnya dari"
          " %(price)s menjadi %(suggested)s; tanpa itu mesinnya dibayar penuh.") % {
            "serials": ", ".join(one.serials), "cut": rp(one.cut), "item": one.item, "price": rp(one.unit_price), "suggested": rp(one.suggested)}
        for one in payment.cuts_not_contracted(here.programme, found)
    ]  # fmt: skip
    return [*cuts, *(w.english if language() == "en" else str(w) for w in worked_out.statement.warnings)]


def comes_to(here: Here, found: payment.Claim, stage: str) -> tuple[Any, str]:
    """What a claim that waits comes to under the rules of today; else why it cannot be worked out."""
    if stage not in ("submitted", "complete"):
        return None, ""
    try:
        return payment.settled(here.programme, found, here.today), ""
    except LawError as error:
        return None, error.english if language() == "en" else str(error)
    except Refused as refused:
        return None, spoken(refused)


def file_table(file: tuple[Check, ...]) -> Table[Check]:
    return Table(_("Berkas yang diperlukan"), list(file), [
        Column("paper", lambda c: c.paper.name if language() == "id" else c.paper.english, words=_("Berkas"), wide=True),
        Column("state", lambda c: str(c.state), words=_("Keadaan"), tag=lambda c: FILE[str(c.state)], urgent=True),
        Column("lies", lambda c: "" if str(c.state) == "ada" else holder_words(c), words=_("Ditunggu dari")),
        Column("rule", lambda c: c.paper.cited, words=_("Aturannya"), wide=True),
    ])  # fmt: skip


def units_table(here: Here, found: payment.Claim) -> Table[rules.UnitDue]:
    serials = list(found.units.values_list("serial", flat=True))
    due = payment.units_due(here.programme, contract_of(here, found.contract)) if serials else {}
    late = contract_of(here, found.contract).due_on
    return Table(_("Mesin dalam tagihan ini"), [due[s] for s in sorted(serials) if s in due], [
        Column("serial", lambda u: u.serial, words=_("Nomor seri")),
        Column("taken", lambda u: u.taken_on, lambda d: day(d) if d else "–", words=_("Diterima OPD")),
        Column("late", lambda u: rules.late_days(u, late), number, words=_("Hari terlambat"), numeric=True,
               tag=lambda u: "late" if rules.late_days(u, late) else ""),
        Column("price", lambda u: u.price, rp, words=_("Harga kontrak"), numeric=True),
    ])  # fmt: skip


def forms_of(here: Here, found: payment.Claim, stage: str, file: tuple[Check, ...]) -> dict[str, DeedForm]:
    """The forms of what the reader can do about the claim now."""
    def to(name: str) -> str:
        return reverse(f"{here.desk}-claim-{name}", args=[found.claim])

    shown: dict[str, DeedForm] = {}
    c = contract_of(here, found.contract)
    if stage in ("submitted", "complete"):
        may_show = rules.may_show(here.who, vendor=found.vendor, agency=found.agency)
        if may_show and (found.complete_on is None or any(c.state != "ada" for c in file)):
            shown["papers"] = PaperForm(here, file=file, address=to("papers"), mark="berkas")
        if rules.may_return(here.who, found.agency):
            shown["return"] = ReasonForm(here, address=to("return"), mark="kembali")
        elif rules.may_claim(here.who, vendor=found.vendor, agency=found.agency):
            shown["withdraw"] = WithdrawForm(here, address=to("withdraw"), mark="tarik")
    if here.desk == "agency":
        parties = payment.parties_of(here.programme, c)
        if stage == "complete" and rules.may_approve(here.who, found.agency, parties):
            shown["approve"] = ApproveForm(here, address=to("approve"), mark="setuju")
        if stage == "paid" and found.kind == "advance" and rules.may_pay(here.who, found.agency, parties) and left_of(here, found):
            shown["returned"] = ReturnedForm(here, address=to("returned"), mark="setor")
        if stage == "approved" and rules.may_pay(here.who, found.agency, parties):
            shown["pay"] = PaidForm(here, address=to("pay"), mark="cair")
    return shown


def left_of(here: Here, found: payment.Claim) -> int:
    """What can still be paid back of an advance."""
    return payment.returnable(here.programme, found.payment)


def deed(request: HttpRequest, here: Here, claim: str, name: str) -> HttpResponse:
    """Carry out one of the deeds of a claim; its page again where it is refused."""
    found = existing(here, claim)
    form = form_for(here, request, found, name)
    return form.carried_out(
        request, lambda **about: act(here, found, name, form, about), to=lambda _made: reverse(f"{here.desk}-claim", args=[claim]), done=DONE[name],
    ) or show(request, here, claim, **{name: form})  # fmt: skip


DONE = {
    "papers": gettext_lazy("Berkas tercatat."), "return": gettext_lazy("Tagihan dikembalikan."), "withdraw": gettext_lazy("Tagihan ditarik."),
    "approve": gettext_lazy("Pembayaran disetujui; sekarang menunggu pencairan."), "pay": gettext_lazy("Pencairan tercatat."),
    "returned": gettext_lazy("Setoran uang muka tercatat."),
}  # fmt: skip


def form_for(here: Here, request: HttpRequest, found: payment.Claim, name: str) -> DeedForm:
    if name == "papers":
        with contracts.law_of(here.programme):
            return PaperForm(here, request, file=payment.file_of(here.programme, found, here.today), address=request.path, mark="berkas")
    kinds: dict[str, tuple[type[DeedForm], str]] = {
        "return": (ReasonForm, "kembali"), "withdraw": (WithdrawForm, "tarik"), "approve": (ApproveForm, "setuju"), "pay": (PaidForm, "cair"),
        "returned": (ReturnedForm, "setor"),
    }  # fmt: skip
    kind, mark = kinds[name]
    return kind(here, request, address=request.path, mark=mark)


def act(here: Here, found: payment.Claim, name: str, form: DeedForm, about: Said) -> ledger.Entry | str:
    if isinstance(form, PaperForm):
        return actions.show_papers(here.programme, claim=found.claim, **form.said(), **about)
    if name == "return":
        return actions.return_claim(here.programme, claim=found.claim, **form.typed, **about)
    if name == "withdraw":
        return actions.withdraw_claim(here.programme, claim=found.claim, **form.typed, **about)
    if name == "approve":
        return actions.approve_payment(here.programme, claim=found.claim, **about)
    if isinstance(form, ReturnedForm):
        return actions.return_advance(here.programme, payment=found.payment.payment, **form.typed, **about)
    return actions.record_payment(here.programme, payment=found.payment.payment, **form.typed, **about)


