"""Figures of a programme that many pages show, each with what it follows from, so that it is worked out only when that changed.

A test tells a history in which every kind of fact occurs and holds each remembered figure against one worked out anew.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.reckoning import Span, usual_lot
from tempa.demand import queries as demand
from tempa.desks.frame.door import Here
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.values.period import Calendar, weeks_late

TABLES = ("rows",)  # what the programme's tables say and no change of the order touches
ORDER = ("rows", "demand")  # the order lines, and the owner's estimates
PLAN = ("allocation",)
SITES = ("rows", "registry")
PRICES = ("rows", "demand", "catalogue")  # what machines should cost


def settings(here: Here) -> dict[str, str]:
    return here.known("settings", lambda: ledger.setting_values(here.programme), of=TABLES)


def start(here: Here) -> date | None:
    """The first day of the programme; None while it has none."""
    stated = settings(here).get("start_date")
    return date.fromisoformat(stated) if stated else None


def calendar(here: Here) -> Calendar:
    return here.known("calendar", lambda: ledger.calendar_of(here.programme), of=TABLES)


def order_totals(here: Here, agency: str = "") -> demand.OrderTotals:
    return here.known(f"order-totals {agency}", lambda: demand.order_totals(here.programme, agency), of=ORDER)


def agency_names(here: Here) -> dict[str, str]:
    return here.known("agency-names", lambda: demand.agency_names(here.programme), of=TABLES)


def destination_names(here: Here) -> dict[str, str]:
    return here.known("destination-names", lambda: demand.destination_names(here.programme), of=TABLES)


def cluster_names(here: Here) -> dict[str, str]:
    return here.known("cluster-names", lambda: registry.cluster_names(here.programme), of=TABLES)


def workshop_names(here: Here) -> dict[str, str]:
    return here.known("workshop-names", lambda: registry.workshop_names(here.programme), of=TABLES)


def workshop_words(here: Here, code: str) -> str:
    """`W07 Bengkel Maju`: code and name of a workshop; whatever is none stays as it is."""
    name = workshop_names(here).get(code)
    return f"{code} {name}" if name else code


def type_names(here: Here) -> dict[str, str]:
    return here.known("type-names", lambda: catalogue.type_names(here.programme), of=TABLES)


def type_words(here: Here, code: str) -> str:
    """`PEMIPIL-1 Mesin pemipil jagung`: code and name of a machine type."""
    name = type_names(here).get(code)
    return f"{code} {name}" if name else code


def prices(here: Here) -> dict[str, int]:
    """The owner's estimate of every type."""
    return here.known("prices", lambda: catalogue.prices(here.programme), of=ORDER)


def units_by_type(here: Here) -> dict[str, int]:
    """Units ordered of each type."""
    return here.known("units-by-type", lambda: demand.units_by_type(here.programme), of=ORDER)


def site_counts(here: Here) -> dict[str, int]:
    """How many sites there are of each kind."""
    return here.known("site-counts", lambda: registry.site_counts(here.programme), of=TABLES)


def weekly_hours(here: Here, sites: list[str]) -> dict[str, Decimal]:
    """Site -> hours a week of all its resources together; of the sites that a page shows."""
    return here.known(f"weekly-hours {' '.join(sites)}", lambda: registry.weekly_hours(here.programme, sites), of=SITES)


def lot_counts(here: Here, sites: list[str]) -> dict[str, tuple[int, int]]:
    """Site -> (lots, units) that hold today; of the sites that a page shows."""
    return here.known(f"lot-counts {' '.join(sites)}", lambda: allocation.lot_counts(here.programme, sites), of=PLAN)


def lots_with_lines(here: Here, site: str) -> list[tuple[allocation.Lot, demand.PricedLine]]:
    """The lots of a site that hold today, each with its order line."""

    def found() -> list[tuple[allocation.Lot, demand.PricedLine]]:
        lots = list(allocation.lots_of(here.programme, site))
        lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[lot.line for lot in lots])}
        return [(lot, lines[lot.line]) for lot in lots if lot.line in lines]

    return here.known(f"lots-with-lines {site}", found, of=(*ORDER, *PLAN))


def agency_lots(here: Here, agency: str) -> tuple[int, int]:
    """Of an agency's lines (units that hold a lot today, those of them that are handed over late), as lots are after reductions."""

    def count() -> tuple[int, int]:
        due, start = dict(demand.order_lines(here.programme).filter(agency=agency).values_list("line", "due_date")), calendar(here).start
        lots = allocation.lots(here.programme).values_list("line", "quantity", "inspect_week")
        mine = [(units, weeks_late(due[line], week, start) > 0) for line, units, week in lots if line in due]
        return sum(units for units, _ in mine), sum(units for units, is_late in mine if is_late)

    return here.known(f"agency-lots {agency}", count, of=(*ORDER, *PLAN))


def approved_plan(here: Here) -> allocation.Plan | None:
    """The plan that holds, None where there is none."""
    return here.known("approved-plan", lambda: allocation.approved_plan(here.programme), of=PLAN)


def plan_to_show(here: Here) -> allocation.Plan | None:
    """The plan that holds, else the newest one made."""
    return here.known("plan-to-show", lambda: allocation.plan_to_show(here.programme), of=PLAN)


def usual_lots(here: Here) -> dict[str, int]:
    """Type -> the size of lot that it is reckoned with where none is asked: its mean order line."""
    least = catalogue.least_lots(here.programme)
    counted = demand.lines_by_type(here.programme)
    return {code: usual_lot(*counted.get(code, (0, 0)), smallest) for code, smallest in least.items()}


def should_costs(here: Here) -> dict[str, Span]:
    """What every type should cost today, in its usual lot."""
    return here.known(f"should-cost {here.today}", lambda: catalogue.spans(here.programme, here.today, usual_lots(here)), of=PRICES)
