"""Copies of everything that cannot be made again: one file, made while people work, checked to the last byte before it is put back.

Takes the database and the kept files of a home; gives a file that any database can be filled from. docs/how-to/backup.md says what is in it.
"""

from tempa.ledger.copies.container import NotOurs
from tempa.ledger.copies.diary import Daily, Try, daily, is_due, last_good, note, plan_daily, tries
from tempa.ledger.copies.hold import HeldElsewhere, hold
from tempa.ledger.copies.making import Made, make_copy
from tempa.ledger.copies.restoring import Restored, put_back

__all__ = [
    "Daily", "HeldElsewhere", "Made", "NotOurs", "Restored", "Try", "daily", "hold", "is_due", "last_good", "make_copy", "note", "plan_daily",
    "put_back", "tries",
]  # fmt: skip
