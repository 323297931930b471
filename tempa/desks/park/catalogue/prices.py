"""The price list: what holds for each item today and where it comes from; one item with its history, and a new entry."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.price_file import amount_of, doubtful, said_of
from tempa.catalogue.rules.prices import INPUTS, OLDEST_DAYS, SHARES, SKILLS, SOURCES, Said, state_of
from tempa.catalogue.rules.reckoning import Source
from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.price_words import (
    INPUT_WORDS,
    SOURCE_WORDS,
    STATE_MARKS,
    STATE_WORDS,
    amount_in_words,
    amount_words,
    item_words,
)
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number
from tempa.ledger.rules import PARK, Refused
from tempa.values.programme.schema import RESOURCES

UNITS = {"wage": gettext_lazy("jam"), "machine": gettext_lazy("jam"), "overhead": "%", "margin": "%"}


class PriceEntryForm(DeedForm):
    """One price of an item: amounts as people type them, its day, its source."""

    send = gettext_lazy("Catat harga")

    likely = forms.CharField(label=gettext_lazy("Harga"), max_length=30, help_text=gettext_lazy("Rupiah tanpa PPN, misalnya 92.000"))
    low = forms.CharField(
        label=gettext_lazy("Terendah"), max_length=30, required=False, help_text=gettext_lazy("Boleh kosong: sama dengan harga")
    )
    high = forms.CharField(
        label=gettext_lazy("Tertinggi"), max_length=30, required=False, help_text=gettext_lazy("Boleh kosong: sama dengan harga")
    )
    dated = forms.CharField(label=gettext_lazy("Tanggal pada sumbernya"), max_length=10, widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.CharField(
        label=gettext_lazy("Berlaku sampai"), max_length=10, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    source = forms.ChoiceField(label=gettext_lazy("Jenis sumber"), choices=[(s, SOURCE_WORDS[s]) for s in SOURCES])
    reference = forms.CharField(
        label=gettext_lazy("Rujukan"), max_length=200, help_text=gettext_lazy("Toko atau lembaga dan nomornya, misalnya Toko Besi Contoh, nota 12")
    )
    place = forms.CharField(label=gettext_lazy("Tempat"), max_length=200, help_text=gettext_lazy("Tempat harga itu berlaku, misalnya Cakranegara"))
    replaces = forms.ChoiceField(
        label=gettext_lazy("Membetulkan catatan"), required=False,
        help_text=gettext_lazy("Hanya bila sebuah catatan salah. Catatan lama tetap ada, tetapi tidak dipakai lagi."),
    )  # fmt: skip

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, input: str, item: str, now: int, entries: Any = (), **more: Unpack[FormShape]
    ) -> None:
        """`now`: what holds today, so that a zero too many is asked about."""
        super().__init__(here, request, **more)
        self.input, self.item, self.now = input, item, now
        if self.is_far:
            self.fields["sure"] = forms.BooleanField(
                label=_("Sudah diperiksa: harganya memang sekian"),
                error_messages={"required": _("Harga ini jauh dari yang sekarang, %(now)s. Periksa nolnya; bila benar, centang.") % {
                    "now": amount_in_words(input, now)}},
            )  # fmt: skip
        if input in SHARES:
            self.fields["likely"].label = _("Persen")
            self.fields["likely"].help_text = _("Persen, misalnya 12,5")
        self.fields["replaces"].choices = [("", _("bukan pembetulan")), *(  # type: ignore[attr-defined]
            (str(e.entry_id), f"{day(e.dated)}: {amount_words(input, e.likely)} ({e.reference})") for e in entries if e.replaced_by_id is None
        )]  # fmt: skip

    @property
    def is_far(self) -> bool:
        """Whether what was typed is an amount far from what holds."""
        try:
            return self.is_bound and doubtful(self.now, amount_of(self.input, self.data.get("likely", ""), "likely"))
        except Refused:
            return False

    @property
    def said(self) -> Said:
        return said_of(self.input, self.item, self.typed)


@door(*PARK)
def price_list(request: HttpRequest, here: Here) -> HttpResponse:
    """What holds today for everything that has a price, what is stale first."""
    rows = rows_of(here)
    weak = [r for r in rows if r["state"] != "fresh"]
    listing = Listing(
        title=_("Daftar harga"), rows=rows, columns=[
            Column("input", lambda r: str(INPUT_WORDS[r["input"]]), words=_("Jenis"), sort="input"),
            Column("item", lambda r: r["name"], words=_("Apa"), sort="item", link=lambda r: r["to"], wide=True),
            Column("unit", lambda r: r["unit"], words=_("Satuan")),
            Column("likely", lambda r: r["shown"], words=_("Harga"), numeric=True),
            Column("low", lambda r: amount_words(r["input"], r["low"]), words=_("Terendah"), numeric=True),
            Column("high", lambda r: amount_words(r["input"], r["high"]), words=_("Tertinggi"), numeric=True),
            Column("dated", lambda r: r["dated"], lambda d: day(d) if d else "", words=_("Tanggal"), sort="dated"),
            Column("reference", lambda r: r["reference"], words=_("Sumber"), wide=True),
            Column("state", lambda r: str(STATE_WORDS[r["state"]]), words=_("Keadaan"), sort="state",
                   tag=lambda r: STATE_MARKS.get(r["state"], ""), urgent=True),
        ],
        filters=(
            Filter("jenis", _("Jenis"), every([(i, str(INPUT_WORDS[i])) for i in INPUTS]), lambda c: lambda r: r["input"] == c),
            Filter("keadaan", _("Keadaan"), every([(s, str(STATE_WORDS[s])) for s in ("fresh", "old", "expired", "programme", "assumed")]),
                   lambda c: lambda r: r["state"] == c),
        ),
        total=len(rows), file_name=f"daftar-harga-{here.programme.code}",
        empty=_("Belum ada bahan. Bahan datang dari buku kerja program: buka Unggah."),
    )  # fmt: skip
    answer = _("%(n)s dari %(all)s harga punya sumber yang masih berlaku; %(weak)s belum.") % {
        "n": number(len(rows) - len(weak)), "all": number(len(rows)), "weak": number(len(weak)),
    }  # fmt: skip
    return listing.respond(request, "park/prices.html", section="park-costs", answer=answer)


def rows_of(here: Here) -> list[dict[str, Any]]:
    """Every item with what holds for it today; what is weak first, then by kind and name."""
    held = catalogue.book(here.programme, here.today)
    rows = []
    for m in catalogue.materials(here.programme):
        source = held.source("material", m.material, m.material, m.name_id, m.cells["unit"], int(m.cells["unit_price"]))
        rows.append(row_of("material", m.material, m.name_id, m.cells["unit"], source))
    for input, items in (("wage", SKILLS), ("machine", RESOURCES), ("overhead", ("",)), ("margin", ("",))):
        for item in items:
            rows.append(row_of(input, item, item_words(input, item, {}), str(UNITS[input]), held.source(input, item, item, item, "")))
    order = {"expired": 0, "old": 1, "assumed": 2, "programme": 3, "fresh": 4}
    return sorted(rows, key=lambda r: (order[r["state"]], INPUTS.index(r["input"]), r["name"]))


def row_of(input: str, item: str, name: str, unit: str, source: Source) -> dict[str, object]:
    entry = source.entry
    return {
        "input": input, "item": item, "name": name, "unit": unit, "low": source.low, "likely": source.likely, "high": source.high,
        "shown": amount_words(input, source.likely), "state": source.state, "dated": entry.dated if entry else None,
        "reference": f"{SOURCE_WORDS[entry.source]}: {entry.reference}, {entry.place}" if entry else "",
        "to": reverse("park-price", args=[input, item or "-"]),
    }  # fmt: skip


@door(*PARK)
def price(request: HttpRequest, here: Here, input: str, item: str) -> HttpResponse:
    """One item: what holds today, every entry that ever was, and the form for the next."""
    programme, item = here.programme, "" if item == "-" else item
    names = {m.material: m.name_id for m in catalogue.materials(programme)}
    if input not in INPUTS or item not in {"material": names, "wage": SKILLS, "machine": RESOURCES}.get(input, ("",)):
        raise Http404
    entries = list(catalogue.price_entries(programme, input, item).select_related("entry__by"))
    now = source_of(here, input, item).likely
    form = PriceEntryForm(here, request, input=input, item=item, now=now, entries=entries, initial=corrected(request, input, entries))
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_price(programme, said=form.said, **deed),
        to=lambda _: reverse("park-price", args=[input, item or "-"]), done=_("Harga tercatat."),
    )  # fmt: skip
    return gone_on or respond(request, "park/price.html", price_page(here, input, item, names, entries, form),
                              file_name=f"harga-{item or input}", status=form.status)  # fmt: skip


def source_of(here: Here, input: str, item: str) -> Source:
    """What holds for an item today."""
    material = catalogue.materials(here.programme).filter(key=item).first() if input == "material" else None
    start, unit = (int(material.cells["unit_price"]), material.cells["unit"]) if material else (None, "")
    return catalogue.book(here.programme, here.today).source(input, item, item, item, unit, start)


def corrected(request: HttpRequest, input: str, entries: list[catalogue.PriceEntry]) -> dict[str, str]:
    """What the form begins with where somebody puts an entry right: its own words."""
    wrong = next((e for e in entries if str(e.entry_id) == request.GET.get("betulkan")), None)
    if wrong is None:
        return {}
    texts = {name: amount_words(input, getattr(wrong, name)).removesuffix(" %") for name in ("low", "likely", "high")}
    return texts | {
        "dated": str(wrong.dated), "valid_until": str(wrong.valid_until or ""), "source": wrong.source, "reference": wrong.reference,
        "place": wrong.place, "replaces": str(wrong.entry_id),
    }  # fmt: skip


def price_page(here: Here, input: str, item: str, names: dict[str, str], entries: list[catalogue.PriceEntry], form: DeedForm) -> dict[str, object]:
    source = source_of(here, input, item)
    name = item_words(input, item, names)
    return {
        "title": name, "section": "park-costs", "form": form, "source": source, "input": input,
        "unit": source.unit or UNITS[input],
        "amounts": {side: amount_in_words(input, getattr(source, side)) for side in ("low", "likely", "high")},
        "state": STATE_WORDS[source.state], "mark": STATE_MARKS.get(source.state, "good"), "oldest": OLDEST_DAYS[input],
        "entries": entries_table(input, entries, here),
    }  # fmt: skip


def entries_table(input: str, entries: list[catalogue.PriceEntry], here: Here) -> Table[catalogue.PriceEntry]:
    def state(e: catalogue.PriceEntry) -> str:
        return "replaced" if e.replaced_by_id else state_of(e, here.today)

    return Table(_("Catatan harga"), entries, [
        Column("dated", lambda e: e.dated, day, words=_("Tanggal"), link=lambda e: reverse("park-entry", args=[e.entry_id])),
        Column("likely", lambda e: amount_words(input, e.likely), words=_("Harga"), numeric=True),
        Column("low", lambda e: amount_words(input, e.low), words=_("Terendah"), numeric=True),
        Column("high", lambda e: amount_words(input, e.high), words=_("Tertinggi"), numeric=True),
        Column("valid_until", lambda e: e.valid_until, lambda d: day(d) if d else "", words=_("Berlaku sampai")),
        Column("source", lambda e: f"{SOURCE_WORDS[e.source]}: {e.reference}, {e.place}", words=_("Sumber"), wide=True),
        Column("by", lambda e: e.entry.by.name, words=_("Dicatat oleh")), Column("at", lambda e: e.entry.at, moment, words=_("Dicatat pada")),
        Column("state", lambda e: str(STATE_WORDS[state(e)]), words=_("Keadaan"), tag=lambda e: STATE_MARKS.get(state(e), ""), urgent=True),
        Column("right", lambda e: "" if e.replaced_by_id else _("betulkan"), words=_("Salah?"), is_tool=True,
               link=lambda e: f"?betulkan={e.entry_id}#id-likely"),
    ], empty=_("Belum ada catatan. Isi formulir di bawah dari penawaran, nota, survei, atau peraturan."))  # fmt: skip

