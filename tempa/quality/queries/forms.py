"""Revisions of drawings, test forms, instruments and the sampling rule, as they stand or stood on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.writing import among, by_key, instances_of, rows_of
from tempa.quality.models import ContractRevision, Instrument, LotPlan, Revision, SamplingSetting, TestForm
from tempa.quality.rules.forms import Check, Gauge, read_checks
from tempa.quality.rules.lots import FIRST, Past, SamplingRule, numbers
from tempa.quality.sampling.explain import Sentence, explain_lot
from tempa.values.period import day_in


def revisions(programme: Programme, type: str = "") -> QuerySet[Revision]:
    """The revisions of a type, or of all, the newest first."""
    found = Revision.objects.filter(programme=programme, **({"type": type} if type else {}))
    return found.select_related("issued_by").order_by("type", "-issued_at", "-pk")


def current_revisions(programme: Programme) -> dict[str, str]:
    """Type -> the revision that was issued last."""
    return dict(revisions(programme).reverse().values_list("type", "revision"))


def named_revisions(programme: Programme) -> dict[tuple[str, str], str]:
    """(contract, type) -> the revision that the contract names."""
    rows = rows_of(ContractRevision, ("contract", "type", "revision"), "programme_id = %s ORDER BY id", [programme.pk])
    return {(contract, type): revision for contract, type, revision in rows}


def revision_of(programme: Programme, contract: str, type: str) -> str:
    """The revision that a contract orders: as it names it, else the last one issued by the day of its signature, else the first."""
    for (named,) in rows_of(ContractRevision, ("revision",), "programme_id = %s AND contract = %s AND type = %s", [programme.pk, contract, type]):
        return str(named)
    where = "programme_id = %s AND type = %s ORDER BY issued_at, id"
    found = [(str(revision), issued_at) for revision, issued_at in rows_of(Revision, ("revision", "issued_at"), where, [programme.pk, type])]
    if len(found) < 2:
        return found[0][0] if found else ""
    signed = contracts.contract_named(programme, contract)
    on = signed.signed_on if signed else None
    zone = zone_of(programme)
    return issued_by([(revision, day_in(zone, at)) for revision, at in found], on)


def issued_by(found: Sequence[tuple[str, date]], on: date | None) -> str:
    """Of the revisions of a type, in their order, the last one issued by a day, else the first; blank where there is none."""
    before = [revision for revision, since in found if on is None or since <= on]
    return before[-1] if before else found[0][0] if found else ""


def revisions_of(programme: Programme, ordered: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(contract, type) -> the revision that is ordered; as many queries for many as for one."""
    codes, zone, named = {contract for contract, _type in ordered}, zone_of(programme), named_revisions(programme)
    signed = contracts.signed_on_of(programme, codes)
    issued: dict[str, list[tuple[str, date]]] = {}
    types = list({t for _c, t in ordered})
    where = f"programme_id = %s AND type {among(types)} ORDER BY type DESC, issued_at, id"
    for type, revision, at in rows_of(Revision, ("type", "revision", "issued_at"), where, [programme.pk, *types]):
        issued.setdefault(type, []).append((revision, day_in(zone, at)))
    return {(contract, type): named.get((contract, type)) or issued_by(issued.get(type, []), signed.get(contract)) for contract, type in ordered}


def forms(programme: Programme, type: str = "") -> QuerySet[TestForm]:
    found = TestForm.objects.filter(programme=programme, **({"type": type} if type else {}))
    return found.select_related("proposed_by", "decided_by").order_by("type", "-version")


def form_named(programme: Programme, form: UUID) -> TestForm | None:
    return next((found for found in by_key(TestForm, [form]).values() if found.programme_id == programme.pk), None)


def form_for(programme: Programme, type: str, revision: str) -> TestForm | None:
    """The newest confirmed form of a type and revision."""
    where = "programme_id = %s AND type = %s AND revision = %s AND is_confirmed ORDER BY version DESC LIMIT 1"
    return next(iter(instances_of(TestForm, where, [programme.pk, type, revision])), None)


def form_of_plan(plan: LotPlan) -> TestForm:
    """The form by which a lot is inspected."""
    return by_key(TestForm, [plan.form_id])[plan.form_id]


def waiting_forms(programme: Programme) -> QuerySet[TestForm]:
    """Forms that a second person has not decided on."""
    return forms(programme).filter(decided_at=None)


def next_versions(programme: Programme, types: Collection[str]) -> dict[str, int]:
    rows = TestForm.objects.filter(programme=programme, type__in=types).order_by().values_list("type")
    last = dict(rows.annotate(n=Max("version")))
    return {type: last.get(type, 0) + 1 for type in types}


def checks_of(form: TestForm) -> tuple[Check, ...]:
    return read_checks(form.checks)


def instruments(programme: Programme) -> QuerySet[Instrument]:
    """Every calibration, of each instrument the last first."""
    return Instrument.objects.filter(programme=programme).select_related("entry__by").order_by("instrument", "-calibrated_on")


def gauges_on(programme: Programme, on: date) -> dict[str, Gauge]:
    """Instrument -> its calibration of a day; where none holds then, the last one, so that a refusal can say until when it held."""
    every = instances_of(Instrument, "programme_id = %s ORDER BY instrument, calibrated_on DESC", [programme.pk])
    return {one.instrument: one for one in sorted(map(as_gauge, every), key=lambda g: (is_calibrated(g, on), g.calibrated_on))}


def is_calibrated(gauge: Gauge, on: date) -> bool:
    return gauge.calibrated_on <= on <= gauge.expires_on


def as_gauge(row: Instrument) -> Gauge:
    return Gauge(row.instrument, row.quantity, row.unit, row.low, row.high, row.calibrated_on, row.expires_on)


def last_calibrations(programme: Programme) -> list[Instrument]:
    """Each instrument with its last calibration, the one that runs out first on top."""
    last: dict[str, Instrument] = {}
    for row in instruments(programme):
        last.setdefault(row.instrument, row)
    return sorted(last.values(), key=lambda row: (row.expires_on, row.instrument))


def sampling_rule(programme: Programme) -> SamplingRule:
    """By what lots are sampled now; the house's own rule where nobody set another."""
    last = SamplingSetting.objects.filter(programme=programme).order_by("-entry__sequence").first()
    return SamplingRule(last.rule, last.limiting_quality, last.beta, last.aql) if last else SamplingRule()


def sampling_settings(programme: Programme) -> QuerySet[SamplingSetting]:
    return SamplingSetting.objects.filter(programme=programme).select_related("entry__by").order_by("-entry__sequence")


def lacking(programme: Programme, types: Iterable[str]) -> list[str]:
    """The types among these of whose current revision there is no confirmed form."""
    current = current_revisions(programme)
    have = set(TestForm.objects.filter(programme=programme, is_confirmed=True).values_list("type", "revision"))
    return [type for type in sorted(set(types)) if (type, current.get(type, "")) not in have]


SIZES = (4, 8, 10, 15, 20, 30, 40, 50)


def plans_by_size(rule: SamplingRule) -> list[tuple[int, int, Sentence]]:
    """(size of a lot, units inspected in full, what that proves where nothing is bad) under a rule, for a workshop without history."""
    found = []
    for size in SIZES:
        _rule, n, c, _basis = numbers(size, rule, Past(), FIRST)
        found.append((size, n, explain_lot(size, n, c, 0)))
    return found
