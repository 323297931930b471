"""Why a plan is as it is, what was said against it, and what planners decided by hand."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tempa.allocation.models import AddedRule, Explanation, HandDecision, Objection, Plan
from tempa.ledger.actions import paper_place
from tempa.ledger.models import Programme


def explanation_of(plan: Plan) -> Explanation | None:
    return Explanation.objects.filter(plan=plan).first()


def reasons_of(explanation: Explanation) -> dict[str, Any]:
    """The kept reasons: "lots" and "sites", as `Reasons.as_dict` gives them."""
    with zipfile.ZipFile(io.BytesIO(paper_place(explanation.paper).read_bytes())) as folder:
        found: dict[str, Any] = json.loads(folder.read("reasons.json"))
    return found


def reasons_at(reasons: Mapping[str, Any], site: str) -> list[dict[str, Any]]:
    """The reasons of the lots at one site, by lot."""
    return sorted((r for r in reasons["lots"].values() if r["site"] == site), key=lambda r: str(r["lot"]))


def naive_of(programme: Programme, programme_sha256: str) -> list[dict[str, Any]]:
    """What the rules that people use give on a programme, where an earlier plan of it has that already."""
    mine = Explanation.objects.filter(plan__programme=programme, plan__programme_sha256=programme_sha256)
    found = mine.exclude(naive=[]).first()
    return found.naive if found else []


def objections(programme: Programme) -> QuerySet[Objection]:
    related = ("raised_by", "answered_by", "plan", "plan__run")
    return Objection.objects.filter(programme=programme).select_related(*related).order_by("-number")


def objection_named(programme: Programme, objection: UUID) -> Objection | None:
    return objections(programme).filter(objection=objection).first()


def objections_of(programme: Programme, workshop: str) -> QuerySet[Objection]:
    return objections(programme).filter(workshop=workshop)


def hand_decisions(programme: Programme) -> QuerySet[HandDecision]:
    """All decisions by hand, newest first."""
    return HandDecision.objects.filter(programme=programme).select_related("decided_by", "plan").order_by("-number")


def added_rules(programme: Programme) -> QuerySet[AddedRule]:
    """All rules beside the programme, the removed ones too, newest first."""
    return AddedRule.objects.filter(programme=programme).select_related("added_by").order_by("-number")


def rule_rows(programme: Programme) -> list[dict[str, Any]]:
    """The added rules that hold, in their order, as the planner reads them."""
    held = AddedRule.objects.filter(programme=programme, removed_at=None).order_by("number")
    return [r.content | {"why": r.reason} for r in held]
