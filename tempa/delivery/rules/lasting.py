"""What a workshop's rating may know of its machines at their recipients: months under warranty, and the faults that are its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low

from tempa.delivery.rules.use import WARRANTY_MONTHS
from tempa.quality.rules.field import FieldRecord
from tempa.values.period import months_after

DAYS_A_MONTH = 365.25 / 12
Span = tuple[date, date]


@dataclass(frozen=True)
class Fault:
    """A fault that was reported under warranty: of which unit, when, where its repair stands, and when it was mended."""

    serial: str
    maker: str
    reported_on: date
    stage: str
    closed_on: date | None


def spans(taken_on: Sequence[date], today: date, warranty: int = WARRANTY_MONTHS) -> list[Span]:
    """First and last day of each time that a unit was at a recipient under warranty: until it is over, another got the unit, or today."""
    days = sorted(day for day in taken_on if day <= today)
    return [(first, min(months_after(first, warranty), then)) for first, then in pairwise([*days, today])]


def field_records(
    received: Mapping[str, Sequence[date]], makers: Mapping[str, str], faults: Iterable[Fault], today: date, warranty: Mapping[str, int],
) -> dict[str, FieldRecord]:  # fmt: skip
    """Maker -> its record. `received`: unit -> the days on which a recipient got it; `warranty`: unit -> its months of warranty.

    A fault that its maker declined waits for the park and counts for nobody; one that the park dropped is not the maker's. One that was
    reported before a recipient had the machine (on the way, at the agency) is outside the months that are counted, and so is it.
    """
    at_recipients = {serial: spans(days, today, warranty[serial]) for serial, days in received.items()}
    months: dict[str, float] = {}
    for serial, held in at_recipients.items():
        maker = makers[serial]
        months[maker] = months.get(maker, 0.0) + sum((last - first).days for first, last in held) / DAYS_A_MONTH
    own: dict[str, list[Fault]] = {maker: [] for maker in months}
    for fault in faults:
        if any(first <= fault.reported_on <= last for first, last in at_recipients.get(fault.serial, [])):
            own[fault.maker].append(fault)
    return {maker: record(own[maker], months[maker], today) for maker in sorted(months)}


def record(faults: Sequence[Fault], months: float, today: date) -> FieldRecord:
    its = [f for f in faults if f.stage not in ("dropped", "declined")]
    mended = [(f.closed_on - f.reported_on).days for f in its if f.closed_on]
    return FieldRecord(
        failures=len(its), months=months, not_its=sum(f.stage == "dropped" for f in faults), in_dispute=sum(f.stage == "declined" for f in faults),
        mended=len(mended), days=median_low(mended) if mended else None,
        waiting=max([(today - f.reported_on).days for f in its if f.closed_on is None], default=0),
    )  # fmt: skip
