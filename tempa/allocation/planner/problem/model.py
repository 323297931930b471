"""The allocation problem as arrays of whole numbers: what the search, the bound and the reasons all work on.

Units: hours are hundredths of an hour, money is rupiah, parts-list quantities are ten-thousandths of the material's
unit, weeks count from 0 at the programme's first Monday. Only freight and fair values, which the format defines through
square roots and divisions, are floating point. `NO_LIMIT` stands where the format leaves a limit blank.

Sizes: S sites (every row of `workshops`, facilities too), R resources, H weeks, T types, M materials, L order lines,
B budget lines, G groups of sites with a share of the order's value, O options. An option is one order line at one site
that rule 3 allows but for the dates; the options of a line stand together, cheapest offer + freight first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_LIMIT = 2**60
RESOURCES = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test")
LEAD, MEMBER, SCHOOL, FACILITY = 0, 1, 2, 3
KINDS = ("lead", "member", "school", "facility")


@dataclass(frozen=True)
class Load:
    """`hours` (hundredths) of routing step `step` (from 0) at site index `site` in `week`."""

    step: int
    site: int
    week: int
    hours: int


@dataclass(frozen=True)
class Lot:
    """`quantity` units of line index `line` at site index `site`; weeks as in the format; a new lot has no `name`."""

    line: int
    site: int
    quantity: int
    start_week: int
    finish_week: int
    inspect_week: int
    loads: tuple[Load, ...]
    name: str = ""


@dataclass(frozen=True)
class BegunLot:
    """A lot in work: units, site and start are used, its `done` loads stay, what remains is planned from `from_week`.

    The remaining hours may lie at any site. Limits of rules 4, 9, 10 and 11 are not held against it, yet it uses them.
    """

    name: str
    line: int
    site: int
    quantity: int
    start_week: int
    done: tuple[Load, ...]
    from_week: int
    extra_hours: tuple[tuple[int, int], ...] = ()
    """Rework: (step, hours in hundredths) on top of set-up and units; the caller judges the plan accordingly."""
    offer: int = 0
    freight: float = 0.0
    cash: int = 0
    """Rupiah per unit, used only where rule 3 no longer gives the line an option at this site."""


@dataclass(frozen=True)
class RetainedLot:
    """A lot that stays exactly as it is, with what it costs and ties up per unit (rupiah) whatever rule 3 says now."""

    lot: Lot
    offer: int
    freight: float
    cash: int


@dataclass(frozen=True)
class PinnedLot:
    """A lot that a person has decided: these units of this line at this site, inspected within the window."""

    line: int
    site: int
    quantity: int
    first_start: int = 0
    first_inspect: int = 0
    last_inspect: int = NO_LIMIT
    name: str = ""


@dataclass(frozen=True, eq=False)
class Problem:
    """One programme, ready to be planned; made by `tempa.allocation.planner.problem.tables.problem_from_tables`."""

    start: dt.date
    """The day from which the weeks are counted; only sentences look at it."""
    weeks: int
    """H, the horizon."""

    sites: tuple[str, ...]
    """Codes, S."""
    site_kind: Integers
    """(S,) LEAD, MEMBER, SCHOOL or FACILITY."""
    site_lead: Integers
    """(S,) index of the lead workshop, -1 for none."""
    site_payer: Integers
    """(S,) whose cash limit a lot at this site uses: its lead where it is unregistered, else itself."""
    cash_limit: Integers
    """(S,) rupiah, NO_LIMIT where blank."""
    first_week: Integers
    """(S,) earliest start week that verification allows."""
    last_week: Integers
    """(S,) latest finish week that verification allows; below 0 if none."""
    capacity: Integers
    """(S, R, H) hundredths of an hour after closures, rounded down: exact, since loads are whole hundredths."""
    fit: Flags
    """(S,) takes part in the fair values."""
    fair_value: Reals
    """(S,) rupiah; 0 where not fit."""
    site_value_max: Integers
    """(S,) rupiah of value, from `workshop_share_max`."""
    facilities: Integers
    """Indices of sites whose hours any lot may use."""

    groups: tuple[str, ...]
    """Codes, G: `cluster:CODE` for every cluster, `school` for all schools, then added rules."""
    group_member: Flags
    """(G, S)."""
    group_min: Integers
    """(G,) rupiah of value; reduced by the value of unplanned units when judged."""
    group_max: Integers
    """(G,) rupiah of value, NO_LIMIT where blank."""
    order_value: int
    """Rupiah: quantity times owner's estimate, over all lines."""

    types: tuple[str, ...]
    """Codes, T."""
    type_price: Integers
    """(T,) owner's estimate, rupiah."""
    type_inspection: Integers
    """(T,) hundredths of an hour per unit."""
    type_min_lot: Integers
    """(T,) rule 2, the pilot limit already taken into account."""
    type_units_max: Integers
    """(T,) rule 4: most units that may be planned, NO_LIMIT where tested or blank."""
    type_material_cost: Reals
    """(T,) rupiah of materials per unit."""
    type_first_start: Integers
    """(T,) earliest start week by lead times alone."""
    step_start: Integers
    """(T+1,) steps of type t are rows step_start[t] to step_start[t+1] of the step arrays."""
    step_resource: Integers
    step_unit_hours: Integers
    """Hundredths of an hour per unit."""
    step_setup_hours: Integers
    """Hundredths of an hour per lot."""
    bom_start: Integers
    """(T+1,) as step_start, over the parts lists; rows of quantity 0 are left out."""
    bom_material: Integers
    bom_quantity: Integers
    """Ten-thousandths per unit."""

    materials: tuple[str, ...]
    """Codes, M."""
    supply: Integers
    """(M, H) most that can have arrived by the start of the week, ten-thousandths; 0 before the lead time."""

    lines: tuple[str, ...]
    """Codes, L."""
    line_type: Integers
    line_quantity: Integers
    line_budget: Integers
    line_min_lot: Integers
    """(L,) fewest units of one lot: the type's, or the whole line where it orders fewer."""
    weeks_late: Integers
    """(L, H) whole weeks late if inspected in that week."""

    budget_lines: tuple[str, ...]
    """Codes, B."""
    budget: Integers
    """(B,) rupiah."""

    option_start: Integers
    """(L+1,) options of line l are rows option_start[l] to option_start[l+1]."""
    option_site: Integers
    option_offer: Integers
    """Rupiah per unit."""
    option_freight: Reals
    """Rupiah per unit."""
    option_cash: Integers
    """Rupiah that one unit ties up, max(0, materials - advance), rounded up."""

    payment_lag: int
    """Weeks that cash stays tied up after the inspection week."""
    inspection_hours: int
    """Hundredths of an hour per week."""
    lot_cost: int
    lateness_rate: float
    imbalance_rate: float
    unplanned_rate: float
    sha256: str
    """Hash of the programme's tables."""

    # What later work adds; each default changes nothing.
    site_lots_max: Integers | None = None
    """(S,) most lots per site."""
    forbidden: frozenset[tuple[int, int]] = frozenset()
    """(line, site) pairs that are not to be used."""
    begun: tuple[BegunLot, ...] = ()
    """Lots in work, whose units count towards their line."""
    retained: tuple[RetainedLot, ...] = ()
    """Lots the search does not touch: what they use is not free, their units count towards their line."""
    pins: tuple[PinnedLot, ...] = ()
    """Lots decided by hand, whose units count towards their line."""
    stability_price: int = 0
    """Rupiah per unit that does not stay where `stability_windows` have it; guides the search, is no part of the objective."""
    stability_windows: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """(line, site) -> first and last inspection week that count as not moved."""
    first_free_week: int = 0
    """New lots start in this week or later (planning again)."""
    line_notes: tuple[str, ...] = ()
    """(L,) why a line has no option at all (Indonesian); blank otherwise."""
    notes: tuple[str, ...] = ()
    """Sentences (Indonesian) on what is odd about the programme."""

    def option_rows(self, line: int) -> range:
        """Rows of the option arrays that belong to the line."""
        return range(int(self.option_start[line]), int(self.option_start[line + 1]))

    @cached_property
    def option_of(self) -> dict[tuple[int, int], int]:
        """(line, site) -> row of the option arrays."""
        return {(line, int(self.option_site[row])): row for line in range(len(self.lines)) for row in self.option_rows(line)}

    def providers_of(self, site: int) -> list[int]:
        """Whose hours a lot at the site may use (rule 5), in the order of asking: its own, its lead's, the facilities'."""
        lead = int(self.site_lead[site])
        return [site] + ([lead] if lead >= 0 else []) + [int(f) for f in self.facilities if f != site]

    def unit_cost(self) -> Reals:
        """(O,) offer + freight in rupiah per unit."""
        return self.option_offer + self.option_freight

    def with_options(self, used: Flags) -> Problem:
        """The same problem with those options alone; `used`: (O,)."""
        line_of = np.repeat(np.arange(len(self.lines)), np.diff(self.option_start))
        start = np.concatenate([[0], np.cumsum(np.bincount(line_of[used], minlength=len(self.lines)))]).astype(np.int64)
        return replace(self, option_start=start, option_site=self.option_site[used], option_offer=self.option_offer[used],
                       option_cash=self.option_cash[used], option_freight=self.option_freight[used])

    def trivial_bound(self) -> float:
        """Rupiah no plan can cost less than: every unit at its cheapest option, or unplanned where that is cheaper."""
        total = 0.0
        for line in range(len(self.lines)):
            rows = self.option_rows(line)
            unplanned = self.unplanned_rate * float(self.type_price[self.line_type[line]])
            cheapest = float(self.option_offer[rows[0]] + self.option_freight[rows[0]]) if len(rows) else unplanned
            total += min(cheapest, unplanned) * int(self.line_quantity[line])
        return total
