"""What an entry says in so many words, to be looked through for what must not stand there."""

from __future__ import annotations

import re

CHANCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")


def told(body):
    """The body of an entry without names and hashes: those are made by chance, and any few digits may stand in them."""
    return CHANCE.sub("", body)
