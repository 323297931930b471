"""Sessions in the database; where it cannot be written, in a signed cookie for an hour, so that people can still sign in.

A session that was begun in a cookie moves to the database with the first answer that finds it writable again. A copied
cookie would outlive signing out by at most that hour; that is the price, and it is paid only while the disk is full.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.core import signing
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from tempa.desks.frame.trouble import trouble_of

MARK = "~"  # no key of a session in the database holds it
SALT = "tempa.session"
SECONDS = 3600
LARGEST = 3000  # of the 4096 bytes that browsers allow a cookie


class SessionStore(db.SessionStore):
    """Django's sessions of the database, with the way out."""

    @classmethod
    def get_model_class(cls) -> Any:
        return db.SessionStore.get_model_class()

    def load(self) -> dict[str, object]:
        if not is_carried(self.session_key):
            return self.kept()
        try:
            found: dict[str, object] = signing.loads(str(self.session_key)[1:], salt=SALT, max_age=SECONDS)
        except signing.BadSignature:
            self._session_key = None
            return {}
        self.modified = True  # so that it is kept in the database as soon as that can be written
        return found

    def kept(self) -> dict[str, object]:
        """What the database holds of it. Django's own way asks the same through a model, in five times the time."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s", [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, object] = self.decode(row[0])
        return held

    def exists(self, session_key: str) -> bool:
        return not is_carried(session_key) and super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        if is_carried(self.session_key):
            kept = self.held(must_create)
            self._session_key, must_create = get_random_string(32, VALID_KEY_CHARS), True
            self._session_cache = kept
        try:
            super().save(must_create=must_create)
        except (DatabaseError, UpdateError) as error:
            if not trouble_of(error):
                raise
            self.carry(must_create)

    def held(self, must_create: bool) -> dict[str, object]:
        found: dict[str, object] = super()._get_session(no_load=must_create)  # type: ignore[misc]  # unknown to the stubs
        return found

    def carry(self, must_create: bool) -> None:
        """Become a session that the visitor's cookie holds."""
        carried = MARK + signing.dumps(self.held(must_create), salt=SALT, compress=True)
        if len(carried) <= LARGEST:
            self._session_key = carried

    def delete(self, session_key: str | None = None) -> None:
        if is_carried(session_key or self.session_key):
            return
        try:
            super().delete(session_key)
        except DatabaseError as error:
            if not trouble_of(error):  # it ends with its age, and the browser forgets it now
                raise


def is_carried(key: str | None) -> bool:
    return bool(key) and str(key).startswith(MARK)
