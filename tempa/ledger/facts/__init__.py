"""What can have happened in the ledger itself, and the base of every fact."""

from tempa.ledger.facts.declared import (
    FOLLOWERS,
    KINDS,
    LONGEST_SUBJECT,
    ROW_KINDS,
    TABLES,
    ByColumn,
    Fact,
    Personal,
    Price,
    Public,
    Recorded,
    Undeclared,
    follows,
    keeps,
    subjects_of,
)
from tempa.ledger.facts.links import LinkIssued, LinkRevoked, LinkTaken
from tempa.ledger.facts.papers import PaperKept
from tempa.ledger.facts.people import DeputyNamed, InvitationIssued, PasswordChosen, RoleGranted, RoleRevoked
from tempa.ledger.facts.rows import RowStated, RowWithdrawn, TableArranged, batches, put_rows, take_rows

__all__ = [
    "FOLLOWERS",
    "KINDS",
    "LONGEST_SUBJECT",
    "ROW_KINDS",
    "TABLES",
    "ByColumn",
    "DeputyNamed",
    "Fact",
    "InvitationIssued",
    "LinkIssued",
    "LinkRevoked",
    "LinkTaken",
    "PaperKept",
    "PasswordChosen",
    "Personal",
    "Price",
    "Public",
    "Recorded",
    "RoleGranted",
    "RoleRevoked",
    "RowStated",
    "RowWithdrawn",
    "TableArranged",
    "Undeclared",
    "batches",
    "follows",
    "keeps",
    "put_rows",
    "subjects_of",
    "take_rows",
]  # fmt: skip
