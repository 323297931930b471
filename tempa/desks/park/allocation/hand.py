"""By hand: a planner pins, moves, splits or forbids a lot; what breaks and what it costs show before it is recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.planner.replanning.changes import ChangesError
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.named import in_names, kinds_of_lines, lots_in_words, machines, names_of_codes
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import language, rp_change
from tempa.desks.park.allocation.planning import PARK, start_worker
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry
from tempa.values.programme import programme_sha256

KINDS = {
    "pin": gettext_lazy("Tetapkan: lot ini tidak boleh pindah"),
    "move": gettext_lazy("Pindahkan ke bengkel lain"),
    "split": gettext_lazy("Pecah: sebagian menjadi lot sendiri"),
    "forbid": gettext_lazy("Larang: bengkel itu tidak mengerjakan baris ini"),
}
HOPELESS = frozenset({1, 2, 3, 4})
"""Rules about the decided lot itself (units, smallest lot, offer and verification, pilots): no search around it mends them."""
PLACES: dict[str, tuple[str, ...]] = {
    "pin": (), "move": ("workshop", "start_week"), "split": ("quantity", "workshop"), "forbid": (),
}  # fmt: skip


class HandForm(forms.Form):
    """One decision; only the places of its kind count."""

    lot = forms.ChoiceField(label=gettext_lazy("Lot"))
    kind = forms.ChoiceField(label=gettext_lazy("Keputusan"), choices=list(KINDS.items()))
    workshop = forms.ChoiceField(
        label=gettext_lazy("Bengkel tujuan"), required=False, help_text=gettext_lazy("Untuk memindahkan atau memecah.")
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("Unit yang dipecah"), required=False, min_value=1, help_text=gettext_lazy("Hanya untuk memecah.")
    )
    start_week = forms.IntegerField(
        label=gettext_lazy("Mulai minggu"), required=False, min_value=0, help_text=gettext_lazy("Hanya untuk memindahkan; boleh kosong.")
    )
    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, *args: Any, lots: list[tuple[str, str]], sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].choices = lots  # type: ignore[attr-defined]
        self.fields["workshop"].choices = [("", _("bengkel yang sama")), *sites]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """What a kind cannot do without is asked for at its own field."""
        kind = self.cleaned_data.get("kind")
        if kind == "move" and not self.cleaned_data.get("workshop") and "workshop" not in self.errors:
            self.add_error("workshop", _("Pilih bengkel yang akan mengerjakan lot ini."))
        if kind == "split" and not self.cleaned_data.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("Isi berapa unit yang dipisahkan."))

    def content(self) -> dict[str, Any]:
        """The decision as the planner reads it."""
        found = self.cleaned_data
        places = {n: found.get(n) for n in PLACES[found["kind"]] if found.get(n) not in (None, "")}
        return {"kind": found["kind"], "lot": found["lot"], "reason": found["reason"].strip(), **places}


@door(*PARK)
def by_hand(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Decisions about a plan's lots: tried first, then recorded with their cost and what they break."""
    found = found_or_404(here, plan)
    tables, plan_tables = ledger.tables_of(here.programme), allocation.plan_tables(found)
    names = registry.workshop_names(here.programme)
    sites = sorted(((w.workshop, w.name or w.workshop) for w in registry.workshops(here.programme) if w.kind != "facility"), key=lambda kv: kv[1])
    kinds, coded = kinds_of_lines(tables), names_of_codes(tables)
    lots = [
        (r["lot"], f"{r['lot']}: {machines(r['quantity'], r['line'], kinds)}, {names.get(r['workshop'], r['workshop'])}")
        for r in plan_tables["lots"]
    ]
    lot_words = lots_in_words(plan_tables["lots"], kinds)
    standing = [d for d in allocation.hand_decisions(here.programme) if d.plan_id == plan]
    held = [d for d in reversed(standing) if d.withdrawn_at is None]
    form = HandForm(request.POST if request.method == "POST" else None, lots=lots, sites=sites, initial={"lot": request.GET.get("lot", "")})
    is_stale = programme_sha256(tables) != found.programme_sha256
    outcome = None
    if request.method == "POST" and form.is_valid() and not is_stale:
        rules = allocation.rule_rows(here.programme)
        outcome = tried(form, tables, plan_tables, [d.content for d in held], week_of(found), rules, coded)
        if outcome is not None and request.POST.get("do") == "keep" and kept(request, here, found, form, outcome):
            return redirect("park-plan-hand", plan=plan)
    return render(request, "park/hand.html", {
        "title": _("Putuskan dengan tangan, rencana %(n)s") % {"n": found.number}, "section": "park-planning", "plan": found, "form": form,
        "identity": fresh_identity(), "outcome": outcome and shown(outcome, coded),
        "words": outcome and said(form.content(), names, lot_words), "held": held, "is_stale": is_stale,
        "standing": [
            (d, said(d.content, names, lot_words), rp_change(d.cost), [in_names(b, coded) for b in d.broken]) for d in standing
        ],
    }, status=400 if form.errors else 200)  # fmt: skip


def week_of(plan: Any) -> int:
    """The week from which a plan made again was made; 0 for any other."""
    return int(plan.figures["again"]["at"]) if plan.purpose == "again" else 0


def tried(
    form: HandForm, tables: Any, plan_tables: Any, held: list[dict[str, Any]], at: int, rows: list[dict[str, Any]], coded: dict[str, str]
) -> dict[str, Any] | None:
    """What the plan would cost and break with this decision beside those that stand, the added rules (`rows`) too; None
    where it makes no sense, which the form then says with names instead of codes (`coded`)."""
    from tempa.allocation.planner.replanning.manual_decision import (  # loads the search, only where it is asked for
        parse_decisions,
        with_decisions,
    )
    from tempa.allocation.planner.runs.assignment import rules_of

    try:
        rules = rules_of(rows)
        before = with_decisions(tables, plan_tables, parse_decisions(held), at).objective if held else 0
        found = with_decisions(tables, plan_tables, parse_decisions([*held, form.content()]), at, rules)
    except ChangesError as error:
        for sentence in error.sentences:
            form.add_error(None, in_names(sentence.in_language(language()), coded))
        return None
    cost = found.objective - before if held else found.cost
    broken = [sentence.in_language(language()) for sentence in found.broken_rules]
    broken += [v.sentence for v in found.broken if v.rule not in HOPELESS]
    hopeless = [v.sentence for v in found.broken if v.rule in HOPELESS]
    return {"cost": cost, "cost_words": rp_change(cost), "broken": broken, "hopeless": hopeless}


def shown(outcome: dict[str, Any], coded: dict[str, str]) -> dict[str, Any]:
    """The outcome as the page says it; what is recorded keeps the planner's own sentences."""
    return outcome | {key: [in_names(sentence, coded) for sentence in outcome[key]] for key in ("broken", "hopeless")}


def kept(request: HttpRequest, here: Here, plan: Any, form: HandForm, outcome: dict[str, Any]) -> bool:
    content = form.content()
    if outcome["hopeless"]:
        return False
    try:
        actions.decide_by_hand(
            here.programme, plan=plan.plan, kind=content["kind"], lot=content["lot"], content=content, cost=outcome["cost"],
            broken=outcome["broken"], reason=content["reason"], at=here.now, by=here.person, identity=identity_of(request),
        )  # fmt: skip
    except Refused as refused:
        form.add_error("reason", spoken(refused))
        return False
    messages.success(request, _("Keputusan tercatat. Hitung di sekitarnya bila sudah lengkap."))
    return True


def said(content: dict[str, Any], names: dict[str, str], lot_words: dict[str, str]) -> str:
    """A decision in words."""
    site = content.get("workshop", "")
    places = {"lot": lot_words.get(content["lot"], content["lot"]), "site": names.get(site, site), "n": content.get("quantity", "")}
    if content["kind"] == "move":
        return _("Lot %(lot)s dipindahkan ke %(site)s") % places
    if content["kind"] == "split":
        return _("%(n)s unit lot %(lot)s menjadi lot sendiri") % places + (f" ({places['site']})" if places["site"] else "")
    if content["kind"] == "forbid":
        return _("Baris lot %(lot)s tidak lagi dikerjakan bengkelnya") % places
    return _("Lot %(lot)s tetap di tempatnya") % places


@require_POST
@door(*PARK)
def search_around(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Start a run that leaves the decisions as they are and searches the rest."""
    found = found_or_404(here, plan)
    held = [d.content for d in allocation.hand_decisions(here.programme).reverse() if d.plan_id == plan and d.withdrawn_at is None]
    task = {"kind": "hand", "base": str(plan), "decisions": held, "at": week_of(found)}
    if not held:
        messages.error(request, _("Belum ada keputusan yang dapat dihitung."))
        return redirect("park-plan-hand", plan=plan)
    try:
        run = actions.start_run(
            here.programme, seconds=10, seed=1, note=_("dengan tangan, dari rencana %(n)s") % {"n": found.number}, task=task, at=here.now,
            by=here.person, identity=identity_of(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, spoken(refused))
        return redirect("park-plan-hand", plan=plan)
    start_worker(run)
    return redirect("park-run", run=run)


@require_POST
@door(*PARK)
def withdraw(request: HttpRequest, here: Here, decision: UUID) -> HttpResponse:
    """A decision no longer holds, with a reason."""
    found = next((d for d in allocation.hand_decisions(here.programme) if d.decision == decision), None)
    try:
        actions.withdraw_by_hand(here.programme, decision=decision, reason=request.POST.get("reason", ""), at=here.now, by=here.person)
    except Refused as refused:
        messages.error(request, spoken(refused))
    return redirect("park-planning") if found is None else redirect("park-plan-hand", plan=found.plan_id)
