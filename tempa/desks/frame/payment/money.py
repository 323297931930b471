"""Where the money is: how long agencies take to pay, what leads owe the makers under them, and a workshop's own money."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.queries import Dataset
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.payment.speech import BANDS, KINDS
from tempa.desks.frame.price_objections import PaperField, RupiahField
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, day_words, number, rp
from tempa.payment import actions
from tempa.payment import queries as payment

CASH: dict[str, object] = {
    **KINDS, "passed on": gettext_lazy("diteruskan kepada pembuat"), "got from lead": gettext_lazy("diterima dari bengkel induk"),
}  # fmt: skip


class OnwardForm(DeedForm):
    """A lead passed money on to a maker under it."""

    send = gettext_lazy("Catat penerusan")

    owed = forms.ChoiceField(label=gettext_lazy("Kontrak dan pembuat"))
    amount = RupiahField(label=gettext_lazy("Jumlah yang diteruskan"))
    on = DayField(label=gettext_lazy("Tanggal"))
    proof = forms.CharField(label=gettext_lazy("Nomor bukti transfer"), max_length=120, required=False)
    file = PaperField(label=gettext_lazy("Atau foto buktinya"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, owed: list[payment.Owed], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)
        names = figures.workshop_names(here)
        self.fields["owed"].choices = [  # type: ignore[attr-defined]
            (f"{o.contract}|{o.maker}", f"{o.contract}, {names.get(o.maker, o.maker)}: {rp(o.left)}") for o in owed
        ]

    def said(self) -> Said:
        said = self.cleaned_data
        contract, _bar, maker = said["owed"].partition("|")
        return {
            "contract": contract, "maker": maker, "amount": said["amount"] or 0, "on": said["on"],
            "proof": actions.Proof(said["proof"], said["file"]),
        }  # fmt: skip


class ConfirmForm(DeedForm):
    """The maker says that the money came."""

    send = gettext_lazy("Ya, uangnya sudah saya terima")


class DenyForm(DeedForm):
    """The maker says that the money did not come."""

    send = gettext_lazy("Belum saya terima")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Apa yang sudah Anda periksa"), max_length=300,
                             help_text=gettext_lazy("Misalnya: buku rekening sampai 20 September, tidak ada yang masuk."))  # fmt: skip


def ageing_table(here: Here, agency: str = "") -> Table[payment.Ageing]:
    """Unpaid machines per agency by their days, and how long the paid ones took."""
    names = figures.agency_names(here)
    rows = [a for a in payment.ageing(here.programme, here.today) if agency in ("", a.agency)]
    bands: list[Column[payment.Ageing]] = [
        Column(f"band{first}", lambda a, first=first: a.unpaid[first], number, words=words, numeric=True) for first, words in BANDS.items()  # type: ignore[misc]
    ]
    return Table(_("Umur tagihan tiap OPD"), rows, [
        Column("agency", lambda a: names.get(a.agency, a.agency), words=_("OPD"), wide=True), *bands,
        Column("amount", lambda a: a.amount, rp, words=_("Rupiah tanpa PPN"), numeric=True, urgent=True),
        Column("oldest", lambda a: a.oldest, number, words=_("Hari tertua"), numeric=True, tag=lambda a: "late" if a.oldest > 30 else ""),
        Column("median", lambda a: a.median_days, lambda n: "–" if n is None else number(round(n)), words=_("Hari sampai dibayar"), numeric=True),
    ], empty=_("Belum ada mesin yang diterima OPD."))  # fmt: skip


def owed_table(here: Here, rows: list[payment.Owed]) -> Table[payment.Owed]:
    names = figures.workshop_names(here)
    return Table(_("Hak pembuat dari bengkel induk"), rows, [
        Column("contract", lambda o: o.contract, words=_("Kontrak")), Column("vendor", lambda o: names.get(o.vendor, o.vendor), words=_("Induk")),
        Column("maker", lambda o: names.get(o.maker, o.maker), words=_("Pembuat"), wide=True),
        Column("material", lambda o: o.material, rp, words=_("Bahan dari taman sains"), numeric=True),
        Column("due", lambda o: o.due, rp, words=_("Hak uang"), numeric=True),
        Column("passed", lambda o: o.passed, rp, words=_("Diteruskan"), numeric=True),
        Column("confirmed", lambda o: o.confirmed, rp, words=_("Diakui pembuat"), numeric=True),
        Column("late", lambda o: mark_of(o), words=_("Tanda"), tag=lambda o: "late" if mark_of(o) else "", urgent=True),
    ], empty=_("Belum ada yang harus diteruskan."), dense=True)  # fmt: skip


def mark_of(o: payment.Owed) -> str:
    return _("disangkal pembuat") if o.denied else _("terlambat") if o.is_late else ""


def overview(request: HttpRequest, here: Here) -> HttpResponse:
    """The park's and the agency's page: ageing, and leads that owe."""
    agency = here.subject if here.desk == "agency" else ""
    owed = [o for o in payment.owed_onward(here.programme, here.today) if o.left or o.passed != o.confirmed]
    if agency:
        mine = set(payment.claims(here.programme, agency).values_list("contract", flat=True))
        owed = [o for o in owed if o.contract in mine]
    late = [o for o in owed if o.is_late]
    return respond(request, "payment/money.html", {
        "title": _("Pembayaran"), "section": f"{here.desk}-money", "ageing": ageing_table(here, agency), "owed": owed_table(here, owed),
        "proofs": proofs_table(here, agency=agency),
        "denied": [(o, figures.workshop_names(here).get(o.maker, o.maker), figures.workshop_names(here).get(o.vendor, o.vendor))
                   for o in payment.denied_onward(here.programme, agency)], "public": reverse("public-ageing", args=[here.programme.code]),
        "answer": _("%(n)s bengkel induk terlambat meneruskan uang kepada pembuatnya.") % {"n": number(len({o.vendor for o in late}))} if late
        else _("Tidak ada bengkel induk yang terlambat meneruskan uang."),
    })  # fmt: skip


def own(request: HttpRequest, here: Here) -> HttpResponse:
    return show_own(request, here)


def show_own(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """A workshop's money: what came, what it owes others, what others say they passed on to it."""
    me = here.subject
    rows = payment.owed_onward(here.programme, here.today, me)
    i_owe = [o for o in rows if o.vendor == me]
    shown: dict[str, DeedForm] = {}
    if open_ := [o for o in i_owe if o.left]:
        shown["onward"] = OnwardForm(here, owed=open_, address=reverse("workshop-onward"), mark="terus")
    shown |= sent
    unconfirmed = [o for o in payment.onward_payments(here.programme, maker=me) if o.confirmed_by_id is None]
    denied = shown.pop("deny", None)
    asks = [
        (o, figures.workshop_words(here, o.vendor),
         ConfirmForm(here, address=reverse("workshop-onward-confirm", args=[o.onward]), mark=o.onward, about=o.onward),
         None if o.denied_at else denied if denied and denied.about == o.onward
         else DenyForm(here, address=reverse("workshop-onward-deny", args=[o.onward]), mark=f"bukan-{o.onward}", about=o.onward))
        for o in unconfirmed
    ]  # fmt: skip
    cash, ahead = payment.cash_of(here.programme, me), forecast(here, me)
    return respond(request, "payment/own.html", {
        "title": _("Uang saya"), "section": "workshop-money", "asks": asks, **shown,
        "statement": reverse("workshop-document-look", args=[f"cash:{me}", "cash_statement"]), "proofs": proofs_table(here, me),
        "answer": _("Masuk %(in)s, diteruskan %(out)s.") % {
            "in": rp(sum(c.amount for c in cash if c.amount > 0)), "out": rp(-sum(c.amount for c in cash if c.amount < 0)),
        },
        "cash": Table(_("Uang masuk dan keluar"), cash, [
            Column("on", lambda c: c.on, day, words=_("Tanggal")), Column("what", lambda c: str(CASH[c.what]), words=_("Apa"), wide=True),
            Column("contract", lambda c: c.contract, words=_("Kontrak")),
            Column("other", lambda c: figures.workshop_words(here, c.other), words=_("Dari atau kepada"), wide=True),
            Column("amount", lambda c: c.amount, rp, words=_("Rupiah"), numeric=True, urgent=True),
        ], empty=_("Belum ada uang yang masuk.")),
        "ahead": ahead_table(ahead), "ahead_words": ahead_words(ahead),
        "owe": owed_table(here, i_owe), "due_to_me": owed_table(here, [o for o in rows if o.maker == me]),
    }, status=max((f.status for f in [*shown.values(), *([denied] if denied else [])]), default=200))  # fmt: skip


def forecast(here: Here, workshop: str) -> payment.CashForecast:
    return here.known(f"cash-forecast-{workshop}-{here.today}", lambda: payment.cash_forecast(Dataset(here.programme, here.today), workshop))


def ahead_words(found: payment.CashForecast) -> str:
    """What the forecast comes to, and what it rests on."""
    if not found.months:
        return _("Tidak ada mesin yang menunggu dibayar dan tidak ada yang masih harus dibuat.")
    basis = _("OPD di program ini biasanya membayar %(days)s hari sesudah menerima mesin.") if found.is_measured else _(
        "Belum ada yang dibayar di program ini; dipakai %(days)s hari sesudah mesin diterima OPD.")
    told = _("%(sum)s diperkirakan masih akan datang, menurut harga kontrak, sebelum dipotong uang muka, bahan dan pajak.") % {
        "sum": rp(sum(m.rupiah for m in found.months))}  # fmt: skip
    if onward := sum(m.onward for m in found.months):
        told += " " + _("Di dalamnya %(sum)s hak bengkel dan sekolah di bawah Anda.") % {"sum": rp(onward)}
    return f"{told} {basis % {'days': number(found.days)}}"


def ahead_table(found: payment.CashForecast) -> Table[payment.Expected]:
    return Table(_("Perkiraan uang masuk"), list(found.months), [
        Column("month", lambda m: day_words(m.month).partition(" ")[2], words=_("Bulan")),
        Column("machines", lambda m: m.machines, number, words=_("Mesin"), numeric=True),
        Column("amount", lambda m: m.rupiah, rp, words=_("Rupiah"), numeric=True, urgent=True),
        *([Column("onward", lambda m: m.onward, rp, words=_("Untuk diteruskan"), numeric=True)] if any(m.onward for m in found.months) else []),
    ])  # fmt: skip


def proofs_table(here: Here, workshop: str = "", agency: str = "") -> Table[payment.OnwardPayment]:
    """Onward payments with their proof as a paper, the newest first; those that one workshop gave or got, or of one agency's contracts."""
    names = figures.workshop_names(here)
    mine = set(payment.claims(here.programme, agency).values_list("contract", flat=True)) if agency else set()
    rows = [
        o for o in reversed(list(payment.onward_payments(here.programme)))
        if workshop in ("", o.vendor, o.maker) and (not agency or o.contract in mine)
    ]
    return Table(_("Penerusan yang tercatat"), rows, [
        Column("onward", lambda o: o.onward, words=_("Penerusan"),
               link=lambda o: reverse(f"{here.desk}-document-look", args=[f"onward:{o.onward}", "onward"])),
        Column("on", lambda o: o.paid_on, day, words=_("Tanggal")), Column("contract", lambda o: o.contract, words=_("Kontrak")),
        Column("vendor", lambda o: names.get(o.vendor, o.vendor), words=_("Induk"), wide=True),
        Column("maker", lambda o: names.get(o.maker, o.maker), words=_("Pembuat"), wide=True),
        Column("amount", lambda o: o.amount, rp, words=_("Rupiah"), numeric=True),
        Column("said", lambda o: _("diakui") if o.confirmed_by_id else _("belum diakui"), words=_("Pembuat berkata"),
               tag=lambda o: "good" if o.confirmed_by_id else "doubt"),
    ], most=60)  # fmt: skip


def pass_on(request: HttpRequest, here: Here) -> HttpResponse:
    owed = [o for o in payment.owed_onward(here.programme, here.today, here.subject) if o.vendor == here.subject]
    form = OnwardForm(here, request, owed=owed, address=request.path, mark="terus")
    return form.carried_out(
        request, lambda **deed: actions.pass_on(here.programme, **form.said(), **deed), to=lambda _code: reverse("workshop-money"),
        done=_("Penerusan tercatat. Pembuatnya diminta mengakui penerimaannya."),
    ) or show_own(request, here, onward=form)  # fmt: skip


def confirm(request: HttpRequest, here: Here, onward: str) -> HttpResponse:
    if not payment.onward_payments(here.programme, maker=here.subject).filter(onward=onward).exists():
        raise Http404
    form = ConfirmForm(here, request, address=request.path, mark=onward)
    return form.carried_out(
        request, lambda **deed: actions.confirm_onward(here.programme, onward=onward, **deed), to=lambda _entry: reverse("workshop-money"),
        done=_("Terima kasih, tercatat."),
    ) or show_own(request, here)  # fmt: skip


def deny(request: HttpRequest, here: Here, onward: str) -> HttpResponse:
    if not payment.onward_payments(here.programme, maker=here.subject).filter(onward=onward).exists():
        raise Http404
    form = DenyForm(here, request, address=request.path, mark=f"bukan-{onward}", about=onward)
    return form.carried_out(
        request, lambda **deed: actions.deny_onward(here.programme, onward=onward, **form.typed, **deed), to=lambda _entry: reverse("workshop-money"),
        done=_("Tercatat. Taman sains dan OPD melihatnya sebagai tanda bahaya."),
    ) or show_own(request, here, deny=form)  # fmt: skip
