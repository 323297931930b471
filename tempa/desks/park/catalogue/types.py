"""The catalogue: types, and one type with routing, parts list, offers, names and its price."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Unpack

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.demand import actions as demand_actions
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import DeedForm, FormPlace, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number, term
from tempa.desks.park.demand.orders import ReasonedForm, described, moves_table
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry


@door(*PARK)
def types(request: HttpRequest, here: Here) -> HttpResponse:
    programme = here.programme
    agencies = figures.agency_names(here)
    to_type = addresses("park-type")
    total, untested = here.known("type-counts", lambda: type_counts(programme), of=figures.TABLES)
    listing: Listing[Any] = Listing(
        title=_("Katalog"),
        rows=catalogue.types(programme),
        columns=[
            Column("type_code", lambda r: r.type, sort="type", link=lambda r: to_type(r.type)),
            Column(
                "type",
                lambda r: r.name_id,
                sort="name_id",
                wide=True,
                link=lambda r: to_type(r.type),
            ),
            Column("agency", lambda r: r.agency, sort="agency"),
            Column("unit_price", lambda r: r.unit_price, number, sort="unit_price", numeric=True),
            Column("ordered", lambda r: r.ordered, number, numeric=True),
            Column("offers", lambda r: r.offers, number, numeric=True),
            Column(
                "tested",
                lambda r: (
                    _("ya")
                    if r.tested
                    else _("belum, paling banyak %(n)s") % {"n": r.cells["pilot_limit"] or _("tanpa batas")}
                ),
                sort="tested",
            ),
        ],
        search=("type", "name_id", "name_en"),
        filters=(
            Filter("opd", _("OPD"), every(agencies.items()), lambda c: Q(agency=c)),
            Filter(
                "teruji",
                _("Laporan uji"),
                every([("ya", _("ada")), ("belum", _("belum"))]),
                lambda c: Q(tested=c == "ya"),
            ),
        ),
        total=total,
        prepare=lambda rows: with_counts(here, rows),
        file_name=f"katalog-{programme.code}",
        empty=_("Katalog kosong. Jenis mesin datang dari lembar types buku kerja: buka Unggah."),
    )
    answer = _("%(n)s jenis mesin; %(untested)s belum punya laporan uji.") % {"n": number(total), "untested": number(untested)}
    return listing.respond(request, section="park-types", answer=answer)


def type_counts(programme: ledger.Programme) -> tuple[int, int]:
    """(types, types without a test report)."""
    found = catalogue.types(programme)
    return found.count(), found.filter(tested=False).count()


def with_counts(here: Here, rows: Any) -> Any:
    """Add to each type how many units are ordered and how many sites offer it."""
    ordered = figures.units_by_type(here)
    offers = here.known("offer-counts", lambda: registry.offer_counts(here.programme), of=(*figures.TABLES, "registry"))
    for r in rows:
        r.ordered, r.offers = ordered.get(r.type, 0), offers.get(r.type, 0)
    return rows


class PriceForm(ReasonedForm):
    """A new owner's estimate (HPS) of a type, for all its order lines."""

    send = gettext_lazy("Catat HPS baru")
    field_order = ("after", "sheet")

    after = forms.CharField(
        label=gettext_lazy("Harga satuan tanpa PPN, angka saja"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    sheet = forms.ChoiceField(
        label=gettext_lazy("Menurut lembar HPS"), required=False, help_text=gettext_lazy("Bila dipilih, harganya harus sama dengan lembar itu."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, *, type: str, **more: Unpack[FormPlace]) -> None:
        held = catalogue.approved_estimate(here.programme, type)
        first = {"after": held.unit_price, "sheet": str(held.sheet)} if held else {}
        super().__init__(here, request, initial=first, **more)
        named = [(str(held.sheet), f"{held.name} · {held.version}: {number(held.unit_price)}")] if held else []
        self.fields["sheet"].choices = [("", _("tanpa lembar")), *named]  # type: ignore[attr-defined]


class AliasForm(DeedForm):
    """Another name by which sheets of agencies call a type."""

    send = gettext_lazy("Ingat nama ini")
    look = ""

    name = forms.CharField(label=gettext_lazy("Nama seperti di lembar"), max_length=200)


@require_GET
@door(*PARK)
def machine_type(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    return type_page(request, here, type)


@door(*PARK)
@form_of("park-type", "type")
def change_price(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    form = PriceForm(here, request, type=type, address=request.path, mark="hps")
    return form.carried_out(
        request, lambda **deed: demand_actions.change_price(here.programme, type=type, **form.told(), **deed),
        to=lambda _: reverse("park-type", args=[type]), done=_("HPS baru %(type)s tercatat.") % {"type": type},
    ) or type_page(request, here, type, price=form)  # fmt: skip


@door(*PARK)
@form_of("park-type", "type")
def add_alias(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    """Remember another name for a type."""
    form = AliasForm(here, request, address=request.path, mark="nama")
    return form.carried_out(
        request, lambda **deed: actions.decide_alias(here.programme, type=type, **form.typed, **deed),
        to=lambda _: reverse("park-type", args=[type]), done=_("Nama itu diingat untuk unggahan berikutnya."),
    ) or type_page(request, here, type, alias=form)  # fmt: skip


def type_page(request: HttpRequest, here: Here, type: str, **sent: DeedForm) -> HttpResponse:
    """One type with its steps, materials, offers, order lines and prices; `sent` are forms that came back."""
    programme = here.programme
    found = catalogue.type_named(programme, type)
    if found is None:
        raise Http404
    steps, parts = list(catalogue.routing(programme, type)), parts_of(programme, type)
    forms_here: dict[str, DeedForm] = {
        "price": PriceForm(here, type=type, address=reverse("park-type-price", args=[type]), mark="hps"),
        "alias": AliasForm(here, address=reverse("park-type-alias", args=[type]), mark="nama"),
    } | sent
    return respond(request, "park/type.html", {
        "title": found.name_id, "section": "park-types", "type": found, "hours": sum(Decimal(s.cells["hours_per_unit"]) for s in steps),
        "materials": sum((p["cost"] for p in parts if p["cost"] is not None), Decimal(0)),
        "steps": steps_table(steps), "parts": parts_table(parts), "offers": offers_table(programme, found),
        "objections": list(catalogue.open_price_objections(programme, [type])),
        "lines": lines_table(programme, type), "aliases": catalogue.aliases_of(programme, type),
        "moves": moves_table(described(demand.moves(programme, type)), _("Perubahan HPS")), **forms_here,
    }, file_name=f"jenis-{type}", status=max(f.status for f in forms_here.values()))  # fmt: skip


def parts_of(programme: ledger.Programme, type: str) -> list[dict[str, Any]]:
    """The parts list with what each part costs in one unit."""
    return [
        {"item": i, "material": m, "cost": Decimal(i.cells["quantity"]) * int(m.cells["unit_price"]) if m else None}
        for i, m in catalogue.parts_list(programme, type)
    ]


def steps_table(steps: list[catalogue.RoutingStep]) -> Table[catalogue.RoutingStep]:
    return Table(_("Langkah kerja"), steps, [
        Column("step", lambda s: s.cells["step"], words=_("Langkah")), Column("resource", lambda s: term(s.cells["resource"])),
        Column("hours", lambda s: Decimal(s.cells["hours_per_unit"]), number, words=_("Jam tiap unit"), numeric=True),
        Column("setup", lambda s: Decimal(s.cells["setup_hours"]), number, words=_("Jam setel tiap lot"), numeric=True),
    ])  # fmt: skip


def parts_table(parts: list[dict[str, object]]) -> Table[dict[str, object]]:
    def cell(name: str) -> Any:
        return lambda p: p["material"].cells[name] if p["material"] else ""

    return Table(_("Daftar bahan"), parts, [
        Column("material", lambda p: cell("name_id")(p) or p["item"].material),
        Column("quantity", lambda p: Decimal(p["item"].cells["quantity"]), number, numeric=True), Column("unit", cell("unit"), words=_("Satuan")),
        Column("price", lambda p: Decimal(cell("unit_price")(p) or 0), number, words=_("Harga"), numeric=True),
        Column("cost", lambda p: p["cost"], number, words=_("Jumlah rupiah"), numeric=True),
        Column("lead", lambda p: int(cell("lead_time_weeks")(p) or 0), lambda v: _("%(n)s minggu") % {"n": v}, words=_("Datang setelah")),
    ], empty=_("Tidak memakai bahan yang dicatat."))  # fmt: skip


def offers_table(programme: ledger.Programme, type: catalogue.MachineType) -> Table[registry.Offer]:
    names = registry.workshop_names(programme)
    return Table(_("Penawaran bengkel"), list(registry.offers_for(programme, type.type)), [
        Column("workshop", lambda o: names.get(o.workshop, o.workshop), link=lambda o: reverse("park-workshop", args=[o.workshop])),
        Column("offer", lambda o: o.unit_price, number, numeric=True),
        Column("limit", lambda o: above_words(o.unit_price > type.unit_price), words=_("Terhadap HPS"),
               tag=lambda o: "late" if o.unit_price > type.unit_price else ""),
    ], empty=_("Belum ada bengkel yang menawar jenis ini; pesanannya tidak akan dapat bengkel."))  # fmt: skip


def lines_table(programme: ledger.Programme, type: str) -> Table[demand.OrderLine]:
    return Table(_("Baris pesanan"), list(demand.order_lines(programme).filter(type=type)), [
        Column("line", lambda r: r.line, link=lambda r: reverse("park-order", args=[r.line])),
        Column("quantity", lambda r: r.quantity, number, numeric=True), Column("agency", lambda r: r.agency),
        Column("due_date", lambda r: r.due_date, day),
    ], empty=_("Tidak sedang dipesan."))  # fmt: skip


def above_words(is_above: bool) -> str:
    return _("di atas HPS") if is_above else _("boleh")
