"""Contracts with their days, stages and addenda."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from tempa.contracts.models import Addendum, Contract
from tempa.contracts.rules import ContractHistory
from tempa.ledger.models import Programme
from tempa.ledger.queries import day_of
from tempa.ledger.writing import among, instances_of, read, rows_of


def contracts(programme: Programme) -> QuerySet[Contract]:
    """Every contract but the withdrawn ones, in order of their codes."""
    return Contract.objects.filter(programme=programme, withdrawn_at=None).order_by("contract")


def all_contracts(programme: Programme) -> QuerySet[Contract]:
    """Every contract that ever was, withdrawn drafts too, with who did what."""
    people = ("drafted_by", "signed_by", "countersigned_by", "risk_by")
    return Contract.objects.filter(programme=programme).select_related(*people).order_by("contract")


def bound_contracts(programme: Programme) -> QuerySet[Contract]:
    """Every contract that bound somebody: signed, or begun at a named risk; ended ones too."""
    return all_contracts(programme).filter(Q(signed_on__isnull=False) | Q(risk_from__isnull=False), withdrawn_at=None)


def begun_contracts(programme: Programme) -> QuerySet[Contract]:
    """The same, and those that were withdrawn after work had been let begin at a named risk: what was made under them is there."""
    return all_contracts(programme).filter(Q(signed_on__isnull=False) | Q(risk_from__isnull=False))


def contract_named(programme: Programme, contract: str) -> Contract | None:
    return next(iter(instances_of(Contract, "programme_id = %s AND contract = %s", [programme.pk, contract])), None)


def parties_to(programme: Programme, named: Collection[str]) -> dict[str, tuple[str, str]]:
    """Contract -> its vendor and its agency."""
    some = list(named)
    rows = rows_of(Contract, ("contract", "vendor", "agency"), f"programme_id = %s AND contract {among(some)}", [programme.pk, *some])
    return {contract: (vendor, agency) for contract, vendor, agency in rows}


def values_of(programme: Programme, named: Collection[str]) -> dict[str, int]:
    """Contract -> its value now, withdrawn ones too."""
    some = list(named)
    return dict(rows_of(Contract, ("contract", "value"), f"programme_id = %s AND contract {among(some)}", [programme.pk, *some]))


def signed_on_of(programme: Programme, named: Collection[str]) -> dict[str, date | None]:
    """Contract -> the day on which its agency signed."""
    some = list(named)
    return dict(rows_of(Contract, ("contract", "signed_on"), f"programme_id = %s AND contract {among(some)}", [programme.pk, *some]))


def history_of(c: Contract) -> ContractHistory:
    """What has happened to a contract, for the rules."""
    return ContractHistory(
        agency=c.agency, vendor=c.vendor, offered_on=c.offered_on, negotiated_on=c.negotiated_on, signed_on=c.signed_on,
        signed_by=c.signed_by_id, countersigned_on=c.countersigned_on, is_withdrawn=c.withdrawn_at is not None, ended_on=c.ended_on,
    )  # fmt: skip


def drafted_on(c: Contract) -> date:
    """The day on which a contract was drafted, where its programme lies."""
    return day_of(c.programme, c.drafted_at)


STAGE = {
    "withdrawn": Q(withdrawn_at__isnull=False),
    "ended": Q(withdrawn_at=None, ended_on__isnull=False),
    "in_force": Q(withdrawn_at=None, ended_on=None, countersigned_on__isnull=False),
    "signed": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on__isnull=False),
    "negotiated": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on=None, negotiated_on__isnull=False),
    "offered": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on=None, negotiated_on=None, offered_on__isnull=False),
    "drafted": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on=None, negotiated_on=None, offered_on=None),
}
"""Stage -> which rows are at it: `rules.contract_stage` as a query; a test on random histories keeps the two equal."""


def at_stage(programme: Programme, stage: str) -> QuerySet[Contract]:
    return Contract.objects.filter(STAGE[stage], programme=programme).order_by("contract")


@dataclass(frozen=True)
class Stages:
    """How many contracts are at each stage, and the rupiah of all that were not withdrawn."""

    counts: dict[str, int]
    value: int

    @property
    def standing(self) -> int:
        """Contracts that were not withdrawn."""
        return sum(n for stage, n in self.counts.items() if stage != "withdrawn")


def stages(programme: Programme, agency: str = "") -> Stages:
    """The contracts of a programme, or of one agency, by stage."""
    mine = Contract.objects.filter(programme=programme, **({"agency": agency} if agency else {}))
    found = mine.aggregate(value=Sum("value", filter=Q(withdrawn_at=None)), **{name: Count("pk", filter=at) for name, at in STAGE.items()})
    value = found.pop("value") or 0
    return Stages(found, value)


def next_code(programme: Programme) -> int:
    """How many contracts there were, withdrawn ones too, and one more: no code is given twice."""
    return Contract.objects.filter(programme=programme).count() + 1


def addenda_of(c: Contract) -> QuerySet[Addendum]:
    return c.addenda.select_related("signed_by").order_by("signed_on", "pk")


def is_changed(c: Contract) -> bool:
    """Whether an addendum changed a contract."""
    return bool(read(Addendum, ("id",), "contract_id = %s LIMIT 1", [c.pk]))


def addenda(programme: Programme) -> QuerySet[Addendum]:
    return Addendum.objects.filter(programme=programme).select_related("contract", "signed_by").order_by("contract__contract", "signed_on", "pk")
