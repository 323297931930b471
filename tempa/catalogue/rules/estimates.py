"""The owner's estimate (HPS) as a sheet: its lines and sums, who may set it, and who may approve it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from tempa.catalogue.costing.solve import ShouldCost
from tempa.catalogue.rules.reckoning import Reckoning, Source
from tempa.ledger.rules import May, No, Refused, Who, may_as_park, second_hand
from tempa.values.programme.entered import MOST_RUPIAH, MOST_UNITS

MOST_LINES = 60
LEAST_REASON = 10
STEPS: Mapping[tuple[str, str], str] = {
    ("", "EstimateSheetSet"): "set", ("set", "EstimateSheetApproved"): "approved", ("set", "EstimateSheetRefused"): "refused",
    ("approved", "EstimateSheetApproved"): "superseded",
}  # fmt: skip
"""(stage, kind of fact) -> the stage after it; an approved sheet is superseded by the next of its name that is approved."""


@dataclass(frozen=True)
class Line:
    """One type of a sheet: so many units at a price without VAT; `cost` is the price without overhead and margin, where it
    was reckoned, and `low`, `likely`, `high` are what it should cost."""

    type: str
    quantity: int
    unit_price: int
    lot: int = 0
    cost: int = 0
    low: int = 0
    likely: int = 0
    high: int = 0

    @property
    def amount(self) -> int:
        return self.quantity * self.unit_price

    @property
    def on_top(self) -> int:
        """Overhead and margin of a unit: what the price has above its cost."""
        return self.unit_price - self.cost if self.cost else 0


@dataclass(frozen=True)
class Vat:
    """What the dated rule gives for a price without VAT: worked out by who knows the law, and kept with its citation."""

    rupiah: int
    citation: str
    percent: str


@dataclass(frozen=True)
class Asked:
    """A sheet as somebody sets it."""

    name: str
    dated: date
    lines: Sequence[Line]
    vat: Vat
    sources: Sequence[Mapping[str, Any]] = ()
    officer: str = ""
    officer_number: str = ""
    note: str = ""

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        return self.subtotal + self.vat.rupiah


@dataclass(frozen=True)
class Standing:
    """What has happened to a sheet; people by their number."""

    set_by: int
    decided_by: int | None = None
    is_approved: bool = False
    is_superseded: bool = False

    @property
    def stage(self) -> str:
        if self.decided_by is None:
            return "set"
        return "superseded" if self.is_superseded else "approved" if self.is_approved else "refused"


def may_set_estimate(who: Who) -> May:
    return may_as_park(who)


def may_decide_estimate(who: Who, sheet: Standing, hands_behind: Iterable[Set[object]]) -> May:
    """The park approves or refuses a sheet once, by a second hand (`second_hand` of the ledger's rules)."""
    if sheet.stage != "set":
        return No("Lembar HPS ini sudah diputuskan.")
    if not (may := may_as_park(who)):
        return may
    return second_hand(sheet.set_by, who.person, hands_behind)


def check_estimate(asked: Asked, *, types: Collection[str], today: date) -> None:
    """Refuses a sheet without lines, with an unknown type, without prices, or of a day that has not come."""
    if not asked.name:
        raise Refused("Beri nama paketnya, atau pakai kode jenisnya bila hanya satu jenis.", field="name")
    if not 0 < len(asked.lines) <= MOST_LINES:
        raise Refused("Pilih 1 sampai %(most)s jenis untuk satu lembar HPS.", most=MOST_LINES)
    kinds = [line.type for line in asked.lines]
    if unknown := next((t for t in kinds if t not in types), None):
        raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type=unknown)
    if len(set(kinds)) < len(kinds):
        raise Refused("Satu jenis cukup satu baris pada lembar HPS. Jumlahkan banyaknya.")
    if asked.dated > today:
        raise Refused("Tanggal %(day)s belum tiba. HPS ditetapkan dengan tanggal hari ini atau sebelumnya.", field="dated", day=str(asked.dated))
    for line in asked.lines:
        check_line(line)


def check_line(line: Line) -> None:
    if not 1 <= line.quantity <= MOST_UNITS:
        raise Refused("Banyaknya %(type)s harus 1 sampai %(most)s unit.", field=f"quantity-{line.type}", type=line.type, most=MOST_UNITS)
    if not 1 <= line.unit_price <= MOST_RUPIAH:
        raise Refused("Harga satuan %(type)s harus lebih dari 0 dan paling banyak Rp100 miliar.", field=f"price-{line.type}", type=line.type)


def needs_words(lines: Sequence[Line]) -> list[str]:
    """Types whose price lies outside what they should cost: such a sheet says why."""
    return [line.type for line in lines if line.high and not line.low <= line.unit_price <= line.high]


def check_words(asked: Asked) -> None:
    if (outside := needs_words(asked.lines)) and len(asked.note.strip()) < LEAST_REASON:
        raise Refused("Harga %(types)s di luar rentang harga wajar. Tulis sebabnya, paling sedikit %(least)s huruf.", field="note",
                      types=", ".join(outside), least=LEAST_REASON)  # fmt: skip


def check_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("Tulis alasan penolakan, paling sedikit %(least)s huruf.", field="reason", least=LEAST_REASON)


def check_follows_sheet(*, sheet_price: int | None, after: str, type: str) -> None:
    """Refuses a change of a price that names a sheet which is not approved, or says another price."""
    if sheet_price is None:
        raise Refused(
            "Lembar HPS itu belum disetujui, sudah diganti, atau bukan untuk %(type)s. Pilih lembar yang berlaku.", field="sheet", type=type
        )
    if after != str(sheet_price):
        raise Refused("Lembar HPS itu menetapkan %(price)s. Pakai harga itu, atau jangan pilih lembar.", field="after", price=sheet_price)


def reckoned_of(result: ShouldCost | None) -> dict[str, int]:
    """What a line of a sheet keeps of the reckoning behind it."""
    if result is None:
        return {}
    cost = sum(line.rupiah for line in result.lines if line.kind not in {"overhead", "margin"})
    return {"lot": result.lot, "cost": cost, "low": result.lowest, "likely": result.unit_price, "high": result.highest}


def sources_of(found: Sequence[Reckoning]) -> list[dict[str, Any]]:
    """Every source of the sheet once, as the chain keeps it."""
    every: dict[str, Source] = {}
    for reckoning in found:
        every |= reckoning.sources
    return [source_cells(source) for source in every.values()]


def source_cells(source: Source) -> dict[str, Any]:
    entry: Any = source.entry
    return {
        "key": source.key, "name": source.name, "unit": source.unit, "low": source.low, "likely": source.likely, "high": source.high,
        "state": source.state, "dated": str(entry.dated) if entry else "", "source": entry.source if entry else "",
        "reference": entry.reference if entry else "", "place": entry.place if entry else "", "entry": str(entry.entry_id) if entry else "",
    }  # fmt: skip
