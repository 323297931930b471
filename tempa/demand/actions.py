"""What may be done with an order: load it, change a line, change a price, cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Unpack

from tempa.catalogue.actions import decide_alias_in
from tempa.catalogue.queries import approved_estimate, type_named
from tempa.catalogue.rules.estimates import check_follows_sheet
from tempa.demand import queries
from tempa.demand.facts import OrderAgreed, OrderChanged, ProgrammeLoaded, Standing, standing
from tempa.demand.rules import (
    Change,
    accounts_changed,
    check_budgets,
    check_lengths,
    check_not_begun,
    check_reason,
    check_uncontracted,
    check_unnamed,
    check_unpaid,
    check_unworked,
    check_value,
    codes_gone,
    steps_changed,
    with_own_code,
)
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.facts import ROW_KINDS, Fact, RowStated, RowWithdrawn, TableArranged
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import keys_in_order, setting_values, tables_of
from tempa.ledger.rules import Refused, may_as_park
from tempa.registry.queries import workshops
from tempa.registry.rules.sites import check_leads_kept
from tempa.values.programme import SCHEMA, Tables, programme_sha256

Cells = dict[str, str]
CELLS = ("quantity", "due_date", "destination")


@dataclass(frozen=True)
class Why:
    """The reason of a change of an order, or of the changes by a whole set of tables, and the letter behind it."""

    reason: str = ""
    note: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Upload:
    """The file that tables were read from, and what was decided about the names in it (name as written -> type)."""

    content: bytes
    name: str
    media_type: str
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """What later rooms say under the lock.

    `contracted`: line -> the contract that holds lots of it; `worked`: line -> a lot of it of which work is reported. `awarded`, asked once
    all is stated: what the lots that hold cost, per budget line; none may sink below it. `bound`, asked only where a lead changes: workshop
    -> the contracts that hold it to its lead. `named`, asked only where rows go: table -> codes that later rooms name. `begun`, `paid`,
    asked only where routings or account codes change: types of which machines have serials, and budget lines of which a payment was
    approved.
    """

    contracted: Callable[[], Mapping[str, str]] = dict
    worked: Callable[[], Mapping[str, str]] = dict
    awarded: Callable[[], Mapping[str, int]] = dict
    bound: Callable[[], Mapping[str, Collection[str]]] = dict
    named: Callable[[], Mapping[str, Collection[str]]] = dict
    begun: Callable[[], Collection[str]] = tuple
    paid: Callable[[], Collection[str]] = tuple


NOTHING_HELD, NO_REASON = Held(), Why()


def load_programme(
    programme: Programme, tables: Tables, *, why: Why = NO_REASON, upload: Upload | None = None, held: Held = NOTHING_HELD,
    **doing: Unpack[Doing],
) -> int:  # fmt: skip
    """Make the programme say what `tables` say; returns how many facts that took, 0 where it was done before.

    The first load states every row and the agreed order. Later loads state only differences; a difference of the order
    or of a price is an OrderChanged fact and needs a reason. The tables must have passed `check_tables`.
    """
    with deed(programme, **doing) as d:
        if d.known(ProgrammeLoaded):
            return 0
        d.must(may_as_park(d.who))
        tables = with_own_code(programme.code, tables)
        d.still(kinds=ROW_KINDS)
        file = keep_paper_in(d, upload.content, name=upload.name, media_type=upload.media_type) if upload else ""
        if upload or d.head.size == 0 or not queries.is_agreed(programme):
            d.record(ProgrammeLoaded(programme_sha256(tables), file))
        before = queries.budgets(programme)
        check_leads_kept(leads_changed(programme, tables), held.bound)
        check_kept(tables_of(programme), tables, held)
        count = load(d, tables, why, held)
        if (after := queries.budgets(programme)) != before:
            check_budgets(before, after, held.awarded())
        for name, type in (upload.aliases if upload else {}).items():
            decide_alias_in(d, name=name, type=type)
        return count


def check_kept(now: Tables, new: Tables, held: Held) -> None:
    """What later rooms stand on is kept: codes that they name, the steps of what is being made, the account that was paid from."""
    if gone := codes_gone(now, new):
        check_unnamed(gone, held.named())
    if types := steps_changed(now, new):
        check_not_begun(types, held.begun())
    if lines := accounts_changed(now, new):
        check_unpaid(lines, held.paid())


def check_free(cancelled: Collection[str], held: Held) -> None:
    if cancelled:
        check_uncontracted(cancelled, held.contracted())
        check_unworked(cancelled, held.worked())


def leads_changed(programme: Programme, tables: Tables) -> list[tuple[str, str, str]]:
    """(workshop, lead before, lead after) of each workshop that `tables` put under another lead."""
    now = dict(workshops(programme).values_list("key", "lead"))
    return [(r["workshop"], now[r["workshop"]], r["lead"]) for r in tables["workshops"] if now.get(r["workshop"], r["lead"]) != r["lead"]]


def load(d: Deed, tables: Tables, why: Why, held: Held = NOTHING_HELD) -> int:
    """As part of a deed: state every difference between the programme and `tables`; returns how many facts that took.

    A line is not cancelled that a contract holds or on which somebody has worked (`held`).
    """
    programme = d.programme
    check_lengths(tables)
    now, new, agreed = keyed(tables_of(programme)), keyed(tables), queries.is_agreed(programme)
    changes: Iterable[Fact] = differences(now, new, agreed, Change("added", "", "", "", why.reason, why.note, why.paper))
    if agreed:
        changes = list(changes)
        check_free([f.changed for f in changes if isinstance(f, OrderChanged) and f.change == "cancelled"], held)
        if any(isinstance(f, OrderChanged) for f in changes):
            check_reason(Change("added", "unggahan ini", "", "", why.reason, why.note, why.paper))
    count = d.follow(changes)
    count += d.follow(TableArranged(name, list(rows)) for name, rows in new.items() if keys_in_order(programme, name) != list(rows))
    if not agreed:
        totals = queries.order_totals(programme)
        count += d.follow([OrderAgreed(totals.units, totals.lines, totals.rupiah)])
    return count


def keyed(tables: Tables) -> dict[str, dict[str, Cells]]:
    """Rows by key per table, in their order; rows of a table without a key are told apart by their cells and a count."""
    result: dict[str, dict[str, Cells]] = {}
    for name, schema in SCHEMA.items():
        rows: dict[str, Cells] = {}
        twins: Counter[str] = Counter()
        for row in tables[name]:
            key = "|".join(row[c] for c in (schema.key or schema.header))  # a database may keep cells in another order
            if not schema.key:
                twins[key] += 1
                key = f"{key}#{twins[key]}"
            rows[key] = row
        result[name] = rows
    return result


def differences(
    now: dict[str, dict[str, Cells]], new: dict[str, dict[str, Cells]], agreed: bool, why: Change
) -> Iterator[Fact]:
    """The facts that lead from the rows as they stand to the new ones; withdrawals last, in reverse order of tables."""
    for name in SCHEMA:
        for key, row in new[name].items():
            before = now[name].get(key)
            if before == row:
                continue
            if agreed and name == "orders":
                yield from changed_line(key, before, row, why)
            else:
                if agreed and name == "types" and before and before["unit_price"] != row["unit_price"]:
                    yield changed("price", key, before["unit_price"], row["unit_price"], {}, why)
                    if before | {"unit_price": row["unit_price"]} == row:
                        continue
                yield RowStated(name, key, row)
        if agreed and name == "orders":
            for key, row in now[name].items():
                if key not in new[name]:
                    yield changed("cancelled", key, row["quantity"], "0", {}, why)
    for name in reversed(SCHEMA):
        if name == "orders" and agreed:
            continue
        for key in now[name]:
            if key not in new[name]:
                yield RowWithdrawn(name, key)


def changed_line(key: str, before: Cells | None, after: Cells, why: Change) -> Iterator[Fact]:
    """The changes of one order line; a line of another agency, budget or type is a new line in the old one's place."""
    fixed = ("agency", "budget_line", "type")
    if before is not None and any(before[c] != after[c] for c in fixed):
        yield changed("cancelled", key, before["quantity"], "0", {}, why)
        before = None
    if before is None:
        yield changed("added", key, "", after["quantity"], after, why)
        return
    for name in ("quantity", "due_date", "destination"):
        if before[name] != after[name]:
            yield changed(name, key, before[name], after[name], {}, why)


def changed(change: str, key: str, before: str, after: str, row: Cells, why: Change) -> OrderChanged:
    return OrderChanged(change, key, before, after, row, why.reason, why.note, why.paper, why.sheet)


def change_line(
    programme: Programme, *, line: str, change: str, after: str, why: Why, held: Held = NOTHING_HELD, **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Change the quantity, due date or destination of an order line, or cancel it.

    A line is not cancelled that a contract holds or on which somebody has worked (`held`, asked under the lock).
    """
    asked = Change(change, line, "", "0" if change == "cancelled" else after.strip(), why.reason, why.note.strip(), why.paper.strip())
    with deed(programme, **doing) as d:
        if known := known_change(d, asked):
            return known
        d.must(may_as_park(d.who))
        if change not in (*CELLS, "cancelled"):
            raise Refused("Pilih apa yang berubah pada baris %(line)s: jumlah, tanggal, tujuan, atau pembatalan.", line=line)
        d.still(f"orders:{line}")
        stood = standing(programme.pk, line)
        if stood is None:
            raise Refused("Baris pesanan %(line)s tidak ada lagi. Muat ulang daftar pesanan.", line=line)
        if change == "cancelled":
            check_free([line], held)
        return record_change(d, replace(asked, before=stood.cells["quantity" if change == "cancelled" else change]), stood)


def change_price(programme: Programme, *, type: str, after: str, why: Why, sheet: str = "", **doing: Unpack[Doing]) -> Entry:
    """Change the owner's estimate (HPS) of a type for all its order lines; `sheet` names the approved sheet that it follows."""
    asked = Change("price", type, "", after.strip(), why.reason, why.note.strip(), why.paper.strip(), sheet)
    with deed(programme, **doing) as d:
        if known := known_change(d, asked):
            return known
        d.must(may_as_park(d.who))
        d.still(f"types:{type}")
        kind = type_named(programme, type)
        if kind is None:
            raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type=type)
        if sheet:
            approved = approved_estimate(programme, type)
            check_follows_sheet(sheet_price=approved.unit_price if approved and str(approved.sheet) == sheet else None, after=asked.after, type=type)
        return record_change(d, replace(asked, before=str(kind.unit_price)))


def known_change(d: Deed, asked: Change) -> Entry | None:
    """The change that was sent before under this identity; what stood before it is not part of what was sent."""
    followed = {"sheet": asked.sheet} if asked.sheet else {}  # a change that was sent before there were sheets says none
    return d.known(
        OrderChanged, change=asked.change, changed=asked.subject, after=asked.after, reason=asked.reason, note=asked.note, paper=asked.paper,
        **followed,
    )  # fmt: skip


def record_change(d: Deed, asked: Change, stood: Standing | None = None) -> Entry:
    check_reason(asked)
    if asked.change != "cancelled":
        start = date.fromisoformat(setting_values(d.programme)["start_date"]) if asked.change == "due_date" else date.min
        places = queries.destination_names(d.programme) if asked.change == "destination" else {}
        check_value(asked, start=start, destinations=places)
    return d.record(changed(asked.change, asked.subject, asked.before, asked.after, {}, asked), read=stood)
