"""Whether a programme's tables and files are what its chain says: everything rebuilt from the entries, and compared.

Links first (`links`), then the facts applied to empty tables of their own (`scratch`, `tallies`), then the files (`papers`).
Format and limits: docs/ledger-format.md, "What Tempa checks".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.translation import gettext_noop as _

from tempa.ledger.models import ChainHead, Entry, Person, Programme
from tempa.ledger.queries import last_sequence
from tempa.ledger.verification.fault import Fault, Verdict
from tempa.ledger.verification.links import Links
from tempa.ledger.verification.papers import check_papers
from tempa.ledger.verification.scratch import SCRATCH, one_moment, scratch, there
from tempa.ledger.verification.tallies import Compared, apply, tallies

__all__ = ["Fault", "Verdict", "as_of", "verify", "verify_end"]
LAST = 500  # entries: what a crash may have cut is among the very last ones
Progress = Callable[[int], None]


def verify(programme: Programme, on_progress: Progress = lambda done: None) -> Verdict:
    """Check a whole programme as it stands now; `on_progress` hears how many entries have been read."""
    verdict = Verdict(programme.code)
    with one_moment(), scratch([Programme, Person, *tallies()]):
        links = Links(*copied(programme), verdict)
        with readable(verdict, "tempa_entry"):
            for facts in links.read():
                apply(facts, verdict)
                on_progress(links.count)
        links.ended()
        links.doubles()
        for model in tallies():
            with readable(verdict, model._meta.db_table):
                Compared.of(model).compare(programme, verdict)
            verdict.tables += 1
        check_papers(links.papers, verdict)
    return verdict


@contextmanager
def readable(verdict: Verdict, table: str) -> Iterator[None]:
    """A table with a value that is none of its column ends no check: it is named, and the next one is looked at."""
    try:
        yield
    except DatabaseError:
        raise
    except Exception as error:  # whatever a forged value brings about
        verdict.say(_("%(table)s tidak dapat dibaca sampai habis: %(why)s."), table=table, why=f"{type(error).__name__}: {error}")


def verify_end(programme: Programme, last: int = LAST) -> Verdict:
    """Check the last entries, their sealed values and the head; quick however long the chain is. Tables are not compared."""
    verdict = Verdict(programme.code)
    people = {str(p.public_id): p for p in Person.objects.all()}
    with one_moment():
        links = Links(programme, people, verdict)
        links.begin_after(last_sequence(programme) - last)
        with readable(verdict, "tempa_entry"):
            deque(links.read(), maxlen=0)
        links.ended()
    return verdict


@contextmanager
def as_of(programme: Programme, sequence: int) -> Iterator[Programme]:
    """The programme as it stood after an entry, built from the chain: what is read inside, by any query, is of then."""
    with one_moment(), scratch([Programme, Person, Entry, ChainHead, *tallies()]):
        verdict = Verdict(programme.code)
        copy, people = copied(programme)
        links = Links(copy, people, verdict)
        entries = Entry.objects.filter(programme_id=programme.pk, sequence__lte=sequence).order_by("sequence")
        for facts in links.read(until=sequence):
            apply(facts, verdict)
        kept = list(entries)
        with there():
            Entry.objects.bulk_create(kept, batch_size=1000)
            ChainHead.objects.create(programme=copy, size=sequence, digest=links.previous, kinds=links.kinds)
            yield copy


def copied(programme: Programme) -> tuple[Programme, dict[str, Person]]:
    """The programme and all people in the scratch database, with the numbers that they have; people by public name."""
    people = list(Person.objects.all())
    with there():
        Person.objects.bulk_create([Person(pk=p.pk, public_id=p.public_id, login=p.login, name=p.name) for p in people])
        copy = Programme.objects.create(pk=programme.pk, code=programme.code)
        found = {str(p.public_id): p for p in Person.objects.using(SCRATCH)}
    return copy, found
