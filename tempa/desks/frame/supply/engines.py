"""Which engine is in which machine: the form at the workshop's page and at the office, with the engines that the park gave the lot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.http import HttpRequest

from tempa.desks.frame.door import Here
from tempa.desks.frame.link_door import LinkHere
from tempa.desks.frame.production import EngineForm, LinkEngineForm
from tempa.ledger import queries as ledger
from tempa.production import queries as production_queries
from tempa.supply import queries as supply
from tempa.supply.actions.receiving import engine_codes


def engine_form(
    here: Here | LinkHere, request: HttpRequest | None, units: Sequence[production_queries.Unit], *, is_link: bool = False,
) -> EngineForm | None:  # fmt: skip
    """The form for the units of one lot; None where its type has no engine, or no unit stands."""
    standing = [u for u in units if u.scrapped_at is None and u.withdrawn_at is None]
    if not standing:
        return None
    numbers = numbers_at(here.programme, standing[0].lot)
    if not numbers and not any(u.engine for u in standing) and not has_engine(here.programme, standing[0].lot):
        return None
    return (LinkEngineForm if is_link else EngineForm)(here, request, units=standing, numbers=numbers, mark="mesin")


def numbers_at(programme: ledger.Programme, lot: str) -> list[str]:
    return [e.number for e in supply.engines_received(programme, [lot])]


def has_engine(programme: ledger.Programme, lot: str) -> bool:
    """Whether a machine of this lot has an engine by its parts list."""
    engines, lots = engine_codes(programme), supply.lots_to_supply(programme, only={lot})
    return any(material in engines for _lot, material in supply.needs_of(programme, lots))


def engines_at(programme: ledger.Programme, lot: str) -> Callable[[], Collection[str]] | None:
    """What the action holds a number against: the engines that the lot was given; None where its workshop buys its own."""
    numbers = numbers_at(programme, lot)
    return (lambda: numbers) if numbers else None
