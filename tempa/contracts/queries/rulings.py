"""The versions of rules that a programme has added to the book, and the law with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tempa.contracts.law import Rule, version_of, with_added
from tempa.contracts.models import RuleVersion
from tempa.ledger.models import Programme


def rule_versions(programme: Programme) -> QuerySet[RuleVersion]:
    return RuleVersion.objects.filter(programme=programme).select_related("proposed_by", "decided_by").order_by("rule", "proposed_at")


def rule_version_named(programme: Programme, version: UUID) -> RuleVersion | None:
    return rule_versions(programme).filter(version=version).first()


def added_versions(programme: Programme) -> list[Rule]:
    """The versions of rules that a programme has added to the book, in the order in which they were confirmed."""
    rows = RuleVersion.objects.filter(programme=programme, is_confirmed=True).order_by("decided_at")
    return [version_of(dated(row.content)) for row in rows]


def dated(content: Mapping[str, object]) -> dict[str, object]:
    """The content of a version with its days as days."""
    days = {name: date.fromisoformat(str(content[name])) for name in ("valid_from", "valid_to") if content.get(name)}
    return {name: value for name, value in content.items() if name not in ("valid_from", "valid_to")} | days


@contextmanager
def law_of(programme: Programme) -> Iterator[None]:
    """Inside, the dated rules are those of the book with the versions that this programme has added."""
    with with_added(added_versions(programme)):
        yield
