"""What a workshop may expect to be paid, month by month: units that wait for their money, and what its plan still has it make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from tempa.contracts import queries as contracts
from tempa.contracts.queries import Dataset
from tempa.delivery import queries as delivery
from tempa.ledger.models import Programme
from tempa.ledger.queries import setting_values
from tempa.payment.queries.ageing import PASS_ON_WITHIN, paid_units
from tempa.payment.queries.cash import Part, parts_of
from tempa.production import queries as production

USUAL_WEEKS = 3
"""Weeks from taking over to payment where nothing was paid yet and the programme says nothing (`payment_lag_weeks`)."""


@dataclass(frozen=True)
class Expected:
    """A month, named by its first day: machines and rupiah at contract prices before deductions, and what of it is for makers under (`onward`)."""

    month: date
    machines: int
    rupiah: int
    onward: int


@dataclass(frozen=True)
class CashForecast:
    """The months, and on how many days from taking over to payment it rests; `is_measured`: the programme's own median so far."""

    months: tuple[Expected, ...]
    days: int
    is_measured: bool


def cash_forecast(data: Dataset, workshop: str) -> CashForecast:
    """Each unpaid unit in the month of its day plus the usual days to payment; what is overdue is expected now, never before today.

    A unit that nobody has taken over yet counts from the likely end of its lot; one made under another vendor comes later by the
    days within which that vendor must pass its money on.
    """
    paid, taken = paid_units(data.programme), delivery.handed_over(data.programme, 2)
    days, is_measured = days_to_payment(data.programme, paid, taken)
    ends = {lot: one.likely for lot, one in production.finish_forecasts(data.programme, data.today).items()}
    machines, rupiah, onward = Counter[date](), Counter[date](), Counter[date]()
    others = prices_of_others(data.programme, workshop)
    for part in parts_of(data, workshop):
        later = timedelta(days) + (timedelta() if part.contract.vendor == workshop else PASS_ON_WITHIN)
        for lot, begins, n in waiting(part, paid, taken, ends, data.today):
            month = max(data.today, begins + later).replace(day=1)
            machines[month] += n
            rupiah[month] += n * part.prices[lot]
            onward[month] += n * others.get(lot, 0)
    return CashForecast(tuple(Expected(m, n, rupiah[m], onward[m]) for m, n in sorted(machines.items())), days, is_measured)


def prices_of_others(programme: Programme, vendor: str) -> dict[str, int]:
    """Lot of a contract of this vendor that another makes -> the price that the maker gets."""
    return dict(contracts.items(programme).filter(contract__vendor=vendor).exclude(maker=vendor).values_list("lot", "maker_price"))


def days_to_payment(programme: Programme, paid: dict[str, date], taken: dict[str, date]) -> tuple[int, bool]:
    took = [(on - taken[serial]).days for serial, on in paid.items() if serial in taken]
    weeks = setting_values(programme).get("payment_lag_weeks", "")
    return (round(median(took)), True) if took else (7 * (int(weeks) if weeks.isdigit() else USUAL_WEEKS), False)


def waiting(part: Part, paid: dict[str, date], taken: dict[str, date], ends: dict[str, date], today: date) -> Iterator[tuple[str, date, int]]:
    """(lot, from which day its payment is reckoned, units) of what nobody has paid."""
    left = Counter(part.quantities)
    for u in part.units:
        if u.serial in taken:
            left[u.lot] -= 1
            if u.serial not in paid:
                yield u.lot, taken[u.serial], 1
    for lot, n in left.items():
        if n > 0:
            yield lot, max(today, ends.get(lot, today)), n
