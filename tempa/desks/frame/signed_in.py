"""Who comes back to a page: the signed-in person, read together with the roles that the door then asks for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from tempa.ledger import queries


class WithSeats(ModelBackend):
    """Django's own way to sign in; it only reads who is signed in otherwise."""

    def get_user(self, user_id: Any) -> queries.Person | None:
        person = queries.signed_in(int(user_id))
        return person if person is not None and self.user_can_authenticate(person) else None
