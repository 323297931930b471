"""Rows of the registry (clusters, workshops, hours, closures, offers), calls for offers; visits, appeals, shared machines, applicants."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme, Row, marked


class Cluster(Row):
    table = "clusters"
    marks = marked(public="cluster name regency latitude longitude share_min share_max")
    kept = ("cluster", "name")
    cluster = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass


class Workshop(Row):
    table = "workshops"
    marks = marked(public="workshop kind cluster lead legal_tier regency island workers verified_from verified_until "
        " score_premises score_competence score_staff score_equipment", price="cash_limit", personal="name latitude longitude")
    kept = ("workshop", "name", "kind", "cluster", "lead", "legal_tier", "regency")
    workshop = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    cluster = models.CharField(max_length=60, blank=True)
    lead = models.CharField(max_length=60, blank=True)
    legal_tier = models.CharField(max_length=20, blank=True)
    regency = models.CharField(max_length=120)

    class Meta(Row.Meta):
        pass


class Capacity(Row):
    table = "capacities"
    marks = marked(public="workshop resource hours_per_week")
    kept = ("workshop", "resource")
    workshop = models.CharField(max_length=60, db_index=True)
    resource = models.CharField(max_length=20)

    class Meta(Row.Meta):
        pass


class Closure(Row):
    table = "closures"
    marks = marked(public="workshop week factor")
    kept = ("workshop",)
    workshop = models.CharField(max_length=60, db_index=True)

    class Meta(Row.Meta):
        pass


class Offer(Row):
    table = "offers"
    marks = marked(public="workshop type", price="unit_price")
    kept = ("workshop", "type")
    workshop = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    unit_price = models.BigIntegerField()

    class Meta(Row.Meta):
        indexes: ClassVar = [
            *Row.Meta.indexes,
            models.Index(fields=["programme", "workshop"], name="offer_by_workshop"),
            models.Index(fields=["programme", "type"], name="offer_by_type"),
        ]

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return super().typed(cells) | {"unit_price": int(cells["unit_price"])}


class OfferCall(models.Model):
    """Tally of OfferCallOpened and OfferCallExtended: from when to when sites are asked for offers."""

    call = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    types = models.JSONField(default=list)  # those asked for; none: all
    opens_at = models.DateTimeField()
    first_closes_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    note = models.TextField(blank=True)
    extended_because = models.TextField(blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="offer_call_number_once"),
            CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="offer_call_lasts"),
            CheckConstraint(condition=Q(closes_at__gte=F("first_closes_at")), name="offer_call_never_shortened"),
        ]


def two_people(first: str, second: str, name: str) -> CheckConstraint:
    """Who decides is not who put it forward, in the database too."""
    return CheckConstraint(condition=Q(**{f"{second}__isnull": True}) | ~Q(**{second: F(first)}), name=name)


class CriteriaVersion(models.Model):
    """Tally of CriteriaProposed and of what a second person decided: a version of the criteria of verification, from a day on."""

    version = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    valid_from = models.DateField()
    content = models.JSONField()
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_confirmed = models.BooleanField(default=False)
    decided_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "name"], name="criteria_name_once"),
            two_people("proposed_by", "decided_by", "criteria_by_two"),
        ]


class Verification(models.Model):
    """Tally of a visit: what was found and scored, by whom, and whether a second person signed it or gave it back."""

    verification = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    workshop = models.CharField(max_length=60)
    criteria = models.CharField(max_length=40)
    visited_on = models.DateField()
    scores = models.JSONField()
    parts = models.JSONField()
    machines = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    people = models.JSONField(default=list)
    notes = models.JSONField(default=dict)
    papers = models.JSONField(default=dict)
    photos = models.JSONField(default=list)
    hours = models.JSONField(default=dict)
    legal_tier = models.CharField(max_length=20)
    workers = models.PositiveIntegerField()
    cash_limit = models.BigIntegerField(null=True)
    village = models.CharField(max_length=120)
    place = models.CharField(max_length=80, blank=True)
    valid_until = models.DateField()
    revisit_on = models.DateField()
    source = models.CharField(max_length=12)
    made_at = models.DateTimeField()  # by the clock of the device where it came from one
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    probation = models.BooleanField(default=False)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_why = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="verification_by_workshop")]
        constraints: ClassVar = [
            two_people("recorded_by", "signed_by", "verification_signed_by_two"),
            CheckConstraint(condition=Q(signed_at=None) | Q(returned_at=None), name="verification_signed_or_returned"),
            CheckConstraint(condition=Q(valid_until__gt=F("visited_on")), name="verification_lasts"),
            CheckConstraint(condition=Q(revisit_on__lte=F("valid_until")), name="verification_revisited_in_time"),
        ]


class VerificationAppeal(models.Model):
    """Tally of VerificationAppealed and AppealAnswered: what a workshop holds against its scores, and the park's answer."""

    appeal = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    verification = models.ForeignKey(Verification, models.PROTECT, related_name="appeals")
    workshop = models.CharField(max_length=60, db_index=True)
    criteria = models.JSONField()
    words = models.TextField()
    through = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    corrected = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [two_people("made_by", "answered_by", "verification_appeal_by_two")]


class HeldOffer(models.Model):
    """Tally of OffersHeld and OffersReturned: an offer that stands outside of the table `offers`, and why."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    workshop = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    unit_price = models.BigIntegerField()
    because = models.JSONField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "workshop", "type"], name="held_offer_once")]


class EligibilityOverrule(models.Model):
    """Tally of EligibilityOverruled: a type that the head lets a workshop have against what was found."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    workshop = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "workshop", "type"], name="eligibility_overruled_once")]


class TypeProcesses(models.Model):
    """Tally of TypeProcessesStated: processes that a type asks for beside the resources of its routing."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60)
    processes = models.JSONField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "type"], name="type_processes_once")]


class SharedMachine(models.Model):
    """Tally of SharedMachineStated: a machine of the park or a school that others book by the hour; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    machine = models.CharField(max_length=40)
    site = models.CharField(max_length=60)
    process = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    days = models.JSONField()
    note = models.TextField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "machine"], name="shared_machine_once"),
            CheckConstraint(condition=Q(closes__gt=F("opens"), closes__lte=24), name="shared_machine_hours"),
        ]


class MachineBooking(models.Model):
    """Tally of MachineBooked and BookingCancelled: who has a shared machine when; `until_hour` is the first hour after it."""

    booking = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    machine = models.CharField(max_length=40)
    workshop = models.CharField(max_length=60)
    on = models.DateField()
    from_hour = models.PositiveSmallIntegerField()
    until_hour = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cancelled_why = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "machine", "on"], name="booking_by_machine_and_day")]
        constraints: ClassVar = [CheckConstraint(condition=Q(until_hour__gt=F("from_hour"), until_hour__lte=24), name="booking_hours")]


class BookedHour(models.Model):
    """Tally of the bookings that stand, hour by hour: no hour of a machine is there twice, whoever writes."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    machine = models.CharField(max_length=40)
    on = models.DateField()
    hour = models.PositiveSmallIntegerField()
    booking = models.ForeignKey(MachineBooking, models.PROTECT, related_name="hours")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "machine", "on", "hour"], name="machine_hour_booked_once")]


class WorkshopMerge(models.Model):
    """Tally of MergeProposed and of what a second person decided: two records of one firm; `gone` stays as an alias of `kept`."""

    merge = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    kept = models.CharField(max_length=60)
    gone = models.CharField(max_length=60)
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_confirmed = models.BooleanField(default=False)
    decided_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "gone"], condition=Q(is_confirmed=True), name="merged_once"),
            two_people("proposed_by", "decided_by", "merge_by_two"),
            CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two_records"),
        ]


class ApplicantCall(models.Model):
    """Tally of ApplicantCallOpened: from when to when workshops may apply to take part, and for how many there is room."""

    call = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    places = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="applicant_call_number_once"),
            CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="applicant_call_lasts"),
        ]


class Application(models.Model):
    """Tally of ApplicationMade and of what became of it; `number` is the place in the order of arrival, `digest` that of its code."""

    application = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    call = models.ForeignKey(ApplicantCall, models.PROTECT, related_name="applications")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    regency = models.CharField(max_length=120)
    village = models.CharField(max_length=120)
    workers = models.PositiveIntegerField()
    processes = models.JSONField()
    has_nib = models.BooleanField()
    applied_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, default="waiting")
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    outcome_why = models.TextField(blank=True)
    workshop = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["call", "number"], name="application_number_once")]
