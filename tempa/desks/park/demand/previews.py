"""Before an upload is saved: its errors and warnings, and the difference from what is there; saving is one deed, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.contracts.queries import bound_leads, held_lines
from tempa.demand import actions
from tempa.demand import queries as demand
from tempa.demand.rules import REASONS
from tempa.desks.frame.deeds import Chosen, DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.order_words import REASON_WORDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import language, number, rp_change
from tempa.desks.park.demand import drafts, lists
from tempa.desks.park.demand.imports import discarded
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.openness.queries.named import named_codes
from tempa.payment.queries import lines_paid
from tempa.production.queries import types_made, worked_lines
from tempa.values.programme import SCHEMA, Tables, check_tables
from tempa.values.programme.compare import Difference, compare
from tempa.values.programme.people.lines import NOT_ORDERED

MOST_SHOWN = 40
FEW_ROWS = 12  # so many new rows are shown without a click


class SaveForm(DeedForm):
    """All of an upload is saved; where the order or a price changes, with a reason, and what Excel hides only knowingly.

    The deed bears the draft's own name, so that an upload is saved once, however often the button is pressed.
    """

    hidden = forms.BooleanField(
        label=gettext_lazy("Sudah diperiksa: ikut disimpan"),
        error_messages={"required": gettext_lazy("Centang bahwa yang tersembunyi di berkas ini ikut disimpan, atau buang unggahan ini.")},
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=gettext_lazy("Alasan"), error_messages={"required": gettext_lazy("Pilih alasan perubahan dari daftar, lalu simpan lagi.")}
    )
    note = forms.CharField(label=gettext_lazy("Penjelasan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    paper = forms.CharField(label=gettext_lazy("Nomor surat"), required=False, max_length=120)
    do = forms.CharField(required=False, widget=Chosen)

    def __init__(self, here: Here, request: HttpRequest, draft: UUID, *, has_hidden: bool, changes_order: bool) -> None:
        super().__init__(here, request, initial={"identity": draft})
        self.fields["reason"].choices = [("", _("pilih")), *((r, REASON_WORDS[r]) for r in REASONS)]  # type: ignore[attr-defined]
        for name in [*([] if has_hidden else ["hidden"]), *([] if changes_order else ["reason", "note", "paper"])]:
            del self.fields[name]

    @property
    def why(self) -> actions.Why:
        return actions.Why(*(self.typed.get(name, "") for name in ("reason", "note", "paper")))

    @property
    def reasons(self) -> list[forms.BoundField]:
        """The fields that ask why, for the template."""
        return [self[name] for name in ("reason", "note", "paper") if name in self.fields]


@door(*PARK)
def preview(request: HttpRequest, here: Here, draft: UUID) -> HttpResponse:
    """Errors, warnings and the difference; confirming saves all of it, or nothing."""
    if request.method == "POST" and ledger.is_recorded(here.programme, draft):
        return saved(request)  # sent twice; the draft is gone
    found = drafts.draft_of(here, draft)
    tables = found.tables if lists.followed(here, found) else None
    if tables is None:
        return redirect("park-import-questions", draft=draft)
    findings, difference = check_tables(tables), compare(ledger.tables_of(here.programme), tables)
    hidden = [_("lembar %(table)s: %(what)s") % {"table": t, "what": ", ".join(w[:12])} for t, w in found.about.get("hidden", {}).items()]
    changes_order = demand.is_agreed(here.programme) and touches_order(difference)
    form = SaveForm(here, request, draft, has_hidden=bool(hidden), changes_order=changes_order)
    if form.is_bound and form.data.get("do") == "discard":
        return discarded(request, found)
    if findings.ok and (gone_on := kept(request, here, form, found, tables)):
        return gone_on
    found.about["shown"] = here.size
    found.keep_about()
    other = next((r["value"] for r in tables["programme"] if r["key"] == "code"), here.programme.code)
    return respond(request, "park/preview.html", {
        "title": _("Periksa unggahan"), "section": "park-import", "about": found.about, "draft": draft, "form": form,
        "summary": difference.summary(language()), "is_same": difference.is_empty, "tables": shown(difference, machines_of(tables)),
        "errors": [f.in_language(language()) for f in findings.errors[:200]], "error_count": len(findings.errors),
        "warnings": [f.in_language(language()) for f in findings.warnings[:100]], "warning_count": len(findings.warnings),
        "prices": [en if language() == "en" else id for id, en in found.about.get("prices", [])[:100]],
        "other": other if other != here.programme.code else "", "value_change": rp_change(difference.value_change), "hidden": hidden,
    }, status=form.status if findings.ok else 200)  # fmt: skip


def kept(request: HttpRequest, here: Here, form: SaveForm, draft: drafts.Draft, tables: Tables) -> HttpResponse | None:
    """Where to go on once all is saved; None: the page is shown again and says why."""
    try:
        return form.carried_out(
            request, lambda **deed: save(here, form, draft, tables, deed), to=lambda _: reverse("park-overview"), done=_("Unggahan tersimpan.")
        )
    except FileNotFoundError:  # the same draft was saved by another request meanwhile
        if ledger.is_recorded(here.programme, draft.name):
            return saved(request)
        raise


def save(here: Here, form: SaveForm, draft: drafts.Draft, tables: Tables, deed: Said) -> None:
    """Load the tables and keep the file, unless a row of the programme has changed since the person saw the difference."""
    aliases = {name: type for name, type in draft.about["types"].items() if type != NOT_ORDERED}
    actions.load_programme(
        here.programme, tables, why=form.why, **deed | {"identity": draft.name, "seen": deed["seen"] or draft.about.get("shown", 0)},
        held=actions.Held(
            contracted=lambda: held_lines(here.programme), worked=lambda: worked_lines(here.programme),
            awarded=lambda: allocation.allocated_by_budget_line(here.programme),
            bound=lambda: bound_leads(here.programme), named=lambda: named_codes(here.programme), begun=lambda: types_made(here.programme),
            paid=lambda: lines_paid(here.programme),
        ),
        upload=actions.Upload(draft.file.read_bytes(), draft.about["name"], draft.media_type, aliases),
    )  # fmt: skip
    draft.discard()


def saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Unggahan tersimpan."))
    return HttpResponseRedirect(reverse("park-overview"))


def touches_order(difference: Difference) -> bool:
    """Whether an order line or the price of a type changes, so that a reason is needed."""
    orders = difference.tables["orders"]
    prices = any("unit_price" in row.columns for row in difference.tables["types"].changed)
    return prices or not orders.is_empty


def column_name(table: str, column: str) -> str:
    """What people call a column of the format."""
    known = SCHEMA[table].column(column)
    return known.name_en if language() == "en" else known.name_id


def key_words(table: str, key: tuple[str, ...], machines: Mapping[str, str]) -> str:
    """The key of a row; of an order line with its machine."""
    words = " · ".join(key)
    return f"{words} {machines[key[0]]}" if table == "orders" and key and key[0] in machines else words


def machines_of(tables: Tables) -> dict[str, str]:
    """Order line -> name of its machine type; and type -> its name."""
    names = {r["type"]: r["name_id"] or r["type"] for r in tables["types"]}
    return names | {r["line"]: names.get(r["type"], r["type"]) for r in tables["orders"]}


def shown(difference: Difference, machines: Mapping[str, str]) -> list[dict[str, object]]:
    """Per table that differs: counts, and the first rows of each kind in words."""
    result = []
    for name, table in difference.tables.items():
        if table.is_empty:
            continue
        key = SCHEMA[name].key or SCHEMA[name].header
        result.append({
            "table": name, "words": SCHEMA[name].name_id if language() == "id" else SCHEMA[name].name_en,
            "counts": (number(len(table.new)), number(len(table.changed)), number(len(table.gone))),
            "new": new_table(name, table.new[:MOST_SHOWN], machines), "is_short": len(table.new) <= FEW_ROWS,
            "gone": [" · ".join(row[c] for c in key)[:160] for row in table.gone[:MOST_SHOWN]],
            "changed": changed_table(name, [(key_words(name, r.key, machines), r.columns) for r in table.changed[:MOST_SHOWN]]),
            "more": max(0, len(table.new) - MOST_SHOWN) + max(0, len(table.changed) - MOST_SHOWN) + max(0, len(table.gone) - MOST_SHOWN),
        })  # fmt: skip
    return result


def new_table(name: str, rows: Sequence[Mapping[str, str]], machines: Mapping[str, str]) -> Table[Mapping[str, str]]:
    """The new rows of a table, in the columns that any of them fills."""

    def cell(column: str) -> Callable[[Mapping[str, str]], str]:
        return lambda r: f"{r[column]} {machines.get(r[column], '')}".strip() if column == "type" else r[column]

    filled = [c for c in SCHEMA[name].header if any(r[c] for r in rows)]
    columns = [Column(c, cell(c), words=column_name(name, c), wide=c == "type") for c in filled]
    return Table(_("Baris baru: %(table)s") % {"table": name}, rows, columns)


def changed_table(name: str, rows: list[tuple[str, Mapping[str, tuple[str, str]]]]) -> Table[tuple[str, Mapping[str, tuple[str, str]]]]:
    """The rows of a table that change, each with what changes in it."""

    def what(columns: Mapping[str, tuple[str, str]]) -> str:
        return "; ".join(f"{column_name(name, c)}: {a or '–'} → {b or '–'}" for c, (a, b) in columns.items())

    return Table(_("Yang berubah: %(table)s") % {"table": name}, rows, [
        Column("row", lambda r: r[0], words=_("Baris")), Column("what", lambda r: what(r[1]), words=_("Yang berubah"), wide=True),
    ])  # fmt: skip
