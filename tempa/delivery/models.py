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
    """Tally of UnitsAssigned, UnitReassigned and UnitReallocated: which recipient a unit is meant for, by which reason; the last word holds."""

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
    """Tally of RepairReported, RepairMoved and RepairClosed: a fault of a unit at its recipient, until it runs again or is given up."""

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


class Lorry(models.Model):
    """Tally of LorryNoted: a lorry that may carry machines to recipients, and who drives it; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    lorry = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    kilograms = models.PositiveIntegerField()
    places = models.PositiveSmallIntegerField()
    trip_days = models.PositiveSmallIntegerField()
    driver = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    in_use = models.BooleanField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "lorry"], name="lorry_once"),
            CheckConstraint(condition=Q(kilograms__gt=0, places__gt=0, trip_days__gt=0), name="lorry_carries"),
        ]


class Round(models.Model):
    """Tally of RoundsPlanned and of what became of each round: a lorry's way over stops, on days of its own."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    round = models.CharField(max_length=20)
    lorry = models.ForeignKey(Lorry, models.PROTECT, related_name="rounds")
    starts_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    metres = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    crossings = models.PositiveSmallIntegerField()
    ferry_rupiah = models.PositiveIntegerField()
    changed_why = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_note = models.CharField(max_length=500, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "starts_on"], name="round_by_day")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "round"], name="round_once"),
            CheckConstraint(condition=Q(ended_at=None) | Q(confirmed_at__isnull=False), name="round_ended_confirmed"),
        ]


class RoundStop(models.Model):
    """Tally: one stop of a round, its units, when it is due, why it stands there, and how it went."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="stops")
    place = models.PositiveSmallIntegerField()
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    serials = models.JSONField()
    kilograms = models.PositiveIntegerField()
    day = models.DateField()
    begins = models.PositiveSmallIntegerField()
    metres = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    crossings = models.PositiveSmallIntegerField()
    why = models.JSONField(default=list)
    handover = models.CharField(max_length=20, blank=True)
    reached_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    outcome_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "handover"], name="stop_by_handover")]
        constraints: ClassVar = [UniqueConstraint(fields=["round", "place"], name="stop_once_a_place")]


class TransportDamage(models.Model):
    """Tally of DamagedInTransport and DamageMended: a unit that was hurt on a round, until it is as good as before."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    damage = models.CharField(max_length=20)
    round = models.CharField(max_length=20)
    serial = models.CharField(max_length=60)
    what = models.CharField(max_length=300)
    photos = models.JSONField(default=list)
    found_on = models.DateField()
    mended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "damage"], name="transport_damage_once"),
            UniqueConstraint(fields=["programme", "serial"], condition=Q(mended_on=None), name="transport_damage_open_once"),
        ]


class SentRequest(models.Model):
    """Tally of RequestSent, RequestTakenIn and RequestTurnedAway: who asked for a machine without an account, and what became of it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sent = models.CharField(max_length=20)
    agency = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    phone = models.CharField(max_length=40)
    nik = models.CharField(max_length=20, blank=True)
    village = models.CharField(max_length=120)
    destination = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    raw_per_day = models.CharField(max_length=20, blank=True)
    volts = models.PositiveIntegerField(null=True)
    kilovolt_amperes = models.CharField(max_length=20, blank=True)
    has_water = models.BooleanField()
    has_building = models.BooleanField()
    has_operator = models.BooleanField()
    purpose = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=10, blank=True)
    outcome_why = models.CharField(max_length=300, blank=True)
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    request = models.CharField(max_length=20, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "agency"], name="sent_request_by_agency")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "sent"], name="sent_request_once"),
            CheckConstraint(
                condition=Q(outcome="", outcome_at=None, outcome_by=None, request="")
                | (Q(outcome="taken", outcome_at__isnull=False, outcome_by__isnull=False) & ~Q(request=""))
                | (Q(outcome="refused", outcome_at__isnull=False, outcome_by__isnull=False, request="") & ~Q(outcome_why="")),
                name="sent_request_whole",
            ),
        ]


class Commissioning(models.Model):
    """Tally of MachineCommissioned: a unit run at its place, and who was taught to work with it; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    serial = models.CharField(max_length=60)
    ran_on = models.DateField()
    runs = models.BooleanField()
    output_per_hour = models.CharField(max_length=20, blank=True)
    trained = models.PositiveIntegerField()
    trainer = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    photos = models.JSONField(default=list)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "serial"], name="commissioned_once")]


class RepairStep(models.Model):
    """Tally of RepairMoved and RepairClosed: what maker, park or recipient said of a repair, in order; its stage follows from the last."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    repair = models.ForeignKey(Repair, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    parts = models.JSONField(default=list)
    photos = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "step"], name="repair_step_by_step")]
