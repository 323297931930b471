"""What the account code that pays a claim says about its machines: its form, and whether they are given away and so need a grant (NPHD)."""

from __future__ import annotations

from dataclasses import dataclass

from tempa.contracts import queries as contracts
from tempa.contracts.law.words import Sentence
from tempa.delivery import queries as delivery
from tempa.payment.models import Claim
from tempa.payment.queries.claims import account_of
from tempa.payment.settlement import account_use, account_warnings

GRANT = "grant"


@dataclass(frozen=True)
class Account:
    """The code of a claim's budget line. `granted`: of `machines` how many have the signed copy of their grant here."""

    code: str
    warnings: tuple[Sentence, ...]
    is_given_away: bool
    machines: int
    granted: int


def account_told(claim: Claim) -> Account:
    """Only told: no payment waits for a grant, which is signed when the recipient has its machine. Asked under the law of the programme.

    The code is of the year of the contract, whose budget pays, also where it is read a year later.
    """
    on = contracts.all_contracts(claim.programme).values_list("signed_on", flat=True).get(contract=claim.contract)
    assert on is not None, "a claim is of a signed contract"
    code, serials = account_of(claim.programme, claim.budget_line), list(claim.units.values_list("serial", flat=True))
    given = account_use(code, on) == "given_away" and bool(serials)
    return Account(code, account_warnings(code, on) if code else (), given, len(serials), granted(claim, serials) if given else 0)


def granted(claim: Claim, serials: list[str]) -> int:
    """How many of these machines went to their recipients by a handover whose signed grant is kept here."""
    handovers = {delivery.subject_of(h): h for h in delivery.handovers_of_units(claim.programme, serials, 3)}
    have = contracts.signed_kinds(claim.programme, list(handovers))
    signed = [h for subject, h in handovers.items() if (subject, GRANT) in have]
    mine = set(serials)
    return sum(u.serial in mine and u.state == "taken" for h in signed for u in delivery.units_of(h))
