"""Who asked for machines and gets them, what their sites are like, how each unit changes hands, and what becomes of it afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme


class Recipient(models.Model):
    """Tally of RecipientRegistered, DecreeIssued and SiteInspected: a group, village, firm or agency that may get machines."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    nik = models.CharField(max_length=20, blank=True)
    village = models.CharField(max_length=120)
    destination = models.CharField(max_length=60)
    agency = models.CharField(max_length=60)
    volts = models.PositiveIntegerField(null=True)
    kilovolt_amperes = models.CharField(max_length=20, blank=True)
    has_water = models.BooleanField(null=True)
    has_building = models.BooleanField(null=True)
    has_operator = models.BooleanField(null=True)
    ready_on = models.DateField(null=True)
    ready_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "agency"], name="recipient_by_agency")]
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "recipient"], name="recipient_once")]


class SiteNeed(models.Model):
    """Tally of SiteNeedStated: what a type of machine needs where it will stand; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60)
    volts = models.PositiveIntegerField(null=True)
    kilovolt_amperes = models.CharField(max_length=20, blank=True)
    needs_water = models.BooleanField()
    needs_building = models.BooleanField()
    needs_operator = models.BooleanField()
    capacity_per_day = models.CharField(max_length=20, blank=True)
    raw_unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "type"], name="site_need_once")]


class Request(models.Model):
    """Tally of MachineRequested, RequestDecided and DecreeIssued: one kind of machine that a recipient asked for, in the dated queue."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    request = models.CharField(max_length=20)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="requests")
    type = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    asked_on = models.DateField()
    raw_per_day = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10)
    decided = models.CharField(max_length=10, blank=True)
    decided_why = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decree = models.CharField(max_length=120, blank=True)
    decree_on = models.DateField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "type"], name="request_by_type")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "request"], name="request_once"),
            CheckConstraint(condition=Q(decree="") | Q(decided="accepted"), name="request_decreed_accepted"),
        ]


class Assignment(models.Model):
    """Tally of UnitsAssigned and UnitReassigned: which recipient a unit is meant for, by which reason; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    serial = models.CharField(max_length=60)
    request = models.ForeignKey(Request, models.PROTECT, related_name="assignments")
    why = models.CharField(max_length=300)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "serial"], name="assigned_once")]


class Handover(models.Model):
    """Tally of HandoverOffered, HandoverTaken and HandoverDeemed: units that pass from one hand to the next at one of three steps."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    handover = models.CharField(max_length=20)
    step = models.PositiveSmallIntegerField()
    giver = models.CharField(max_length=60)
    receiver = models.CharField(max_length=60, blank=True)
    recipient = models.ForeignKey(Recipient, models.PROTECT, null=True, related_name="handovers")
    agency = models.CharField(max_length=60)
    offered_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_on = models.DateField(null=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_deemed = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    paper = models.CharField(max_length=120, blank=True)
    photos = models.JSONField(default=list)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "step", "taken_at"], name="handover_by_step")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "handover"], name="handover_once"),
            CheckConstraint(condition=Q(received_by=None) | ~Q(received_by=F("given_by")), name="handover_by_two"),
            CheckConstraint(condition=Q(step__in=[1, 2, 3]), name="handover_step"),
        ]


class HandoverUnit(models.Model):
    """Tally: one unit of a handover, with its lot; a unit passes a step once, whatever was offered, damaged or refused before."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="units")
    serial = models.CharField(max_length=60)
    lot = models.CharField(max_length=60)
    step = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "serial"], name="handover_by_serial"),
            models.Index(fields=["programme", "step", "state", "handover", "lot"], name="handed_over_by_lot"),  # counts read it alone
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["handover", "serial"], name="unit_in_handover_once"),
            UniqueConstraint(fields=["programme", "serial", "step"], condition=Q(state__in=["offered", "taken"]), name="unit_passes_step_once"),
        ]


class UseCheck(models.Model):
    """Tally of UseChecked: how a unit fares 1, 3, 6 or 12 months after its recipient got it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    check_code = models.CharField(max_length=20)
    serial = models.CharField(max_length=60)
    due_month = models.PositiveSmallIntegerField()
    checked_on = models.DateField()
    way = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    hours_per_week = models.CharField(max_length=20, blank=True)
    output_per_week = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    photos = models.JSONField(default=list)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "check_code"], name="use_check_once"),
            UniqueConstraint(fields=["programme", "serial", "due_month"], name="use_checked_once_a_month"),
        ]


class Repair(models.Model):
    """Tally of RepairReported and RepairClosed: a fault of a unit at its recipient, until it runs again or is given up."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    repair = models.CharField(max_length=20)
    serial = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    reported_on = models.DateField()
    under_warranty = models.BooleanField()
    what = models.CharField(max_length=500)
    reporter = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=500, blank=True)
    parts_cost = models.BigIntegerField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "repair"], name="repair_once")]
