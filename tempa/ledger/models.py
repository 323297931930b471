"""Tables of the ledger: programmes, people and their roles, entries, commitments, refused doubles, papers, cells of imported rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class Programme(models.Model):
    """One order of a government; all facts of it stand in one chain."""

    code = models.CharField(max_length=80, unique=True)
    demo = models.BooleanField(default=False)
    clock = models.DateTimeField(null=True)  # the time of an example that has its own; the entries then go on from here

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(clock=None) | Q(demo=True), name="programme_clock_of_examples_alone"),
        ]

    def __str__(self) -> str:
        return self.code


@cache
def hash_of_examples(password: str) -> str:
    """The hash of a password that the program itself prints: worked out once for all people of an example, who share it anyway."""
    return make_password(password)


class PersonManager(BaseUserManager["Person"]):
    def create_person(
        self, *, login: str, name: str, password: str | None, demo: bool = False, may_found: bool = False
    ) -> Person:
        person = self.model(login=login, name=name, demo=demo, may_found=may_found)
        if demo and password:
            person.password = hash_of_examples(password)
        else:
            person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in. The chain names a person only by `public_id`; the name can be erased, the deeds stay."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    may_found = models.BooleanField(default=False)  # may open a new programme
    read_with_seats: Any = None  # what `queries.signed_in` read beside the person; `seats_of` gives it out once

    AT_A_LINK = "tautan "  # such a sign-in name cannot be typed: who bears it acts at links alone

    @property
    def is_at_a_link(self) -> bool:
        return self.login.startswith(self.AT_A_LINK)

    USERNAME_FIELD = "login"
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.name


class FailedSignIn(models.Model):
    """A try to sign in that failed, or that is being looked at; kept a month. No fact: nobody has done anything yet.

    `source`: "a:" and the address, or "d:" and the mark of a device on which this name signed in before. `cleared`: the
    name has signed in from there since.
    """

    login = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    cleared = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["login", "at"], name="failed_by_login"),
            models.Index(fields=["source", "at"], name="failed_by_source"),
        ]


class Invitation(models.Model):
    """A link by which one person chooses a password, once. Only a keyed hash of its code is kept; the code is nowhere.

    `issued_by` is blank where it was made at the server's console; `issued_from` is the address of the issuer. `used_from` is
    the kind of place from which it was used (PLACES in rules.py). `ended_at`: a newer link took its place.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    identity = models.UUIDField(unique=True)  # of the form that asked for it
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    issued_from = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["person"], condition=Q(used_at=None, ended_at=None), name="invitation_one_open_for_each"
            ),
            CheckConstraint(
                condition=Q(used_at=None, used_from="") | (Q(used_at__isnull=False) & ~Q(used_from="")),
                name="invitation_used_from",
            ),
            CheckConstraint(condition=Q(used_at=None) | Q(ended_at=None), name="invitation_ends_in_one_way"),
            CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="invitation_lasts"),
        ]


class WorkLink(models.Model):
    """Tally of LinkIssued and LinkRevoked: a link by which somebody without an account does one thing for an organisation.

    `matter` is what it is about (a call for offers); `digest` is a keyed hash of its code, which stands nowhere.
    """

    link = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    desk = models.CharField(max_length=20)
    organisation = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20)
    matter = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["programme", "purpose", "matter", "organisation"], condition=Q(revoked_at=None), name="work_link_one_open_for_each"
            ),
            CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="work_link_lasts"),
            CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, why="") | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(why=""),
                name="work_link_revoked_with_reason",
            ),
        ]


class LinkHolder(models.Model):
    """Tally of LinkTaken: who said at a link who they are. They act under this name there, and nowhere else."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    link = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    place = models.CharField(max_length=20)
    at = models.DateTimeField()
    entry = models.ForeignKey("Entry", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["link", "person"], name="link_holder_once")]


class LinkTrace(models.Model):
    """Of a link what is no fact: from which address it was made, when it was opened, and that somebody asked for a new one."""

    link = models.UUIDField(primary_key=True)
    issued_from = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField(null=True)
    last_opened_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)


class Envelope(models.Model):
    """What a device recorded without a network, as it came: kept before anything is decided of it, so that nothing is lost.

    `identity` names the fact that it becomes; two rows of one identity are two contents that came under one name, and both
    stay. `person` recorded it, `sent_by` brought it. `made_at` is what the device's clock said and `clock` what else it knew of
    time; `received_at` is the server's own. `content` is emptied when its fact is recorded: what the chain keeps sealed
    lies nowhere in clear. `why`: the sentence with which it was refused.
    """

    identity = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True)
    clock = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    content = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["identity", "digest"], name="envelope_content_once"),
            UniqueConstraint(fields=["identity"], condition=Q(recorded_at__isnull=False), name="envelope_recorded_once"),
            CheckConstraint(condition=Q(recorded_at=None) | Q(content="", why=""), name="envelope_recorded_is_empty"),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "recorded_at"], name="envelope_by_programme")]


class ChainHead(models.Model):
    """The end of a programme's chain; the row that a writer locks."""

    programme = models.OneToOneField(Programme, models.PROTECT, primary_key=True, related_name="+")
    size = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)
    kinds = models.JSONField(default=dict)  # kind of fact -> [how many there are, sequence of the last]


class Entry(models.Model):
    """One link of the chain. Never changed, never deleted: triggers in the database refuse it."""

    fact = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.TextField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField(null=True)  # the server's own moment, where `at` is the time of an example

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "sequence"], name="entry_sequence_once"),
            CheckConstraint(condition=Q(sequence__gte=1), name="entry_sequence_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "kind", "sequence"], name="entry_by_kind"),
            models.Index(fields=["programme", "subject", "sequence"], name="entry_by_subject"),
        ]


class EntrySubject(models.Model):
    """A further thing that an entry is about; the first stands in the entry itself."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="further")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField()
    subject = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["entry", "subject"], name="entry_subject_once")]
        indexes: ClassVar = [models.Index(fields=["programme", "subject", "sequence"], name="entry_by_further_subject")]


class SealedValue(models.Model):
    """What the chain only commits to: a price, or personal data (which alone may be erased)."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sealed")
    path = models.CharField(max_length=80)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()
    personal = models.BooleanField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["entry", "path"], name="sealed_path_once")]


class RefusedDouble(models.Model):
    """A second body that came under the UUID of a recorded fact: refused, and kept."""

    fact = models.UUIDField(db_index=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    values = models.TextField()


class Role(models.Model):
    """Tally of RoleGranted, RoleRevoked and DeputyNamed: at which desk a person sits, and for whom.

    A deputy sits there from a day to a day, for somebody, by a decree; the seat ends by itself.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    desk = models.CharField(max_length=20)
    subject = models.CharField(max_length=80, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # by whom and when it was given
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    stands_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decree = models.CharField(max_length=120, null=True)  # triggers hold that a deputy has all four, and nobody else any

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "person", "desk", "subject"], name="role_once"),
        ]

    def is_held_on(self, day: date) -> bool:
        """Whether the seat is there on a day; only a deputy's has a first and a last one."""
        return self.since is None or self.until is None or self.since <= day <= self.until


class Paper(models.Model):
    """A kept file, named by its SHA-256; its bytes lie under TEMPA_HOME/papers."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "sha256"], name="paper_once")]


def marked(*, public: str = "", price: str = "", personal: str = "") -> dict[str, str]:
    """Column -> mark, from the names of the columns with blanks between."""
    return {c: m for m, names in (("public", public), ("price", price), ("personal", personal)) for c in names.split()}


class Row(models.Model):
    """One row of a programme table as it stands today: a tally of RowStated and its followers, kept by `record` alone.

    `cells` is the row exactly as stated; typed columns beside it exist where pages search, filter or sort.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    cells = models.JSONField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    table: ClassVar[str]
    kept: ClassVar[tuple[str, ...]] = ()  # cells that stand in a column of the same name
    marks: ClassVar[Mapping[str, str]]  # every column of the table: public, price or personal

    class Meta:
        abstract = True
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "key"], name="%(class)s_key_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "position"], name="%(class)s_in_order")]

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        """The typed columns that follow from the cells."""
        return {c: cells[c] for c in cls.kept}

    @classmethod
    def counted(cls, programme: int, *, gone: Sequence[dict[str, str]], come: Sequence[dict[str, str]]) -> None:
        """Bring up to date what is counted of these rows, which went and came. Most are not counted."""


class ProgrammeKey(Row):
    table = "programme"
    marks = marked(public="key value")
    name = models.CharField(max_length=60)
    value = models.TextField(blank=True)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {"name": cells["key"], "value": cells["value"]}


__all__ = [
    "ChainHead", "Entry", "EntrySubject", "Envelope", "FailedSignIn", "Invitation", "LinkHolder", "LinkTrace", "Paper", "Person", "Programme",
    "ProgrammeKey", "RefusedDouble", "Role", "Row", "SealedValue", "WorkLink",
]  # fmt: skip
