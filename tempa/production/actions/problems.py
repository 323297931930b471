"""Problems: stated by the maker or the office, given an owner and a date, closed with what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.production import queries, rules
from tempa.production.actions.progress import keep_photos
from tempa.production.actions.serials import through_of
from tempa.production.facts import ProblemClosed, ProblemStated, ProblemTaken
from tempa.production.models import Problem


@dataclass(frozen=True)
class Trouble:
    """What holds the work of a workshop, or of one of its lots: `kind` of `rules.KINDS`, in its own words."""

    workshop: str
    kind: str
    source: str
    lot: str = ""
    words: str = ""
    photos: Sequence[str] = ()

    def said(self) -> dict[str, Any]:
        return {
            "workshop": self.workshop, "lot": self.lot, "problem_kind": self.kind, "words": self.words.strip(), "source": self.source,
            "photos": list(dict.fromkeys(self.photos)),
        }  # fmt: skip


def state_problem(programme: Programme, *, trouble: Trouble, **doing: Unpack[Doing]) -> Entry:
    """State what holds the work."""
    with deed(programme, **doing) as d:
        if known := d.known(ProblemStated, **trouble.said()):
            return known
        fact = stated(d, trouble)
        entry = d.record(fact)
        keep_photos(d, trouble.photos, name=f"kendala {fact.problem}")
        return entry


def stated(d: Deed, trouble: Trouble, ahead: int = 0) -> ProblemStated:
    """The fact of a problem, asked of the rules; `ahead`: how many more the same deed states before it."""
    lead = queries.lead_of(d.programme, trouble.workshop)
    d.must(rules.may_report(d.who, trouble.workshop, lead))
    rules.check_source(d.who, trouble.source)
    rules.check_problem(trouble.kind, trouble.words)
    if trouble.lot and not queries.lot_cards(d.programme, d.today, queries.makers_of(d.programme, trouble.workshop), [trouble.lot]):
        raise Refused("Lot %(lot)s bukan lot %(workshop)s yang sedang dikerjakan.", field="lot", lot=trouble.lot, workshop=trouble.workshop)
    code = f"KD{1 + ahead + d.head.count(ProblemStated.kind):03}"
    return ProblemStated(**trouble.said(), problem=code, through=through_of(d, trouble.workshop, lead))


def take_problem(programme: Programme, *, problem: str, owner: str, due_on: date, **doing: Unpack[Doing]) -> Entry:
    """Say which organisation (PARK, or the code of a workshop, agency or supplier) sees to a problem, and until when."""
    with deed(programme, **doing) as d:
        if known := d.known(ProblemTaken, problem=problem, owner=owner, due_on=str(due_on)):
            return known
        found = existing(programme, problem)
        d.must(rules.may_take(d.who, is_closed=found.closed_at is not None))
        d.still(f"problem:{problem}")
        if owner not in queries.organisations(programme):
            raise Refused("Pilih penanggung jawab dari daftar.", field="owner")
        rules.check_due(due_on, d.today)
        return d.record(ProblemTaken(problem, owner, str(due_on)))


def close_problem(programme: Programme, *, problem: str, done: str, **doing: Unpack[Doing]) -> Entry:
    """Say that a problem holds nothing any more, and what was done."""
    words = done.strip()
    with deed(programme, **doing) as d:
        if known := d.known(ProblemClosed, problem=problem, done=words):
            return known
        found = existing(programme, problem)
        lead = queries.lead_of(programme, found.workshop)
        d.must(rules.may_close(d.who, maker=found.workshop, lead=lead, is_closed=found.closed_at is not None))
        d.still(f"problem:{problem}")
        rules.check_reason(words, field="done", what="apa yang dilakukan")
        return d.record(ProblemClosed(problem, words, through_of(d, found.workshop, lead)))


def existing(programme: Programme, problem: str) -> Problem:
    found = queries.problem_named(programme, problem)
    if found is None:
        raise Refused("Kendala %(problem)s tidak ada di program ini.", problem=problem)
    return found
