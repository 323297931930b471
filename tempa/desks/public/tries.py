"""Tries to give a password, counted in the database; where that cannot be written, in the memory of this process."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError

from tempa.desks.frame.trouble import trouble_of
from tempa.ledger import actions
from tempa.ledger import queries as ledger_queries
from tempa.ledger.rules import seconds_to_wait

user_logged_in.disconnect(dispatch_uid="update_last_login")  # nobody reads it, and it could not be written on a full disk


class Try(NamedTuple):
    """A try that is kept in memory."""

    login: str
    source: str
    at: datetime


_kept: deque[Try] = deque(maxlen=4000)


def begin(*, login: str, source: str, at: datetime) -> tuple[ledger_queries.FailedSignIn | Try, int]:
    """A try to give a password, and the seconds to wait before it is looked at (0: now); it counts as failed until `end`."""
    try:
        return actions.begin_sign_in(login=login, source=source, at=at)
    except DatabaseError as error:
        if not trouble_of(error):
            raise
    this = Try(login, source, at)
    wait = seconds_to_wait(counted(this), at)
    if not wait:
        _kept.append(this)
    return this, wait


def counted(this: Try) -> dict[str, tuple[int, datetime | None]]:
    """Tries of the last hour of that place for that name, for that name, and of that place: how many, and the last."""
    recent = [t for t in list(_kept) if timedelta() <= this.at - t.at < timedelta(hours=1)]
    kinds = {
        "own": [t.at for t in recent if t[:2] == this[:2]], "login": [t.at for t in recent if t.login == this.login],
        "address": [t.at for t in recent if t.source == this.source],
    }  # fmt: skip
    return {kind: (len(at), max(at, default=None)) for kind, at in kinds.items()}


def end(this: ledger_queries.FailedSignIn | Try) -> None:
    """The try has succeeded: it is no failure, and those before it from there count no more."""
    if isinstance(this, Try):
        for one in [t for t in list(_kept) if t[:2] == this[:2]]:
            _kept.remove(one)
        return
    try:
        actions.end_sign_in(this)
    except DatabaseError as error:
        if not trouble_of(error):  # the disk filled up meanwhile: the try stays on the list
            raise
