"""One contract: how far it is, what is missing and what comes next; its items, addenda and history; and its deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, Unpack

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import actions
from tempa.contracts import queries as contracts
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.contracts import forms, printing, register
from tempa.desks.frame.contracts.board import agency_of
from tempa.desks.frame.contracts.consequences import consequences_of, outcomes_table
from tempa.desks.frame.contracts.speech import (
    FORMS,
    HOLDERS,
    ROUTES,
    STAGES,
    missing_words,
    percent_of,
    since_words,
    stage_words,
    waiting_of,
)
from tempa.desks.frame.deeds import Deed, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.records import KIND_WORDS
from tempa.desks.frame.tables import Column, Table, Words, respond
from tempa.desks.frame.whatsapp import Message
from tempa.desks.frame.words import day, day_words, moment, number, rp
from tempa.ledger import queries as ledger
from tempa.payment.queries import gone_out
from tempa.production.queries import made_by_lot


@dataclass(frozen=True)
class Step:
    """A deed on a contract: the end of its address, its form, the room's action, its heading, and what is said when it is done."""

    address: str
    form: type[forms.ContractForm]
    act: Callable[..., Any]
    heading: Words
    done: Words


def number_and_print_of(programme: ledger.Programme, *, contract: str, **deed: Unpack[Deed]) -> list[str]:
    return printing.number_and_print(programme, contract, **deed)


STEPS: dict[str, Step] = {
    "offer": Step("penawaran", forms.OfferForm, actions.receive_offer, gettext_lazy("Penawaran penyedia"), gettext_lazy("Penawaran tercatat.")),
    "same": Step("sepakat", forms.SameForm, actions.negotiate, gettext_lazy("Sepakat tanpa perubahan"), gettext_lazy("Harga disepakati.")),
    "negotiate": Step("negosiasi", forms.NegotiateForm, actions.negotiate, gettext_lazy("Negosiasi harga"), gettext_lazy("Harga disepakati.")),
    "sign": Step("tanda-tangan", forms.SignForm, actions.sign, gettext_lazy("Tanda tangan OPD"), gettext_lazy("Tanda tangan OPD tercatat.")),
    "countersign": Step(
        "tanda-tangan-penyedia", forms.CountersignForm, actions.countersign, gettext_lazy("Tanda tangan penyedia"),
        gettext_lazy("Kontrak ini sekarang berlaku."),
    ),
    "addendum": Step("adendum", forms.AddendumForm, actions.sign_addendum, gettext_lazy("Adendum"), gettext_lazy("Adendum tercatat.")),
    "terms": Step("syarat", forms.RedraftForm, actions.redraft, gettext_lazy("Ubah syarat"), gettext_lazy("Syarat kontrak diubah.")),
    "reduce": Step(
        "kurangi", forms.ReduceForm, actions.reduce_draft, gettext_lazy("Kurangi isi konsep"),
        gettext_lazy("Isi konsep dikurangi; lotnya mengikuti."),
    ),
    "risk": Step(
        "risiko", forms.RiskForm, actions.let_begin, gettext_lazy("Mulai sebelum kontrak berlaku"), gettext_lazy("Catatan risiko tersimpan."),
    ),
    "withdraw": Step(
        "tarik", forms.WithdrawForm, actions.withdraw, gettext_lazy("Tarik kontrak"), gettext_lazy("Kontrak ditarik; lotnya bebas lagi."),
    ),
    "cancel": Step("batal", forms.CancelForm, actions.sign_addendum, gettext_lazy("Batalkan kontrak"), gettext_lazy("Kontrak dibatalkan.")),
    "print": Step("cetak", forms.PrintForm, number_and_print_of, gettext_lazy("Surat"), gettext_lazy("Surat sudah dinomori dan dicetak.")),
    "attach": Step(
        "salinan", forms.AttachForm, actions.keep_signed_copy, gettext_lazy("Lampirkan salinan bertanda tangan"), gettext_lazy("Salinan tersimpan."),
    ),
    "void": Step("batal-nomor", forms.VoidForm, actions.void_paper, gettext_lazy("Batalkan nomor"), gettext_lazy("Nomor dibatalkan.")),
}  # fmt: skip
"""In the order in which a page shows them: what brings the contract on comes first."""
PAPERS = ("print", "attach", "void")
MINDS_MADE = ("reduce", "withdraw")  # steps that take back no unit which is made
BRINGS_ON = {"drafted": ("offer",), "offered": ("same", "negotiate"), "negotiated": ("sign",), "signed": ("countersign",), "in_force": ()}


def case_of(here: Here, contract: str) -> forms.Case:
    """A contract that the reader may see; others are not found."""
    found = contracts.contract_named(here.programme, contract)
    if found is None or agency_of(here) not in ("", found.agency):
        raise Http404
    return forms.Case(
        found, tuple(found.items.order_by("pk")), contracts.history_of(found), figures.prices(here), figures.type_names(here),
        figures.workshop_names(here),
    )


def carry(request: HttpRequest, here: Here, contract: str, step: str) -> HttpResponse:
    """Carry out one of the STEPS on a contract; its page again where it is refused."""
    case, kind = case_of(here, contract), STEPS[step]
    form = kind.form(here, request, case=case, address=request.path, mark=step)
    return form.carried_out(
        request, lambda **deed: kind.act(here.programme, contract=contract, **already(here, step), **form.said(), **deed),
        to=lambda made: after(request, here, contract, made if step == "print" else ()), done=kind.done,
    ) or show(request, here, contract, **{step: form})  # fmt: skip


def already(here: Here, step: str) -> Said:
    """What later rooms say of what is made and paid, for the steps that mind it."""
    made, gone = partial(made_by_lot, here.programme), partial(gone_out, here.programme)
    if step == "addendum":
        return {"already": actions.Already(made, gone)}
    if step == "cancel":
        return {"already": actions.Already(made)}
    return {"made": made} if step in MINDS_MADE else {}


def after(request: HttpRequest, here: Here, contract: str, faults: Sequence[str]) -> str:
    """Back to the contract; papers that could not be set are named there."""
    for fault in faults[:10]:
        messages.warning(request, fault)
    return reverse(f"{here.desk}-contract", args=[contract])


def show(request: HttpRequest, here: Here, contract: str, **sent: forms.ContractForm) -> HttpResponse:
    """The page of a contract; `sent` is a form that came back, shown even where it can no longer be sent."""
    case = case_of(here, contract)
    c, names = case.contract, figures.workshop_names(here)
    missing = missing_of(here, case)
    shown = forms_of(here, case) | sent
    first = next((name for name in BRINGS_ON.get(case.stage, ()) if name in shown), "")
    now = {first, "negotiate"} if first == "same" else {first}
    return respond(request, "contracts/contract.html", {
        "title": _("Kontrak %(contract)s") % {"contract": c.contract}, "section": f"{here.desk}-contracts", "c": c, "case": case,
        "stage": (STAGES[case.stage][0], stage_words(case.stage)), "answer": answer(here, case, names), "missing": missing_rows(here, missing),
        "facts": facts_of(here, c, names), "items": items_table(here, case, names), "addenda": addenda_table(c), "history": history_table(here, c),
        "outcomes": outcomes_table(here, c),
        "consequences": consequences_of(here.programme, c) if "addendum" in shown else (),
        "first": [(STEPS[n], shown[n]) for n in shown if n in now],
        "others": [(STEPS[n], shown[n]) for n in shown if n not in now and n not in PAPERS],
        "papers": register.papers_table(here, list(contracts.papers_of(c))), "print": shown.get("print"),
        "paper_forms": [(STEPS[n], shown[n]) for n in PAPERS[1:] if n in shown], "can_zip": c.papers.exclude(sha256="").exists(),
        "message": message(here, c, names, missing),
    }, file_name=f"kontrak-{c.contract}", status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def forms_of(here: Here, case: forms.Case) -> dict[str, forms.ContractForm]:
    """The forms of the deeds that the room lets this reader do now."""
    return {
        name: step.form(here, case=case, address=reverse(f"{here.desk}-contract-{name}", args=[case.contract.contract]), mark=name)
        for name, step in STEPS.items()
        if step.form.may(case, here.who) and (name != "offer" or case.stage in ("drafted", "offered"))
    }  # fmt: skip


# --- what the page says ----------------------------------------------------------------------------------------------


def answer(here: Here, case: forms.Case, names: dict[str, str]) -> str:
    """What the contract is, and what comes next."""
    c = case.contract
    units = sum(i.quantity for i in case.items)
    said = _("%(agency)s membeli %(units)s mesin dari %(vendor)s seharga %(value)s tanpa PPN, selesai %(due)s.") % {
        "agency": figures.agency_names(here).get(c.agency, c.agency), "units": number(units), "vendor": names.get(c.vendor, c.vendor),
        "value": rp(c.value), "due": day_words(c.due_on),
    }  # fmt: skip
    return f"{said} {next_words(case, here)}"


def next_words(case: forms.Case, here: Here) -> str:
    c = case.contract
    if case.stage == "drafted":
        return _("Berikutnya: penawaran penyedia dicatat.")
    if case.stage == "offered":
        return _("Berikutnya: OPD menyepakati harganya.")
    if case.stage == "negotiated":
        return _("Berikutnya: pejabat OPD menandatangani.")
    if case.stage == "signed":
        return _("Berikutnya: penyedia menandatangani; sesudah itu kontrak berlaku.")
    if case.stage == "in_force" and c.starts_on:
        left = (c.due_on - here.today).days
        return _("Berlaku sejak %(start)s; tersisa %(n)s hari.") % {"start": day_words(c.starts_on), "n": number(left)} if left >= 0 else _(
            "Berlaku sejak %(start)s; sudah lewat %(n)s hari dari hari selesai."
        ) % {"start": day_words(c.starts_on), "n": number(-left)}
    if case.stage == "ended" and c.ended_on:
        return _("Berakhir %(day)s.") % {"day": day_words(c.ended_on)}
    return _("Ditarik: %(why)s") % {"why": c.withdrawn_why}


def missing_of(here: Here, case: forms.Case) -> list[contracts.Missing]:
    if case.stage in ("ended", "withdrawn"):
        return []
    return contracts.Readiness(here.programme, here.today, {case.contract.vendor}).of(case.contract, {i.type for i in case.items})


def missing_rows(here: Here, missing: list[contracts.Missing]) -> list[dict[str, object]]:
    """What is missing, with whom, since when, and whether it stops the signature."""
    return [
        {"what": missing_words(m.what), "holder": HOLDERS[m.lies_with], "since": since_words(m.since, here.today), "stops": m.stops}
        for m in missing
    ]  # fmt: skip


def facts_of(here: Here, c: contracts.Contract, names: dict[str, str]) -> list[tuple[str, str]]:
    """The terms of the contract, a name and its words each."""
    said = [
        (_("OPD"), figures.agency_names(here).get(c.agency, c.agency)), (_("Penyedia"), names.get(c.vendor, c.vendor)),
        (_("Bentuk"), str(FORMS[c.form])), (_("Jalur"), str(ROUTES[c.route])),
        (_("Uang muka"), _("%(n)s persen") % {"n": percent_of(c.advance_rate)}),
        (_("Retensi"), held_words(c)),
        *([(_("Pembayaran"), _("sesudah tiap mesin dicoba di tempat penerima dan operatornya dilatih"))] if c.first_run else []),
        (_("Denda keterlambatan"), _("atas bagian yang terlambat") if c.separable else _("atas seluruh nilai kontrak")),
        (_("Hari selesai"), day_words(c.due_on)),
    ]  # fmt: skip
    if c.signed_on and c.signed_by:
        said += [
            (_("Nomor"), c.number or ""), (_("Ditandatangani OPD"), f"{day_words(c.signed_on)}, {c.signed_by.name}"), (_("PPN"), rp(c.vat)),
        ]  # fmt: skip
    if c.countersigned_on:
        said.append((_("Ditandatangani penyedia"), f"{day_words(c.countersigned_on)}, {c.signatory}"))
    return said


def held_words(c: contracts.Contract) -> str:
    """How much is held back of each payment, and until when."""
    share = _("%(n)s persen") % {"n": percent_of(c.retention_rate)}
    if not Fraction(c.retention_rate):
        return share
    if not c.maintenance_months:
        return _("%(share)s, sampai semua mesin diterima") % {"share": share}
    return _("%(share)s, selama %(n)s bulan sejak mesin terakhir diterima") % {"share": share, "n": c.maintenance_months}


def items_table(here: Here, case: forms.Case, names: dict[str, str]) -> Table[contracts.ContractItem]:
    types = figures.type_names(here)
    with_makers = case.contract.negotiated_on and any(i.maker != case.contract.vendor for i in case.items)
    return Table(_("Isi kontrak"), case.items, [
        Column("item", lambda i: i.item, words=_("Butir")), Column("type", lambda i: types.get(i.type, i.type), wide=True),
        Column("lot", lambda i: i.lot, unbroken), Column("maker", lambda i: names.get(i.maker, i.maker), words=_("Pembuat")),
        Column("budget_line", lambda i: i.budget_line), Column("quantity", lambda i: i.quantity, number, numeric=True),
        Column("offer", lambda i: i.offer_price, number, words=_("Di rencana"), numeric=True),
        *([Column("asked", lambda i: i.asked_price, number, words=_("Ditawarkan"), numeric=True)] if case.contract.offered_on else []),
        *([Column("unit_price", lambda i: i.unit_price, number, words=_("Disepakati"), numeric=True)] if case.contract.negotiated_on else []),
        *([Column("maker_price", lambda i: i.maker_price, number, words=_("Untuk pembuat"), numeric=True)] if with_makers else []),
        Column("value", lambda i: i.quantity * i.unit_price, number, words=_("Nilai"), numeric=True),
    ], most=100, dense=True)  # fmt: skip


def unbroken(code: str) -> str:
    """A code that stays on one line: its hyphens do not break."""
    return code.replace("-", "\N{NON-BREAKING HYPHEN}")


CHANGES = {
    "quantity": gettext_lazy("jumlah"), "unit_price": gettext_lazy("harga"), "due_on": gettext_lazy("hari selesai"),
    "cancelled": gettext_lazy("seluruh kontrak dibatalkan"),
}  # fmt: skip


def change_words(change: dict[str, str]) -> str:
    words = str(CHANGES[change["what"]])
    if change["what"] == "cancelled":
        return words
    before, after = ((day(v) if change["what"] == "due_on" else number(int(v))) for v in (change["before"], change["after"]))
    item = _("butir %(item)s: ") % {"item": change["item"]} if change["item"] else ""
    return f"{item}{words} {before} → {after}"


def addenda_table(c: contracts.Contract) -> Table[contracts.Addendum]:
    return Table(_("Adendum"), list(contracts.addenda_of(c)), [
        Column("number", lambda a: a.number, words=_("Nomor")), Column("on", lambda a: a.signed_on, day, words=_("Tanggal")),
        Column("changes", lambda a: "; ".join(change_words(x) for x in a.changes), words=_("Yang berubah"), wide=True),
        Column("reason", lambda a: a.reason, words=_("Alasan"), wide=True), Column("by", lambda a: a.signed_by.name),
    ])  # fmt: skip


def history_table(here: Here, c: contracts.Contract) -> Table[ledger.Entry]:
    to_entry = addresses("park-entry", "00000000-0000-0000-0000-000000000000") if here.desk == "park" else None
    return Table(_("Riwayat"), list(ledger.entries_of(here.programme, subject=f"contract:{c.contract}").defer("body", "previous")), [
        Column("at", lambda e: e.at, moment, link=(lambda e: to_entry(e.fact)) if to_entry else None),
        Column("fact", lambda e: str(KIND_WORDS[e.kind])), Column("by", lambda e: e.by.name),
    ], most=60)  # fmt: skip


def message(here: Here, c: contracts.Contract, names: dict[str, str], missing: list[contracts.Missing]) -> Message | None:
    """A reminder for whoever has to act next, ready to send."""
    others = [m for m in missing if here.desk != "agency" or m.lies_with != "agency"]
    if not others:
        return None
    holder = others[0].lies_with
    whom = names.get(c.vendor, c.vendor) if holder == "vendor" else figures.agency_names(here).get(c.agency, c.agency)
    words = waiting_of(m for m in others if m.lies_with == holder).words
    return Message(_("Yth. %(whom)s. Kontrak %(contract)s untuk program %(programme)s masih menunggu: %(words)s. Mohon dilengkapi supaya "
                     "pekerjaan dapat dimulai. Terima kasih. %(sender)s") % {
        "whom": whom, "contract": c.number or c.contract, "programme": here.programme.code, "words": words, "sender": here.person.name,
    }, "pesan-kontrak")  # fmt: skip
