"""Who sits at which desk, and how somebody came by a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts.declared import Fact, Public, Recorded
from tempa.ledger.models import Person, Role


@dataclass(frozen=True)
class RoleGranted(Fact):
    """A person sits at a desk from now on; `subject_code` is the agency, workshop or supplier they speak for."""

    kind_words = _("peran diberikan")
    is_decision = True

    person: Public[str]
    desk: Public[str]
    subject_code: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            person = Person.objects.get(public_id=r.fact.person)
            role, is_new = Role.objects.get_or_create(
                programme_id=r.entry.programme_id, person=person, desk=r.fact.desk, subject=r.fact.subject_code,
                defaults={"entry": r.entry},
            )  # fmt: skip
            if not is_new and role.until is not None:  # a deputy is given the seat itself
                role.since = role.until = role.stands_for = role.decree = None
                role.entry = r.entry
                role.save()


@dataclass(frozen=True)
class DeputyNamed(Fact):
    """A person sits at a desk in the place of another from a day to a day, by a decree; the seat ends by itself."""

    kind_words = _("pelaksana tugas ditunjuk")
    is_decision = True

    person: Public[str]
    stands_for: Public[str]
    desk: Public[str]
    subject_code: Public[str]
    since: Public[str]
    until: Public[str]
    decree: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person, self.stands_for)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Role.objects.update_or_create(
                programme_id=r.entry.programme_id, person=Person.objects.get(public_id=f.person), desk=f.desk, subject=f.subject_code,
                defaults={
                    "since": date.fromisoformat(f.since), "until": date.fromisoformat(f.until), "decree": f.decree, "entry": r.entry,
                    "stands_for": Person.objects.get(public_id=f.stands_for),
                },
            )  # fmt: skip


@dataclass(frozen=True)
class RoleRevoked(Fact):
    """A person no longer sits at that desk."""

    kind_words = _("peran dicabut")
    is_decision = True

    person: Public[str]
    desk: Public[str]
    subject_code: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Role.objects.filter(
                programme_id=r.entry.programme_id,
                person__public_id=r.fact.person,
                desk=r.fact.desk,
                subject=r.fact.subject_code,
            ).delete()


@dataclass(frozen=True)
class InvitationIssued(Fact):
    """Somebody was sent a link by which they choose a password, once; the link itself stands nowhere."""

    kind_words = _("tautan kata sandi dibuat")
    is_decision = True

    person: Public[str]
    expires: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)


@dataclass(frozen=True)
class PasswordChosen(Fact):
    """A password was chosen by such a link, or set at the server's console; `place` is one of PLACES.

    `invited_by` is who sent the link, empty where it came from the console.
    """

    kind_words = _("kata sandi dipilih")
    is_decision = True

    person: Public[str]
    place: Public[str]
    invited_by: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)
