"""One contract of mine: what it says of me, what it waits for, my offer and my signature, its papers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.contracts import actions, law, rules
from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.contracts.papers import NAMES
from tempa.contracts.papers.problem import Kind
from tempa.contracts.queries.mine import Mine, mine_named, papers_for
from tempa.demand import queries as demand
from tempa.desks.frame.contracts.speech import STAGES, missing_words, stage_of
from tempa.desks.frame.deeds import DeedForm, FormShape, Said, rows_sent, sent_as
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.link_door import LinkForm
from tempa.desks.frame.offers import PriceField
from tempa.desks.frame.papers import handed_out
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.words import day_words, language, number, rp, share
from tempa.desks.workshop.contract_ways import Place, Way, stage_words, way_of
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry

PRICE = "price-"


class OfferForm(DeedForm):
    """What I ask for each item of a contract."""

    send = gettext_lazy("Kirim penawaran")

    def __init__(self, here: Any, request: HttpRequest | None = None, *, mine: Mine, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        names, estimates = catalogue.type_names(here.programme), catalogue.prices(here.programme)
        for i in mine.items:
            self.fields[PRICE + i.item] = PriceField(estimates[i.type], label=_("%(n)s × %(type)s, lot %(lot)s") % {
                "n": number(i.quantity), "type": names.get(i.type, i.type), "lot": i.lot,
            }, help_text=_("HPS %(price)s") % {"price": rp(estimates[i.type])})  # fmt: skip
            self.initial[PRICE + i.item] = number(i.asked_price or i.unit_price)

    @property
    def asked(self) -> dict[str, int]:
        typed = {name.removeprefix(PRICE): value for name, value in self.cleaned_data.items() if name.startswith(PRICE)}
        return {item: int(value) if value else 0 for item, value in typed.items()}


class LinkOffer(OfferForm, LinkForm):
    """The same on the page of a link."""


class SignForm(DeedForm):
    """I sign what the agency has signed."""

    send = gettext_lazy("Saya menandatangani kontrak ini")

    signatory = forms.CharField(label=gettext_lazy("Nama yang menandatangani"), max_length=200, required=False)
    on = DayField(
        label=gettext_lazy("Tanggal tanda tangan"),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."), "required": gettext_lazy("Pilih tanggalnya.")},
    )  # fmt: skip
    copy = PaperField(
        label=gettext_lazy("Foto atau PDF kontrak bertanda tangan"), help_text=gettext_lazy("Boleh menyusul: serahkan aslinya kepada OPD.")
    )

    @property
    def said(self) -> Said:
        kept = self.cleaned_data["copy"]
        return {"on": self.cleaned_data["on"], "signatory": self.cleaned_data["signatory"], "copy": Copy(kept.content, kept.name, kept.media_type)
                if kept else None}  # fmt: skip


class LinkSign(SignForm, LinkForm):
    """The same on the page of a link."""


def contract_page(request: HttpRequest, here: Place, contract: str) -> HttpResponse:
    """One contract on a phone: what it says of me, and what I do next."""
    m, way = mine_named(here.programme, here.subject, contract), way_of(here)
    if m is None:
        raise Http404
    stage = stage_of(m.contract)
    offer, sign = offer_form(request, here, m, way, stage), sign_form(request, here, m, way, stage)
    gone_on = None
    if offer is not None and offer.is_bound:
        gone_on = offer.carried_out(
            request, lambda **deed: actions.receive_offer(here.programme, contract=contract, on=here.today, asked=offer.asked, **deed),
            to=lambda _: f"{request.path}?tersimpan=1",
        )  # fmt: skip
    elif sign is not None and sign.is_bound:
        gone_on = sign.carried_out(
            request, lambda **deed: actions.countersign(here.programme, contract=contract, **sign.said, **deed),
            to=lambda _: f"{request.path}?tersimpan=1",
        )  # fmt: skip
    elif request.method == "POST":  # sent again, or too late: the page says how it stands
        gone_on = sent_again(request, here)
    status = next((f.status for f in (offer, sign) if f is not None and f.status != 200), 200)
    return gone_on or render(request, "workshop/contract.html", {
        "title": _("Kontrak %(code)s") % {"code": contract}, "m": m, "c": m.contract, "stage": stage, "stage_words": stage_words(m, stage),
        "tag": STAGES[stage][0], "answer": contract_answer(here, m, stage), "facts": facts(here, m, stage), "items": items(here, m),
        "owed": owed(here, m), "missing": missing(here, m), "offer": offer, "sign": sign, "papers": papers(way, m),
        "is_saved": "tersimpan" in request.GET, "is_late": "terlambat" in request.GET, **way.context,
    }, status=status)  # fmt: skip


def offer_form(request: HttpRequest, here: Place, m: Mine, way: Way, stage: str) -> OfferForm | None:
    if not m.is_vendor or stage not in ("drafted", "offered"):
        return None
    return (LinkOffer if way.is_link else OfferForm)(here, request if rows_sent(request, PRICE) else None, mine=m, mark="tawar")


def sign_form(request: HttpRequest, here: Place, m: Mine, way: Way, stage: str) -> SignForm | None:
    if not m.is_vendor or stage != "signed":
        return None
    stated = contracts.vendor_particulars(here.programme, here.subject)
    initial = {"on": here.today, "signatory": stated.representative if stated else ""}
    form: Any = LinkSign if way.is_link else SignForm
    made: SignForm = form(here, sent_as(request, "signatory"), initial=initial, mark="tanda")
    return made


def sent_again(request: HttpRequest, here: Place) -> HttpResponse:
    """A form that came twice is answered as the first time; one that came too late is told that it changed nothing."""
    form = DeedForm(here, request)
    is_there = form.is_valid() and ledger.is_recorded(here.programme, form.cleaned_data["identity"])
    return HttpResponseRedirect(f"{request.path}?{'tersimpan' if is_there else 'terlambat'}=1")


def contract_answer(here: Place, m: Mine, stage: str) -> str:
    """What the reader came for: how it stands, how many machines, how much, until when."""
    what = {"n": number(m.units), "rp": rp(m.gets), "due": day_words(m.contract.due_on)}
    if m.is_vendor:
        whole = _("%(n)s mesin seharga %(rp)s tanpa PPN, selesai paling lambat %(due)s.") % what
    else:
        whole = _("Bagian Anda: %(n)s mesin, Anda menerima %(rp)s dari IKM Induk, selesai paling lambat %(due)s.") % what
    return {
        "drafted": _("Menunggu penawaran Anda.") if m.is_vendor else _("Masih konsep."), "offered": _("Penawaran sudah diterima OPD."),
        "negotiated": _("Harga disepakati; menunggu tanda tangan OPD."),
        "signed": _("OPD sudah menandatangani; menunggu tanda tangan Anda.") if m.is_vendor else _("Menunggu tanda tangan IKM Induk."),
        "in_force": _("Kontrak berlaku."), "ended": _("Kontrak berakhir."), "withdrawn": _("Kontrak ditarik."),
    }[stage] + " " + whole  # fmt: skip


def facts(here: Place, m: Mine, stage: str) -> list[tuple[str, str]]:
    """What a contract says, each in a few words."""
    c, names = m.contract, registry.workshop_names(here.programme)
    found = [(_("Pembeli"), demand.agency_names(here.programme).get(c.agency, c.agency))]
    if not m.is_vendor:
        found.append((_("IKM Induk"), names.get(c.vendor, c.vendor)))
    if c.number and m.is_vendor:
        found.append((_("Nomor"), c.number))
    if c.starts_on is not None:
        days = {"a": day_words(c.starts_on), "b": day_words(c.due_on), "n": number(rules.days_between(c.starts_on, c.due_on))}
        found.append((_("Waktu"), _("%(a)s sampai %(b)s, %(n)s hari kalender") % days))
    else:
        found.append((_("Selesai paling lambat"), day_words(c.due_on)))
    if m.is_vendor:
        found += money_facts(here, c)
    if c.risk_from is not None:
        who = {"day": day_words(c.risk_from), "who": c.risk_by.name if c.risk_by else ""}
        found.append((_("Boleh mulai sebelum berlaku"), _("sejak %(day)s, oleh %(who)s") % who))
    return found


def money_facts(here: Place, c: contracts.Contract) -> list[tuple[str, str]]:
    """Advance, what is kept back, VAT and the penalty of a late day, in rupiah and in words."""
    advance, kept = Fraction(c.advance_rate), Fraction(c.retention_rate)
    found = [(_("Uang muka"), _("%(share)s, yaitu %(rp)s; diminta setelah kontrak berlaku") % {
        "share": share(advance), "rp": rp(int(advance * c.value)),
    } if advance else _("tidak ada"))]  # fmt: skip
    if kept:
        until = _("selama %(n)s bulan sejak mesin terakhir diterima") % {"n": c.maintenance_months} if c.maintenance_months else _(
            "sampai semua mesin diterima")
        found.append((_("Retensi (ditahan dari tiap pembayaran)"), f"{share(kept)}, {rp(int(kept * c.value))}, {until}"))
    if c.first_run:
        found.append((_("Pembayaran"), _("sesudah tiap mesin dicoba di tempat penerima dan operatornya dilatih")))
    if c.signed_on is not None:
        found.append((_("PPN"), rp(c.vat) if c.vat else _("tidak dipungut")))
    found.append((_("Denda bila terlambat"), penalty(here, c)))
    return found


def penalty(here: Place, c: contracts.Contract) -> str:
    """The penalty of one late day by the rule of the contract's day, as somebody says it who must pay it."""
    with contracts.law_of(here.programme):
        rate = law.rule("late_penalty", c.signed_on or here.today).share("per_day")
    told = {"n": number(int(rate * 1000)), "rp": rp(int(rate * c.value))}
    if c.separable:
        return _("%(n)s rupiah tiap seribu rupiah, tiap hari, dari harga mesin yang terlambat saja. Bila semuanya terlambat sehari: %(rp)s.") % told
    return _("%(n)s rupiah tiap seribu rupiah, tiap hari, dari seluruh nilai kontrak: %(rp)s sehari.") % told


def items(here: Place, m: Mine) -> list[dict[str, Any]]:
    """The machines with their prices: to the agency and to the maker for who signs, one's own price alone for who makes."""
    types, names = catalogue.type_names(here.programme), registry.workshop_names(here.programme)
    return [
        {"item": i, "type": types.get(i.type, i.type), "price": i.unit_price if m.is_vendor else i.maker_price,
         "sum": i.quantity * (i.unit_price if m.is_vendor else i.maker_price),
         "maker": names.get(i.maker, i.maker) if m.is_vendor and i.maker != m.workshop else "", "maker_price": i.maker_price}
        for i in m.items
    ]  # fmt: skip


def owed(here: Place, m: Mine) -> list[tuple[str, int]]:
    names = registry.workshop_names(here.programme)
    return [(names.get(code, code), amount) for code, amount in m.owes.items()]


def missing(here: Place, m: Mine) -> list[dict[str, str]]:
    """What the contract waits for: for who signs all of it with whom it lies, else whether it holds."""
    if not m.is_vendor or stage_of(m.contract) in ("ended", "withdrawn"):
        return []
    holders = {"agency": _("OPD"), "vendor": _("Anda"), "park": _("taman sains")}
    found = contracts.Readiness(here.programme, here.today).of(m.contract, {i.type for i in m.items})
    return [{"what": missing_words(one.what), "who": holders[one.lies_with], "since": day_words(one.since)} for one in found]


def papers(way: Way, m: Mine) -> list[dict[str, Any]]:
    """The papers that I may have, each as it was made and as it was signed."""
    from_kind = {str(kind): words for kind, words in paper_names().items()}
    return [
        {"number": p.number, "kind": from_kind.get(p.kind, p.kind), "dated": p.dated,
         "made": way.to("contract-paper", m.contract.contract, p.sha256) if p.sha256 else "",
         "signed": way.to("contract-paper", m.contract.contract, p.signed_sha256) if p.signed_sha256 else ""}
        for p in papers_for(m)
    ]  # fmt: skip


def paper_names() -> dict[Kind, str]:
    return {kind: said.english if language() == "en" else said.indonesian for kind, said in NAMES.items()}


def paper(request: HttpRequest, here: Place, contract: str, sha256: str) -> HttpResponse:
    m = mine_named(here.programme, here.subject, contract)
    if m is None or sha256 not in {s for p in papers_for(m) for s in (p.sha256, p.signed_sha256) if s}:
        raise Http404
    return handed_out(request, here.programme, sha256)
