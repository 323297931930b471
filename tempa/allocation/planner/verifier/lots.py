"""The least that every order line costs at given prices of shared limits, by plain enumeration of its lots.

This is the inner half of weak duality: with a price on every shared hour, rupiah of cash, inspection hour and so on, the
lines fall apart, and the cheapest way to make a line is a small exact problem: which lots, how large, where, between
which weeks. No solver; every number is a true lower bound, because a lot's window is first valued from below and then
exactly, window by window, until the cheapest choice of every line is exact (`docs/planner-bound.md`, "Verification").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempa.allocation.planner.verifier.model import Flags, Floats, Ints, Model

ROUNDS = 400  # after that the lower valuation stands as it is, which is valid too
CELLS = 30_000  # offers x units that are looked at together: bounds the memory, not the value
EASE = 1e-9  # hours by which a lot may seem not to fit before it is ruled out


@dataclass(frozen=True)
class Prices:
    """Rupiah per unit of each shared limit; all ≥ 0 but `value`, which may pay for work at a site that has little."""

    hours: Floats  # site x resource x week
    cash: Floats  # site x week
    inspection: Floats  # week
    supply: Floats  # material x week: the price of one unit used in that week or later, already summed
    value: Floats  # site: per rupiah of value given to it
    budget: Floats  # line: per rupiah of offer
    pilot: Floats  # machine: per unit
    lots: Floats  # site: per lot
    unplanned: float  # rupiah per rupiah of value left unplanned (what the minimum shares forgive)


class Windows:
    """All pairs of a start week and an inspection week, those of one inspection week side by side."""

    def __init__(self, weeks: int) -> None:
        pairs = [(start, inspect) for inspect in range(1, weeks) for start in range(inspect)]
        self.start: Ints = np.array([pair[0] for pair in pairs], dtype=np.int64)
        self.inspect: Ints = np.array([pair[1] for pair in pairs], dtype=np.int64)
        self.first: Ints = np.array([inspect * (inspect - 1) // 2 for inspect in range(1, weeks)], dtype=np.int64)


class Fill:
    """Cheapest hours: the providers and weeks that a site's steps may use, per resource, cheapest first."""

    def __init__(self, model: Model, prices: Prices) -> None:
        widest = max((len(providers) for providers in model.providers), default=0) * model.weeks
        shape = (len(model.sites), len(model.resources), widest)
        self.price, self.hours = np.zeros(shape), np.zeros(shape)
        self.week: Ints = np.zeros(shape, dtype=np.int64)
        for site, providers in enumerate(model.providers):
            price = prices.hours[providers].transpose(1, 0, 2).reshape(shape[1], -1)
            hours = model.capacity[providers].transpose(1, 0, 2).reshape(shape[1], -1)
            order = np.argsort(np.where(hours > 0, price, np.inf), axis=1, kind="stable")
            size = order.shape[1]
            self.price[site, :, :size] = np.take_along_axis(price, order, axis=1)
            self.hours[site, :, :size] = np.take_along_axis(hours, order, axis=1)
            self.week[site, :, :size] = order % model.weeks

    def cost(self, site: Ints, need: Floats, start: Ints, end: Ints) -> Floats:
        """Rupiah of the cheapest hours within start … end (weeks) for `need` (lot x resource)."""
        total = np.zeros(len(site))
        for resource in range(need.shape[1]):
            rows = np.flatnonzero(need[:, resource] > 0)
            week = self.week[site[rows], resource]
            inside = (week >= start[rows, None]) & (week <= end[rows, None])
            hours = np.where(inside, self.hours[site[rows], resource], 0.0)
            before = np.cumsum(hours, axis=1) - hours
            taken = np.clip(need[rows, resource, None] - before, 0.0, hours)
            total[rows] += np.einsum("ij,ij->i", taken, self.price[site[rows], resource])
        return total


class Lots:
    """What one lot costs from below: offer x units x window; rises to the exact figure where it is asked for.

    The tables of windows are large; they are there for the machines that were taken up last.
    """

    def __init__(self, model: Model, prices: Prices) -> None:
        self.model, self.prices = model, prices
        self.windows, self.fill = Windows(model.weeks), Fill(model, prices)
        offers, lines = model.offers, model.lines
        most = np.zeros(len(model.machines.names), dtype=np.int64)
        np.maximum.at(most, lines.machine, lines.quantity)
        self.of_machine = [np.flatnonzero(offers.machine == machine) for machine in range(len(most))]
        reach = [offers.largest[rows].max(initial=0) for rows in self.of_machine]
        self.most: Ints = np.minimum(most, np.array(reach, dtype=np.int64))
        self.end: Ints = np.minimum(self.windows.inspect[None, :] - 1, model.last[:, None])
        self.least, self.total = self._site_tables()
        self.cost: dict[int, Floats] = {}
        self.best: dict[int, Floats] = {}
        self.exact: dict[int, Flags] = {}

    def batches(self) -> list[list[int]]:
        """All machines, in groups of about CELLS offers x units."""
        cells = [len(rows) * (int(most) + 1) for rows, most in zip(self.of_machine, self.most, strict=True)]
        group = (np.cumsum(cells) - cells) // CELLS
        return [np.flatnonzero(group == number).tolist() for number in np.unique(group)]

    def take_up(self, machines: list[int]) -> None:
        self.cost.clear()
        self.cost |= {machine: self._machine_costs(machine) for machine in machines}
        self.best = {machine: self._best(cost) for machine, cost in self.cost.items()}
        self.exact = {machine: np.zeros(best.shape, dtype=bool) for machine, best in self.best.items()}

    def _site_tables(self) -> tuple[Floats, Floats]:
        """Site x resource x window: the least price of an hour (0 where there is none), and all hours there are."""
        model, start, reached = self.model, self.windows.start, np.maximum(self.end, 0)
        shape = (len(model.sites), len(model.resources), len(start))
        price, hours = np.zeros(shape), np.zeros(shape)
        for site, providers in enumerate(model.providers):
            capacity = model.capacity[providers]
            weekly = np.where(capacity > 0, self.prices.hours[providers], np.inf).min(axis=0, initial=np.inf)
            lowest = np.full((shape[1], model.weeks, model.weeks), np.inf)
            for first in range(model.weeks):
                lowest[:, first, first:] = np.minimum.accumulate(weekly[:, first:], axis=1)
            upto = np.zeros((shape[1], model.weeks + 1))
            upto[:, 1:] = np.cumsum(capacity.sum(axis=0), axis=1)
            price[site] = lowest[:, start, reached[site]]
            hours[site] = np.maximum(upto[:, reached[site] + 1] - upto[:, start], 0.0)
        return np.where(np.isfinite(price), price, 0.0), hours

    def _machine_costs(self, machine: int) -> Floats:
        rows = self.of_machine[machine]
        cost = np.full((len(rows), int(self.most[machine]) + 1, len(self.windows.start)), np.inf)
        for at, offer in enumerate(rows):
            self._fill_offer(cost[at], int(offer))
        return cost

    def _fill_offer(self, cost: Floats, offer: int) -> None:
        """Lot cost, cash, inspection, parts and set-up and unit hours at the least price of the window."""
        model, prices, windows = self.model, self.prices, self.windows
        site, machine = int(model.offers.site[offer]), int(model.offers.machine[offer])
        fixed = model.lot_cost + prices.lots[site] + model.machines.setup[machine] @ self.least[site]
        tied = np.concatenate([[0.0], np.cumsum(prices.cash[model.payer[site]])])
        unit = (model.machines.hours[machine] @ self.least[site]
                + model.offers.cash[offer] * (tied[windows.inspect + model.lag + 1] - tied[windows.start])
                + model.machines.inspection[machine] * prices.inspection[windows.inspect]
                + model.machines.parts[machine] @ prices.supply[:, windows.start])
        units = np.arange(cost.shape[0])[:, None]
        fits = units <= self._most_units(offer)[None, :]
        cost[:] = np.where(fits & (units >= 1), fixed + units * unit, np.inf)

    def _most_units(self, offer: int) -> Floats:
        """Per window, the most units a lot can have there: hours, parts that can have come, dates, own limits."""
        model, start = self.model, self.windows.start
        site, machine = int(model.offers.site[offer]), int(model.offers.machine[offer])
        most = np.full(len(start), float(model.offers.largest[offer]))
        setup, unit = model.machines.setup[machine], model.machines.hours[machine]
        for resource in np.flatnonzero((setup > 0) | (unit > 0)):
            left = self.total[site, resource] - setup[resource] + EASE
            most = np.minimum(most, left / unit[resource] if unit[resource] > 0 else np.where(left >= 0, most, 0.0))
        for part in np.flatnonzero(model.machines.parts[machine] > 0):
            most = np.minimum(most, model.supply[part, start] / model.machines.parts[machine, part] + EASE)
        possible = (start >= max(model.first[site], model.machines.earliest[machine])) & (self.end[site] >= start)
        return np.where(possible, np.floor(most + EASE), 0.0)

    def _best(self, cost: Floats) -> Floats:
        """Offer x units x inspection week (from week 1): the cheapest start."""
        if not len(self.windows.first):
            return np.zeros((*cost.shape[:2], 0))
        best: Floats = np.minimum.reduceat(cost, self.windows.first, axis=2)
        return best

    def settle(self, chosen: dict[int, Ints]) -> None:
        """Value exactly, for every start, the lots `chosen`: machine -> rows of (offer position, units, week)."""
        machine = np.repeat(np.array(list(chosen), dtype=np.int64), [len(rows) for rows in chosen.values()])
        at, units, week = np.concatenate(list(chosen.values())).T
        offer = np.concatenate([self.of_machine[kind][rows[:, 0]] for kind, rows in chosen.items()])
        lot = np.repeat(np.arange(len(at)), week + 1)  # a lot inspected in week k + 1 may start in weeks 0 … k
        start = np.arange(len(lot)) - np.repeat(np.cumsum(week + 1) - (week + 1), week + 1)
        window = self.windows.first[week[lot]] + start
        lower = np.concatenate([self.cost[kind][a, u, self.windows.first[w]:self.windows.first[w] + w + 1]
                                for kind, a, u, w in zip(machine.tolist(), at, units, week, strict=True)])
        open_ = np.flatnonzero(np.isfinite(lower))
        lower[open_] += self._rise(offer[lot[open_]], units[lot[open_]], window[open_])
        cheapest = np.minimum.reduceat(lower, np.cumsum(week + 1) - (week + 1))
        for kind, a, u, w, value in zip(machine.tolist(), at, units, week, cheapest, strict=True):
            self.best[kind][a, u, w] = value
            self.exact[kind][a, u, w] = True

    def _rise(self, offer: Ints, units: Ints, window: Ints) -> Floats:
        """By how much the cheapest hours of a window cost more than all hours at its least price."""
        model = self.model
        site, machine = model.offers.site[offer], model.offers.machine[offer]
        need = model.machines.setup[machine] + units[:, None] * model.machines.hours[machine]
        dear = self.fill.cost(site, need, self.windows.start[window], self.end[site, window])
        rise: Floats = np.maximum(dear - (need * self.least[site, :, window]).sum(axis=1), 0.0)
        return rise


class Line:
    """One order line: the cheapest set of lots at the valuation so far."""

    def __init__(self, lots: Lots, line: int) -> None:
        model, prices = lots.model, lots.prices
        self.lots, self.machine = lots, int(model.lines.machine[line])
        self.quantity = int(model.lines.quantity[line])
        price, offers = float(model.machines.price[self.machine]), lots.of_machine[self.machine]
        site = model.offers.site[offers]
        self.per_unit = (model.offers.price[offers] * (1 + prices.budget[line]) + model.lines.freight[line, site]
                         + price * prices.value[site] + prices.pilot[self.machine])
        self.late = price * model.lateness_rate * model.lines.late[line, 1:]
        self.unplanned = price * (model.unplanned_rate - prices.unplanned)
        self.barred = model.lines.barred[line, site]
        self.least = min(int(model.machines.smallest[self.machine]), int(model.lines.ordered[line]))
        self.most = min(self.quantity, int(lots.most[self.machine]))

    def cheapest(self) -> tuple[float, Ints]:
        """The cost of the line, and the lots behind it that are not valued exactly yet (offer, units, week)."""
        lots, machine = self.lots, self.machine
        units = np.arange(self.most + 1)
        cost = lots.best[machine][:, :self.most + 1] + units[None, :, None] * (
            self.per_unit[:, None, None] + self.late[None, None, :])
        cost[self.barred] = np.inf
        flat = cost.transpose(1, 0, 2).reshape(len(units), -1)
        chosen = flat.argmin(axis=1) if flat.shape[1] else np.zeros(len(units), dtype=np.int64)
        single = flat[units, chosen] if flat.shape[1] else np.full(len(units), np.inf)
        single[:self.least] = np.inf
        total, used = self._combine(single)
        found = []
        for many in used:
            offer, week = divmod(int(chosen[many]), len(self.late))
            if not lots.exact[machine][offer, many, week]:
                found.append((offer, many, week))
        return total, np.array(found, dtype=np.int64).reshape(-1, 3)

    def _combine(self, single: Floats) -> tuple[float, set[int]]:
        """The cheapest way to split the line into lots and unplanned units, and the lot sizes used."""
        best = np.zeros(self.quantity + 1)
        size = np.zeros(self.quantity + 1, dtype=np.int64)
        for units in range(1, self.quantity + 1):
            top = min(units, len(single) - 1)
            split = best[units - top:units][::-1] + single[1:top + 1]
            best[units] = best[units - 1] + self.unplanned
            if top and split.min() < best[units]:
                size[units] = 1 + int(split.argmin())
                best[units] = split[size[units] - 1]
        used, left = set(), self.quantity
        while left:
            used.add(int(size[left]))
            left -= max(1, int(size[left]))
        return float(best[-1]), used - {0}


def line_costs(model: Model, prices: Prices) -> Floats:
    """Per order line the least it costs at these prices, from below."""
    lots = Lots(model, prices)
    costs = np.zeros(len(model.lines.names))
    for machines in lots.batches():
        lots.take_up(machines)
        raise_costs(lots, np.flatnonzero(np.isin(model.lines.machine, machines)).tolist(), costs)
    return costs


def raise_costs(lots: Lots, active: list[int], costs: Floats) -> None:
    """Fill in `costs` of the lines, valuing lots exactly until the cheapest choice of every line is exact."""
    lines = {line: Line(lots, line) for line in active}
    for _ in range(ROUNDS):
        wanted: dict[int, list[Ints]] = {}
        still = []
        for line in active:
            costs[line], found = lines[line].cheapest()
            if len(found):
                still.append(line)
                wanted.setdefault(lines[line].machine, []).append(found)
        if wanted:
            lots.settle({machine: np.unique(np.concatenate(found), axis=0) for machine, found in wanted.items()})
        active = still
        if not active:
            break
