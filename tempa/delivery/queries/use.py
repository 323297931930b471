"""Checks of use that were made and are due, repairs, and how often machines fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from tempa.delivery.models import HandoverUnit, Repair, UseCheck
from tempa.delivery.queries.handovers import handed_over
from tempa.delivery.rules import Due, due_checks
from tempa.ledger.models import Programme
from tempa.ledger.writing import count_of
from tempa.production import queries as production

DAYS_A_MONTH = 365.25 / 12


def use_checks(programme: Programme) -> QuerySet[UseCheck]:
    return UseCheck.objects.filter(programme=programme).select_related("entry__by").order_by("-checked_on", "-check_code")


def is_checked(programme: Programme, serial: str, month: int) -> bool:
    """Whether the check of a month was made."""
    return count_of(UseCheck, "programme_id = %s AND serial = %s AND due_month = %s", [programme.pk, serial, month]) > 0


def repairs(programme: Programme, maker: str = "") -> QuerySet[Repair]:
    found = Repair.objects.filter(programme=programme).prefetch_related("steps").order_by("-reported_on", "-repair")
    return found.filter(maker=maker) if maker else found


def due(programme: Programme, today: date) -> list[Due]:
    """The checks of use that nobody has made and that the time asks for."""
    done = UseCheck.objects.filter(programme=programme).values_list("serial", "due_month")
    return due_checks(handed_over(programme, 3), done, today)


def in_use_by_lot(programme: Programme, day: date, lots: Collection[str] | None = None) -> Counter[str]:
    """Lot -> units that their last check by the end of a day found at work; of some lots or of all."""
    made = UseCheck.objects.filter(programme=programme, checked_on__lte=day)
    later = made.filter(serial=OuterRef("serial"), due_month__gt=OuterRef("due_month"))
    used = made.filter(state="used").exclude(Exists(later))
    if lots is not None:
        used = used.filter(serial__in=list(production.units(programme, lots).values_list("serial", flat=True)))
    rows = production.units(programme, lots).filter(serial__in=used.values("serial")).order_by().values_list("lot")
    return Counter(dict(rows.annotate(n=Count("pk"))))


@dataclass(frozen=True)
class FailureRate:
    """Failures per machine-month, with the 90 % interval of a Poisson count (exact, by the gamma distribution)."""

    of: str
    failures: int
    months: float
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.failures / self.months


def failure_rates(programme: Programme, today: date, *, by: str) -> list[FailureRate]:
    """Per type or maker (`by`), over the months that its units have been with recipients and what was reported in them; the least sure last."""
    from scipy.stats import gamma  # loading it takes longer than all the rest of a start

    received = first_received(programme)
    units = production.units(programme).values_list("serial", by)
    group = {serial: str(name) for serial, name in units if serial in received}
    months: Counter[str] = Counter()
    for serial, name in group.items():
        months[name] += max((today - received[serial]).days, 0) / DAYS_A_MONTH  # type: ignore[assignment]  # months in parts
    reported = Repair.objects.filter(programme=programme).values_list("serial", "reported_on")
    failures = Counter(group[serial] for serial, on in reported if serial in group and on >= received[serial])
    found = []
    for name, exposed in months.items():
        if exposed > 0:
            n = failures[name]
            low = float(gamma.ppf(0.05, n)) / exposed if n else 0.0
            found.append(FailureRate(name, n, exposed, low, float(gamma.ppf(0.95, n + 1)) / exposed))
    return sorted(found, key=lambda f: (-f.low, f.of))


def first_received(programme: Programme) -> dict[str, date]:
    """Serial -> the day on which its first recipient got it, also where it was given to another since."""
    moved = HandoverUnit.objects.filter(programme=programme, step=3, state__in=("taken", "returned"), handover__taken_on__isnull=False)
    return dict(moved.order_by().values_list("serial").annotate(first=Min("handover__taken_on")))


def photos_of_use(programme: Programme) -> list[tuple[str, str, list[str]]]:
    """(subject, check, hashes of its photos) of every check of use that showed any."""
    rows = UseCheck.objects.filter(programme=programme).exclude(photos=[]).order_by("check_code")
    return [(f"unit:{serial}", check, photos) for serial, check, photos in rows.values_list("serial", "check_code", "photos")]
