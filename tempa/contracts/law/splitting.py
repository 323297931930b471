"""One need cut into small packages: found by agency, type and window of days, so that someone gives a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tempa.contracts.law.money import days, rupiah, rupiah_text
from tempa.contracts.law.rulebook import rule

WINDOW = 30
"""Days within which packages of one type are looked at together: a setting, no rule names a number."""


@dataclass(frozen=True)
class Package:
    """A package of one agency for one type of machine; `value` in whole rupiah without PPN, `on` its contract day."""

    id: str
    agency: str
    type: str
    on: date
    value: int


@dataclass(frozen=True)
class SplitWarning:
    """Packages that each stay within `limit` and pass it together; `citation` is the rule of the limit."""

    agency: str
    type: str
    packages: tuple[str, ...]
    total: int
    limit: int
    citation: str

    @property
    def indonesian(self) -> str:
        return (f"{self.agency} membeli {self.type} dalam {len(self.packages)} paket ({', '.join(self.packages)}), "
                f"bersama {rupiah_text(self.total)}; masing-masing tidak lebih dari {rupiah_text(self.limit)} "
                f"({self.citation}). Tulis alasannya, atau gabungkan paketnya.")

    @property
    def english(self) -> str:
        return (f"{self.agency} buys {self.type} in {len(self.packages)} packages ({', '.join(self.packages)}), "
                f"{rupiah_text(self.total)} together; each stays within {rupiah_text(self.limit)} "
                f"({self.citation}). Write down the reason, or join the packages.")


def split_warnings(packages: Iterable[Package], window: int = WINDOW) -> tuple[SplitWarning, ...]:
    """Every limit (tax, receipt, kuitansi, SPK) that packages of one agency and type pass only together.

    For each limit the packages that stay within it are walked in order of date; from the first one not yet warned
    about, all within `window` days belong together. A warning, not a refusal: separate needs exist.
    """
    span, groups = days(window, "jendela"), dict[tuple[str, str], list[Package]]()
    for package in packages:
        rupiah(package.value, package.id)
        groups.setdefault((package.agency, package.type), []).append(package)
    return tuple(
        warning
        for key in sorted(groups)
        for warning in _of_group(sorted(groups[key], key=lambda p: (p.on, p.id)), span)
    )


def _of_group(packages: Sequence[Package], span: int) -> Iterator[SplitWarning]:
    for limit, citation in limits_on(packages[0].on):
        small = [p for p in packages if p.value <= limit]
        while small:
            near = [p for p in small if (p.on - small[0].on).days <= span]
            total = sum(p.value for p in near)
            if total > limit:
                first = near[0]
                yield SplitWarning(first.agency, first.type, tuple(p.id for p in near), total, limit, citation)
            small = small[len(near) if total > limit else 1:]


def limits_on(on: date) -> tuple[tuple[int, str], ...]:
    """The limits that a split would get under, smallest first, with their rules."""
    tax, form = rule("pph22_above", on), rule("contract_form", on)
    names = ("receipt_up_to", "kuitansi_up_to", "spk_up_to")
    return ((tax.rupiah("limit"), tax.cited), *((form.rupiah(n), form.cited) for n in names))
