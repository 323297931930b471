"""People added, and tries to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from tempa.ledger.models import (
    FailedSignIn,
    Person,
)
from tempa.ledger.rules import (
    Refused,
    seconds_to_wait,
)

COUNT_FAILURES, KEEP_FAILURES = timedelta(hours=1), timedelta(days=30)
CLOCKS_DIFFER = timedelta(minutes=1)  # a failure later than that is of a clock that was set back since: it makes nobody wait


def add_person(*, login: str, name: str, password: str | None, demo: bool = False, may_found: bool = False) -> Person:
    """A new person; roles are granted apart, each as a fact. Without a password they choose one by a link (people.py)."""
    try:
        with transaction.atomic():
            return Person.objects.create_person(
                login=login, name=name, password=password, demo=demo, may_found=may_found
            )
    except IntegrityError:
        raise Refused("Nama masuk %(login)s sudah dipakai. Pilih nama masuk lain.", login=login) from None


def begin_sign_in(*, login: str, source: str, at: datetime) -> tuple[FailedSignIn, int]:
    """A try to sign in, and the seconds to wait before it may be made (0: now); it counts as failed until `end_sign_in`.

    It is written down before it is counted and before the password is looked at, so that tries sent together to several
    processes see one another. From a device on which the name signed in before, only its own failures count: nobody can
    lock a person out of there.
    """
    FailedSignIn.objects.filter(at__lt=at - KEEP_FAILURES).delete()
    this = FailedSignIn.objects.create(login=login, source=source, at=at)
    earlier = FailedSignIn.objects.filter(pk__lt=this.pk, at__gte=at - COUNT_FAILURES, at__lte=at + CLOCKS_DIFFER)
    kinds = {"own": Q(login=login, source=source, cleared=False)}
    if source.startswith("a:"):
        kinds |= {"login": Q(login=login), "address": Q(source=source)}
    found = {kind: earlier.filter(which).aggregate(n=Count("pk"), last=Max("at")) for kind, which in kinds.items()}
    wait = seconds_to_wait({kind: (f["n"], f["last"]) for kind, f in found.items()}, at)
    if wait:
        this.delete()
    return this, wait


def end_sign_in(attempt: FailedSignIn) -> None:
    """The try has succeeded: it is no failure, and those before it from there count no more."""
    attempt.delete()
    FailedSignIn.objects.filter(login=attempt.login, source=attempt.source).update(cleared=True)
