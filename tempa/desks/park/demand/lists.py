"""What an uploaded list leaves open: doubtful cells, names of machines, what its rows lack, lines that are there already."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tempa.demand import queries as demand
from tempa.desks.frame.door import Here
from tempa.desks.park.demand import drafts
from tempa.ledger import queries as ledger
from tempa.values.programme import Tables
from tempa.values.programme.errors import Sentence
from tempa.values.programme.people import Proposal, Question, merged
from tempa.values.programme.people.gaps import about_budget_lines, missing_fields, with_budget_lines
from tempa.values.programme.people.lines import Likeness, about_lines, decided_lines, likenesses, ordered_only
from tempa.values.programme.people.prices import other_prices


@dataclass(frozen=True)
class Understood:
    """A list as far as it is understood: `types` are decided per name, `lines` per row, `missing` is per field the rows without it."""

    known: Tables
    proposal: Proposal
    matches: list[drafts.NameMatch]
    types: dict[str, str]
    lines: dict[int, str]
    missing: dict[str, str]
    further: list[Question]
    given: frozenset[str]  # codes that order lines ever had

    @property
    def questions(self) -> list[Question]:
        return [*self.proposal.questions, *self.further]

    @property
    def is_ready(self) -> bool:
        named = len(self.types) == len(self.matches)
        return self.proposal.is_complete and named and bool(self.proposal.rows) and not (self.further or self.missing)

    @property
    def other_prices(self) -> list[Sentence]:
        """Prices of the list that are not those that its order will have."""
        return other_prices(self.proposal, self.types, self.known)

    @property
    def tables(self) -> Tables:
        """What it would make of the programme."""
        return merged(self.known, self.proposal, self.types, self.lines, self.given)


def understood(here: Here, draft: drafts.Draft) -> Understood:
    """The list of a draft with all answers so far."""
    known, answers, given = ledger.tables_of(here.programme), draft.about["answers"], demand.line_codes(here.programme)
    proposal = with_budget_lines(drafts.proposal_of(here, draft, known), known, answers)
    matches = drafts.matches(here, proposal, draft.about["types"])
    types = {m.name: m.chosen for m in matches if m.chosen}
    proposal = ordered_only(proposal, types)
    missing = missing_fields(proposal)
    if not proposal.is_complete or len(types) < len(matches) or missing:
        return Understood(known, proposal, matches, types, {}, missing, [], given)
    found = likenesses(known["orders"], proposal, types)
    lines, asked = decided_lines(found, answers), about_lines(found, answers)
    asked += about_budget_lines(beside(proposal, found, lines, is_asked=bool(asked)), known)
    return Understood(known, proposal, matches, types, lines, missing, asked, given)


def settle(here: Here, draft: drafts.Draft, known: Understood) -> None:
    """Keep what a list that is understood makes of the programme as it stands."""
    draft.about |= {"types": known.types, "of": state(here), "prices": [(one.id, one.en) for one in known.other_prices]}
    draft.keep_about()
    draft.keep_tables(known.tables)


def followed(here: Here, draft: drafts.Draft) -> bool:
    """Whether the tables of a draft are of the programme as it stands, made anew where it has changed; False: something is asked."""
    if draft.about["kind"] != "people" or draft.about.get("of") == state(here):
        return True
    known = understood(here, draft)
    if known.is_ready:
        settle(here, draft, known)
    return known.is_ready


def state(here: Here) -> str:
    return ledger.state_of_rows(here.programme)[1].hex()


def beside(proposal: Proposal, found: list[Likeness], lines: dict[int, str], *, is_asked: bool) -> Proposal:
    """The rows that are new lines for certain: neither lines that are there, nor ones of which that is still asked."""
    places = {one.place for one in found} if is_asked else set(lines)
    return replace(proposal, rows=tuple(row for place, row in enumerate(proposal.rows) if place not in places))
