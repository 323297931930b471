"""The inspectors' week: who goes where on which day, as the search proposes it and as people change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Public, Recorded
from tempa.ledger.models import Entry, Person
from tempa.quality.models import InspectorWeek, WeekErrand

Rows = list[dict[str, Any]]


def lay_down(entry: Entry, week: date, inspectors: Rows, trips: Rows, left: Rows) -> None:
    """Write a week as it stands now, in the place of what stood before."""
    of_week = {"programme_id": entry.programme_id, "week": week}
    WeekErrand.objects.filter(**of_week).delete()
    InspectorWeek.objects.filter(**of_week).delete()
    people = {str(p.public_id): p for p in Person.objects.filter(public_id__in=[UUID(one["inspector"]) for one in inspectors])}
    InspectorWeek.objects.bulk_create(
        InspectorWeek(
            **of_week, inspector=people[one["inspector"]], dates=one["dates"], most_minutes=one["most_minutes"], entry=entry,
            trips=[{k: v for k, v in trip.items() if k not in ("inspector", "errands")} for trip in trips if trip["inspector"] == one["inspector"]],
        )
        for one in inspectors
    )  # fmt: skip
    rows = [
        WeekErrand(**of_week, **{k: v for k, v in errand.items() if k != "day"}, day=date.fromisoformat(errand["day"]), place=n,
                   inspector=people[trip["inspector"]], trip=date.fromisoformat(trip["begins"]), entry=entry)
        for trip in trips for n, errand in enumerate(trip["errands"], 1)
    ]  # fmt: skip
    rows += [WeekErrand(**of_week, **one, place=n, entry=entry) for n, one in enumerate(left, 1)]
    WeekErrand.objects.bulk_create(rows)


def about_week(week: str, trips: Rows) -> tuple[str, ...]:
    people = dict.fromkeys(trip["inspector"] for trip in trips)
    return (f"inspectors_week:{week}", *people)


@dataclass(frozen=True)
class WeekPlanned(Fact):
    """The search lays the errands of a week over the inspectors' days and hours; what found no place stands in `left` with its reason."""

    kind_words = _("minggu pemeriksa diusulkan")
    is_decision = False
    worked_out = ("trips", "left")

    week: Public[str]
    seed: Public[int]
    inspectors: Public[list[dict[str, Any]]]
    trips: Public[list[dict[str, Any]]]
    left: Public[list[dict[str, Any]]]

    def about(self) -> tuple[str, ...]:
        return about_week(self.week, self.trips)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            lay_down(r.entry, date.fromisoformat(f.week), f.inspectors, f.trips, f.left)


@dataclass(frozen=True)
class WeekChanged(Fact):
    """A person gives an errand another inspector or day, or takes it out of the week; and why."""

    kind_words = _("minggu pemeriksa diubah")
    is_decision = True
    worked_out = ("inspectors", "trips", "left")

    week: Public[str]
    change: Public[dict[str, str]]
    reason: Public[str]
    inspectors: Public[list[dict[str, Any]]]
    trips: Public[list[dict[str, Any]]]
    left: Public[list[dict[str, Any]]]

    def about(self) -> tuple[str, ...]:
        return about_week(self.week, self.trips)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            lay_down(r.entry, date.fromisoformat(f.week), f.inspectors, f.trips, f.left)
