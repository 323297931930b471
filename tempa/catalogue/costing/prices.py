"""The dated price list: which quotation holds on a day, and a finding, never silence, where none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .amounts import OWN_RULE, whole_count
from .errors import CostingError, require
from .estimate import Estimate

Fault = Literal["too_old", "expired", "not_yet"]
FAULTS: dict[Fault, tuple[str, str]] = {
    "too_old": ("lebih tua dari {days} hari", "older than {days} days"),
    "expired": ("habis masa berlakunya pada {until}", "no longer valid since {until}"),
    "not_yet": ("baru berlaku sejak {dated}", "not in force before {dated}"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that should not be used on the day of the reckoning unless a person says so."""

    key: str
    fault: Fault
    dated: date
    at: date
    source: str
    sentence_id: str
    sentence_en: str


def finding_of(key: str, estimate: Estimate, at: date, oldest_days: int) -> Finding | None:
    """None where the estimate may be used on the day `at`; on its last day and at exactly its oldest age it may."""
    fault: Fault
    if estimate.dated > at:
        fault = "not_yet"
    elif estimate.valid_until is not None and estimate.valid_until < at:
        fault = "expired"
    elif (at - estimate.dated).days > oldest_days:
        fault = "too_old"
    else:
        return None
    filled = [t.format(days=oldest_days, until=estimate.valid_until, dated=estimate.dated) for t in FAULTS[fault]]
    return Finding(
        key, fault, estimate.dated, at, estimate.source,
        f"{key} ({estimate.source}, {estimate.dated}) {filled[0]} pada {at}: minta yang baru.",
        f"{key} ({estimate.source}, {estimate.dated}) is {filled[1]} on {at}: ask for a new one.",
    )


def told(findings: Sequence[Finding]) -> str:
    """Many findings in few words: keys that share a source, a day and a fault are named together."""
    alike: dict[tuple[str, date, str], list[str]] = {}
    for f in findings:
        fault = f.sentence_id.partition(") ")[2].partition(":")[0]
        alike.setdefault((f.source, f.dated, fault), []).append(f.key)
    return "; ".join(f"{', '.join(keys)} ({source}, {dated}) {fault}" for (source, dated, fault), keys in alike.items())


@dataclass(frozen=True, slots=True)
class PriceList:
    """Per item one or more quotations in rupiah per the item's unit; `oldest_days`: how old one may be when used."""

    quotations: Mapping[str, tuple[Estimate, ...]]
    oldest_days: int

    def __post_init__(self) -> None:
        whole_count(self.oldest_days, "umur harga paling tua (hari)", 0)
        for item, found in self.quotations.items():
            require(len(found) > 0, f"harga {item}", "kosong", "paling sedikit satu penawaran", OWN_RULE)

    def pick(self, item: str, at: date) -> tuple[Estimate, Finding | None]:
        """The newest quotation that may be used on that day; where there is none, the newest with its finding."""
        if item not in self.quotations:
            raise CostingError(f"harga {item}", "tidak ada", "sebuah penawaran dengan sumber dan tanggal",
                               "daftar harga")
        newest_first = sorted(self.quotations[item], key=lambda q: q.dated, reverse=True)
        judged = [(q, finding_of(f"harga:{item}", q, at, self.oldest_days)) for q in newest_first]
        usable = [pair for pair in judged if pair[1] is None]
        known = [pair for pair in judged if pair[0].dated <= at]
        return (usable or known or judged)[0]
