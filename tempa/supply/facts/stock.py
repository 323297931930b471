"""What came, what went to lots, what came back, what a count found; engines by the number on their plate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import among, change, grow, put, rows_of, update
from tempa.supply.facts.buying import of_order, purchase_of
from tempa.supply.facts.quotes import through_link
from tempa.supply.models import EngineNumber, GoodsReceipt, IssueNote, LotMaterial, PurchaseLine, Stock, StockMove
from tempa.supply.rules.amounts import parts
from tempa.supply.rules.stock import sign_of


def moved(entry: Entry, material: str, **by: int) -> None:
    """Move the sums of a material; the database refuses a stock below nothing."""
    of = (Stock, by, "programme_id = %s AND material = %s", [entry.programme_id, material])
    if not grow(*of):
        put([Stock(programme_id=entry.programme_id, material=material)])
        grow(*of)


def note_engines(entry: Entry, line: PurchaseLine, numbers: Iterable[str]) -> None:
    put(
        EngineNumber(programme_id=entry.programme_id, sign=sign_of(n), number=n, material=line.material, line=line, entry=entry) for n in numbers
    )


@dataclass(frozen=True)
class GoodsReceived(Fact):
    """Goods of an order came on a day. By code of the line: `lines` the quantity as text, `values_of` what they cost with their part of the
    freight, `certificates` the mill's certificate or heat number, `engines` the numbers on their plates; `papers` are photos and files."""

    kind_words = _("barang diterima")
    is_decision = True
    worked_out = ("receipt", "values_of")

    receipt: Public[str]
    order: Public[str]
    received_on: Public[str]
    lines: Public[dict[str, str]]
    values_of: Price[dict[str, int]]
    certificates: Public[dict[str, str]]
    engines: Public[dict[str, list[str]]]
    papers: Public[list[str]]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"receipt:{self.receipt}", *of_order(self.order), *self.papers)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            day = date.fromisoformat(f.received_on)
            put([GoodsReceipt(
                programme_id=programme, receipt=f.receipt, purchase=purchase_of(r.entry, f.order), received_on=day, papers=f.papers, note=f.note,
                entry=r.entry,
            )])  # fmt: skip
            lines = {one.code: one for one in PurchaseLine.objects.filter(programme_id=programme, code__in=list(f.lines))}
            for n, code in enumerate(sorted(f.lines), 1):  # as the chain orders the names of an object, so that a recount numbers alike
                line, amount = lines[code], parts(f.lines[code])
                grow(PurchaseLine, {"received": amount}, "id = %s", [line.pk])
                put([StockMove(
                    programme_id=programme, code=f"{f.receipt}.{n}", material=line.material, moved_on=day, kind="receipt", quantity=amount,
                    value=f.values_of[code], line=line, certificate=f.certificates.get(code, ""), engines=f.engines.get(code, []), entry=r.entry,
                )])  # fmt: skip
                moved(r.entry, line.material, received=amount)
                note_engines(r.entry, line, f.engines.get(code, ()))


@dataclass(frozen=True)
class EnginesNumbered(Fact):
    """The numbers of engines that came before are noted; `line` is the line of the order with which they came."""

    kind_words = _("nomor mesin dicatat")
    is_decision = True

    line: Public[str]
    numbers: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return of_order(self.line.rpartition(".")[0])

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            note_engines(r.entry, PurchaseLine.objects.get(programme_id=r.entry.programme_id, code=r.fact.line), r.fact.numbers)


def tell_moves(entry: Entry, note: MaterialIssued | MaterialReturned) -> None:
    """Keep a note by which materials went out (+1 for who gets them) or came back (-1): a few statements, however many lines it has."""
    programme, day, sign = entry.programme_id, date.fromisoformat(note.moved_on), -1 if isinstance(note, MaterialReturned) else 1
    put([IssueNote(programme_id=programme, issue=note.issue, workshop=note.workshop, moved_on=day, is_return=sign < 0, note=note.note, entry=entry)])
    given = [Line(one["lot"], one["material"], parts(one["quantity"]) * sign, note.values_of[str(n)] * sign, one["engines"],
                  one.get("batch", "")) for n, one in enumerate(note.lines, 1)]  # fmt: skip
    put(
        StockMove(programme_id=programme, code=f"{note.issue}.{n}", material=g.material, moved_on=day, kind="return" if sign < 0 else "issue",
                  quantity=-g.amount, value=-g.value, workshop=note.workshop, lot=g.lot, certificate=g.batch, engines=g.engines, why=note.note,
                  entry=entry)
        for n, g in enumerate(given, 1)
    )  # fmt: skip
    sums: Counter[str] = Counter()
    for g in given:
        sums[g.material] += g.amount
    for material, amount in sums.items():
        moved(entry, material, issued=amount)
    give(entry, note.workshop, given)


class Line(NamedTuple):
    """A line of a note: what a lot gets (less than nothing: gives back), what that is worth, and its batch where the note names one."""

    lot: str
    material: str
    amount: int
    value: int
    engines: list[str]
    batch: str = ""


def give(entry: Entry, workshop: str, given: Sequence[Line]) -> None:
    """What lots have of materials; the database refuses less than nothing. Engines go to the lot, or back into the store."""
    programme, lots = entry.programme_id, list({g.lot for g in given})
    held = rows_of(LotMaterial, ("lot", "material", "quantity", "value", "id"), f"programme_id = %s AND lot {among(lots)}", [programme, *lots])
    known = {(lot, material): (quantity, value, pk) for lot, material, quantity, value, pk in held}
    new = [
        LotMaterial(programme_id=programme, lot=g.lot, material=g.material, workshop=workshop, quantity=g.amount, value=g.value)
        for g in given if (g.lot, g.material) not in known
    ]  # fmt: skip
    put(new)
    more = [(g, known[g.lot, g.material]) for g in given if (g.lot, g.material) in known]
    update(LotMaterial, ("quantity", "value"), [(quantity + g.amount, value + g.value, pk) for g, (quantity, value, pk) in more])
    for g in given:
        if g.engines:
            there = {"lot": g.lot, "workshop": workshop} if g.amount > 0 else {"lot": "", "workshop": ""}
            signs = [sign_of(n) for n in g.engines]
            change(EngineNumber, there, f"programme_id = %s AND sign {among(signs)}", [programme, *signs])


@dataclass(frozen=True)
class MaterialIssued(Fact):
    """Materials went from the park's stock to a workshop, for lots. `lines`: lot, material, quantity as text, engines, batch if known;
    `values_of`: number of the line -> rupiah that are taken off what the workshop is paid."""

    kind_words = _("bahan dikeluarkan untuk lot")
    is_decision = True
    worked_out = ("issue", "values_of")

    issue: Public[str]
    workshop: Public[str]
    moved_on: Public[str]
    lines: Public[list[dict[str, Any]]]
    values_of: Price[dict[str, int]]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        lots = dict.fromkeys(f"lot:{line['lot']}" for line in self.lines)
        return (f"issue:{self.issue}", f"workshops:{self.workshop}", *lots)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            tell_moves(r.entry, r.fact)


@dataclass(frozen=True)
class MaterialReturned(Fact):
    """Materials came back from a workshop, of lots that they were issued to; the fields are those of MaterialIssued."""

    kind_words = _("bahan dikembalikan dari lot")
    is_decision = True
    worked_out = ("issue", "values_of")

    issue: Public[str]
    workshop: Public[str]
    moved_on: Public[str]
    lines: Public[list[dict[str, Any]]]
    values_of: Price[dict[str, int]]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        lots = dict.fromkeys(f"lot:{line['lot']}" for line in self.lines)
        return (f"issue:{self.issue}", f"workshops:{self.workshop}", *lots)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            tell_moves(r.entry, r.fact)


@dataclass(frozen=True)
class IssueConfirmed(Fact):
    """A workshop says whether it got what a note says, and what was otherwise."""

    kind_words = _("penerimaan bahan dinyatakan bengkel")
    is_decision = True
    worked_out = ("through",)

    issue: Public[str]
    right: Public[bool]
    words: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"issue:{self.issue}", *through_link(self.through))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            said = {"is_right": r.fact.right, "confirmed_at": r.entry.at, "confirmed_by_id": r.entry.by_id, "confirmed_words": r.fact.words}
            change(IssueNote, said, "programme_id = %s AND issue = %s", [r.entry.programme_id, r.fact.issue])


@dataclass(frozen=True)
class StockCounted(Fact):
    """Somebody counted what lies in stock of a material; `difference` from the books as text, `value` of it, and why it is so."""

    kind_words = _("stok dihitung")
    is_decision = True
    worked_out = ("count", "difference", "value")

    count: Public[str]
    material: Public[str]
    counted_on: Public[str]
    counted: Public[str]
    difference: Public[str]
    value: Price[int]
    why: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"count:{self.count}", f"materials:{self.material}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            amount = parts(f.difference.removeprefix("-")) * (-1 if f.difference.startswith("-") else 1)
            StockMove.objects.create(
                programme_id=r.entry.programme_id, code=f.count, material=f.material, moved_on=date.fromisoformat(f.counted_on), kind="count",
                quantity=amount, value=f.value, why=f.why, entry=r.entry,
            )  # fmt: skip
            moved(r.entry, f.material, counted=amount)
