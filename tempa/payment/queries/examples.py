"""One price settled for every vendor status under the rules of a day: what a person shows who asks why two workshops get different sums."""

from __future__ import annotations

from datetime import date

from tempa.contracts import queries as contracts
from tempa.contracts.law import LawError, Vendor, VendorStatus
from tempa.contracts.papers.documents import Example, Examples, Part
from tempa.contracts.queries import Dataset
from tempa.payment.queries.papers import STATUS_WORDS, cited
from tempa.payment.settlement import Claim, settle

PRICE = 100_000_000
BOTH = (False, True)


def settled_examples(data: Dataset, on: date, price: int = PRICE) -> Examples:
    """Every status, each without and with PKP, under the programme's own book of rules."""
    with contracts.law_of(data.programme):
        cases = tuple(example(Vendor(pkp=pkp, status=status), on, price) for status in VendorStatus for pkp in BOTH)
    return Examples(contracts.document_head(data, "PARK", on, contracts.printed_paper(data)), on, price, cases)


def example(vendor: Vendor, on: date, price: int) -> Example:
    words = f"{STATUS_WORDS[vendor.status]}, {'PKP' if vendor.pkp else 'bukan PKP'}"
    try:
        statement = settle(Claim(on, price, vendor))
    except LawError as error:  # a status that no rule of that day knows: said, not guessed
        return Example(words, 0, (), 0, 0, (), (str(error),))
    parts = tuple(Part(line.indonesian, line.amount, cited(line.held, line.indonesian)) for line in statement.lines if line.code != "net")
    return Example(
        words, statement.gross, parts, statement.net, statement.borne.rupiah if statement.borne else 0,
        tuple(said.indonesian for said in statement.slips), tuple(said.indonesian for said in statement.warnings),
    )  # fmt: skip
