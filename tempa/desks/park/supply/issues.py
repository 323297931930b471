"""Materials from the store to a workshop's lots, and back: notes with their lines, the sum that is taken off a workshop's payment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Unpack

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.frame import figures
from tempa.desks.frame.deeds import FormShape
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.supply.forms import QUANTITY, ActForm, QuantityField, carried, code_field, day_field, words_field
from tempa.desks.frame.supply.issues import lines_table, note_tag
from tempa.desks.frame.supply.sections import Page, Section, shown
from tempa.desks.frame.supply.words import Goods, amount
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, day_words, moment, number, rp
from tempa.desks.park.supply.needs import made_in
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.actions.issuing import Given
from tempa.supply.rules.amounts import UNIT, quantity_text
from tempa.supply.rules.needs import LotToSupply
from tempa.supply.rules.stock import numbers_in

SOON = timedelta(days=14)
ENGINES, BATCH = "e:", "b:"


@require_GET
@door(*PARK)
def issues(request: HttpRequest, here: Here) -> HttpResponse:
    """Every note, the newest first: to whom, for what sum, whether its workshop has confirmed it."""
    names = figures.workshop_names(here)
    found = list(supply.issues(here.programme))
    sums = supply.values_of_issues(here.programme)
    states = [("no", _("belum dinyatakan")), ("yes", _("sesuai")), ("wrong", _("ada yang berbeda"))]

    def state(r: Any) -> str:
        return "no" if r.confirmed_at is None else "yes" if r.is_right else "wrong"

    listing: Listing[supply.IssueNote] = Listing(
        title=_("Bon bahan"), rows=found, columns=[
            Column("issue", lambda r: r.issue, link=lambda r: reverse("park-issue", args=[r.issue]), words=_("Bon")),
            Column("kind", lambda r: _("kembali") if r.is_return else _("keluar"), words=_("Arah")),
            Column("workshop", lambda r: names.get(r.workshop, r.workshop), link=lambda r: reverse("park-issue-new", args=[r.workshop]), wide=True),
            Column("on", lambda r: r.moved_on, day, words=_("Tanggal")),
            Column("value", lambda r: sums.get(r.entry_id, 0), number, words=_("Rupiah"), numeric=True),
            Column("state", lambda r: note_tag(r)[1], words=_("Kata bengkel"), tag=lambda r: note_tag(r)[0], urgent=True),
            Column("by", lambda r: r.entry.by.name, words=_("Oleh")),
        ], filters=[Filter("keadaan", _("Kata bengkel"), every(states), lambda c: lambda r: state(r) == c)],
        file_name=f"bon-bahan-{here.programme.code}",
        empty=_("Belum ada bahan yang dikeluarkan. Pilih bengkelnya di atas."),
    )  # fmt: skip
    waiting = sum(r.confirmed_at is None and not r.is_return for r in found)
    total = sum(supply.issued_value(here.programme).values())
    answer = _("Bahan senilai %(rp)s ada pada lot-lot dan dipotong dari pembayaran bengkelnya. %(n)s bon belum dinyatakan diterima.") % {
        "rp": rp(total), "n": number(waiting),
    }  # fmt: skip
    return listing.respond(request, "park/issues.html", section="park-issues", answer=answer, makers=[
        (w.workshop, w.name) for w in registry.makers(here.programme)])  # fmt: skip


@require_GET
@door(*PARK)
def choose(request: HttpRequest, here: Here) -> HttpResponse:
    """On to the page of the chosen workshop."""
    code = request.GET.get("bengkel", "")
    known = {w.workshop for w in registry.makers(here.programme)}
    return HttpResponseRedirect(reverse("park-issue-new", args=[code]) if code in known else reverse("park-issues"))


class IssueForm(ActForm):
    """What goes to a workshop now, lot by lot."""

    act = "issue"
    send = gettext_lazy("Keluarkan bahan")

    def __init__(self, here: Here, request: HttpRequest | None, *, rows: Sequence[dict[str, Any]], goods: Goods, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["on"] = day_field(_("Dikeluarkan pada"))
        self.initial["on"] = here.today
        for row in rows:
            key, name = f"{row['lot']}|{row['material']}", goods.name(row["material"])
            self.fields[QUANTITY + key] = QuantityField(label=_("Lot %(lot)s: %(name)s, kurang %(need)s, stok %(stock)s") % {
                "lot": row["lot"], "name": name, "need": goods.words(row["material"], row["open"]), "stock": amount(row["stock"]),
            })  # fmt: skip
            self.initial[QUANTITY + key] = quantity_text(row["now"]) if row["now"] else ""
            if goods.kind(row["material"]) == "engine":
                self.fields[ENGINES + key] = words_field(_("Lot %(lot)s: nomor mesin yang keluar") % {"lot": row["lot"]}, rows=2)
                self.initial[ENGINES + key] = "\n".join(row["engines"])
            elif row["batches"]:
                self.fields[BATCH + key] = code_field(_("Lot %(lot)s: kiriman %(name)s") % {"lot": row["lot"], "name": name}, [
                    ("", _("tidak diketahui")), *((b, b) for b in row["batches"])], required=False)
                self.initial[BATCH + key] = row["batches"][0] if len(row["batches"]) == 1 else ""
        self.fields["note"] = words_field(_("Catatan, atau sebab bila melebihi keperluan lot"))



def lines_of(form: ActForm) -> list[Given]:
    """What was filled in, lot by lot."""
    engines, batches, found = form.said_of(ENGINES), form.said_of(BATCH), []
    for key, n in form.said_of(QUANTITY).items():
        lot, _bar, material = key.partition("|")
        if n != "0":
            found.append(Given(lot, material, n, numbers_in(engines.get(key, "")), batches.get(key, "")))
    return found


class ReturnForm(ActForm):
    """What comes back from a workshop, lot by lot."""

    act = "return"
    send = gettext_lazy("Catat pengembalian")

    def __init__(
        self, here: Here, request: HttpRequest | None, *, held: Sequence[supply.LotMaterial], goods: Goods, **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        self.fields["on"] = day_field(_("Dikembalikan pada"))
        self.initial["on"] = here.today
        for m in held:
            key = f"{m.lot}|{m.material}"
            self.fields[QUANTITY + key] = QuantityField(label=_("Lot %(lot)s: %(name)s, ada %(n)s") % {
                "lot": m.lot, "name": goods.name(m.material), "n": goods.words(m.material, m.quantity),
            })  # fmt: skip
            if goods.kind(m.material) == "engine":
                self.fields[ENGINES + key] = words_field(_("Lot %(lot)s: nomor mesin yang kembali") % {"lot": m.lot}, rows=2)
        self.fields["note"] = words_field(_("Mengapa dikembalikan"))


@door(*PARK)
def issue_new(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """Give materials to a workshop for the lots that begin soon, filled in with what lies there; and take back what it has left."""
    names, goods = figures.workshop_names(here), Goods(here.programme)
    if workshop not in {w.workshop for w in registry.makers(here.programme)}:
        raise Http404
    lots = [lot for lot in supply.lots_to_supply(here.programme, made=made_in(here)) if lot.workshop == workshop]
    is_all = request.GET.get("semua") == "1" or request.method == "POST"
    soon = lots if is_all else [lot for lot in lots if lot.starts_on <= here.today + SOON]
    rows = rows_of(here, soon)
    held = [m for m in supply.issued_to(here.programme).values() if m.workshop == workshop and m.quantity]
    form, back = IssueForm(here, request, rows=rows, goods=goods), ReturnForm(here, request, held=held, goods=goods)
    gone_on = carried(request, [
        (form, lambda **d: actions.issue_material(
            here.programme, workshop=workshop, on=form.cleaned_data["on"], lines=lines_of(form), note=form.cleaned_data["note"], **d),
         _("Bon bahan tercatat.")),
        (back, lambda **d: actions.return_material(
            here.programme, workshop=workshop, on=back.cleaned_data["on"], lines=lines_of(back), note=back.cleaned_data["note"], **d),
         _("Pengembalian tercatat.")),
    ], to=lambda made: reverse("park-issue", args=[made]))  # fmt: skip
    if gone_on is not None:
        return gone_on
    owed = sum(m.value for m in held)
    more = [(_("Semua lotnya, juga yang mulai nanti"), f"{reverse('park-issue-new', args=[workshop])}?semua=1")] if len(soon) < len(lots) else []
    empty = _("Semua lot yang mulai dua minggu ini sudah mendapat bahannya.") if lots else _("Bengkel ini belum punya lot yang berkontrak.")
    return shown(request, here, Page(
        _("Bahan untuk %(name)s") % {"name": names.get(workshop, workshop)},
        _("%(n)s lot berkontrak. Bahan padanya senilai %(rp)s, dipotong dari pembayarannya.") % {"n": number(len(lots)), "rp": rp(owed)}, [
            Section(_("Keluarkan"), links=more, forms=[form] if rows else [], empty="" if rows else empty),
            *([Section(_("Yang ada pada lotnya"), table=held_table(held, goods)),
               Section(_("Terima kembali"), forms=[back], is_folded=True)] if held else []),
        ], section="park-issues", file_name=f"bahan-{workshop}",
    ))  # fmt: skip


def rows_of(here: Here, lots: Sequence[LotToSupply]) -> list[dict[str, object]]:
    """What lots still need, and what of it lies there: whoever begins first is filled in first; engines with their numbers."""
    needs, given = supply.needs_of(here.programme, lots), supply.issued_to(here.programme, [lot.lot for lot in lots])
    stock = {m: row.level for m, row in supply.stock(here.programme).items()}
    free = Counter(stock)
    engines: dict[str, list[str]] = {}
    for e in supply.engines_received(here.programme, [""]):
        engines.setdefault(e.material, []).append(e.number)
    kinds, came = Goods(here.programme), batches_of(here)
    rows = []
    for lot in sorted(lots, key=lambda one: (one.starts_on, one.lot)):
        for (code, material), need in needs.items():
            open_need = need - (given[code, material].quantity if (code, material) in given else 0)
            if code != lot.lot or open_need <= 0:
                continue
            now, numbers = max(0, min(open_need, free[material])), []
            if kinds.kind(material) == "engine":
                count = min(now // UNIT, len(engines.get(material, [])))
                now, numbers = count * UNIT, [engines[material].pop(0) for _n in range(count)]
            free[material] -= now
            rows.append({"lot": code, "material": material, "open": open_need, "stock": stock.get(material, 0), "now": now, "engines": numbers,
                         "batches": came.get(material, [])})
    return rows


def batches_of(here: Here) -> dict[str, list[str]]:
    """Material -> the certificates or heat numbers with which it came and of which something is left."""
    found: dict[str, list[str]] = {}
    came = supply.batches(here.programme)
    left = supply.batches_left(here.programme, {b.material for b in came})
    for b in came:
        names = found.setdefault(b.material, [])
        if b.certificate not in names and left[b.material, supply.as_named(b.certificate)] > 0:
            names.append(b.certificate)
    return found


def held_table(held: Sequence[supply.LotMaterial], goods: Goods) -> Table[supply.LotMaterial]:
    return Table(_("Yang ada pada lotnya"), held, [
        Column("lot", lambda m: m.lot), Column("material", lambda m: goods.name(m.material), wide=True),
        Column("quantity", lambda m: m.quantity, amount, numeric=True), Column("unit", lambda m: goods.unit(m.material), words=_("Satuan")),
        Column("value", lambda m: m.value, number, words=_("Rupiah"), numeric=True, urgent=True),
    ], most=200)  # fmt: skip


def confirmed_facts(note: supply.IssueNote) -> list[tuple[str, str]]:
    if note.confirmed_by is None or note.confirmed_at is None:
        return []
    return [(_("Kata bengkel"), f"{note.confirmed_by.name}, {moment(note.confirmed_at)}. {note.confirmed_words}".strip())]


@require_GET
@door(*PARK)
def issue(request: HttpRequest, here: Here, issue: str) -> HttpResponse:
    """One note, to print and to sign."""
    note, goods = supply.issue_named(here.programme, issue), Goods(here.programme)
    if note is None:
        raise Http404
    names = figures.workshop_names(here)
    lines = supply.lines_of_issue(note)
    title = _("Pengembalian bahan %(issue)s") if note.is_return else _("Bon bahan %(issue)s")
    facts = [
        (_("Bengkel"), names.get(note.workshop, note.workshop)), (_("Tanggal"), day_words(note.moved_on)), (_("Oleh"), note.entry.by.name),
        (_("Catatan"), note.note or "–"),
        *confirmed_facts(note),
    ]  # fmt: skip
    return shown(request, here, Page(
        title % {"issue": issue}, _("%(state)s. Nilainya %(rp)s.") % {
            "state": note_tag(note)[1].capitalize(), "rp": rp(abs(sum(m.value for m in lines)))}, [
            Section(facts=facts), Section(_("Bahan"), table=lines_table(lines, goods)),
            Section(links=[(_("Bahan lain untuk bengkel ini"), reverse("park-issue-new", args=[note.workshop]))]),
        ], section="park-issues", file_name=f"bon-{issue}",
    ))  # fmt: skip
