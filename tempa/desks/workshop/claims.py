"""A vendor's claims by its link: one button for each thing that may be claimed, how its claims stand, its papers, and taking one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tempa.contracts import queries as contracts
from tempa.contracts.law import Check, may_be_paid
from tempa.demand import queries as demand
from tempa.desks.frame.deeds import FormShape, Said, Untouchable, sent_as
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.link_door import LinkForm, LinkHere, link_door
from tempa.desks.frame.payment.speech import KINDS, STAGES, holder_words, stage_of
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import day_words, language, number, rp
from tempa.ledger import queries as ledger
from tempa.payment import actions, rules
from tempa.payment import queries as payment
from tempa.payment.actions.claims import Shown

ON_A_PAGE = 20
OPEN = ("submitted", "complete")
WHAT: dict[str, Words] = {"advance": gettext_lazy("Uang muka"), "retention": gettext_lazy("Retensi yang ditahan")}


class AskForm(LinkForm):
    """One button: this much is claimed. The amount goes along, so that nobody claims another than they read."""

    what = forms.CharField(widget=Untouchable, max_length=200)
    amount = WholeNumberField(widget=Untouchable)

    def __init__(self, here: LinkHere, request: HttpRequest | None = None, *, one: payment.Askable, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **(FormShape(initial={"what": name_of(one), "amount": one.amount}) | more))
        self.one = one

    def clean_amount(self) -> int:
        if self.cleaned_data["amount"] != self.one.amount:
            self.carry("amount", self.one.amount)
            raise forms.ValidationError(
                _("Jumlahnya berubah sejak halaman ini dibuka: sekarang %(amount)s. Bila itu benar, tekan lagi.") % {"amount": rp(self.one.amount)}
            )
        return self.one.amount


class ShowForm(LinkForm):
    """A paper that the vendor brings: its number or its picture."""

    send = gettext_lazy("Kirim berkas")

    paper = forms.ChoiceField(label=gettext_lazy("Berkas"))
    number = forms.CharField(label=gettext_lazy("Nomor"), max_length=120, required=False)
    dated = DayField(label=gettext_lazy("Tanggal berkas"), required=False)
    until = DayField(label=gettext_lazy("Berlaku sampai (bila ada batasnya)"), required=False)
    file = PaperField(label=gettext_lazy("Foto atau PDF"))

    def __init__(self, here: LinkHere, request: HttpRequest | None = None, *, lacking: list[Check], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["paper"].choices = [(c.paper.id, paper_words(c)) for c in lacking]  # type: ignore[attr-defined]

    def clean(self) -> Said:
        said = super().clean() or {}
        if not said.get("number") and not said.get("file") and "file" not in self.errors:
            self.add_error("number", _("Tulis nomor berkasnya, atau lampirkan foto atau PDF."))
        return said

    def shown(self) -> dict[str, Shown]:
        said, file = self.cleaned_data, self.cleaned_data["file"]
        kept = (file.content, file.name, file.media_type) if file else None
        return {said["paper"]: Shown(said["number"], said["dated"], said["until"], kept)}


class AllHereForm(LinkForm):
    """Every paper is at hand, the last of them as a signed copy: said with one button."""

    send = gettext_lazy("Nyatakan berkas lengkap")

    ready = forms.CharField(widget=Untouchable, initial="1")


class WithdrawForm(LinkForm):
    """The vendor takes its claim back."""

    send = gettext_lazy("Tarik tagihan ini")

    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)


@dataclass(frozen=True)
class Standing:
    """A claim as its vendor reads it."""

    claim: payment.Claim
    tag: str
    stage: Words
    words: str
    lacking: list[tuple[str, list[str]]]
    address: str

    @property
    def kind(self) -> Words:
        return KINDS[self.claim.kind]


def name_of(one: payment.Askable) -> str:
    return f"{one.contract}|{one.asked}|{one.budget_line}"


def paper_words(check: Check) -> str:
    return check.paper.english if language() == "en" else check.paper.name


@link_door(rules.PAYMENT)
def claims_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    """What I may claim, each with its button, and my claims, those that wait first."""
    if is_sent_again(request, here):
        return HttpResponseRedirect(f"{request.path}?tersimpan=1")
    mine = list(contracts.contracts(here.programme).filter(vendor=here.subject).exclude(countersigned_on=None).order_by("contract"))
    asks = []
    for one in (one for c in mine for one in payment.askable(here.programme, c)):
        form = AskForm(here, sent_as(request, "what", name_of(one)), one=one)
        gone_on = form.carried_out(request, lambda one=one, **deed: submitted(here, one, deed), to=lambda _code: f"{request.path}?tersimpan=1")
        if gone_on:
            return gone_on
        asks.append(form)
    made = payment.claims(here.programme, vendor=here.subject)
    rows = sorted(made, key=lambda c: stage_of(c) not in (*OPEN, "approved"))
    page, pages = page_of(request, len(rows))
    agencies = demand.agency_names(here.programme)
    return render(request, "workshop/link_claims.html", {
        "title": _("Tagihan saya"), "link_here": here, "answer": answer(mine, asks, rows), "is_saved": "tersimpan" in request.GET,
        "is_late": sent_as(request, "what") is not None and not any(form.is_bound for form in asks),
        "asks": asks_by_contract(asks, {c.contract: agencies.get(c.agency, c.agency) for c in mine}, here.today),
        "rows": [standing(here, c) for c in rows[(page - 1) * ON_A_PAGE:page * ON_A_PAGE]], "page": page, "pages": range(1, pages + 1),
    }, status=max((form.status for form in asks), default=200))  # fmt: skip


def is_sent_again(request: HttpRequest, here: LinkHere) -> bool:
    """Whether this form was carried out before: it is answered as the first time, though what it asked for is no longer offered."""
    form = LinkForm(here, request)
    return form.is_bound and form.is_valid() and ledger.is_recorded(here.programme, form.cleaned_data["identity"])


def submitted(here: LinkHere, one: payment.Askable, deed: Said) -> str:
    amount = 0 if one.asked == "delivery" else one.amount
    return actions.submit_claim(
        here.programme, contract=one.contract, asked=one.asked, budget_line=one.budget_line, serials=one.serials, amount=amount, **deed
    )


def page_of(request: HttpRequest, rows: int) -> tuple[int, int]:
    """(the page that is asked for, how many there are)."""
    pages, asked = max(1, -(-rows // ON_A_PAGE)), request.GET.get("hal", "1")
    return min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1, pages


def asks_by_contract(asks: list[AskForm], agencies: dict[str, str], today: date) -> list[dict[str, Any]]:
    """The buttons under the contract to which they belong; the budget line is said where a contract has several for the same."""
    found: dict[str, list[dict[str, Any]]] = {}
    for form in asks:
        one = form.one
        same = [f for f in asks if (f.one.contract, f.one.asked) == (one.contract, one.asked)]
        found.setdefault(one.contract, []).append({
            "form": form, "words": ask_words(one, today), "line": one.budget_line if len(same) > 1 else "", "amount": rp(one.amount),
        })  # fmt: skip
    return [{"contract": code, "agency": agencies[code], "asks": rows} for code, rows in found.items()]


def ask_words(one: payment.Askable, today: date) -> str:
    if one.guaranteed_until is not None and today < one.guaranteed_until:
        until = day_words(one.guaranteed_until)
        return _("Retensi yang ditahan. Tanpa syarat mulai %(day)s; sebelum itu perlu jaminan pemeliharaan") % {"day": until}
    if one.asked != "delivery":
        return str(WHAT[one.asked])
    n = len(one.serials)
    return ngettext("%(n)s mesin yang sudah diterima OPD", "%(n)s mesin yang sudah diterima OPD", n) % {"n": number(n)}


def answer(mine: list[contracts.Contract], asks: list[AskForm], rows: list[payment.Claim]) -> str:
    """`Dapat ditagih sekarang Rp12.000.000. 2 tagihan belum dibayar, seluruhnya Rp30.000.000 tanpa PPN.`"""
    if not mine:
        return _("Belum ada kontrak yang Anda tanda tangani sebagai penyedia. Bila Anda membuat mesin di bawah IKM Induk, tagihannya diajukan "
                 "IKM Induk; hak Anda ada di halaman Uang saya.")  # fmt: skip
    now = _("Dapat ditagih sekarang %(sum)s tanpa PPN.") % {"sum": rp(sum(form.one.amount for form in asks))} if asks else _(
        "Sekarang tidak ada yang dapat ditagih. Mesin dapat ditagih setelah OPD menerimanya.")  # fmt: skip
    waiting = [c for c in rows if stage_of(c) in (*OPEN, "approved")]
    if not waiting:
        return now
    return now + " " + _("%(n)s tagihan belum dibayar, seluruhnya %(sum)s tanpa PPN.") % {
        "n": number(len(waiting)), "sum": rp(sum(c.amount for c in waiting))}  # fmt: skip


def standing(here: LinkHere, claim: payment.Claim) -> Standing:
    stage = stage_of(claim)
    lacking: dict[str, list[str]] = {}
    for check in lacking_of(here, claim) if stage in OPEN else ():
        lacking.setdefault(holder_words(check, you=_("Anda")), []).append(paper_words(check))
    words = stage_words(claim, stage, sum(map(len, lacking.values())))
    return Standing(claim, *STAGES[stage], words, sorted(lacking.items()), here.address("link-claim", claim.claim))


def checks_of(here: LinkHere, claim: payment.Claim) -> tuple[Check, ...]:
    with contracts.law_of(here.programme):
        return payment.file_of(here.programme, claim, here.today)


def lacking_of(here: LinkHere, claim: payment.Claim) -> list[Check]:
    return [c for c in checks_of(here, claim) if c.state != "ada"]


def stage_words(claim: payment.Claim, stage: str, lacking: int) -> str:
    """How a claim stands, in a sentence."""
    made: Any = getattr(claim, "payment", None)
    if stage == "withdrawn":
        return _("Ditarik atau dikembalikan: %(why)s.") % {"why": claim.ended_why.rstrip(".")}
    if stage == "paid":
        paid = {"net": rp(made.net), "day": day_words(made.paid_on), "number": made.sp2d}
        return _("Dibayar %(net)s tanggal %(day)s, SP2D nomor %(number)s.") % paid
    if stage == "approved":
        return _("Disetujui %(day)s: %(net)s, menunggu pencairan.") % {"net": rp(made.net), "day": day_words(made.approved_on)}
    if lacking:
        return ngettext("%(n)s berkas belum ada.", "%(n)s berkas belum ada.", lacking) % {"n": number(lacking)}
    if claim.complete_on is not None:
        return _("Berkas lengkap sejak %(day)s, menunggu persetujuan OPD.") % {"day": day_words(claim.complete_on)}
    return _("Semua berkas ada, tetapi belum ada yang menyatakannya lengkap.")


@link_door(rules.PAYMENT)
def claim_by_link(request: HttpRequest, here: LinkHere, claim: str) -> HttpResponse:
    """One claim of mine: its papers and with whom each lies, a paper shown, the claim taken back."""
    found = payment.claim_named(here.programme, claim)
    if found is None or found.vendor != here.subject:
        raise Http404
    if is_sent_again(request, here):
        return HttpResponseRedirect(f"{request.path}?tersimpan=1")
    stage = stage_of(found)
    checks = checks_of(here, found) if stage in OPEN else ()
    shown = forms_of(here, request, found, checks) if stage in OPEN else {}
    for key, form in shown.items():
        gone_on: HttpResponse | None = form.carried_out(request, lambda key=key, form=form, **deed: act(here, claim, key, form, deed),
                                   to=lambda _entry: f"{request.path}?tersimpan=1")  # fmt: skip
        if gone_on:
            return gone_on
    return render(request, "workshop/link_claim.html", {
        "title": _("Tagihan %(code)s") % {"code": claim}, "link_here": here, "one": standing(here, found),
        "is_saved": "tersimpan" in request.GET, "is_late": request.method == "POST" and not any(f.is_bound for f in shown.values()),
        "checks": [(paper_words(c), holder_words(c, you=_("Anda")), c.state) for c in checks], "paid": getattr(found, "payment", None),
        "serials": list(found.units.values_list("serial", flat=True).order_by("serial")), **shown,
    }, status=max((form.status for form in shown.values()), default=200))  # fmt: skip


def forms_of(here: LinkHere, request: HttpRequest, found: payment.Claim, checks: tuple[Check, ...]) -> dict[str, Any]:
    """What I can do about my claim while nobody has approved it."""
    mine = [c for c in checks if c.state != "ada" and c.paper.id in payment.BY_VENDOR]
    shown: dict[str, Any] = {"withdraw": WithdrawForm(here, sent_as(request, "reason"), mark="tarik")}
    if mine:
        shown["papers"] = ShowForm(here, sent_as(request, "paper"), lacking=mine, mark="berkas")
    elif found.complete_on is None and may_be_paid(checks):
        shown["all_here"] = AllHereForm(here, sent_as(request, "ready"), mark="lengkap")
    return shown


def act(here: LinkHere, claim: str, key: str, form: Any, deed: Said) -> ledger.Entry:
    if key == "withdraw":
        return actions.withdraw_claim(here.programme, claim=claim, **form.typed, **deed)
    return actions.show_papers(here.programme, claim=claim, papers=form.shown() if key == "papers" else {}, **deed)
