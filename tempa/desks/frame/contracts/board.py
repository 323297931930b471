"""The board of contracts: how far each is, what it waits for, with whom and since when; and what is done to many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Unpack
from uuid import UUID, uuid5

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import actions
from tempa.contracts import queries as contracts
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.contracts.speech import (
    STAGES,
    board_answer,
    missing_words,
    since_words,
    stage_of,
    stage_words,
    waiting_of,
)
from tempa.desks.frame.deeds import Deed, DeedForm
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column
from tempa.desks.frame.words import day, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused

AT_ONCE = 300  # contracts of one bulk deed: what a request can carry out while somebody waits
CONTRACTS = ("contracts",)
LOTS = ("contracts", "allocation")


class ManyForm(DeedForm):
    """What is done to all contracts that the filter shows and that are far enough."""

    opd = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput({"id": False}))
    cari = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput({"id": False}))


class OffersForm(ManyForm):
    """Offers as the makers stated them at the award are noted for every draft."""

    send = gettext_lazy("Catat penawaran menurut rencana")


class AgreeForm(ManyForm):
    """What was offered is agreed for every contract that has an offer."""

    send = gettext_lazy("Sepakati semua sesuai penawaran")

    why = forms.CharField(
        label=gettext_lazy("Dasar kesepakatan"), max_length=2000,
        initial=gettext_lazy("Penawaran tidak melebihi HPS dan disepakati sesuai penawaran."),
    )  # fmt: skip


def agency_of(here: Here) -> str:
    """Whose contracts a reader sees: an agency its own, the park all (blank)."""
    return here.subject if here.desk == "agency" else ""


def contracts_of(here: Here, *, withdrawn: bool = False) -> QuerySet[contracts.Contract]:
    found = contracts.all_contracts(here.programme) if withdrawn else contracts.contracts(here.programme)
    return found.filter(agency=agency_of(here)) if agency_of(here) else found


def board(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """All contracts with their stage; `sent` is a bulk form that came back."""
    names, to_contract, agency = figures.workshop_names(here), addresses(f"{here.desk}-contract"), agency_of(here)
    stages = here.known(f"contract-stages {agency}", lambda: contracts.stages(here.programme, agency), of=CONTRACTS)
    listing = Listing(
        title=_("Kontrak"), rows=contracts_of(here, withdrawn=request.GET.get("tahap") == "withdrawn"),
        total=None if request.GET.get("tahap") else stages.standing,
        columns=columns(here, names, to_contract), search=("contract", "number", "agency", "vendor"), filters=filters(here, names),
        prepare=lambda rows: with_waiting(here, rows), file_name=f"kontrak-{agency or here.programme.code}",
        empty=_("Belum ada kontrak. Kontrak disusun dari lot rencana yang disetujui, dengan tombol Susun kontrak di atas."),
    )  # fmt: skip
    free = uncontracted(here)
    answered = listing.respond(
        request, "contracts/board.html", section=f"{here.desk}-contracts", answer=board_answer(stages, free), uncontracted=free,
        bulk=sent or bulk_forms(request, here, stages),
    )
    answered.status_code = max((form.status for form in sent.values()), default=200)
    return answered


def uncontracted(here: Here) -> int:
    """How many lots, of the agency at its own desk, no contract holds."""
    agency = agency_of(here)
    if not agency:
        return here.known("uncontracted", lambda: contracts.uncontracted_count(here.programme), of=LOTS)
    found = here.known("free-lots", lambda: contracts.uncontracted_lots(here.programme), of=(*LOTS, "rows", "demand"))
    return sum(one.agency == agency for one in found)


def columns(here: Here, names: dict[str, str], to_contract: Callable[[str], str]) -> list[Column[Any]]:
    return [
        Column("contract", lambda c: c.contract, words=_("Kontrak"), sort="contract", link=lambda c: to_contract(c.contract)),
        Column("stage", lambda c: stage_words(stage_of(c)), words=_("Tahap"), tag=lambda c: STAGES[stage_of(c)][0], urgent=True),
        Column("agency", lambda c: c.agency, sort="agency"),
        Column("vendor", lambda c: names.get(c.vendor, c.vendor), words=_("Penyedia"), sort="vendor", wide=True),
        Column("value", lambda c: c.value, number, sort="value", numeric=True),
        Column("waits", lambda c: c.waiting.words, words=_("Menunggu"), wide=True, urgent=True),
        Column("holder", lambda c: c.waiting.holders, words=_("Ada pada")),
        Column("since", lambda c: c.waiting.since, lambda d: since_words(d, here.today), words=_("Sejak")),
        Column("due_date", lambda c: c.due_on, day, sort="due_on"),
        Column("number", lambda c: c.number or "", words=_("Nomor"), sort="number"),
    ]  # fmt: skip


def filters(here: Here, names: dict[str, str]) -> list[Filter]:
    stages = [(name, str(words)) for name, (_tag, words) in STAGES.items()]
    waits = {
        "drafted": missing_words("penawaran penyedia"), "offered": missing_words("kesepakatan harga"),
        "negotiated": missing_words("tanda tangan OPD"), "signed": missing_words("tanda tangan penyedia"),
        "agency": _("data OPD belum lengkap"), "vendor": _("data penyedia belum lengkap"),
    }  # fmt: skip
    found = [
        Filter("tahap", _("Tahap"), every(stages), lambda s: contracts.STAGE[s]),
        Filter("menunggu", _("Menunggu"), every(waits.items()), lambda w: waits_for(here, w)),
        Filter("penyedia", _("Penyedia"), every(sorted(names.items(), key=lambda kv: kv[1])), lambda v: Q(vendor=v)),
    ]  # fmt: skip
    agencies = Filter("opd", _("OPD"), every(figures.agency_names(here).items()), lambda a: Q(agency=a))
    return found if agency_of(here) else [agencies, *found]


def waits_for(here: Here, what: str) -> Q:
    return contracts.STAGE[what] if what in contracts.STAGE else contracts.lacking(here.programme, what, here.today)


def with_waiting(here: Here, rows: Sequence[Any]) -> Sequence[Any]:
    """Add to each contract what it waits for; what parties lack is read once for all of them."""
    readiness = contracts.Readiness(here.programme, here.today, {c.vendor for c in rows})
    types = contracts.types_by_contract(here.programme, rows) if readiness.objections else {}
    for c in rows:
        c.waiting = waiting_of(() if stage_of(c) in ("ended", "withdrawn") else readiness.of(c, types.get(c.pk, ())), is_short=True)
    return rows


# --- many at once ----------------------------------------------------------------------------------------------------


def bulk_forms(request: HttpRequest, here: Here, stages: contracts.Stages) -> dict[str, DeedForm]:
    """The bulk deeds for which there is a contract; they speak of what the page's filter shows."""
    kept = {name: request.GET.get(name, "")[:200] for name in ("opd", "cari")}
    found: dict[str, DeedForm] = {}
    if stages.counts["drafted"]:
        found["offers"] = OffersForm(here, address=reverse(f"{here.desk}-contracts-offers"), mark="tawar", initial=kept)
    if stages.counts["offered"]:
        found["agree"] = AgreeForm(here, address=reverse(f"{here.desk}-contracts-agree"), mark="sepakat", initial=kept)
    return found


def chosen(form: DeedForm, here: Here, stage: str) -> list[contracts.Contract]:
    """The contracts of the form's filter that are at a stage, as many as one request carries out."""
    found = contracts_of(here).filter(contracts.STAGE[stage])
    if form.cleaned_data["opd"] and not agency_of(here):
        found = found.filter(agency=form.cleaned_data["opd"])
    for word in form.cleaned_data["cari"].replace("\0", "").split()[:8]:
        found = found.filter(Q(contract__icontains=word) | Q(agency__icontains=word) | Q(vendor__icontains=word))
    return list(found.prefetch_related("items")[:AT_ONCE])


def offer_many(request: HttpRequest, here: Here) -> HttpResponse:
    """Note the makers' offers of the award as the vendors' offers, for all drafts of the filter."""
    form = OffersForm(here, request, address=request.path, mark="tawar")

    def one(c: contracts.Contract, **deed: Unpack[Deed]) -> ledger.Entry:
        asked = {i.item: i.offer_price for i in c.items.all()}
        return actions.receive_offer(here.programme, contract=c.contract, on=here.today, asked=asked, **deed)

    return carried_out_on_many(request, here, form, "drafted", one) or board(request, here, offers=form)


def agree_many(request: HttpRequest, here: Here) -> HttpResponse:
    """Agree to what was offered, for all contracts of the filter that have an offer."""
    form = AgreeForm(here, request, address=request.path, mark="sepakat")

    def one(c: contracts.Contract, **deed: Unpack[Deed]) -> ledger.Entry:
        return actions.negotiate(
            here.programme, contract=c.contract, on=here.today, agreed=as_offered(c), why=form.cleaned_data["why"], **deed
        )

    return carried_out_on_many(request, here, form, "offered", one) or board(request, here, agree=form)


def as_offered(c: contracts.Contract) -> dict[str, list[int]]:
    """Item -> [what was asked, what the vendor owes the maker]: the maker's own offer, never above what was asked."""
    return {
        i.item: [i.asked_price, i.asked_price if i.maker == c.vendor else min(i.maker_price, i.asked_price)]
        for i in c.items.all() if i.asked_price is not None
    }  # fmt: skip


def carried_out_on_many(
    request: HttpRequest, here: Here, form: DeedForm, stage: str, one: Callable[..., Any]
) -> HttpResponse | None:
    """Each contract is a deed of its own, named after the form and the contract: what was sent twice is done once.

    One that is refused stops no other; the page then says which and why.
    """
    if not form.is_valid():
        return None
    identity, done, refused = form.deed["identity"], 0, []
    for c in chosen(form, here, stage):
        try:
            one(c, **form.deed | {"identity": named_after(identity, c.contract)})
            done += 1
        except Refused as error:
            refused.append(f"{c.contract}: {spoken(error)}")
    said = _("%(n)s kontrak tercatat.") % {"n": number(done)}
    messages.success(request, said) if done or not refused else None
    for words in refused[:10]:
        messages.warning(request, words)
    if len(refused) > 10:
        more = _("%(n)s kontrak lagi belum tercatat; sebabnya ada di halamannya masing-masing.")
        messages.warning(request, more % {"n": number(len(refused) - 10)})
    return HttpResponseRedirect(reverse(f"{here.desk}-contracts"))


def named_after(identity: UUID | None, contract: str) -> UUID | None:
    return uuid5(identity, contract) if identity else None
