"""Claims with the papers they need, payments with what was kept back and the units they pay, and what leads passed on to makers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme


class Claim(models.Model):
    """Tally of ClaimSubmitted, ClaimPaperShown, ClaimWithdrawn and ClaimReturned: money asked for under a contract."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    claim = models.CharField(max_length=20)
    contract = models.CharField(max_length=60)
    agency = models.CharField(max_length=60)
    vendor = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    budget_line = models.CharField(max_length=60)
    submitted_on = models.DateField()
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    complete_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "contract"], name="claim_by_contract"),
            models.Index(fields=["programme", "agency"], name="claim_by_agency"),
        ]
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "claim"], name="claim_once")]


class ClaimUnit(models.Model):
    """Tally: a unit that a delivery claim asks payment for; one claim in force for each."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="units")
    serial = models.CharField(max_length=60)
    lot = models.CharField(max_length=60)
    is_live = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "is_live", "claim", "lot"], name="claimed_by_lot")]  # counts read it alone
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "serial"], condition=Q(is_live=True), name="unit_claimed_once"),
            UniqueConstraint(fields=["claim", "serial"], name="unit_in_claim_once"),
        ]


class ClaimPaper(models.Model):
    """Tally of ClaimPaperShown: a required paper that is at hand for a claim; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="papers")
    paper = models.CharField(max_length=40)
    number = models.CharField(max_length=120, blank=True)
    dated = models.DateField(null=True)
    until = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["claim", "paper"], name="claim_paper_once")]


class Payment(models.Model):
    """Tally of PaymentApproved, PaymentMade and AdvanceReturned: one payment of one claim from one budget line, to the rupiah.

    What its vendor paid back into the treasury (`returned`) is no longer in gross and net.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    payment = models.CharField(max_length=20)
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="payment")
    contract = models.CharField(max_length=60)
    budget_line = models.CharField(max_length=60)
    account_code = models.CharField(max_length=60)
    approved_on = models.DateField()
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sp2d = models.CharField(max_length=120, null=True)
    gross = models.BigIntegerField()
    vat = models.BigIntegerField()
    income_tax = models.BigIntegerField()
    borne_tax = models.BigIntegerField()
    penalty = models.BigIntegerField()
    advance_recovered = models.BigIntegerField()
    retention_held = models.BigIntegerField()
    materials_deducted = models.BigIntegerField()
    net = models.BigIntegerField()
    returned = models.BigIntegerField(default=0)
    returned_on = models.DateField(null=True)
    charged_days = models.PositiveIntegerField(default=0)
    rules = models.JSONField(default=list)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "contract"], name="payment_by_contract")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "payment"], name="payment_once"),
            UniqueConstraint(fields=["programme", "sp2d"], name="sp2d_once"),
            CheckConstraint(condition=Q(paid_by=None) | ~Q(paid_by=F("approved_by")), name="payment_by_two"),
            CheckConstraint(condition=Q(paid_on=None) | Q(paid_on__gte=F("approved_on"), sp2d__isnull=False), name="payment_paid_whole"),
            CheckConstraint(
                condition=Q(
                    net=F("gross") - F("income_tax") - F("penalty") - F("advance_recovered") - F("retention_held")
                    - F("materials_deducted")
                ),
                name="payment_adds_up",
            ),
            CheckConstraint(
                condition=Q(
                    net__gte=0, vat__gte=0, income_tax__gte=0, penalty__gte=0, advance_recovered__gte=0, retention_held__gte=0,
                    materials_deducted__gte=0,
                ),
                name="payment_parts",
            ),
            CheckConstraint(
                condition=Q(returned=0, returned_on=None) | Q(returned__gt=0, returned_on__gte=F("paid_on")), name="payment_returned_after"
            ),
        ]  # fmt: skip


class PaymentUnit(models.Model):
    """Tally: a unit that a payment pays, with its lot and its contract price; each is paid once."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="units")
    serial = models.CharField(max_length=60)
    lot = models.CharField(max_length=60)
    amount = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "payment", "lot", "amount"], name="paid_by_lot")]  # counts read it alone
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "serial"], name="unit_paid_once")]


class OnwardPayment(models.Model):
    """Tally of OnwardPaid, OnwardConfirmed and OnwardDenied: what a vendor says that it passed on to a maker, and what the maker says."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    onward = models.CharField(max_length=20)
    contract = models.CharField(max_length=60)
    vendor = models.CharField(max_length=60)
    maker = models.CharField(max_length=60)
    paid_on = models.DateField()
    amount = models.BigIntegerField()
    paper = models.CharField(max_length=120)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    denied_at = models.DateTimeField(null=True)
    denied_why = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "contract"], name="onward_by_contract")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "onward"], name="onward_once"),
            CheckConstraint(condition=Q(denied_at=None, denied_why="") | Q(confirmed_by=None), name="onward_denied_or_confirmed"),
        ]
