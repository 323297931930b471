"""What to buy this week, what every material is needed for, and a material with its needs, its ledger and its terms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.desks.frame import figures
from tempa.desks.frame.deeds import Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.supply.forms import ActForm, QuantityField, carried, day_field, words_field
from tempa.desks.frame.supply.sections import Page, Section, shown
from tempa.desks.frame.supply.words import MOVES, Goods, amount
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, day_words, number, rp, share2
from tempa.ledger.rules import PARK
from tempa.production import queries as production
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.rules.amounts import UNIT, quantity, quantity_text
from tempa.supply.rules.needs import Covered, LateLot, MaterialPlan, late_lots
from tempa.values.period import sunday

FOLLOWS = (*supply.LATE_OF, "production")


def plans_of(here: Here) -> dict[str, MaterialPlan]:
    """The needs as they stand today, worked out once until something changes them."""
    return here.known(f"material-plans {here.today}", lambda: supply.material_plans(here.programme, here.today, made=made_in(here)), of=FOLLOWS)


def late_of(here: Here) -> list[LateLot]:
    return here.known(f"late-materials {here.today}", lambda: late_lots(plans_of(here).values(), here.today), of=FOLLOWS)


def made_in(here: Here) -> dict[str, int]:
    """Lot -> units that are finished, which need nothing more."""
    return production.made_by_lot(here.programme)


@require_GET
@door(*PARK)
def buying(request: HttpRequest, here: Here) -> HttpResponse:
    """What must be ordered by the end of this week to come in time, pooled over all workshops."""
    goods, until = Goods(here.programme), sunday(here.today)
    rows = [p for p in plans_of(here).values() if p.to_buy_until(until)]
    rows.sort(key=lambda p: (p.order_by or here.today, p.material))
    late = {one.lot.lot for one in late_of(here)}
    waiting = [p for p in supply.purchases(here.programme) if supply.stage_of(p) == "waiting"]
    return shown(request, here, Page(
        _("Beli bahan"), buying_answer(rows, until), [
            Section(_("Dipesan paling lambat minggu ini"), table=to_buy_table(here, rows, goods, until), links=[
                (_("Minta penawaran untuk semuanya"), reverse("park-inquiry-new")),
            ] if rows else []),
            *([Section(words=[ngettext("%(n)s pesanan menunggu persetujuan orang kedua.", "%(n)s pesanan menunggu persetujuan orang kedua.",
                                       len(waiting)) % {"n": number(len(waiting))}], links=[(_("Lihat pesanan"), reverse("park-purchases"))])]
              if waiting else []),
            *([Section(words=[ngettext("%(n)s lot menunggu bahan yang datang terlambat.", "%(n)s lot menunggu bahan yang datang terlambat.",
                                       len(late)) % {"n": number(len(late))}],
                       links=[(_("Lihat lot yang menunggu"), reverse("park-late-materials"))])] if late else []),
        ], section="park-supply", file_name=f"beli-{here.today}",
    ))  # fmt: skip


def buying_answer(rows: Sequence[MaterialPlan], until: date) -> str:
    if not rows:
        return _("Tidak ada bahan yang harus dipesan minggu ini: yang ada di gudang dan yang sudah dipesan mencukupi lot berkontrak.")
    words = ngettext(
        "%(n)s bahan harus dipesan paling lambat %(day)s supaya lot dapat mulai pada waktunya.",
        "%(n)s bahan harus dipesan paling lambat %(day)s supaya lot dapat mulai pada waktunya.", len(rows),
    )  # fmt: skip
    return words % {"n": number(len(rows)), "day": day_words(until)}


def to_buy_table(here: Here, rows: Sequence[MaterialPlan], goods: Goods, until: date) -> Table[MaterialPlan]:
    names = supply.supplier_names(here.programme)
    return Table(_("Dipesan paling lambat minggu ini"), rows, [
        Column("material", lambda p: goods.name(p.material), link=lambda p: reverse("park-material", args=[p.material]), wide=True),
        Column("order_by", lambda p: p.order_by, day, words=_("Pesan paling lambat"), urgent=True,
               tag=lambda p: "late" if p.order_by and p.order_by < here.today else ""),
        Column("to_buy", lambda p: quantity_text(p.to_buy_until(until)), lambda v: v.replace(".", ","), words=_("Beli minggu ini"), numeric=True),
        Column("unit", lambda p: goods.unit(p.material), words=_("Satuan")),
        Column("whole", lambda p: quantity_text(p.to_buy), lambda v: v.replace(".", ","), words=_("Seluruh kekurangan"), numeric=True),
        Column("workshops", lambda p: len(p.by_workshop()), number, words=_("Untuk bengkel"), numeric=True),
        Column("needed_on", lambda p: p.needed_on, day, words=_("Lot pertama mulai")),
        Column("supplier", lambda p: names.get(goods.cells[p.material]["supplier"], ""), words=_("Pemasok biasanya")),
    ])  # fmt: skip


@require_GET
@door(*PARK)
def needs(request: HttpRequest, here: Here) -> HttpResponse:
    """Every material over all contracted lots: what they need, what there is, what lacks and what that is rounded to."""
    goods = Goods(here.programme)
    rows: list[dict[str, Any]] = [
        {"p": p, "name": goods.name(m), "unit": goods.unit(m), "kind": goods.kind(m), "order_by": p.order_by}
        for m, p in plans_of(here).items()
    ]
    kinds = [("material", _("bahan")), ("part", _("suku cadang")), ("engine", _("mesin penggerak"))]

    def quantity_column(code: str, value: Any, words: str, **more: Any) -> Column[Any]:
        return Column(code, lambda r: float(quantity(value(r["p"]))), lambda v: amount(round(v * UNIT)), words=words, numeric=True, sort=code, **more)

    listing: Listing[Any] = Listing(
        title=_("Kebutuhan bahan"), rows=rows, columns=[
            Column("material", lambda r: r["name"], link=lambda r: reverse("park-material", args=[r["p"].material]), wide=True, sort="material"),
            Column("unit", lambda r: r["unit"], words=_("Satuan")),
            quantity_column("gross", lambda p: p.gross, _("Diperlukan")), quantity_column("issued", lambda p: p.issued, _("Sudah dikeluarkan")),
            quantity_column("stock", lambda p: p.stock, _("Di gudang")), quantity_column("on_order", lambda p: p.on_order, _("Dipesan")),
            quantity_column("lacking", lambda p: p.lacking, _("Kurang")),
            quantity_column("to_buy", lambda p: p.to_buy, _("Dibeli, dibulatkan"), tag=lambda r: "doubt" if r["p"].to_buy else ""),
            Column("order_by", lambda r: r["order_by"], lambda v: day(v) if v else "", words=_("Pesan paling lambat"), urgent=True, sort="order_by",
                   tag=lambda r: "late" if r["order_by"] and r["order_by"] < here.today else ""),
        ], filters=[Filter("jenis", _("Jenis"), every(kinds), lambda c: lambda r: r["kind"] == c)], sort="order_by",
        file_name=f"kebutuhan-{here.programme.code}",
        empty=_("Belum ada lot yang berkontrak. Kebutuhan dihitung dari lot yang kontraknya mengikat."),
    )  # fmt: skip
    lots = {c.need.lot.lot for p in plans_of(here).values() for c in p.covered}
    return listing.respond(request, section="park-needs", answer=_(
        "Daftar bagian %(lots)s lot berkontrak dijumlahkan untuk semua bengkel; %(n)s dari %(all)s bahan masih kurang. Pembulatan ke batang, lembar "
        "atau satuan utuh dilakukan sekali, atas jumlah seluruhnya.") % {
            "lots": number(len(lots)), "n": number(sum(bool(r["p"].lacking) for r in rows)), "all": number(len(rows))})  # fmt: skip


class TermsForm(ActForm):
    """What is lost at work, and in which multiples it is bought."""

    act = "terms"
    send = gettext_lazy("Simpan ketentuan")

    scrap = QuantityField(label=gettext_lazy("Sisa potong, persen"))
    multiple = QuantityField(label=gettext_lazy("Dibeli tiap kelipatan"))
    source = forms.CharField(label=gettext_lazy("Dari mana angka itu"), required=False, max_length=200)


class CountForm(ActForm):
    """What lies there, counted."""

    act = "count"
    send = gettext_lazy("Catat hasil hitung")

    on = day_field(gettext_lazy("Dihitung pada"))
    counted = QuantityField(label=gettext_lazy("Yang ada di gudang"))
    why = words_field(gettext_lazy("Sebab selisih, bila ada"))


@door(*PARK)
def material(request: HttpRequest, here: Here, material: str) -> HttpResponse:
    """A material: who needs how much from when, what covers it, everything that came and went."""
    goods = Goods(here.programme)
    if material not in goods.cells:
        raise Http404
    plan, row = plans_of(here).get(material), supply.stock(here.programme).get(material)
    terms = supply.terms_of(here.programme)[material]
    stated = {"scrap": quantity_text(round(terms.scrap * 100 * UNIT)), "multiple": quantity_text(terms.multiple)}
    terms_form = TermsForm(here, request, initial=stated)
    count_form = CountForm(here, request, initial={"on": here.today})

    def said(form: ActForm, *names: str) -> Said:
        return {name: form.cleaned_data[name] or "0" if name in ("scrap", "multiple", "counted") else form.cleaned_data[name] for name in names}

    gone_on = carried(request, [
        (terms_form, lambda **deed: actions.state_terms(here.programme, material=material, **said(terms_form, "scrap", "multiple", "source"), **deed),
         _("Ketentuan bahan tercatat.")),
        (count_form, lambda **deed: actions.count_stock(here.programme, material=material, **said(count_form, "on", "counted", "why"), **deed),
         _("Hasil hitung tercatat.")),
    ], to=lambda _made: reverse("park-material", args=[material]))  # fmt: skip
    unit = goods.unit(material)
    return gone_on or shown(request, here, Page(
        goods.name(material), material_answer(goods, material, plan, row), [
            Section(facts=[
                (_("Satuan"), unit), (_("Waktu tunggu"), ngettext("%(n)s hari", "%(n)s hari", terms.lead_days) % {"n": number(terms.lead_days)}),
                (_("Sisa potong"), share2(terms.scrap)), (_("Dibeli tiap"), goods.words(material, terms.multiple)),
                *([(_("Harga rata-rata yang dibayar"), _("%(rp)s tiap %(unit)s, dengan ongkos kirim") % {"rp": rp(round(row.mean)), "unit": unit})]
                  if row and row.mean else []),
            ]),
            Section(_("Siapa memerlukan"), table=by_workshop_table(here, plan) if plan else None,
                    empty="" if plan else _("Tidak ada lot berkontrak yang memerlukan bahan ini.")),
            *([Section(_("Lot dan dari mana terpenuhi"), table=by_lot_table(plan))] if plan else []),
            Section(_("Buku stok"), table=ledger_table(here, material)), Section(_("Hitung stok"), forms=[count_form], is_folded=True),
            Section(_("Ketentuan bahan"), forms=[terms_form], is_folded=True),
        ], section="park-stock", file_name=f"bahan-{material}",
    ))  # fmt: skip


def material_answer(goods: Goods, material: str, plan: MaterialPlan | None, row: supply.StockRow | None) -> str:
    stock = goods.words(material, row.level if row else 0)
    if plan is None or not plan.lacking:
        return _("Di gudang %(stock)s. Tidak ada yang kurang.") % {"stock": stock}
    return _("Di gudang %(stock)s. Kurang %(lacking)s, dibeli %(buy)s; pesan paling lambat %(day)s.") % {
        "stock": stock, "lacking": goods.words(material, plan.lacking), "buy": goods.words(material, plan.to_buy), "day": day_words(plan.order_by),  # type: ignore[arg-type]
    }  # fmt: skip


def by_workshop_table(here: Here, plan: MaterialPlan) -> Table[tuple[str, tuple[int, int, date]]]:
    names = figures.workshop_names(here)
    rows = sorted(plan.by_workshop().items(), key=lambda item: (item[1][2], item[0]))
    return Table(_("Siapa memerlukan"), rows, [
        Column("workshop", lambda r: names.get(r[0], r[0]), link=lambda r: reverse("park-issue-new", args=[r[0]]), wide=True),
        Column("net", lambda r: r[1][0], amount, words=_("Masih diperlukan"), numeric=True),
        Column("lacking", lambda r: r[1][1], amount, words=_("Belum tersedia"), numeric=True, tag=lambda r: "doubt" if r[1][1] else ""),
        Column("first", lambda r: r[1][2], day, words=_("Mulai"), urgent=True),
    ], empty=_("Semua lot sudah mendapat bagiannya."))  # fmt: skip


def by_lot_table(plan: MaterialPlan) -> Table[Covered]:
    def source(c: Any) -> str:
        found = [_("gudang %(n)s") % {"n": amount(s.quantity)} if not s.order else _("%(order)s %(n)s, tiba %(day)s") % {
            "order": s.order, "n": amount(s.quantity), "day": day(s.comes_on)} for s in c.supplies]  # fmt: skip
        return "; ".join([*found, *([_("belum dipesan %(n)s") % {"n": amount(c.lacking)}] if c.lacking else [])])

    return Table(_("Lot dan dari mana terpenuhi"), plan.covered, [
        Column("lot", lambda c: c.need.lot.lot), Column("start", lambda c: c.need.lot.starts_on, day, words=_("Mulai"), urgent=True),
        Column("gross", lambda c: c.need.gross, amount, words=_("Diperlukan"), numeric=True),
        Column("issued", lambda c: c.need.issued, amount, words=_("Sudah ada"), numeric=True),
        Column("source", source, words=_("Sisanya dari"), wide=True),
    ], most=60)  # fmt: skip


def ledger_table(here: Here, material: str) -> Table[tuple[supply.StockMove, int]]:
    names, level, rows = figures.workshop_names(here), 0, []
    for m in supply.moves(here.programme, material):
        level += m.quantity
        rows.append((m, level))

    def about(r: Any) -> str:
        m = r[0]
        came = _("pesanan %(order)s") % {"order": m.line.purchase.order} if m.line else ""
        went = _("%(workshop)s, lot %(lot)s") % {"workshop": names.get(m.workshop, m.workshop), "lot": m.lot} if m.lot else ""
        return ", ".join(x for x in (came, went, m.certificate, ", ".join(m.engines[:5]), m.why) if x)

    return Table(_("Buku stok"), rows[::-1], [
        Column("day", lambda r: r[0].moved_on, day, words=_("Tanggal")),
        Column("kind", lambda r: str(MOVES[r[0].kind]), words=_("Apa")), Column("code", lambda r: r[0].code, words=_("Bukti")),
        Column("quantity", lambda r: r[0].quantity, amount, numeric=True),
        Column("level", lambda r: r[1], amount, words=_("Saldo"), numeric=True, urgent=True),
        Column("value", lambda r: r[0].value, number, words=_("Rupiah"), numeric=True),
        Column("about", about, words=_("Keterangan"), wide=True), Column("by", lambda r: r[0].entry.by.name, words=_("Oleh")),
    ], empty=_("Belum ada yang masuk atau keluar."), most=100)  # fmt: skip


@require_GET
@door(*PARK)
def stock(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything in the store, with what it cost on average."""
    goods = Goods(here.programme)
    rows: list[dict[str, Any]] = [
        {"s": s, "name": goods.name(m), "unit": goods.unit(m), "value": round(quantity(s.level) * s.mean)}
        for m, s in supply.stock(here.programme).items()
    ]
    numberless = engines_without_number(here, goods)
    listing: Listing[Any] = Listing(
        title=_("Stok"), rows=rows, columns=[
            Column("material", lambda r: r["name"], link=lambda r: reverse("park-material", args=[r["s"].material]), wide=True, sort="material"),
            Column("unit", lambda r: r["unit"], words=_("Satuan")),
            Column("received", lambda r: r["s"].received, amount, words=_("Diterima"), numeric=True),
            Column("issued", lambda r: r["s"].issued, amount, words=_("Dikeluarkan"), numeric=True),
            Column("counted", lambda r: r["s"].counted, amount, words=_("Selisih hitung"), numeric=True,
                   tag=lambda r: "doubt" if r["s"].counted else ""),
            Column("level", lambda r: r["s"].level, amount, words=_("Di gudang"), numeric=True, sort="level", urgent=True),
            Column("value", lambda r: r["value"], number, words=_("Nilai, rupiah"), numeric=True, sort="value"),
        ], file_name=f"stok-{here.programme.code}", empty=_("Gudang masih kosong. Barang masuk lewat penerimaan pada halaman pesanannya."),
    )  # fmt: skip
    answer = _("Di gudang ada %(n)s macam bahan senilai %(rp)s.") % {
        "n": number(sum(r["s"].level > 0 for r in rows)), "rp": rp(sum(r["value"] for r in rows)),
    }  # fmt: skip
    more = " " + _("%(n)s mesin penggerak belum dicatat nomornya.") % {"n": number(numberless)} if numberless else ""
    return listing.respond(request, section="park-stock", answer=answer + more)


def engines_without_number(here: Here, goods: Goods) -> int:
    """How many engines came whose numbers nobody has noted."""
    came = sum(s.received for m, s in supply.stock(here.programme).items() if goods.kind(m) == "engine") // UNIT
    return max(0, came - len(supply.engines_received(here.programme)))


@require_GET
@door(*PARK)
def late(request: HttpRequest, here: Here) -> HttpResponse:
    """Lots that wait for a material: how long, because of which order, and on which day they are handed over then."""
    goods, names = Goods(here.programme), figures.workshop_names(here)
    found = late_of(here)
    lots = {one.lot.lot for one in found}
    over = {one.lot.lot for one in found if one.days_over}

    def because(one: LateLot) -> str:
        if one.order:
            return _("pesanan %(order)s, tiba %(day)s") % {"order": one.order, "day": day(one.ready_on)}
        return _("belum dipesan; bila dipesan hari ini tiba %(day)s") % {"day": day(one.ready_on)}

    table: Table[LateLot] = Table(_("Lot yang menunggu bahan"), found, [
        Column("lot", lambda one: one.lot.lot, urgent=True), Column("days", lambda one: one.days, number, words=_("Menunggu, hari"), numeric=True,
                                                                    tag=lambda one: "late", urgent=True),
        Column("material", lambda one: goods.name(one.material), link=lambda one: reverse("park-material", args=[one.material]), wide=True),
        Column("quantity", lambda one: one.quantity, amount, numeric=True), Column("because", because, words=_("Sebab"), wide=True),
        Column("workshop", lambda one: names.get(one.lot.workshop, one.lot.workshop)),
        Column("start", lambda one: one.lot.starts_on, day, words=_("Rencana mulai")),
        Column("was", lambda one: one.lot.inspected_on, day, words=_("Rencana diserahkan")),
        Column("becomes", lambda one: one.inspected_on, day, words=_("Menjadi")),
        Column("over", lambda one: one.days_over or None, number, words=_("Hari lewat jatuh tempo"), numeric=True,
               tag=lambda one: "late" if one.days_over else ""),
    ], empty=_("Tidak ada lot yang menunggu bahan: semua yang diperlukan tiba sebelum lotnya mulai."))  # fmt: skip
    answer = _("Tidak ada lot yang menunggu bahan.") if not lots else _(
        "%(n)s lot menunggu bahan; karena itu %(over)s lot diserahkan lewat jatuh tempo. Rencana yang berlaku belum memperhitungkannya.") % {
            "n": number(len(lots)), "over": number(len(over))}  # fmt: skip
    again = [(_("Rencanakan ulang dengan bahan ini terlambat"), again_with(here, found))] if found else []
    return shown(request, here, Page(_("Bahan terlambat"), answer, [Section(table=table, links=again)], section="park-late-materials",
                                     file_name=f"bahan-terlambat-{here.today}"))  # fmt: skip


def again_with(here: Here, found: Sequence[LateLot]) -> str:
    """The page that plans again with every late material filled in: from the week in which its lots begin, by the longest wait.

    Lots whose week has passed are begun for the planner; only what comes from this week on can still be moved.
    """
    calendar, late_by = figures.calendar(here), dict[str, tuple[int, int]]()
    for one in found:
        week = max(calendar.current(here.today), calendar.week(one.lot.starts_on))
        first, weeks = late_by.get(one.material, (week, 0))
        late_by[one.material] = (min(first, week), max(weeks, one.weeks))
    changes = [{"kind": "material_late", "material": m, "from_week": week, "weeks": weeks} for m, (week, weeks) in sorted(late_by.items())]
    return f"{reverse('park-plan-again')}?{urlencode({'perubahan': json.dumps(changes)})}"
