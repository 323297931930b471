"""The end of a programme's chain as a deed holds it under the lock, and how it moves on."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection

from tempa.ledger import writing
from tempa.ledger.models import ChainHead, Programme


@dataclass
class Head:
    """Where the chain ends, and how many facts of each kind it has.

    `counts` stays the text that the database gave (kind -> [how many, sequence of the last]): every deed changes one or two places of
    some hundred and fifty, and to read and write all of them anew took as long as the fact itself.
    """

    programme: int
    size: int
    digest: bytes
    counts: str

    def count(self, kind: str) -> int:
        """How many facts of a kind there are."""
        place = place_of(self.counts, kind)
        return place[1] if place else int(json.loads(self.counts).get(kind, [0])[0])

    def add(self, kind: str, sequence: int) -> None:
        """One more fact of a kind, at this place of the chain."""
        if place := place_of(self.counts, kind):
            start, count, end = place
            self.counts = f"{self.counts[:start]}{count + 1}, {sequence}{self.counts[end:]}"
        else:
            self.counts = json.dumps(json.loads(self.counts) | {kind: [self.count(kind) + 1, sequence]})

    def save(self) -> None:
        with writing.connection_of(ChainHead).cursor() as cursor:
            cursor.execute(
                f"UPDATE {writing.table(ChainHead)} SET size = %s, digest = %s, kinds = %s WHERE programme_id = %s",  # noqa: S608
                [self.size, self.digest, self.counts, self.programme],
            )


def place_of(counts: str, kind: str) -> tuple[int, int, int] | None:
    """(where its numbers begin, how many facts, where the numbers end) of a kind in the text; None where it is not written as usual."""
    name = f'"{kind}": ['
    start = counts.find(name)
    if start < 0:
        return None
    start += len(name)
    end = counts.index("]", start)
    count, comma, _last = counts[start:end].partition(", ")
    return (start, int(count), end) if comma else None


def locked_head(programme: Programme) -> Head:
    """The end of a chain, held until the transaction ends. SQLite holds it since the transaction began."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    for size, digest, counts in writing.read(ChainHead, ("size", "digest", "kinds"), f"programme_id = %s{lock}", [programme.pk]):
        return Head(programme.pk, size, bytes(digest), counts)
    raise ChainHead.DoesNotExist(programme.code)
