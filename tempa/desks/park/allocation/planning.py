"""Planning: start a run, watch it, cancel it; the runs and plans so far."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.rules import MOST_SECONDS
from tempa.demand import queries as demand
from tempa.desks.frame import charts
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import number, rp_short
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.desks.park.allocation.naive import comparison
from tempa.ledger.rules import Refused

PARK = ("park_planner", "park_head")
OUTCOMES = {"done": gettext_lazy("selesai"), "cancelled": gettext_lazy("dibatalkan"), "failed": gettext_lazy("gagal")}
MOST_POINTS = 60


class RunForm(forms.Form):
    seconds = forms.IntegerField(
        label=gettext_lazy("Lama mencari, detik"), initial=60, min_value=1, max_value=MOST_SECONDS,
        help_text=gettext_lazy("Makin lama makin baik; 60 detik biasanya cukup untuk pesanan seukuran NTB 2020."),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=gettext_lazy("Bibit acak"), initial=1, min_value=0, max_value=2**31 - 1,
        help_text=gettext_lazy("Bibit lain memberi rencana lain. Catatan menyimpan bibitnya, jadi rencana bisa dihitung ulang."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Catatan singkat"), required=False, max_length=200)


@door(*PARK)
def planning(request: HttpRequest, here: Here) -> HttpResponse:
    """All runs and plans, and the form that starts a run."""
    programme = here.programme
    form = RunForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.start_run(
                programme, **form.cleaned_data, at=here.now, by=here.person, identity=identity_of(request)
            )
        except Refused as refused:
            form.add_error(None, spoken(refused))
        else:
            start_worker(run)
            return redirect("park-run", run=run)
    close_abandoned(here)
    plans = list(allocation.plans(programme)[:50])
    holds = allocation.approved_plan(programme)
    shown = holds or (plans[0] if plans else None)
    return render(request, "park/planning.html", {
        "title": _("Rencana"), "section": "park-planning", "form": form, "identity": fresh_identity(), "plans": plans, "holds": holds,
        "runs": [(r, OUTCOMES.get(r.outcome, _("berjalan"))) for r in allocation.runs(programme)[:20]],
        "has_order": demand.order_totals(programme).lines > 0, "answer": answer(plans, holds),
        "naive": comparison(shown) if shown is not None else None, "shown": shown,
    }, status=400 if form.errors else 200)  # fmt: skip


def answer(plans: list[Any], holds: Any) -> str:
    if holds is not None:
        return _("Rencana %(n)s berlaku: %(units)s mesin, biaya %(cost)s.") % {
            "n": holds.number,
            "units": number(holds.units),
            "cost": rp_short(holds.objective),
        }
    if plans:
        return _("Ada %(n)s rencana, belum ada yang disetujui.") % {"n": len(plans)}
    return _("Belum ada rencana. Mulai perhitungan di bawah; Tempa mencari siapa membuat apa, berapa dan kapan.")


def start_worker(run: UUID) -> None:
    """Start the search as a process of its own, so that neither this page nor a restart of the server waits for it."""
    if not (run_folder(run) / "pid").exists():
        start_console(run_folder(run), ["work", str(run)])


def close_abandoned(here: Here) -> None:
    """A run whose process is gone (the machine was switched off) ends as failed, in words."""
    for run in allocation.running(here.programme):
        if not is_alive(run_folder(run.run)):
            remark = _(
                "Perhitungan berhenti sebelum selesai: prosesnya hilang (komputer mati atau program dihentikan). Mulai lagi."
            )
            actions.end_run(here.programme, run=run.run, outcome="failed", remark=remark, at=here.now, by=here.person)


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
        **progress(found),
    }
    if request.headers.get("HX-Request"):
        response = render(request, "park/progress.html", context)
        if context["ended"] and context["plan"]:
            response["HX-Redirect"] = reverse("park-plan", args=[context["plan"].plan])
        return response
    return render(request, "park/run.html", context)


def progress(run: Any) -> dict[str, Any]:
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


@require_POST
@door(*PARK)
def cancel(request: HttpRequest, here: Here, run: UUID) -> HttpResponse:
    """Ask a run to stop; it keeps the best plan so far."""
    found = allocation.run_named(here.programme, run)
    if found is None:
        raise Http404
    if found.ended_at is None:
        run_folder(run).mkdir(parents=True, exist_ok=True)
        (run_folder(run) / "cancel").touch()
        messages.info(request, _("Perhitungan diminta berhenti; rencana terbaik sejauh ini disimpan."))
    return redirect("park-run", run=run)
