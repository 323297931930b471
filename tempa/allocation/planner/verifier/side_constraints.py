"""Brings a planner's added rules into the verifier's model, from the rows that a certificate states.

Read here anew, by the verifier's own hand (the package `side_constraints` is the planner's). An added rule only
narrows what the programme allows, so a bound of the programme holds under it as well; what is read here may raise it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np

from tempa.allocation.planner.judge.facts import Facts
from tempa.allocation.planner.verifier.form import FormError
from tempa.allocation.planner.verifier.model import Floats, Ints, Model, Offers

RuleRow = dict[str, Any]
Limits = dict[str, dict[tuple[str | int, ...], float]]


def rules_sha256(rows: list[RuleRow]) -> str:
    """What a plan made under these rules states as `rules_sha256`."""
    return hashlib.sha256(json.dumps({"rules": rows}, ensure_ascii=False, indent=1).encode()).hexdigest()


def under_rules(model: Model, facts: Facts, regencies: dict[str, str], rows: list[RuleRow]) -> Model:
    """The model narrowed by every rule; `regencies`: workshop -> regency. Raises `FormError` for a rule that is not
    known here or not in form."""
    for number, row in enumerate(rows, 1):
        narrow = NARROW.get(row["kind"]) if isinstance(row, dict) and isinstance(row.get("kind"), str) else None
        if narrow is None:
            raise FormError(f"Aturan tambahan {number} dalam sertifikat tidak dikenal pemeriksa: {str(row)[:80]}.",
                            f"Added rule {number} of the certificate is unknown to the verifier: {str(row)[:80]}.")
        model = narrow(_Asked(number, row, facts, regencies), model)
    return replace(model, offers=smaller_lots(model)) if rows else model


@dataclass(frozen=True)
class _Asked:
    """One rule as stated; each reader refuses what is not in form."""

    number: int
    row: RuleRow
    facts: Facts
    regencies: dict[str, str]

    def wrong(self, name: str) -> FormError:
        said = str(self.row.get(name))[:60]
        return FormError(f"Aturan tambahan {self.number} dalam sertifikat ({self.row['kind']}): {name} {said} tidak benar.",
                         f"Added rule {self.number} of the certificate ({self.row['kind']}): {name} {said} is not right.")

    def share(self, name: str) -> Fraction | None:
        value = self.row.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.wrong(name)
        return Fraction(repr(value))

    def count(self) -> int:
        value = self.row.get("count")
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong("count")
        return value

    def code(self, name: str, known: Any) -> str:
        """A code of the programme, or blank where the rule names none."""
        value = self.row.get(name, "")
        if not isinstance(value, str) or (value and value not in known):
            raise self.wrong(name)
        return value

    def makers(self, belongs: Callable[[str], bool]) -> list[int]:
        """Positions of the workshops that make lots and are meant."""
        sites = self.facts.sites
        return [at for at, code in enumerate(sites) if sites[code].kind != "facility" and belongs(code)]

    def named_makers(self) -> list[int]:
        named = self.code("workshop", self.facts.sites)
        return self.makers(lambda code: not named or code == named)


def _group(asked: _Asked, model: Model, families: tuple[str, str], name: tuple[str, ...]) -> Model:
    """Narrower shares of a group: the greatest and the least value, in the rows `families` (most, least)."""
    limits: Limits = dict(model.limits)
    for field, family, sign in (("max", families[0], 1), ("min", families[1], -1)):
        share = asked.share(field)
        if share is not None:
            wanted = float(sign * share * model.order_value)
            limits[family] = limits.get(family, {}) | {name: min(wanted, limits.get(family, {}).get(name, np.inf))}
    return replace(model, limits=limits)


def _cluster(asked: _Asked, model: Model) -> Model:
    return _group(asked, model, ("cluster_max", "cluster_min"), (asked.code("cluster", asked.facts.clusters),))


def _schools(asked: _Asked, model: Model) -> Model:
    return _group(asked, model, ("school_max", "school_min"), ())


def _added(asked: _Asked, model: Model, name: str, members: list[int]) -> Model:
    return _group(asked, replace(model, groups=model.groups | {name: members}), ("group_max", "group_min"), (name,))


def _regency(asked: _Asked, model: Model) -> Model:
    regency = asked.code("regency", set(asked.regencies.values()))
    return _added(asked, model, f"regency:{regency}", asked.makers(lambda code: asked.regencies[code] == regency))


def _newcomers(asked: _Asked, model: Model) -> Model:
    named = asked.row.get("workshops")
    if not isinstance(named, list) or not named or any(not isinstance(n, str) or n not in asked.facts.sites for n in named):
        raise asked.wrong("workshops")
    return _added(asked, model, "newcomers:" + "+".join(sorted(named)), asked.makers(lambda code: code in named))


def _site_share(asked: _Asked, model: Model) -> Model:
    share = asked.share("max")
    if share is None:
        raise asked.wrong("max")
    most, rows = float(share * model.order_value), dict(model.limits["site_max"])
    for at in asked.named_makers():
        rows[model.sites[at],] = min(rows[model.sites[at],], most)
    return replace(model, limits=model.limits | {"site_max": rows})


def _site_lots(asked: _Asked, model: Model) -> Model:
    most, rows = float(asked.count()), dict(model.limits.get("site_lots", {}))
    for at in asked.named_makers():
        rows[model.sites[at],] = min(rows.get((model.sites[at],), np.inf), most)
    return replace(model, limits=model.limits | {"site_lots": rows})


def _without(asked: _Asked, model: Model) -> Model:
    """No lots at some sites, or none of a type there: those offers are gone."""
    only_registered = asked.row["kind"] == "registered_only"
    sites = asked.makers(lambda code: asked.facts.sites[code].tier == "unregistered") if only_registered else asked.named_makers()
    machine = "" if only_registered else asked.code("type", asked.facts.machines)
    if not only_registered and not asked.row.get("workshop"):
        raise asked.wrong("workshop")
    offers = model.offers
    gone = np.isin(offers.site, sites) & np.array([not machine or m == machine for _, m in offers.names], dtype=bool)
    kept = np.flatnonzero(~gone)
    return replace(model, offers=Offers(
        site=offers.site[kept], machine=offers.machine[kept], price=offers.price[kept], cash=offers.cash[kept],
        largest=offers.largest[kept], names=[offers.names[at] for at in kept]))


def _smallest(asked: _Asked, model: Model) -> Model:
    """Larger lots; a pilot limit below takes their place, as in rule 2."""
    machine, count = asked.code("type", asked.facts.machines), asked.count()
    smallest = model.machines.smallest.copy()
    for at, code in enumerate(model.machines.names):
        pilot = asked.facts.machines[code].pilot_limit
        if not machine or code == machine:
            smallest[at] = max(int(smallest[at]), count if pilot is None else min(count, pilot))
    return replace(model, machines=replace(model.machines, smallest=smallest))


def smaller_lots(model: Model) -> Offers:
    """The largest lot of each offer, where a narrowed share now cuts it."""
    most: Floats = np.array([model.limits["site_max"].get((site,), np.inf) for site in model.sites])
    for at in range(len(model.sites)):
        if model.school[at]:
            most[at] = min(most[at], model.limits["school_max"].get((), np.inf))
        elif model.cluster[at]:
            most[at] = min(most[at], model.limits["cluster_max"].get((model.cluster[at],), np.inf))
    for name, members in model.groups.items():
        most[members] = np.minimum(most[members], model.limits.get("group_max", {}).get((name,), np.inf))
    offers, price = model.offers, model.machines.price[model.offers.machine]
    fits: Ints = np.array([floor(value) for value in most[offers.site] / price + 1e-9], dtype=np.int64)
    return replace(offers, largest=np.minimum(offers.largest, fits))


NARROW: dict[str, Callable[[_Asked, Model], Model]] = {
    "cluster_share": _cluster, "school_share": _schools, "regency_share": _regency, "newcomers_share": _newcomers,
    "site_share": _site_share, "registered_only": _without, "forbid": _without, "smallest_lot": _smallest,
    "site_lots": _site_lots,
}
