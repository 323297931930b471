"""Planning: start a run, watch it, cancel it; the runs and plans so far."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any, Unpack
from uuid import UUID, uuid4

from django import forms
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.rules import MOST_SECONDS
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.desks.frame import charts
from tempa.desks.frame.deeds import Deed, DeedForm, Said, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.trouble import trouble_of
from tempa.desks.frame.words import moment, number, rp_short, share2
from tempa.desks.frame.worker import is_alive, reserved, run_folder, turn_words
from tempa.desks.park.allocation.naive import ExplainForm, comparison
from tempa.desks.park.allocation.standing import standing_column
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.production import queries as production
from tempa.values.period import Calendar

OUTCOMES = {"done": gettext_lazy("selesai"), "cancelled": gettext_lazy("dibatalkan"), "failed": gettext_lazy("gagal")}
MOST_POINTS = 60


class RunForm(DeedForm):
    """How long to search, from which seed."""

    send = gettext_lazy("Mulai menghitung")

    seconds = WholeNumberField(
        label=gettext_lazy("Lama mencari, detik"), initial=60, min_value=1, max_value=MOST_SECONDS,
        help_text=gettext_lazy("Makin lama makin baik; 60 detik biasanya cukup untuk pesanan seukuran NTB 2020."),
    )  # fmt: skip
    seed = WholeNumberField(
        label=gettext_lazy("Bibit acak"), initial=1, min_value=0, max_value=2**31 - 1,
        help_text=gettext_lazy("Bibit lain memberi rencana lain. Catatan menyimpan bibitnya, jadi rencana bisa dihitung ulang."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Catatan singkat"), required=False, max_length=200)


class CancelForm(DeedForm):
    """A run is asked to stop."""

    send = gettext_lazy("Berhenti sekarang, simpan yang terbaik")
    look = "danger"


@door(*PARK)
def planning(request: HttpRequest, here: Here) -> HttpResponse:
    """All runs and plans, and the form that starts a run."""
    form = RunForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: begun(here, deed, **form.typed, task=afresh(here)), to=lambda run: reverse("park-run", args=[run])
    )
    if gone_on:
        return gone_on
    close_abandoned(here)
    programme = here.programme
    plans, runs = list(allocation.plans(programme)[:50]), list(allocation.runs(programme)[:20])
    holds = allocation.approved_plan(programme)
    shown = holds or (plans[0] if plans else None)
    return respond(request, "park/planning.html", {
        "title": _("Rencana"), "section": "park-planning", "form": form, "plans": plans_table(plans), "holds": holds, "runs": runs_table(runs),
        "has_order": demand.order_totals(programme).lines > 0, "answer": answer(plans, holds), "shown": shown, **compared(here, shown),
        "kept": len(contracts.held_lots(programme)) if holds else 0,
    }, file_name=f"rencana-{programme.code}", status=form.status)  # fmt: skip


def afresh(here: Here) -> dict[str, object]:
    """A plan from nothing; once contracts hold lots these stay where they are, and the rest is planned as if nobody had it."""
    holds, kept = allocation.approved_plan(here.programme), kept_by_contracts(here.programme)
    if holds is None or not kept:
        return {}
    at = default_week(ledger.calendar_of(here.programme), here)
    return {"kind": "again", "base": str(holds.plan), "at": at, "changes": [], "afresh": True, **kept}


def kept_by_contracts(programme: ledger.Programme) -> dict[str, object]:
    """The part of a task that names the lots which contracts hold, and what of them is in work or made."""
    held = sorted(contracts.held_lots(programme))
    return {"held": held, **{part: lots for part, lots in production.in_work(programme).items() if lots}} if held else {}


def default_week(calendar: Calendar, here: Here) -> int:
    """This week where the programme runs today, else its first."""
    week = calendar.week(here.today)
    return week if 0 <= week < calendar.weeks else 0


def compared(here: Here, shown: allocation.Plan | None) -> dict[str, object]:
    """A plan beside rules that people use, or the form that has that worked out."""
    if shown is None:
        return {}
    return {"naive": comparison(shown), "explain": ExplainForm(here, address=reverse("park-plan-explain", args=[shown.plan]), mark="alasan")}


def plans_table(plans: list[allocation.Plan]) -> Table[allocation.Plan]:
    return Table(_("Rencana yang sudah dibuat"), plans, [
        Column("plan", lambda p: _("Rencana %(n)s") % {"n": p.number}, words=_("Rencana"), link=lambda p: reverse("park-plan", args=[p.plan])),
        standing_column(),
        Column("objective", lambda p: p.objective, number, numeric=True), Column("gap", lambda p: p.gap, share2, numeric=True),
        Column("planned", lambda p: p.units, number, numeric=True), Column("late", lambda p: p.late, number, numeric=True),
        Column("unplanned", lambda p: p.unplanned, number, numeric=True), Column("made", lambda p: p.made_at, moment, words=_("Dibuat")),
        Column("pick", lambda p: "", words=_("Bandingkan"), include="park/pick.html", is_tool=True),
    ])  # fmt: skip


def runs_table(runs: list[allocation.PlanningRun]) -> Table[allocation.PlanningRun]:
    def outcome(run: allocation.PlanningRun) -> str:
        return f"{OUTCOMES.get(run.outcome, _('berjalan'))}" + (f": {run.note}" if run.note else "")

    return Table(_("Perhitungan"), runs, [
        Column("run", lambda r: r.number, words=_("Perhitungan"), link=lambda r: reverse("park-run", args=[r.run])),
        Column("outcome", outcome, words=_("Hasil"), wide=True), Column("begin", lambda r: r.started_at, moment, words=_("Mulai")),
        Column("by", lambda r: r.started_by.name, words=_("Oleh")), Column("seconds", lambda r: r.seconds, number, words=_("Detik"), numeric=True),
        Column("seed", lambda r: r.seed, words=_("Bibit"), numeric=True),
    ])  # fmt: skip


def answer(plans: list[allocation.Plan], holds: allocation.Plan | None) -> str:
    if holds is not None:
        return _("Rencana %(n)s berlaku: %(units)s mesin, biaya %(cost)s.") % {
            "n": holds.number,
            "units": number(holds.units),
            "cost": rp_short(holds.objective),
        }
    if plans:
        return _("Ada %(n)s rencana, belum ada yang disetujui.") % {"n": len(plans)}
    return _("Belum ada rencana. Mulai perhitungan di bawah; Tempa mencari siapa membuat apa, berapa dan kapan.")


def begun(here: Here, deed: Said, **asked: Any) -> UUID:
    """A run, recorded and put in the queue for a process of its own: neither this page nor a restart of the server waits for it.

    Its place in the queue comes first, so that nobody finds the recorded run without work and declares it lost.
    """
    run = deed.get("identity") or uuid4()
    if allocation.run_named(here.programme, run) is not None:
        return actions.start_run(here.programme, **asked, **deed)  # sent twice
    with reserved(run_folder(run), ["work", str(run)], by=here.person.public_id):
        return actions.start_run(here.programme, **asked, **deed | {"identity": run})


def close_abandoned(here: Here) -> None:
    """A run whose process is gone (the machine was switched off) ends as failed, in words."""
    for run in allocation.running(here.programme):
        if not is_alive(run_folder(run.run)):
            remark = _(
                "Perhitungan berhenti sebelum selesai: prosesnya hilang (komputer mati atau program dihentikan). Mulai lagi."
            )
            try:
                actions.end_run(here.programme, run=run.run, outcome="failed", remark=remark, at=here.now, by=here.person)
            except DatabaseError as error:
                if not trouble_of(error):  # on a full disk it is closed by a later visit
                    raise


@require_GET
@door(*PARK)
def run_page(request: HttpRequest, here: Here, run: UUID) -> HttpResponse:
    """Watch a run; the part that moves is fetched every second where there is script, else reload the page."""
    found = allocation.run_named(here.programme, run)
    if found is None:
        raise Http404
    if found.ended_at is None and not is_alive(run_folder(run)):
        close_abandoned(here)
        found = allocation.run_named(here.programme, run) or found
    context = {
        "title": _("Perhitungan %(n)s") % {"n": found.number},
        "section": "park-planning",
        "run": found,
        "cancel": CancelForm(here, address=reverse("park-run-cancel", args=[run])),
        "turn": "" if found.ended_at else turn_words(run_folder(run)),
        **progress(found),
    }
    if request.headers.get("HX-Request"):
        response = render(request, "park/progress.html", context)
        if context["ended"] and context["plan"]:
            response["HX-Redirect"] = reverse("park-plan", args=[context["plan"].plan])
        return response
    return render(request, "park/run.html", context)


def progress(run: allocation.PlanningRun) -> dict[str, Any]:
    """How far a run is: seconds, best cost so far, its curve; its plan and outcome once it has ended."""
    points = read_points(run_folder(run.run))
    last = points[-1] if points else None
    curve = cost_curve(points) if len(points) > 1 else None
    ended = run.ended_at is not None
    return {
        "ended": ended, "plan": allocation.plan_of_run(run) if ended else None, "outcome": OUTCOMES.get(run.outcome, ""),
        "elapsed": last[0] if last else 0, "percent": min(100, round(100 * (last[0] if last else 0) / run.seconds)),
        "unplanned": int(last[2]) if last else None, "curve": curve, "is_cancelling": (run_folder(run.run) / "cancel").exists(),
    }  # fmt: skip


def cost_curve(points: list[list[float]]) -> charts.Chart:
    title = _("Biaya terbaik sejauh ini: %(cost)s") % {"cost": rp_short(int(points[-1][1]))}
    series = [charts.Series(_("biaya rencana terbaik"), "plan", [p[1] for p in points])]
    source = _("Termasuk harga, angkutan, keterlambatan, lot, ketimpangan, dan yang belum terencana.")
    labels = [number(round(p[0])) for p in points]
    return charts.curves(
        title, series, labels, lambda v: rp_short(int(v)), first_heading=_("detik"), from_zero=False, source=source
    )


def read_points(folder: Path) -> list[list[float]]:
    """(seconds, objective, unplanned units) so far, thinned to what a picture can show."""
    try:
        lines = (folder / "progress").read_text().splitlines()
    except OSError:
        return []
    points = []
    for line in lines:
        with contextlib.suppress(ValueError):  # the last line may be half written
            points.append(json.loads(line))
    step = max(1, len(points) // MOST_POINTS)
    return points[::step] + ([points[-1]] if points and (len(points) - 1) % step else [])


@door(*PARK)
@form_of("park-run", "run")
def cancel(request: HttpRequest, here: Here, run: UUID) -> HttpResponse:
    """Ask a run to stop; it keeps the best plan so far."""
    found = allocation.run_named(here.programme, run)
    if found is None:
        raise Http404

    def stop(**_deed: Unpack[Deed]) -> None:
        run_folder(run).mkdir(parents=True, exist_ok=True)
        (run_folder(run) / "cancel").touch()

    form, back = CancelForm(here, request), reverse("park-run", args=[run])
    if found.ended_at is not None:
        return HttpResponseRedirect(back)
    done = _("Perhitungan diminta berhenti; rencana terbaik sejauh ini disimpan.")
    return form.carried_out(request, stop, to=lambda _: back, done=done) or HttpResponseRedirect(back)
