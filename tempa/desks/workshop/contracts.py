"""My contracts, at the desk and by a link: what holds, what waits for me, what I owe and get; offer, signature, particulars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.contracts import actions, law, rules
from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.contracts.papers import NAMES
from tempa.contracts.queries.mine import Mine, mine_named, of_workshop, papers_for
from tempa.demand import queries as demand
from tempa.desks.frame import dossiers
from tempa.desks.frame.contracts.speech import STAGES, missing_words, stage_of
from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkForm, LinkHere, link_door
from tempa.desks.frame.offers import PriceField
from tempa.desks.frame.papers import handed_out
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.vendor_form import LinkVendorForm, VendorFields, lacking_of
from tempa.desks.frame.words import day_words, language, number, rp, share
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry

Place = Here | LinkHere
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
    on = forms.DateField(
        label=gettext_lazy("Tanggal tanda tangan"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."), "required": gettext_lazy("Pilih tanggalnya.")},
    )  # fmt: skip
    copy = PaperField(
        label=gettext_lazy("Foto atau PDF kontrak bertanda tangan"), help_text=gettext_lazy("Boleh menyusul: serahkan aslinya kepada OPD.")
    )

    @property
    def said(self) -> dict[str, Any]:
        kept = self.cleaned_data["copy"]
        return {"on": self.cleaned_data["on"], "signatory": self.cleaned_data["signatory"], "copy": Copy(kept.content, kept.name, kept.media_type)
                if kept else None}  # fmt: skip


class LinkSign(SignForm, LinkForm):
    """The same on the page of a link."""


@dataclass(frozen=True)
class Way:
    """How somebody came: the frame of the page, how a form stands in it, where its pages are."""

    here: Any
    is_link: bool

    def to(self, page: str, *args: str) -> str:
        return self.here.address(f"link-{page}", *args) if self.is_link else reverse(f"workshop-{page}", args=args)

    @property
    def context(self) -> dict[str, Any]:
        if self.is_link:
            return {"base": "link_base.html", "deed_template": "link_deed.html", "link_here": self.here, "list": "rows", "way": self}
        return {"base": "base.html", "deed_template": "deed.html", "section": "workshop-contracts", "list": "offers", "way": self}

    @property
    def contracts(self) -> str:
        return self.to("contracts")

    @property
    def particulars(self) -> str:
        return self.to("particulars")

    @property
    def materials(self) -> str:
        return self.to("materials")

    @property
    def dossier(self) -> str:
        return self.to("dossier")

    @property
    def dossier_folder(self) -> str:
        return self.to("dossier-folder")


def way_of(here: Place) -> Way:
    return Way(here, isinstance(here, LinkHere))


@door("workshop", "teacher")
def contracts_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return contracts_page(request, here)


@link_door("contract")
def contracts_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return contracts_page(request, here)


@door("workshop", "teacher")
def contract_at_desk(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    return contract_page(request, here, contract)


@link_door("contract")
def contract_by_link(request: HttpRequest, here: LinkHere, contract: str) -> HttpResponse:
    return contract_page(request, here, contract)


@door("workshop", "teacher")
def paper_at_desk(request: HttpRequest, here: Here, contract: str, sha256: str) -> HttpResponse:
    return paper(request, here, contract, sha256)


@link_door("contract")
def paper_by_link(request: HttpRequest, here: LinkHere, contract: str, sha256: str) -> HttpResponse:
    return paper(request, here, contract, sha256)


@door("workshop", "teacher")
def particulars_at_desk(request: HttpRequest, here: Here, workshop: str = "") -> HttpResponse:
    return particulars_page(request, here, workshop)


@link_door("contract")
def particulars_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return particulars_page(request, here)


@require_GET
@door("workshop", "teacher")
def dossier_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return dossiers.as_pdf(here, here.subject)


@require_GET
@door("workshop", "teacher")
def folder_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return dossiers.as_folder(here, here.subject)


@link_door("contract")
def dossier_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return dossiers.as_pdf(here, here.subject)


@link_door("contract")
def folder_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return dossiers.as_folder(here, here.subject)


def contracts_page(request: HttpRequest, here: Place) -> HttpResponse:
    """All my contracts, what holds and what waits for me first; what is missing from me and from my members."""
    way, mine = way_of(here), of_workshop(here.programme, here.subject)
    lacking = lacking_of(contracts.vendor_particulars(here.programme, here.subject))
    agencies, names = demand.agency_names(here.programme), registry.workshop_names(here.programme)
    return render(request, "workshop/contracts.html", {
        "title": _("Kontrak saya"), "answer": answer(mine, lacking), "lacking": said(lacking) if mine else "",
        "rows": [row(m, way, agencies, names) for m in mine], "members": members(here, way, mine, names), **way.context,
    })  # fmt: skip


def answer(mine: Sequence[Mine], lacking: Sequence[str]) -> str:
    """`2 kontrak berlaku, 1 menunggu tanda tangan Anda. Yang kurang dari bengkel: rekening, NPWP.`"""
    if not mine:
        return _("Belum ada kontrak untuk Anda. Kontrak muncul di sini setelah OPD menyusunnya dari rencana yang disetujui.")
    stages = [stage_of(m.contract) for m in mine]
    own = [stage for m, stage in zip(mine, stages, strict=True) if m.is_vendor]
    counts = [
        (stages.count("in_force"), ngettext("%(n)s kontrak berlaku", "%(n)s kontrak berlaku", stages.count("in_force"))),
        (own.count("signed"), _("%(n)s menunggu tanda tangan Anda")), (own.count("drafted"), _("%(n)s menunggu penawaran Anda")),
        (stages.count("ended"), _("%(n)s berakhir")),
    ]  # fmt: skip
    other = len(mine) - sum(n for n, _words in counts)
    counts.append((other, _("%(n)s sedang diurus")))
    told = ", ".join(words % {"n": number(n)} for n, words in counts if n)
    if not lacking:
        return f"{told}."
    return _("%(told)s. Yang kurang dari Anda: %(what)s.") % {"told": told, "what": said(lacking)}


def said(lacking: Sequence[str]) -> str:
    return ", ".join(missing_words(what) for what in lacking)


def row(m: Mine, way: Way, agencies: dict[str, str], names: dict[str, str]) -> dict[str, Any]:
    """A contract in the list."""
    stage = stage_of(m.contract)
    waits = m.is_vendor and stage in ("drafted", "signed")
    return {
        "mine": m, "address": way.to("contract", m.contract.contract), "tag": "late" if waits else STAGES[stage][0], "stage": stage_words(m, stage),
        "agency": agencies.get(m.contract.agency, m.contract.agency), "lead": "" if m.is_vendor else names.get(m.contract.vendor, m.contract.vendor),
    }  # fmt: skip


def stage_words(m: Mine, stage: str) -> str:
    if m.is_vendor and stage == "signed":
        return _("menunggu tanda tangan Anda")
    if m.is_vendor and stage == "drafted":
        return _("menunggu penawaran Anda")
    return str(STAGES[stage][1])


def members(here: Place, way: Way, mine: Sequence[Mine], names: dict[str, str]) -> list[dict[str, Any]]:
    """The members and schools under my contracts, with what their particulars lack; a link tells no more than that."""
    codes = sorted({code for m in mine for code in m.owes})
    stated = contracts.vendors_stated(here.programme) if codes else {}
    own = {w.key for w in registry.workshops(here.programme).filter(lead=here.subject)} if codes else set()
    return [
        {"name": names.get(code, code), "lacking": said(lacking_of(stated.get(code))),
         "address": way.to("particulars-of", code) if code in own and not way.is_link else ""}
        for code in codes
    ]  # fmt: skip


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
    is_sent = any(name.startswith(PRICE) for name in request.POST)
    return (LinkOffer if way.is_link else OfferForm)(here, request if is_sent else None, mine=m, mark="tawar")


def sign_form(request: HttpRequest, here: Place, m: Mine, way: Way, stage: str) -> SignForm | None:
    if not m.is_vendor or stage != "signed":
        return None
    stated = contracts.vendor_particulars(here.programme, here.subject)
    initial = {"on": here.today, "signatory": stated.representative if stated else ""}
    form: Any = LinkSign if way.is_link else SignForm
    made: SignForm = form(here, request if "signatory" in request.POST else None, initial=initial, mark="tanda")
    return made


def sent_again(request: HttpRequest, here: Place) -> HttpResponse:
    """A form that came twice is answered as the first time; one that came too late is told that it changed nothing."""
    form = DeedForm(here, request)  # type: ignore[arg-type]  # it asks of a place what a link's place has too
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
        found.append((_("Ditahan selama pemeliharaan"), f"{share(kept)}, {rp(int(kept * c.value))}"))
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


def paper_names() -> dict[Any, str]:
    return {kind: said.english if language() == "en" else said.indonesian for kind, said in NAMES.items()}


def paper(request: HttpRequest, here: Place, contract: str, sha256: str) -> HttpResponse:
    m = mine_named(here.programme, here.subject, contract)
    if m is None or sha256 not in {s for p in papers_for(m) for s in (p.sha256, p.signed_sha256) if s}:
        raise Http404
    return handed_out(request, here.programme, sha256)


def particulars_page(request: HttpRequest, here: Place, workshop: str = "") -> HttpResponse:
    """What papers must say of me, or, at the desk of its lead, of a member."""
    way, code = way_of(here), workshop or here.subject
    site = registry.workshop_named(here.programme, code)
    if site is None or here.subject not in (site.key, site.lead):
        raise Http404
    stated, is_own = contracts.vendor_particulars(here.programme, code), code == here.subject and not way.is_link
    form = (LinkVendorForm if way.is_link else VendorFields)(here, request, site=site, stated=stated, is_own=is_own)
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_vendor(here.programme, **form.said(), **deed), to=lambda _: f"{request.path}?tersimpan=1",
    )  # fmt: skip
    lacking = lacking_of(stated)
    return gone_on or render(request, "workshop/particulars.html", {
        "title": _("Data kontrak %(name)s") % {"name": site.name}, "form": form, "lacking": said(lacking), "stated": stated, "is_own": is_own,
        "is_saved": request.method == "GET" and "tersimpan" in request.GET, **way.context,
    }, status=form.status)  # fmt: skip
