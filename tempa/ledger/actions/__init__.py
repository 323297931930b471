"""The only door to the ledger: a `deed` asks its rules and records its facts under one lock; chain and tallies move together."""

from tempa.ledger.actions.chaining import fact_of, tally, values_of
from tempa.ledger.actions.deeds import Deed, Doing, deed, record, record_many
from tempa.ledger.actions.papers import keep_paper, keep_paper_in, paper_place, store
from tempa.ledger.actions.programmes import found_programme, set_clock
from tempa.ledger.actions.roles import give_role, grant_role, name_deputy, revoke_role
from tempa.ledger.actions.sign_in import CLOCKS_DIFFER, COUNT_FAILURES, add_person, begin_sign_in, end_sign_in

__all__ = [
    "CLOCKS_DIFFER", "COUNT_FAILURES", "Deed", "Doing", "add_person", "begin_sign_in", "deed", "end_sign_in", "fact_of", "found_programme",
    "give_role", "grant_role", "keep_paper", "keep_paper_in", "name_deputy", "paper_place", "record", "record_many", "revoke_role",
    "set_clock", "store", "tally", "values_of",
]  # fmt: skip
