"""What waits for an inspector on the spot, of all rooms: lots, first articles, verifications, and checks of use that fall due."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tempa.delivery import queries as delivery
from tempa.ledger import queries as ledger
from tempa.quality import queries as quality
from tempa.quality.rules.weeks import Errand
from tempa.values.routing.terms import terms_on

MOST_CHECKS = 8  # machines looked at in one errand at a recipient


def errands_until(programme: ledger.Programme, today: date, monday: date) -> list[Errand]:
    """All errands of a week: what waits today, and what falls due by its end."""
    until = monday + timedelta(days=6)
    return [*quality.errands(programme, today, until), *use_checks(programme, until, today)]


def use_checks(programme: ledger.Programme, until: date, today: date) -> list[Errand]:
    """One errand for each recipient whose machines are to be looked at."""
    meant, places = delivery.assignments(programme), delivery.spots_of_destinations(programme)
    due: dict[str, list[date]] = defaultdict(list)
    people = {}
    for one in delivery.due(programme, until):
        if one.serial in meant:
            recipient = meant[one.serial].request.recipient
            people[recipient.recipient] = recipient
            due[recipient.recipient].append(one.on)
    each = terms_on(today).minutes("use_check_minutes")
    return [
        Errand("use_check", code, delivery.spot_of(people[code], places), each * min(MOST_CHECKS, len(days)), min(days))
        for code, days in sorted(due.items())
    ]  # fmt: skip
