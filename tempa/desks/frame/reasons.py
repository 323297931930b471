"""The kept reasons of a plan, as pages of several desks read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tempa.allocation import queries as allocation
from tempa.allocation.rules import untold_to_owner
from tempa.desks.frame.memory import remembered
from tempa.desks.frame.words import language


def reasons_of(plan: allocation.Plan) -> dict[str, Any] | None:
    """Reasons of all lots and sites of a plan; None while they are not worked out."""
    found = allocation.explanation_of(plan)
    return remembered("reasons", bytes.fromhex(found.paper), lambda: allocation.reasons_of(found)) if found else None


def told(reason: dict[str, Any]) -> list[str]:
    """The sentences of one reason in the reader's language."""
    return [s[language()] for s in reason["sentences"]]


def told_to_owner(reason: dict[str, object], names: dict[str, str]) -> list[str]:
    """The sentences about a site for its own people."""
    others = {names.get(place, place) for place in untold_to_owner(reason)}
    return [s for s in told(reason) if not any(f"{name} (" in s for name in others)]


def lots_of_site(reasons: dict[str, Any], site: str, types: dict[str, str]) -> list[dict[str, Any]]:
    """The lots of a site with their sentences; `types` names machine types."""
    return [{**r, "type": types.get(r["type"], r["type"]), "told": told(r)} for r in allocation.reasons_at(reasons, site)]


def worker_arguments(plan: UUID) -> list[str]:
    """What the console is told to work out the reasons of a plan."""
    return ["work", "--explain", str(plan)]
