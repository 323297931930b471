"""Planning runs, the plans they made, reasons, proposals and decisions, objections, hand decisions, added rules, today's lots."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme


class PlanningRun(models.Model):
    """Tally of PlanningStarted and PlanningEnded."""

    run = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    programme_sha256 = models.CharField(max_length=64)
    task = models.JSONField(default=dict)  # what is asked beside a plan of the programme as it stands: PURPOSES of rules
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="run_number_once"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="run_ended_with_outcome",
            ),
        ]


class Plan(models.Model):
    """Tally of PlanMade: a valid plan with what it costs and what pages show of it."""

    plan = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(PlanningRun, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=30)
    purpose = models.CharField(max_length=12, default="plan")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the plan that was made again
    objective = models.BigIntegerField()
    lower_bound = models.BigIntegerField()
    units = models.PositiveIntegerField()
    unplanned = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    lots = models.PositiveIntegerField()
    programme_sha256 = models.CharField(max_length=64)
    paper = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    figures = models.JSONField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="plan_number_once"),
            CheckConstraint(condition=Q(lower_bound__lte=F("objective")), name="plan_bound_below_objective"),
        ]

    @property
    def gap(self) -> Fraction:
        """(objective − lower bound) / objective; 0 for an order without cost."""
        return Fraction(self.objective - self.lower_bound, self.objective) if self.objective else Fraction(0)


class Explanation(models.Model):
    """Tally of PlanExplained: the reasons of a plan (a kept paper) and what rules that people use would have cost."""

    plan = models.OneToOneField(Plan, models.PROTECT, primary_key=True, related_name="explanation")
    paper = models.CharField(max_length=64)
    naive = models.JSONField(default=list)
    made_at = models.DateTimeField()


class Proposal(models.Model):
    """Tally of PlanProposed."""

    plan = models.OneToOneField(Plan, models.PROTECT, primary_key=True, related_name="proposal")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)


class Decision(models.Model):
    """Tally of PlanApproved and PlanRefused. Nobody decides on a plan that they proposed: the database refuses it."""

    plan = models.OneToOneField(Plan, models.PROTECT, primary_key=True, related_name="decision")
    approved = models.BooleanField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)
    renamed = models.JSONField(null=True)  # lot in the plan's file -> its code in the programme, where that differs

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(by=F("proposed_by")), name="decision_by_a_second_person"),
            CheckConstraint(condition=Q(approved=True) | ~Q(reason=""), name="refusal_has_a_reason"),
        ]


class Lot(models.Model):
    """Tally of LotAwarded, LotRescheduled, PlanSuperseded and OrderChanged: every lot that ever was; one that ended keeps its row and code."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    line = models.CharField(max_length=60)
    workshop = models.CharField(max_length=60, db_index=True)
    quantity = models.PositiveIntegerField()
    start_week = models.PositiveIntegerField()
    finish_week = models.PositiveIntegerField()
    inspect_week = models.PositiveIntegerField()
    unit_price = models.BigIntegerField(null=True)  # the offer at the award, rupiah without VAT
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "lot"], name="lot_once"),
            CheckConstraint(
                condition=Q(quantity__gte=1, start_week__lte=F("finish_week"), finish_week__lt=F("inspect_week")),
                name="lot_in_order",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="lot_ended_by_a_fact",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "line"], name="lot_by_line")]


class Objection(models.Model):
    """Tally of ObjectionRaised, its replay and its answer."""

    objection = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    workshop = models.CharField(max_length=60, db_index=True)
    words = models.TextField()
    changes = models.JSONField(default=list)  # what the workshop says is otherwise, as the planner's counterfactuals
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    replay = models.JSONField(null=True)  # what planning again gave, as the planner's objection tells it
    replayed_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="objection_number_once"),
            CheckConstraint(condition=~Q(words=""), name="objection_has_words"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_upheld__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False) & ~Q(answer=""),
                name="objection_answered_in_words",
            ),
        ]


class HandDecision(models.Model):
    """Tally of HandDecided and HandWithdrawn: what a planner decided about a lot beside the search, with its reason."""

    decision = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    lot = models.CharField(max_length=60)
    content = models.JSONField()
    cost = models.BigIntegerField()
    broken = models.JSONField(default=list)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="hand_decision_number_once"),
            CheckConstraint(condition=~Q(reason=""), name="hand_decision_has_a_reason"),
        ]


class AddedRule(models.Model):
    """Tally of RuleAdded and RuleRemoved: a rule that planners keep beside the programme; the next run obeys it."""

    rule = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="added_rule_number_once"),
            CheckConstraint(condition=~Q(reason=""), name="added_rule_has_a_reason"),
        ]
