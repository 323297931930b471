"""Actions against causes: opened with owner and date, closed by the figures alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused, may_as_park
from tempa.quality import queries
from tempa.quality.facts import CauseClosed, CauseTackled
from tempa.quality.rules.causes import Effect, check_close, check_open
from tempa.registry import queries as registry


@dataclass(frozen=True)
class Tackle:
    """A cause with what is done against it; `type` and `check_code` say which failures it is about, blank: all of the workshop's."""

    workshop: str
    cause: str
    what: str
    owner: str
    due_on: date
    type: str = ""
    check_code: str = ""


def tackle_cause(programme: Programme, *, tackle: Tackle, **doing: Unpack[Doing]) -> UUID:
    """Open an action against a cause. Returns its name."""
    texts = {name: value.strip() if isinstance(value, str) else str(value) for name, value in asdict(tackle).items()}
    with deed(programme, **doing) as d:
        if d.known(CauseTackled, **texts):
            return d.identity
        d.must(may_as_park(d.who))
        d.still(f"workshops:{tackle.workshop}")
        if registry.workshop_named(programme, tackle.workshop) is None:
            raise Refused("Bengkel %(workshop)s tidak ada di program ini.", field="workshop", workshop=tackle.workshop)
        check_open(cause=texts["cause"], what=texts["what"], owner=texts["owner"], due_on=tackle.due_on, today=d.today)
        d.record(CauseTackled(str(d.identity), **texts))
        return d.identity


def close_cause(programme: Programme, *, action: UUID, **doing: Unpack[Doing]) -> Entry:
    """Close an action where the figures since then show that failures became fewer."""
    with deed(programme, **doing) as d:
        if known := d.known(CauseClosed, action=str(action)):
            return known
        found = queries.corrective_action_named(programme, action)
        if found is None:
            raise Refused("Tindakan itu tidak ada di program ini.")
        d.must(may_as_park(d.who))
        d.still(f"cause:{action}", kinds=("InspectionRecorded",))
        if found.closed_at is not None:
            raise Refused("Tindakan ini sudah ditutup.")
        effect = queries.effect(found)
        check_close(effect)
        return d.record(CauseClosed(str(action), as_kept(effect)))


def as_kept(effect: Effect) -> dict[str, Any]:
    """The figures of an effect as a fact holds them: whole numbers, and the chance as text."""
    b, a = effect.before, effect.after
    return {"before_bad": b.bad, "before": b.inspected, "after_bad": a.bad, "after": a.inspected, "chance": f"{effect.chance:.4f}"}
