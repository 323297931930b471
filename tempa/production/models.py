"""Units with their serials, what was reported of each lot and step, lots announced finished, and problems with owner and date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme


class Unit(models.Model):
    """Tally of SerialsGiven and what follows: one machine that is or will be there. A serial is never given twice, nor taken away:
    one that no contract asks for any more is withdrawn, one that was scrapped names what takes its place."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    serial = models.CharField(max_length=160)
    lot = models.CharField(max_length=60)
    contract = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    made_on = models.DateField(null=True)
    announced = models.CharField(max_length=20, blank=True)
    engine = models.CharField(max_length=80, blank=True)
    scrapped_at = models.DateTimeField(null=True)
    replaced_by = models.CharField(max_length=160, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "lot"], name="unit_by_lot"),
            models.Index(fields=["programme", "maker"], name="unit_by_maker"),
            models.Index(  # counts read it alone
                fields=["programme", "lot", "contract", "made_on", "scrapped_at", "withdrawn_at"], name="made_by_lot"
            ),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "serial"], name="unit_serial_once"),
            UniqueConstraint(fields=["programme", "type", "number"], name="unit_number_once"),
            UniqueConstraint(fields=["programme", "engine"], condition=~Q(engine=""), name="unit_engine_once"),
            CheckConstraint(condition=Q(announced="") | Q(made_on__isnull=False), name="unit_announced_when_made"),
            CheckConstraint(condition=Q(withdrawn_at=None) | Q(made_on=None), name="unit_withdrawn_unmade"),
        ]


class Progress(models.Model):
    """Tally of ProgressReported and ProgressCorrected: units done at one step of a lot since the report before; corrections may be negative."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    report = models.CharField(max_length=24)
    lot = models.CharField(max_length=60)
    step = models.PositiveIntegerField()
    quantity = models.IntegerField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10)
    photos = models.JSONField(default=list)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "lot"], name="progress_by_lot")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "report"], name="progress_report_once"),
            CheckConstraint(condition=Q(source__in=("link", "office", "message")), name="progress_source_known"),
            CheckConstraint(condition=~Q(quantity=0), name="progress_says_something"),
            CheckConstraint(condition=Q(quantity__gt=0) | ~Q(reason=""), name="progress_corrected_with_reason"),
            CheckConstraint(condition=Q(happened_at__lte=F("received_at")), name="progress_happened_before_received"),
        ]


class LotProgress(models.Model):
    """Tally of all these for one lot: units that it is to have (with a serial), done by step, made and announced; what boards read."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    contract = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    units = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    announced = models.PositiveIntegerField(default=0)
    scrapped = models.PositiveIntegerField(default=0)
    done = models.JSONField(default=dict)  # step (as text) -> units
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "maker"], name="lot_progress_by_maker")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "lot"], name="lot_progress_once"),
            CheckConstraint(condition=Q(made__lte=F("units"), announced__lte=F("made"), scrapped__lte=F("made")), name="lot_progress_in_order"),
        ]


class Announcement(models.Model):
    """Tally of LotAnnounced: which units of a lot are finished and wait for inspection; its entry's hash seeds the draw of the sample."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    announcement = models.CharField(max_length=20)
    lot = models.CharField(max_length=60)
    workshop = models.CharField(max_length=60)
    serials = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "lot"], name="announcement_by_lot")]
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "announcement"], name="announcement_once")]


class Problem(models.Model):
    """Tally of ProblemStated, ProblemTaken and ProblemClosed: what holds the work, who sees to it until when, and what was done."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    problem = models.CharField(max_length=20)
    workshop = models.CharField(max_length=60)
    lot = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    photos = models.JSONField(default=list)
    source = models.CharField(max_length=10)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    owner = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    done = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="problem_by_workshop")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "problem"], name="problem_once"),
            CheckConstraint(
                condition=Q(kind__in=("material", "engine", "machine", "people", "power", "money", "other")), name="problem_kind_known"
            ),
            CheckConstraint(condition=Q(owner="", due_on=None) | (~Q(owner="") & Q(due_on__isnull=False)), name="problem_owner_with_date"),
            CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, done="") | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(done="")),
                name="problem_closed_with_words",
            ),
        ]


class ChatMessage(models.Model):
    """Tally of MessagesTaken and MessageSettled: a WhatsApp message that says something of the work, until a person has judged it.

    `key` tells the same message again when a chat comes once more with its whole history."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    message = models.CharField(max_length=20)
    workshop = models.CharField(max_length=60)
    sender = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    hour = models.TimeField(null=True)
    text = models.TextField(blank=True)
    key = models.CharField(max_length=64)
    photos = models.JSONField(default=list)
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    report = models.CharField(max_length=24, blank=True)
    reason = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="chat_message_by_workshop")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "message"], name="chat_message_once"),
            UniqueConstraint(fields=["programme", "key"], name="chat_message_key_once"),
            CheckConstraint(
                condition=Q(outcome="", settled_at=None, settled_by=None)
                | Q(outcome__in=("confirmed", "dropped"), settled_at__isnull=False, settled_by__isnull=False),
                name="chat_message_settled_by_somebody",
            ),
        ]


class Training(models.Model):
    """Tally of TrainingRecorded: students who learned a skill at the work, for how long, under which teacher. Names are personal."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    training = models.CharField(max_length=20)
    workshop = models.CharField(max_length=60)
    day = models.DateField()
    skill = models.CharField(max_length=20)
    minutes = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    students = models.JSONField(default=list)
    teacher = models.CharField(max_length=200, blank=True)
    lot = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="training_by_workshop")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "training"], name="training_once"),
            CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=720, count__gt=0), name="training_within_a_day"),
        ]


class Coaching(models.Model):
    """Tally of CoachingVisited and CoachingFollowed: what the park found at a workshop, what it showed, what changed, when it comes again."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    visit = models.CharField(max_length=20)
    workshop = models.CharField(max_length=60)
    day = models.DateField()
    topic = models.CharField(max_length=20)
    found = models.TextField(blank=True)
    shown = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    changed_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    photos = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="coaching_by_workshop")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "visit"], name="coaching_once"),
            CheckConstraint(condition=Q(next_on=None) | Q(next_on__gt=F("day")), name="coaching_comes_again_later"),
        ]
