"""What time it is for the ledger, and what to say where the machine's clock cannot be right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tempa.desks.frame.words import moment
from tempa.ledger import queries

MADE = datetime(2026, 11, 1, tzinfo=UTC)  # this program was not there before; a clock that says so has lost its time
CORRECTION = timedelta(minutes=10)
PAUSE = timedelta(hours=1)  # an example that nobody touches stays on its day


def dated(clock: datetime, last: datetime | None) -> datetime:
    """The moment that an entry bears: the clock's, or the last entry's where the clock is being corrected or has lost its time.

    A clock that is more than a little behind, but not impossibly so, is believed (docs/decisions/wrong-clock.md).
    """
    if last is None:
        return clock
    return last if clock < last and (last - clock <= CORRECTION or clock < MADE) else clock


def now_of(programme: queries.Programme) -> datetime:
    """The moment that an entry of this programme bears now."""
    return moment_of(programme, timezone.now(), *queries.last_moments(programme))


def moment_of(programme: queries.Programme, clock: datetime, last: datetime | None, recorded_at: datetime | None) -> datetime:
    """The same, from the server's clock and the moments of the last entry."""
    return dated(clock, last) if programme.clock is None else example_time(programme.clock, clock, last, recorded_at)


def example_time(began: datetime, clock: datetime, last: datetime | None, recorded_at: datetime | None) -> datetime:
    """The time of an example with a clock of its own: it goes on from its last entry, at most an hour while nobody does anything."""
    if last is None or last < began:
        return began
    return last + min(max(clock - recorded_at, timedelta(0)), PAUSE) if recorded_at else last


def clock_fault(clock: datetime, last: datetime | None) -> str:
    """What is wrong with the clock, as a sentence; empty where nothing is."""
    if last is None or last - clock <= CORRECTION:
        return ""
    return _(
        "Jam komputer server menunjuk %(clock)s, lebih awal dari catatan terakhir (%(last)s). Minta pengelola membetulkan "
        "jamnya dulu; yang dicatat sekarang akan bertanggal %(dated)s."
    ) % {"clock": moment(clock), "last": moment(last), "dated": moment(dated(clock, last))}
