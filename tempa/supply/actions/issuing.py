"""Materials from the store to lots and back, confirmed by their workshop; the store counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from tempa.ledger.actions import Deed, Doing, deed, values_of
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.supply import queries
from tempa.supply.actions.asking import material_codes, today
from tempa.supply.actions.receiving import engine_codes
from tempa.supply.facts import IssueConfirmed, MaterialIssued, MaterialReturned, StockCounted
from tempa.supply.rules import stock as rules
from tempa.supply.rules.amounts import parts, quantity_text, value_of

MOST_LINES = 2000


@dataclass(frozen=True)
class Given:
    """One line of a note: a lot, a material, how much of it as text, the numbers of engines, the batch where it is known."""

    lot: str
    material: str
    quantity: str
    engines: Sequence[str] = ()
    batch: str = ""


def issue_material(programme: Programme, *, workshop: str, on: date, lines: Sequence[Given], note: str = "", **doing: Unpack[Doing]) -> str:
    """Give materials to a workshop for its lots; returns the note's code.

    Never more than lies in stock at any moment. More than a lot needs wants a reason in `note`.
    """
    with deed(programme, **doing) as d:
        said = said_of(workshop, on, lines, note)
        if known := d.known(MaterialIssued, **said):
            return str(values_of(known)["issue"])
        d.must(rules.may_keep_stock(d.who))
        rules.check_day(on, today(d))
        amounts = amounts_of(lines)
        check_lots(programme, workshop, lines, amounts, note)
        moves = queries.moves_of(programme, {one.material for one in lines})
        asked: Counter[str] = Counter()
        for one, amount in zip(lines, amounts, strict=True):
            asked[one.material] += amount
        for material, amount in asked.items():
            rules.check_issue(material, amount, rules.least_from(moves[material], on, "issue"), on)
        check_engines(d, lines, amounts, from_lots=False)
        check_batches(programme, lines, amounts, on)
        prices = {material: queries.mean_price_of(moves[material], on) for material in asked}
        values = {str(n): value_of(amount, prices[one.material]) for n, (one, amount) in enumerate(zip(lines, amounts, strict=True), 1)}
        issue = queries.next_issue(programme)
        d.record(MaterialIssued(issue=issue, values_of=values, **said))
        return issue


def return_material(
    programme: Programme, *, workshop: str, on: date, lines: Sequence[Given], note: str = "", **doing: Unpack[Doing]
) -> str:
    """Take materials back from a workshop, of lots that they were issued to; returns the note's code."""
    with deed(programme, **doing) as d:
        said = said_of(workshop, on, lines, note)
        if known := d.known(MaterialReturned, **said):
            return str(values_of(known)["issue"])
        d.must(rules.may_keep_stock(d.who))
        rules.check_day(on, today(d))
        amounts = amounts_of(lines)
        moves = queries.moves_of(programme, {one.material for one in lines})
        given = queries.issued_to(programme, {one.lot for one in lines})
        values = {}
        for n, (one, amount) in enumerate(zip(lines, amounts, strict=True), 1):
            has = given.get((one.lot, one.material))
            if has is None or has.workshop != workshop:
                raise Refused("%(material)s tidak pernah dikeluarkan untuk lot %(lot)s di bengkel ini.", field="lines", material=one.material,
                              lot=one.lot)  # fmt: skip
            rules.check_return(one.material, one.lot, amount, rules.returnable(moves[one.material], one.lot, on))
            values[str(n)] = rules.value_back(amount, has.quantity, has.value)
        check_engines(d, lines, amounts, from_lots=True)
        issue = queries.next_issue(programme)
        d.record(MaterialReturned(issue=issue, values_of=values, **said))
        return issue


def said_of(workshop: str, on: date, lines: Sequence[Given], note: str) -> dict[str, Any]:
    rows = [{"lot": g.lot, "material": g.material, "quantity": g.quantity, "engines": list(g.engines)} | ({"batch": g.batch} if g.batch else {})
            for g in lines]  # fmt: skip
    return {"workshop": workshop, "moved_on": str(on), "lines": rows, "note": note.strip()}


def amounts_of(lines: Sequence[Given]) -> list[int]:
    if not 0 < len(lines) <= MOST_LINES:
        raise Refused("Isi paling sedikit satu bahan.", field="lines")
    if len({(g.lot, g.material) for g in lines}) < len(lines):
        raise Refused("Satu bahan untuk satu lot cukup satu baris. Jumlahkan banyaknya.", field="lines")
    amounts = [parts(g.quantity) for g in lines]
    if nothing := next((g for g, amount in zip(lines, amounts, strict=True) if not amount), None):
        raise Refused("Jumlah %(material)s untuk lot %(lot)s harus lebih dari 0.", field="lines", material=nothing.material, lot=nothing.lot)
    return amounts


def check_lots(programme: Programme, workshop: str, lines: Sequence[Given], amounts: Sequence[int], note: str) -> None:
    """The lots are the workshop's and under contract; more than they need has a reason."""
    asked = queries.lots_to_supply(programme, only={g.lot for g in lines})
    lots = {lot.lot: lot for lot in asked if lot.workshop == workshop}
    if wrong := next((g.lot for g in lines if g.lot not in lots), None):
        raise Refused("Lot %(lot)s tidak dikerjakan bengkel %(workshop)s, atau belum dikontrak, atau sudah berakhir.", field="lines", lot=wrong,
                      workshop=workshop)  # fmt: skip
    wanted = {g.lot for g in lines}
    needs = queries.needs_of(programme, [lots[code] for code in wanted])
    given = queries.issued_to(programme, wanted)
    for one, amount in zip(lines, amounts, strict=True):
        key = (one.lot, one.material)
        has, need = given[key].quantity if key in given else 0, needs.get(key, 0)
        if has + amount > need and len(note.strip()) < rules.LEAST_WORDS:
            raise Refused(
                "Lot %(lot)s memerlukan %(need)s %(material)s menurut daftar bagiannya dan sudah mendapat %(has)s. Bila memang perlu lebih, tulis "
                "sebabnya.", field="note", lot=one.lot, need=quantity_text(need), material=one.material, has=quantity_text(has),
            )  # fmt: skip


def check_engines(d: Deed, lines: Sequence[Given], amounts: Sequence[int], *, from_lots: bool) -> None:
    """Engines go with their numbers: out of the stock, or back from the lot that has them."""
    engines = engine_codes(d.programme)
    stored: Mapping[str, str] | None = None
    for one, amount in zip(lines, amounts, strict=True):
        if one.material in engines:
            if from_lots or stored is None:
                stored = queries.engines_at(d.programme, one.lot if from_lots else "")
            rules.check_engines_moved(one.material, one.engines, amount, stored)
        elif one.engines:
            raise Refused("%(material)s bukan mesin penggerak, jadi tidak bernomor.", field="engines", material=one.material)
    every = [rules.sign_of(n) for one in lines for n in one.engines]
    if len(set(every)) < len(every):
        raise Refused("Satu nomor mesin dipilih untuk dua lot. Perbaiki salah satunya.", field="engines")


def check_batches(programme: Programme, lines: Sequence[Given], amounts: Sequence[int], on: date) -> None:
    """A named batch came by that day, and no more of it goes out than came."""
    asked: Counter[tuple[str, str]] = Counter()
    for one, amount in zip(lines, amounts, strict=True):
        if one.batch:
            asked[one.material, one.batch] += amount
    if not asked:
        return
    materials = {material for material, _batch in asked}
    left = queries.batches_left(programme, materials)
    came = queries.batches_by(programme, materials, on)
    for (material, batch), amount in asked.items():
        rules.check_batch(material, batch, amount, left[material, queries.as_named(batch)] if (material, queries.as_named(batch)) in came else None)


def confirm_issue(programme: Programme, *, issue: str, right: bool, words: str = "", **doing: Unpack[Doing]) -> Entry:
    """The workshop says whether it got what a note says; what was otherwise it says in words."""
    said: dict[str, Any] = {"issue": issue, "right": right, "words": words.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(IssueConfirmed, **said):
            return known
        found = queries.issue_named(programme, issue)
        if found is None:
            raise Refused("Bon bahan %(issue)s tidak ada di program ini.", issue=issue)
        d.must(rules.may_confirm_issue(d.who, found.workshop, is_confirmed=found.confirmed_at is not None))
        if not right:
            rules.check_words(words, field="words", what="apa yang berbeda")
        return d.record(IssueConfirmed(through=rules.link_of_workshop(d.who, found.workshop), **said))


def count_stock(programme: Programme, *, material: str, on: date, counted: str, why: str = "", **doing: Unpack[Doing]) -> Entry:
    """Note what was counted of a material in the store at the end of a day; a difference from the books is explained."""
    said = {"material": material, "counted_on": str(on), "counted": counted, "why": why.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(StockCounted, **said):
            return known
        d.must(rules.may_keep_stock(d.who))
        d.still(f"materials:{material}")
        if material not in material_codes(programme):
            raise Refused("Bahan %(material)s tidak ada di daftar bahan.", field="material", material=material)
        moves = queries.moves_of(programme, [material])[material]
        rules.check_day(on, today(d), first=max((m.moved_on for m in moves), default=None))
        difference = parts(counted) - sum(m.quantity for m in moves)
        rules.check_count(material, difference, sum(m.quantity for m in moves if m.kind == "count"), why)
        value = value_of(difference, queries.mean_price_of(moves, on))
        count = f"H{queries.counts_of(programme).count() + 1:04}"
        return d.record(StockCounted(count=count, difference=quantity_text(difference), value=value, **said))
