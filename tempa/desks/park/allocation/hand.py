"""By hand: a planner pins, moves, splits or forbids a lot; what breaks and what it costs show before it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.planner.replanning.changes import ChangesError
from tempa.desks.frame.deeds import Chosen, DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.named import in_days, in_names, kinds_of_lines, lots_in_words, machines, names_of_codes
from tempa.desks.frame.tables import respond
from tempa.desks.frame.weeks import week_choices
from tempa.desks.frame.words import language, rp_change
from tempa.desks.park.allocation.planning import begun, kept_by_contracts
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, Refused
from tempa.registry import queries as registry
from tempa.values.period import Calendar
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


class HandForm(DeedForm):
    """One decision, tried first (`do` is "try") and then kept; only the places of its kind count."""

    lot = forms.ChoiceField(label=gettext_lazy("Lot"))
    kind = forms.ChoiceField(label=gettext_lazy("Keputusan"), choices=list(KINDS.items()))
    workshop = forms.ChoiceField(
        label=gettext_lazy("Bengkel tujuan"), required=False, help_text=gettext_lazy("Untuk memindahkan atau memecah.")
    )
    quantity = WholeNumberField(
        label=gettext_lazy("Unit yang dipecah"), required=False, min_value=1, help_text=gettext_lazy("Hanya untuk memecah.")
    )
    start_week = forms.TypedChoiceField(
        label=gettext_lazy("Mulai minggu"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("Hanya untuk memindahkan; boleh kosong."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    do = forms.ChoiceField(choices=[("try", ""), ("keep", "")], widget=Chosen, required=False)

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, lots: list[tuple[str, str]], sites: list[tuple[str, str]], lot: str = ""
    ) -> None:
        super().__init__(here, request, initial={"lot": lot})
        self.coded: dict[str, str] = {}
        self.fields["lot"].choices = lots  # type: ignore[attr-defined]
        self.fields["start_week"].choices = [("", "–"), *week_choices(ledger.calendar_of(here.programme))]  # type: ignore[attr-defined]
        self.fields["workshop"].choices = [("", _("bengkel yang sama")), *sites]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """What a kind cannot do without is asked for at its own field."""
        kind = self.cleaned_data.get("kind")
        if kind == "move" and not self.cleaned_data.get("workshop") and "workshop" not in self.errors:
            self.add_error("workshop", _("Pilih bengkel yang akan mengerjakan lot ini."))
        if kind == "split" and not self.cleaned_data.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("Isi berapa unit yang dipisahkan."))

    def worded(self, sentence: str) -> str:
        return in_names(sentence, self.coded)

    def content(self) -> dict[str, Any]:
        """The decision as the planner reads it."""
        found = self.cleaned_data
        places = {n: found.get(n) for n in PLACES[found["kind"]] if found.get(n) not in (None, "")}
        return {"kind": found["kind"], "lot": found["lot"], "reason": found["reason"].strip(), **places}


class SearchAroundForm(DeedForm):
    """A run leaves the decisions as they are and searches the rest."""

    send = gettext_lazy("Hitung di sekitar keputusan ini")


class WithdrawForm(DeedForm):
    """A decision no longer holds, and why."""

    send = gettext_lazy("Cabut")
    look = "compact danger"
    is_row = True

    reason = forms.CharField(label=gettext_lazy("Alasan mencabut"), max_length=2000)


NOTHING_TO_TRY: dict[str, Any] = {"cost": 0, "cost_words": "", "broken": [], "hopeless": []}


@dataclass(frozen=True)
class Ground:
    """What the page is about: a plan, its programme, the names that people know, and the decisions taken so far."""

    plan: allocation.Plan
    tables: dict[str, list[dict[str, str]]]
    plan_tables: dict[str, list[dict[str, str]]]
    names: dict[str, str]
    coded: dict[str, str]
    lots: dict[str, str]
    standing: list[allocation.HandDecision]

    @property
    def held(self) -> list[dict[str, object]]:
        """The decisions that hold, the oldest first, as the planner reads them."""
        return [d.content for d in reversed(self.standing) if d.withdrawn_at is None]

    @property
    def is_stale(self) -> bool:
        return bool(programme_sha256(self.tables) != self.plan.programme_sha256)


def ground_of(here: Here, plan: allocation.Plan) -> Ground:
    tables, plan_tables = ledger.tables_of(here.programme), allocation.plan_tables(plan)
    standing = [d for d in allocation.hand_decisions(here.programme) if d.plan_id == plan.plan]
    lots = lots_in_words(plan_tables["lots"], kinds_of_lines(tables))
    return Ground(plan, tables, plan_tables, registry.workshop_names(here.programme), names_of_codes(tables), lots, standing)


def form_on(here: Here, ground: Ground, request: HttpRequest | None = None, lot: str = "") -> HandForm:
    """The form with the lots of the plan that have not begun, and the sites that may take them."""
    at = week_of(ground.plan)
    kinds, names = kinds_of_lines(ground.tables), ground.names
    sites = [(w.workshop, w.name or w.workshop) for w in registry.workshops(here.programme) if w.kind != "facility"]
    lots = [
        (r["lot"], f"{r['lot']}: {machines(r['quantity'], r['line'], kinds)}, {names.get(r['workshop'], r['workshop'])}")
        for r in ground.plan_tables["lots"] if int(r["start_week"]) >= at
    ]
    return HandForm(here, request, lots=lots, sites=sorted(sites, key=lambda kv: kv[1]), lot=lot)


@door(*PARK)
def by_hand(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Decisions about a plan's lots: tried first, then recorded with their cost and what they break."""
    ground = ground_of(here, found_or_404(here, plan))
    form, outcome = form_on(here, ground, request, request.GET.get("lot", "")), None
    if form.is_bound and form.is_valid() and ledger.is_recorded(here.programme, form.deed["identity"]):
        outcome = NOTHING_TO_TRY  # it came before and is standing already: the action answers as the first time
    elif form.is_bound and form.is_valid() and not ground.is_stale:
        outcome = tried(here, form, ground)
    if outcome and not outcome["hopeless"] and form.typed["do"] == "keep":
        content, cost, broken = form.content(), outcome["cost"], outcome["broken"]
        gone_on = form.carried_out(
            request, lambda **deed: actions.decide_by_hand(
                here.programme, plan=plan, decided=actions.ByHand(content["kind"], content["lot"], content, cost, broken, content["reason"]),
                **deed,
            ), to=lambda _: request.path, done=_("Keputusan tercatat. Hitung di sekitarnya bila sudah lengkap."),
        )  # fmt: skip
        if gone_on:
            return gone_on
        ground = ground_of(here, ground.plan)
    return show(request, here, ground, form, outcome)


@door(*PARK)
@form_of("park-plan-hand", "plan")
def search_around(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Start a run that leaves the decisions as they are and searches the rest."""
    ground = ground_of(here, found_or_404(here, plan))
    form = SearchAroundForm(here, request, address=request.path, mark="sekitar")

    def start(**deed: Any) -> UUID:
        if not ground.held:
            raise Refused("Belum ada keputusan yang dapat dihitung.")
        task = {"kind": "hand", "base": str(plan), "decisions": ground.held, "at": week_of(ground.plan), **kept_by_contracts(here.programme)}
        note = _("dengan tangan, dari rencana %(n)s") % {"n": ground.plan.number}
        return begun(here, deed, seconds=10, seed=1, note=note, task=task)

    gone_on = form.carried_out(request, start, to=lambda run: reverse("park-run", args=[run]))
    return gone_on or show(request, here, ground, form_on(here, ground), around=form)


@door(*PARK)
@form_of("park-planning")
def withdraw(request: HttpRequest, here: Here, decision: UUID) -> HttpResponse:
    """A decision no longer holds, with a reason."""
    found = next((d for d in allocation.hand_decisions(here.programme) if d.decision == decision), None)
    if found is None:
        raise Http404
    form = WithdrawForm(here, request, address=request.path, mark=f"cabut-{decision}")
    gone_on = form.carried_out(
        request, lambda **deed: actions.withdraw_by_hand(here.programme, decision=decision, **form.typed, **deed),
        to=lambda _: reverse("park-plan-hand", args=[found.plan_id]), done=_("Keputusan dicabut; perhitungan berikutnya tidak memakainya."),
    )  # fmt: skip
    ground = ground_of(here, found_or_404(here, found.plan_id))
    return gone_on or show(request, here, ground, form_on(here, ground), withdrawn={decision: form})


def show(
    request: HttpRequest, here: Here, ground: Ground, form: HandForm, outcome: dict[str, object] | None = None, *,
    around: DeedForm | None = None, withdrawn: Mapping[UUID, DeedForm] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of decisions by hand; `around` and `withdrawn` are other forms of it that came back."""
    plan, withdrawn = ground.plan, withdrawn or {}
    if around is None and ground.held:
        around = SearchAroundForm(here, address=reverse("park-plan-hand-search", args=[plan.plan]), mark="sekitar")
    standing = []
    for d in ground.standing:
        words = said(d.content, ground.names, ground.lots)
        mine = withdrawn.get(d.decision) or withdraw_form(here, d, words)
        standing.append((d, words, rp_change(d.cost), [in_names(b, ground.coded) for b in d.broken], mine))
    sent = [form, *([around] if around else []), *withdrawn.values()]
    return respond(request, "park/hand.html", {
        "title": _("Putuskan dengan tangan, rencana %(n)s") % {"n": plan.number}, "section": "park-planning", "plan": plan, "form": form,
        "outcome": outcome and shown(outcome, ground.coded, ledger.calendar_of(here.programme)),
        "words": outcome and said(form.content(), ground.names, ground.lots),
        "is_stale": ground.is_stale, "standing": standing, "around": around,
    }, status=max(f.status for f in sent))  # fmt: skip


def withdraw_form(here: Here, decision: allocation.HandDecision, words: str) -> DeedForm | None:
    """The form that withdraws a decision; None where it is withdrawn already."""
    if decision.withdrawn_at is not None:
        return None
    address = reverse("park-hand-withdraw", args=[decision.decision])
    return WithdrawForm(here, address=address, mark=f"cabut-{decision.decision}", about=words)


def week_of(plan: allocation.Plan) -> int:
    """The week from which a plan made again was made; 0 for any other."""
    return int(plan.figures["again"]["at"]) if plan.purpose == "again" else 0


def tried(here: Here, form: HandForm, ground: Ground) -> dict[str, object] | None:
    """What the plan would cost and break with this decision beside those that stand, the added rules too; None where it
    makes no sense, which the form then says with names instead of codes."""
    from tempa.allocation.planner.replanning.manual_decision import (  # loads the search, only where it is asked for
        parse_decisions,
        with_decisions,
    )
    from tempa.allocation.planner.runs.assignment import rules_of

    held, at = ground.held, week_of(ground.plan)
    try:
        rules = rules_of(allocation.rule_rows(here.programme))
        before = with_decisions(ground.tables, ground.plan_tables, parse_decisions(held), at).objective if held else 0
        found = with_decisions(ground.tables, ground.plan_tables, parse_decisions([*held, form.content()]), at, rules)
    except ChangesError as error:
        form.coded = ground.coded
        form.say(error)
        return None
    cost = found.objective - before if held else found.cost
    broken = [sentence.in_language(language()) for sentence in found.broken_rules]
    broken += [v.sentence for v in found.broken if v.rule not in HOPELESS]
    hopeless = [v.sentence for v in found.broken if v.rule in HOPELESS]
    return {"cost": cost, "cost_words": rp_change(cost), "broken": broken, "hopeless": hopeless}


def shown(outcome: dict[str, Any], coded: dict[str, str], calendar: Calendar) -> dict[str, object]:
    """The outcome as the page says it; what is recorded keeps the planner's own sentences."""
    return outcome | {key: [in_days(in_names(sentence, coded), calendar) for sentence in outcome[key]] for key in ("broken", "hopeless")}


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
