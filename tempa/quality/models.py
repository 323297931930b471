"""Forms, drawings, instruments, plans of lots, inspections, decisions on lots and units, holds, actions against causes, inspectors' weeks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme


class Revision(models.Model):
    """Tally of RevisionIssued: a drawing and specification of a type; inspections name the one that they hold a machine against."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60)
    revision = models.CharField(max_length=12)
    specification = models.TextField()
    drawing = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "type", "revision"], name="revision_once")]


class ContractRevision(models.Model):
    """Tally of ContractRevisionNamed: which revision of a type a contract orders; without a row, the one in force when it was signed."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    contract = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    revision = models.CharField(max_length=12)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "contract", "type"], name="contract_revision_once")]


class TestForm(models.Model):
    """Tally of FormProposed, -Confirmed and -Refused: a version of what is checked on a machine of a type and revision, by two people."""

    __test__: ClassVar = False  # no test of pytest's

    form = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60)
    revision = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    checks = models.JSONField()
    conditions = models.JSONField(default=list)
    note = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_confirmed = models.BooleanField(null=True)
    decided_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "type", "version"], name="form_version_once"),
            CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="form_by_a_second_person"),
        ]


class Instrument(models.Model):
    """Tally of InstrumentStated: one calibration of a measuring instrument, with its range and until when it holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    quantity = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    low = models.CharField(max_length=24)
    high = models.CharField(max_length=24)
    calibrated_on = models.DateField()
    expires_on = models.DateField()
    certificate = models.CharField(max_length=120, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "instrument", "calibrated_on"], name="calibration_once"),
            CheckConstraint(condition=Q(expires_on__gt=F("calibrated_on")), name="calibration_lasts"),
        ]


class SamplingSetting(models.Model):
    """Tally of SamplingRuleSet: by what lots are sampled from then on; the last word holds, each stays."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=12)
    limiting_quality = models.CharField(max_length=12)
    beta = models.CharField(max_length=12)
    aql = models.CharField(max_length=12)
    reason = models.TextField()


class LotPlan(models.Model):
    """Tally of LotPlanned: which units of a lot were presented, how many are sampled by what rule, and which the draw gave."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    round = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    form = models.ForeignKey(TestForm, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=12)
    turn = models.CharField(max_length=12)
    serials = models.JSONField()
    sample = models.JSONField()
    n = models.PositiveIntegerField()
    c = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    seed_of = models.PositiveBigIntegerField()
    basis = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "maker"], name="lot_plan_by_maker")]
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "lot", "round"], name="lot_plan_once")]


class Inspection(models.Model):
    """Tally of InspectionRecorded: one look at one unit in a round (0: as the first article of its maker).

    `house` is the lead of the maker, else itself; `inspector_house` that of the inspector, PARK for the park's own people.
    `is_original`: the unit had not been inspected in another round before. `is_late`: it came after the round was decided, so
    nothing was decided on it.
    """

    inspection = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    serial = models.CharField(max_length=160)
    round = models.PositiveIntegerField()
    look = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    house = models.CharField(max_length=60)
    inspector = models.ForeignKey(Person, models.PROTECT, related_name="+")
    inspector_house = models.CharField(max_length=60)
    form = models.ForeignKey(TestForm, models.PROTECT, related_name="+")
    is_full = models.BooleanField()
    values = models.JSONField()
    instruments = models.JSONField(default=dict)
    conditions = models.JSONField(default=dict)
    photos = models.JSONField(default=list)
    place = models.CharField(max_length=120, blank=True)
    point = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    claimed_at = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    result = models.CharField(max_length=6)
    failed = models.JSONField(default=list)
    critical = models.PositiveIntegerField()
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    is_original = models.BooleanField()
    is_late = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "lot", "round"], name="inspection_by_round"),
            models.Index(fields=["programme", "serial"], name="inspection_by_serial"),
            models.Index(fields=["programme", "maker", "type"], name="inspection_by_maker"),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "serial", "round", "inspector"], condition=Q(round__gt=0), name="inspector_looks_once"),
            CheckConstraint(condition=~Q(house=F("inspector_house")), name="maker_is_never_inspector"),
            CheckConstraint(condition=Q(result__in=["passed", "failed"]), name="inspection_result"),
        ]


class FirstArticle(models.Model):
    """Tally of FirstArticleDecided: whether a workshop may go on to make a type after a revision, decided on one inspected unit."""

    inspection = models.OneToOneField(Inspection, models.PROTECT, primary_key=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60)
    revision = models.CharField(max_length=12)
    workshop = models.CharField(max_length=60)
    is_released = models.BooleanField()
    reason = models.TextField()
    inspector = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "type", "workshop"], name="first_article_of")]
        constraints: ClassVar = [CheckConstraint(condition=~Q(by=F("inspector")), name="first_article_by_another")]


class LotDecision(models.Model):
    """Tally of LotDecided: a presentation of a lot accepted or rejected, with what that proves; a trigger keeps out who inspected it."""

    decision = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    round = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    turn = models.CharField(max_length=12)
    decided = models.CharField(max_length=8)
    plan_n = models.PositiveIntegerField()
    plan_c = models.PositiveIntegerField()
    lot_size = models.PositiveIntegerField()
    inspected = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    critical = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    sentence = models.TextField()
    sentence_en = models.TextField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "maker", "type"], name="lot_decision_by_maker")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "lot", "round"], name="lot_decision_once"),
            CheckConstraint(condition=Q(decided__in=["accepted", "rejected"]), name="lot_decision_known"),
            CheckConstraint(
                condition=~Q(decided="accepted") | Q(critical=0, bad__lte=F("plan_c"), inspected__gte=F("plan_n")), name="lot_accepted_as_planned"
            ),
        ]


class UnitDecision(models.Model):
    """Tally of UnitsDecided: what becomes of a machine; the last one counts. `decision` is the lot decision that it follows from."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    serial = models.CharField(max_length=160)
    lot = models.CharField(max_length=60)
    decision = models.ForeignKey(LotDecision, models.PROTECT, related_name="units")
    decided = models.CharField(max_length=10)
    cost = models.BigIntegerField(null=True)
    price_cut = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    is_last = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "lot"], name="unit_decision_by_lot"),
            models.Index(fields=["programme", "is_last", "decided", "lot"], name="standing_by_lot"),  # counts read it alone
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "serial", "entry"], name="unit_decision_once"),
            UniqueConstraint(fields=["programme", "serial"], condition=Q(is_last=True), name="unit_decision_last_once"),
            CheckConstraint(condition=Q(decided__in=["accepted", "rework", "repaired", "concession", "scrapped"]), name="unit_decision_known"),
            CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="unit_decision_cost"),
            CheckConstraint(
                condition=Q(price_cut=None) | Q(decided="concession", price_cut__gte=0), name="only_a_concession_cuts_the_price"
            ),
        ]


class Hold(models.Model):
    """Tally: a critical failure holds all lots of its workshop and type until somebody releases them by name and with a reason."""

    inspection = models.OneToOneField(Inspection, models.PROTECT, primary_key=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    workshop = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop", "type"], name="hold_of")]
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(released_at=None, released_by=None, reason="") | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(reason=""),
                name="hold_released_by_name",
            ),
        ]


class CorrectiveAction(models.Model):
    """Tally of CauseTackled and CauseClosed: what is done against a cause, by whom until when; closed by the figures alone."""

    action = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    workshop = models.CharField(max_length=60)
    type = models.CharField(max_length=60, blank=True)
    check_code = models.CharField(max_length=12, blank=True)
    cause = models.TextField()
    what = models.TextField()
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    effect = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "number"], name="corrective_action_number_once")]


class Certificate(models.Model):
    """Tally of CertificateMade: the paper of an accepted presentation; one number each, the file is kept."""

    decision = models.OneToOneField(LotDecision, models.PROTECT, primary_key=True, related_name="certificate")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "number"], name="certificate_number_once")]


class InspectorWeek(models.Model):
    """Tally of WeekPlanned and WeekChanged: when an inspector works in a week, and the trips that the week holds for them."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    week = models.DateField()
    inspector = models.ForeignKey(Person, models.PROTECT, related_name="+")
    dates = models.JSONField()
    most_minutes = models.PositiveIntegerField()
    trips = models.JSONField(default=list)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "week", "inspector"], name="inspector_week_once")]


class WeekErrand(models.Model):
    """Tally: a lot, first article, visit or check of use in an inspector's week; without inspector it found no place, `left` says why."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    week = models.DateField()
    kind = models.CharField(max_length=14)
    key = models.CharField(max_length=60)
    area = models.CharField(max_length=120)
    work = models.PositiveIntegerField()
    inspector = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    trip = models.DateField(null=True)
    day = models.DateField(null=True)
    place = models.PositiveSmallIntegerField()
    begins = models.PositiveSmallIntegerField(default=0)
    metres = models.PositiveIntegerField(default=0)
    travel = models.PositiveIntegerField(default=0)
    crossings = models.PositiveSmallIntegerField(default=0)
    why = models.JSONField(default=list)
    left = models.CharField(max_length=10, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "week", "kind", "key"], name="week_errand_once"),
            CheckConstraint(condition=Q(inspector=None, day=None) & ~Q(left="") | Q(inspector__isnull=False, day__isnull=False, left=""),
                            name="week_errand_placed_or_left"),
        ]  # fmt: skip
