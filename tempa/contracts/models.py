"""What contracts need to know of agencies and vendors, the contracts with their items, addenda and papers, added versions of rules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme


class Officer(models.Model):
    """Tally of OfficerNamed: who holds a post of an agency from a day on; the last named for a day holds it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    agency = models.CharField(max_length=60)
    post = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    nip = models.CharField(max_length=30, blank=True)
    decree = models.CharField(max_length=120)
    decree_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "agency", "post"], name="officer_by_post")]
        constraints: ClassVar = [CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="officer_since_until")]


class AgencyParticulars(models.Model):
    """Tally of AgencyStated: an agency's letterhead, budget document and scheme of numbers; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    agency = models.CharField(max_length=60)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    budget_document = models.CharField(max_length=120, blank=True)
    budget_document_on = models.DateField(null=True)
    numbering = models.CharField(max_length=120)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "agency"], name="agency_particulars_once")]


class VendorParticulars(models.Model):
    """Tally of VendorStated: what papers need to say of a workshop or school; the last word holds, each stays in the chain."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    workshop = models.CharField(max_length=60)
    legal_form = models.CharField(max_length=20)
    representative = models.CharField(max_length=200)
    post = models.CharField(max_length=120, blank=True)
    deed = models.CharField(max_length=200, blank=True)
    nib = models.CharField(max_length=20, blank=True)
    npwp = models.CharField(max_length=30, blank=True)
    nik = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    bank = models.CharField(max_length=120, blank=True)
    account = models.CharField(max_length=40, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    financier = models.CharField(max_length=200, blank=True)
    charges_vat = models.BooleanField()
    tax_status = models.CharField(max_length=20)
    tax_certificate = models.CharField(max_length=120, blank=True)
    tax_certificate_on = models.DateField(null=True)
    tax_certificate_until = models.DateField(null=True)
    since = models.DateField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "workshop"], name="vendor_particulars_once")]


class Contract(models.Model):
    """Tally of a contract's facts: its terms as they stand, and when what happened to it. Its stage is worked out, not kept."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    contract = models.CharField(max_length=60)
    agency = models.CharField(max_length=60)
    vendor = models.CharField(max_length=60)
    route = models.CharField(max_length=12)
    form = models.CharField(max_length=20)
    why = models.TextField()
    advance_rate = models.CharField(max_length=12)
    retention_rate = models.CharField(max_length=12)
    maintenance_months = models.PositiveSmallIntegerField(default=0)
    separable = models.BooleanField()
    first_run = models.BooleanField(default=False)
    due_on = models.DateField()
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    value = models.BigIntegerField()
    offered_on = models.DateField(null=True)
    negotiated_on = models.DateField(null=True)
    negotiated_why = models.TextField(blank=True)
    number = models.CharField(max_length=120, null=True)
    signed_on = models.DateField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    signed_value = models.BigIntegerField(null=True)
    vat = models.BigIntegerField(default=0)
    rules = models.JSONField(default=list)
    countersigned_on = models.DateField(null=True)
    countersigned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signatory = models.CharField(max_length=200, blank=True)
    risk_from = models.DateField(null=True)
    risk_note = models.TextField(blank=True)
    risk_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)
    ended_on = models.DateField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "agency"], name="contract_by_agency"),
            models.Index(fields=["programme", "vendor"], name="contract_by_vendor"),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "contract"], name="contract_once"),
            UniqueConstraint(fields=["programme", "number"], name="contract_number_once"),
            CheckConstraint(condition=Q(signed_on=None) | Q(number__isnull=False, starts_on__isnull=False), name="contract_signed_whole"),
            CheckConstraint(condition=Q(countersigned_on=None) | Q(signed_on__isnull=False), name="contract_signed_by_the_agency_first"),
            CheckConstraint(condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("signed_by")), name="contract_signed_by_two"),
            CheckConstraint(condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")), name="contract_due_after_start"),
            CheckConstraint(condition=Q(withdrawn_at=None) | Q(signed_on=None), name="contract_withdrawn_unsigned"),
        ]


class ContractItem(models.Model):
    """Tally: one lot of a contract, with who makes it, the price to the agency and what the vendor owes the maker."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="items")
    item = models.CharField(max_length=20)
    lot = models.CharField(max_length=60)
    line = models.CharField(max_length=60)
    budget_line = models.CharField(max_length=60)
    type = models.CharField(max_length=60, db_index=True)
    maker = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    signed_quantity = models.PositiveIntegerField()
    offer_price = models.BigIntegerField()
    asked_price = models.BigIntegerField(null=True)
    unit_price = models.BigIntegerField()
    maker_price = models.BigIntegerField()
    is_live = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "budget_line"], name="item_by_budget_line"),
            models.Index(fields=["programme", "maker"], name="item_by_maker"),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["contract", "item"], name="item_once"),
            UniqueConstraint(fields=["programme", "lot"], condition=Q(is_live=True), name="lot_in_one_contract"),
            CheckConstraint(condition=Q(maker_price__lte=F("unit_price")), name="item_maker_price_within"),
            CheckConstraint(condition=Q(quantity__lte=F("signed_quantity")), name="item_never_grows"),
        ]


class Addendum(models.Model):
    """Tally of AddendumSigned: what it changed, row by row."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="addenda")
    addendum = models.CharField(max_length=20)
    number = models.CharField(max_length=120)
    signed_on = models.DateField()
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changes = models.JSONField()
    reason = models.TextField()
    paper = models.CharField(max_length=120, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["contract", "addendum"], name="addendum_once")]


class ContractPaper(models.Model):
    """Tally of PaperNumbered, PaperMade, PaperVoided and SignedCopyKept: each number that an agency gave out, and its files.

    It is a paper of a contract, or of what a later room knows by `subject` (`handover:ST00001`, `claim:TG00001`): one book of numbers.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="papers", null=True)
    subject = models.CharField(max_length=80, blank=True)
    agency = models.CharField(max_length=60)
    kind = models.CharField(max_length=24)
    year = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=120)
    dated = models.DateField()
    about = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    voided_why = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "sha256"], name="contract_paper_by_hash"),
            models.Index(fields=["programme", "subject"], name="contract_paper_by_subject"),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "agency", "year", "place"], name="paper_place_once"),
            UniqueConstraint(fields=["programme", "number"], name="paper_number_once"),
            UniqueConstraint(fields=["contract", "kind", "about"], condition=Q(voided_at=None), name="one_paper_of_a_kind"),
            UniqueConstraint(
                fields=["programme", "subject", "kind", "about"], condition=Q(voided_at=None) & ~Q(subject=""), name="one_paper_of_a_subject"
            ),
            CheckConstraint(condition=Q(contract=None, subject__gt="") | Q(contract__isnull=False, subject=""), name="paper_of_one_thing"),
        ]


class RuleVersion(models.Model):
    """Tally of RuleVersionProposed, -Confirmed and -Refused: a version of a rule that a programme adds to the book."""

    version = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    content = models.JSONField()
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_confirmed = models.BooleanField(null=True)
    decided_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="rule_version_by_a_second_person"),
        ]


class PaperTemplate(models.Model):
    """Tally of TemplateChanged: the text that a programme prints a kind of paper from; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    sha256 = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "kind"], name="template_once")]
