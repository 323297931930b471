"""The versions of rules that a programme has added to the book, and the law with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tempa.contracts.law import Rule, advance_limit, ppn, rule, version_of, with_added
from tempa.contracts.models import Contract, RuleVersion
from tempa.contracts.rules import dotted, form_of
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.writing import rows_of
from tempa.values.period import day_in


def rule_versions(programme: Programme) -> QuerySet[RuleVersion]:
    return RuleVersion.objects.filter(programme=programme).select_related("proposed_by", "decided_by").order_by("rule", "proposed_at")


def rule_version_named(programme: Programme, version: UUID) -> RuleVersion | None:
    return rule_versions(programme).filter(version=version).first()


def added_versions(programme: Programme) -> list[Rule]:
    """The versions of rules that a programme has added to the book, in the order in which they were confirmed."""
    rows = rows_of(RuleVersion, ("content",), "programme_id = %s AND is_confirmed ORDER BY decided_at", [programme.pk])
    return [version_of(dated(content)) for (content,) in rows]


def dated(content: Mapping[str, object]) -> dict[str, object]:
    """The content of a version with its days as days."""
    days = {name: date.fromisoformat(str(content[name])) for name in ("valid_from", "valid_to") if content.get(name)}
    return {name: value for name, value in content.items() if name not in ("valid_from", "valid_to")} | days


@contextmanager
def law_of(programme: Programme) -> Iterator[None]:
    """Inside, the dated rules are those of the book with the versions that this programme has added."""
    with with_added(added_versions(programme)):
        yield


@dataclass(frozen=True)
class Effect:
    """What a version of a rule would change in one contract: `what` is form, vat, penalty or advance, in rupiah or a code."""

    contract: str
    what: str
    before: str
    after: str


def effects_of(programme: Programme, version: Rule) -> list[Effect]:
    """Which contracts a version would change, by the day of its signature, else of its price or draft."""
    found, zone = list[Effect](), zone_of(programme)
    with law_of(programme):
        for c in Contract.objects.filter(programme=programme, withdrawn_at=None, ended_on=None).order_by("contract"):
            on = c.signed_on or c.negotiated_on or day_in(zone, c.drafted_at)
            if not version.holds_on(on):
                continue
            before = outcome(c, on)
            with with_added([version]):
                after = outcome(c, on)
            found += [Effect(c.contract, what, before[what], after[what]) for what in before if before[what] != after[what]]
    return found


def outcome(c: Contract, on: date) -> dict[str, str]:
    """What the rules of a day make of a contract."""
    return {
        "form": form_of(c.value, on, e_purchasing=c.form == "purchase_order"), "vat": dotted(ppn(c.value, on).rupiah),
        "penalty": dotted(rule("late_penalty", on).part(c.value, "per_day").rupiah),
        "advance": dotted(advance_limit(c.value, on, small_business=True).rupiah),
    }  # fmt: skip
