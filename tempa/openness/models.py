"""Samples that an auditor drew of a programme's money, as they were drawn, and what was found in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tempa.ledger.models import Entry, Programme


class AuditSample(models.Model):
    """Tally of SampleDrawn: a monetary-unit sample, its seed from the chain, and what it chose; never drawn anew under its code."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sample = models.CharField(max_length=20)
    population = models.CharField(max_length=12)
    confidence = models.PositiveSmallIntegerField()
    tolerable = models.BigIntegerField()
    expected = models.BigIntegerField()
    interval = models.BigIntegerField()
    start = models.BigIntegerField()
    seed = models.CharField(max_length=64)
    as_of = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    total = models.BigIntegerField()
    chosen = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "sample"], name="audit_sample_once"),
            CheckConstraint(condition=Q(start__gte=1, start__lte=models.F("interval")), name="audit_sample_start"),
        ]


class AuditFinding(models.Model):
    """Tally of SampleItemExamined: what a chosen item should have been, as it was said last."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sample = models.CharField(max_length=20)
    item = models.CharField(max_length=60)
    audited = models.BigIntegerField()
    note = models.CharField(max_length=500, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "sample", "item"], name="audit_finding_once"),
            CheckConstraint(condition=Q(audited__gte=0), name="audit_finding_amount"),
        ]
