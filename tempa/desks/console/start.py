"""What every verb that needs the database does first: Django, the newest form of the database, durability."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def set_up() -> None:
    """Bring the database to the newest form and refuse one that may lose records; a few milliseconds when all is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tempa.site.settings")
    import django
    from django.conf import settings

    settings.TEMPA_HOME.mkdir(parents=True, exist_ok=True)
    django.setup()
    from tempa.desks.console import database
    from tempa.desks.console.home import make_private

    make_private(settings.TEMPA_HOME, say)
    use(settings.TEMPA_HOME)
    database.bring_up_to_date(say)


def use(home: Path) -> None:
    """Note that the home is in use until this process ends; nobody may put a copy back meanwhile."""
    from tempa.ledger.copies import HeldElsewhere, hold

    try:
        hold(home)
    except HeldElsewhere as elsewhere:
        raise SystemExit(str(elsewhere)) from None


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
