"""What an inspector takes along: the units of each open lot with their form, its limits and the instruments, in one small piece a lot."""

from __future__ import annotations

from datetime import date
from typing import Any

from tempa.catalogue import queries as catalogue
from tempa.ledger.models import Person, Programme
from tempa.production import queries as production
from tempa.quality.models import Inspection, LotPlan, TestForm
from tempa.quality.queries.forms import form_for, gauges_on, revisions_of
from tempa.quality.queries.lots import houses_of, makers, open_plans, released, waiting_first_articles
from tempa.registry import queries as registry


def inspection_tasks(programme: Programme, inspector: Person, on: date, *, own_too: bool = False) -> list[dict[str, Any]]:
    """Of every open lot that this person may inspect: units, sample, form and instruments, as plain JSON values.

    A task of round 0 is a first article. Lots of the inspector's own house are not among them, but where `own_too` asks for them:
    who sends one all the same is told why it is refused.
    """
    houses, known = houses_of(programme, inspector), makers(programme)
    names, types = registry.workshop_names(programme), catalogue.type_names(programme)
    gauges = [
        {"instrument": g.instrument, "quantity": g.quantity, "unit": g.unit, "low": g.low, "high": g.high, "calibrated_on": str(g.calibrated_on),
         "expires_on": str(g.expires_on)}
        for g in gauges_on(programme, on).values()
    ]  # fmt: skip
    found = [*lots_to_inspect(programme), *first_articles_to_inspect(programme, on)]
    may = [one for one in found if own_too or known[one["maker"]].house not in houses]
    regencies = dict(registry.workshops(programme).values_list("workshop", "regency"))
    for one in may:
        one |= {"type_name": types.get(one["type"], one["type"]), "maker_name": names[one["maker"]], "regency": regencies[one["maker"]]}
        wanted = {check.get("quantity", "") for check in one["form"]["checks"]}
        one["instruments"] = [g for g in gauges if g["quantity"] in wanted]
    return may


def lots_to_inspect(programme: Programme) -> list[dict[str, Any]]:
    plans = list(open_plans(programme))
    done: dict[tuple[str, int], set[str]] = {}
    rows = Inspection.objects.filter(programme=programme, lot__in=[p.lot for p in plans]).values_list("lot", "round", "serial")
    for lot, round, serial in rows:
        done.setdefault((lot, round), set()).add(serial)
    return [task_of(p, done.get((p.lot, p.round), set())) for p in plans]


def task_of(p: LotPlan, done: set[str]) -> dict[str, Any]:
    sample = set(p.sample)
    units = [{"serial": s, "is_sampled": s in sample, "is_done": s in done} for s in p.serials]
    own = {"lot": p.lot, "round": p.round, "type": p.type, "maker": p.maker, "turn": p.turn, "n": p.n, "c": p.c}
    return own | {"units": units, "form": form_as_json(p.form)}


def form_as_json(form: TestForm) -> dict[str, Any]:
    return {
        "form": str(form.form), "type": form.type, "revision": form.revision, "version": form.version, "checks": form.checks,
        "conditions": form.conditions,
    }  # fmt: skip


def first_articles_to_inspect(programme: Programme, on: date) -> list[dict[str, Any]]:
    """The first made unit of each workshop, type and revision that has no release that holds and none that waits for a decision.

    A unit of which its lot's inspection has begun is no first article any more: after a failed lot the next one is asked for.
    """
    through = released(programme, on) | {(i.type, i.form.revision, i.maker) for i in waiting_first_articles(programme)}
    forms: dict[tuple[str, str], TestForm | None] = {}
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    seen = Inspection.objects.filter(programme=programme, round__gt=0).values("serial")
    made = production.units(programme).filter(made_on__isnull=False, scrapped_at=None).exclude(serial__in=seen).order_by("made_on", "serial")
    units = list(made)
    revisions = revisions_of(programme, {(u.contract, u.type) for u in units})
    for u in units:
        which = (u.type, revisions[u.contract, u.type], u.maker)
        if which in through or which in found:
            continue
        if which[:2] not in forms:
            forms[which[:2]] = form_for(programme, *which[:2])
        form = forms[which[:2]]
        if form is not None:
            found[which] = {
                "lot": u.lot, "round": 0, "type": u.type, "maker": u.maker, "turn": "first_article", "n": 1, "c": 0,
                "units": [{"serial": u.serial, "is_sampled": True, "is_done": False}], "form": form_as_json(form),
            }  # fmt: skip
    return list(found.values())
