"""Planning runs, the plans they made, proposals and decisions, and the lots that are awarded today."""

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

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(by=F("proposed_by")), name="decision_by_a_second_person"),
            CheckConstraint(condition=Q(approved=True) | ~Q(reason=""), name="refusal_has_a_reason"),
        ]


class Lot(models.Model):
    """Tally of LotAwarded: the lots that hold today, those of the approved plan."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    line = models.CharField(max_length=60)
    workshop = models.CharField(max_length=60, db_index=True)
    quantity = models.PositiveIntegerField()
    start_week = models.PositiveIntegerField()
    finish_week = models.PositiveIntegerField()
    inspect_week = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "lot"], name="lot_once"),
            CheckConstraint(
                condition=Q(quantity__gte=1, start_week__lte=F("finish_week"), finish_week__lt=F("inspect_week")),
                name="lot_in_order",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "line"], name="lot_by_line")]
