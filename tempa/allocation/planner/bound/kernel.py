# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The compiled loops behind `lots`: costs of all lots, of all lines, and what the lots use. Arrays as there."""

from __future__ import annotations

import numpy as np
from numba import njit

FAINT = 1e-5
"""Weights below this are not followed up."""


@njit(cache=True)
def cell_costs(weeks, lag, site_of, type_of, most, least, cash, payer, first, last, setup, hours, inspection, earliest,
               parts, supply, tied, inspection_price, used_from, lot_cost, cell_start, count, fill_week, fill_price,
               fill_hours, slack, cost, start):
    """cost[cell, inspection week]: the cheapest start of a lot; start[...]: that week. Hours in the order of price.

    A later start finds no cheaper hours than the first one did; it is passed over where it saves no more than `slack`
    rupiah of cash and parts.
    """
    resources, materials = setup.shape[1], parts.shape[1]
    price = np.empty((resources, fill_week.shape[2]))
    free = np.empty((resources, fill_week.shape[2]))
    entries = np.empty(resources, np.int64)
    total = np.empty(resources)
    upto = np.zeros((resources, weeks + 1))
    lot = np.empty(1 + (most.max() if most.size else 0))
    first_unit = np.full((site_of.size, weeks), np.inf)
    first_top = np.zeros((site_of.size, weeks), np.int64)
    begin = 0
    while begin < site_of.size:
        site = site_of[begin]
        end = begin
        while end < site_of.size and site_of[end] == site:
            end += 1
        upto[:] = 0.0
        for r in range(resources):
            for i in range(count[site, r]):
                upto[r, fill_week[site, r, i] + 1] += fill_hours[site, r, i]
            for week in range(weeks):
                upto[r, week + 1] += upto[r, week]
        for week in range(first[site], weeks - 1):
            for inspect in range(week + 1, weeks):
                finish = min(inspect - 1, last[site])
                if finish < week:
                    break
                for r in range(resources):
                    total[r] = upto[r, finish + 1] - upto[r, week]
                listed = False
                per_cash = tied[payer[site], inspect + lag + 1] - tied[payer[site], week]
                for offer in range(begin, end):
                    kind = type_of[offer]
                    if week < earliest[kind]:
                        continue
                    unit = cash[offer] * per_cash + inspection[kind] * inspection_price[inspect]
                    top = most[offer]
                    for m in range(materials):
                        if parts[kind, m] > 0:
                            unit += parts[kind, m] * used_from[m, week]
                            top = min(top, int(np.floor(supply[m, week] / parts[kind, m] + 1e-9)))
                    for r in range(resources):
                        if hours[kind, r] > 0:
                            top = min(top, int(np.floor((total[r] - setup[kind, r]) / hours[kind, r] + 1e-9)))
                        elif setup[kind, r] > total[r] + 1e-9:
                            top = 0
                    low = least[offer]
                    if top < low:
                        continue
                    if first_unit[offer, inspect] == np.inf:
                        first_unit[offer, inspect] = unit
                        first_top[offer, inspect] = top
                    elif top <= first_top[offer, inspect] and (first_unit[offer, inspect] - unit) * top <= slack:
                        continue
                    if not listed:
                        listed = True
                        for r in range(resources):
                            n = 0
                            for i in range(count[site, r]):
                                if week <= fill_week[site, r, i] <= finish:
                                    price[r, n] = fill_price[site, r, i]
                                    free[r, n] = fill_hours[site, r, i]
                                    n += 1
                            entries[r] = n
                    for units in range(low, top + 1):
                        lot[units] = lot_cost[site] + units * unit
                    for r in range(resources):
                        if hours[kind, r] == 0 and setup[kind, r] == 0:
                            continue
                        i = 0
                        before = 0.0
                        spent = 0.0
                        for units in range(low, top + 1):
                            need = setup[kind, r] + units * hours[kind, r]
                            while i < entries[r] - 1 and before + free[r, i] < need:
                                before += free[r, i]
                                spent += free[r, i] * price[r, i]
                                i += 1
                            lot[units] += spent + (need - before) * price[r, i]
                    cell = cell_start[offer]
                    for units in range(low, top + 1):
                        if lot[units] < cost[cell + units, inspect]:
                            cost[cell + units, inspect] = lot[units]
                            start[cell + units, inspect] = week
        begin = end


@njit(cache=True)
def line_costs(weeks, quantity, option_start, offer_of, least, unit_cost, cost, cell_start, most, late, unplanned_cost,
               temperature, weight, units, unplanned):
    """(smooth, exact) cost of all lines; `weight` counts the lots of each cell and week in the smooth one."""
    smooth_all = 0.0
    exact_all = 0.0
    for line in range(quantity.size):
        total = quantity[line]
        low = least[line]
        first, end = option_start[line], option_start[line + 1]
        one = np.full(total + 1, np.inf)
        for option in range(first, end):
            offer = offer_of[option]
            for q in range(low, min(total, most[offer]) + 1):
                for week in range(1, weeks):
                    value = cost[cell_start[offer] + q, week]
                    if value < np.inf:
                        one[q] = min(one[q], value + q * (unit_cost[option] + late[line, week]))
        soft = np.full(total + 1, np.inf)
        for q in range(low, total + 1):
            if one[q] == np.inf:
                continue
            mass = 0.0
            for option in range(first, end):
                offer = offer_of[option]
                if q > most[offer]:
                    continue
                for week in range(1, weeks):
                    value = cost[cell_start[offer] + q, week]
                    if value < np.inf:
                        power = (one[q] - value - q * (unit_cost[option] + late[line, week])) / temperature
                        if power > -12.0:
                            mass += np.exp(power)
            soft[q] = one[q] - temperature * np.log(mass)
        smooth = np.full(total + 1, np.inf)
        exact = np.full(total + 1, np.inf)
        smooth[0] = 0.0
        exact[0] = 0.0
        for q in range(1, total + 1):
            best = smooth[q - 1] + unplanned_cost[line]
            exact[q] = exact[q - 1] + unplanned_cost[line]
            for k in range(low, q + 1):
                best = min(best, smooth[q - k] + soft[k])
                exact[q] = min(exact[q], exact[q - k] + one[k])
            mass = np.exp((best - smooth[q - 1] - unplanned_cost[line]) / temperature)
            for k in range(low, q + 1):
                if smooth[q - k] + soft[k] < np.inf:
                    mass += np.exp((best - smooth[q - k] - soft[k]) / temperature)
            smooth[q] = best - temperature * np.log(mass)
        smooth_all += smooth[total]
        exact_all += exact[total]
        for q in range(1, total + 1):
            power = (smooth[total] - smooth[q - 1] - unplanned_cost[line] - smooth[total - q]) / temperature
            unplanned[line] += np.exp(power)
        for k in range(low, total + 1):
            if soft[k] == np.inf:
                continue
            lots = 0.0
            for q in range(k, total + 1):
                power = (smooth[total] - smooth[q - k] - soft[k] - smooth[total - q]) / temperature
                if power > -12.0:
                    lots += np.exp(power)
            if lots < FAINT:
                continue
            for option in range(first, end):
                offer = offer_of[option]
                if k > most[offer]:
                    continue
                for week in range(1, weeks):
                    value = cost[cell_start[offer] + k, week]
                    if value < np.inf:
                        power = (soft[k] - value - k * (unit_cost[option] + late[line, week])) / temperature
                        if power > -12.0:
                            share = lots * np.exp(power)
                            weight[cell_start[offer] + k, week] += share
                            units[option] += share * k
    return smooth_all, exact_all


@njit(cache=True)
def lot_use(weight, start, cell_start, most, site_of, type_of, cash, payer, last, setup, hours, inspection, parts, lag,
            count, fill_provider, fill_week, fill_hours, work, tied, inspected, used):
    """Adds up what the weighted lots use: hours by provider and week, cash by payer and week, inspection, parts."""
    for offer in range(site_of.size):
        site, kind = site_of[offer], type_of[offer]
        for units in range(1, most[offer] + 1):
            for inspect in range(weight.shape[1]):
                share = weight[cell_start[offer] + units, inspect]
                if share < FAINT:
                    continue
                week = start[cell_start[offer] + units, inspect]
                finish = min(inspect - 1, last[site])
                inspected[inspect] += share * units * inspection[kind]
                for w in range(week, inspect + lag + 1):
                    tied[payer[site], w] += share * units * cash[offer]
                for m in range(parts.shape[1]):
                    used[m, week] += share * units * parts[kind, m]
                for r in range(setup.shape[1]):
                    need = setup[kind, r] + units * hours[kind, r]
                    for i in range(count[site, r]):
                        if need <= 1e-12:
                            break
                        if week <= fill_week[site, r, i] <= finish:
                            taken = min(need, fill_hours[site, r, i])
                            work[fill_provider[site, r, i], r, fill_week[site, r, i]] += share * taken
                            need -= taken
