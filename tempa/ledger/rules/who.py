"""A person as rules see them: desks, whom they speak for, links they hold."""

from __future__ import annotations

from dataclasses import dataclass

from tempa.ledger.rules.refusals import May, No


@dataclass(frozen=True)
class HeldLink:
    """A link that somebody without an account may use now: for what, about what, and for whom."""

    link: str
    purpose: str
    matter: str
    organisation: str


@dataclass(frozen=True)
class Who:
    """A person as rules see them: their number, the desks at which they sit, each with whom they speak for, and the links
    that they hold. A link is no seat: it allows only what a rule asks for by its purpose."""

    person: int
    roles: frozenset[tuple[str, str]] = frozenset()
    links: frozenset[HeldLink] = frozenset()

    @property
    def desks(self) -> set[str]:
        return {desk for desk, _ in self.roles}

    def sits_at(self, *desks: str) -> bool:
        return any(desk in desks for desk, _ in self.roles)

    def speaks_for(self, subject: str, *desks: str) -> bool:
        """Whether they sit at one of `desks` for this agency, workshop or supplier."""
        return any((desk, subject) in self.roles for desk in desks)

    def link_for(self, purpose: str, organisation: str, matter: str | None = None) -> str:
        """The link by which they may do this for an organisation; empty: none. `matter` None: whatever it is about."""
        fitting = sorted(
            held.link for held in self.links
            if (held.purpose, held.organisation) == (purpose, organisation) and matter in (None, held.matter)
        )  # fmt: skip
        return fitting[0] if fitting else ""


PARK = ("park_planner", "park_head")


def may_as_park(who: Who) -> May:
    """What only the science park's office does."""
    return True if who.sits_at(*PARK) else No("Hanya perencana atau kepala taman sains yang boleh melakukan ini.")


PARK = ("park_planner", "park_head")
