"""Who may write a form, inspect, decide on a lot, allow a concession or release a hold; maker is never inspector, recorder never decider.

Beside it: forms.py, what a form asks and what was found by it; library.py, ready forms; lots.py, plan and decision of a lot;
units.py, what may become of one machine; causes.py, whether an action helped; rating.py, how good a workshop is; field.py, how its
machines last at their recipients.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tempa.ledger.rules import PARK, May, No, Refused, Who

CRITICAL, FUNCTION, MAJOR, MINOR = "critical", "function", "major", "minor"
CLASSES = (CRITICAL, FUNCTION, MAJOR, MINOR)
"""A to D of the inspection of a machine; the first two are checked on every unit, the others by sampling."""
INSPECTORS = ("inspector", *PARK)
PARK_HOUSE = "PARK"
"""The house of an inspector who never spoke for a workshop."""
LEAST_WORDS, MOST_WORDS = 10, 2000


@dataclass(frozen=True)
class Maker:
    """Who made a unit, and its house: the lead of a member or school, else itself."""

    code: str
    lead: str = ""

    @property
    def house(self) -> str:
        return self.lead or self.code


def may_inspect(who: Who, maker: Maker, houses: Collection[str]) -> May:
    """Inspectors and the park inspect, but nobody what their own house made.

    `houses`: the houses of all workshops and schools that the person speaks for or ever spoke for in this programme.
    """
    if not who.sits_at(*INSPECTORS):
        return No("Hanya pemeriksa dan taman sains yang mencatat pemeriksaan.")
    if maker.house in houses:
        return No(
            "Anda dari %(house)s, dan unit ini dibuat %(maker)s yang satu rumah dengannya. Pembuat tidak memeriksa buatannya sendiri: "
            "minta pemeriksa lain.", house=maker.house, maker=maker.code,
        )  # fmt: skip
    return True


def may_decide(who: Who, *, inspected: bool) -> May:
    """The park decides on a lot, by somebody who inspected none of it in that round."""
    if not who.sits_at(*PARK):
        return No("Hanya perencana atau kepala taman sains yang memutus lot.")
    if inspected:
        return No("Anda memeriksa unit dari lot ini pada putaran ini. Yang memeriksa tidak memutus: minta orang kedua dari taman sains memutusnya.")
    return True


def may_decide_unit(who: Who, decided: str, agency: str, *, is_signer: bool) -> May:
    """The park decides what becomes of a machine; a concession is given by its agency, not by who signed the contract."""
    if decided != "concession":
        return True if who.sits_at(*PARK) else No("Hanya taman sains yang memutus perbaikan atau pemusnahan unit.")
    if not who.speaks_for(agency, "agency"):
        return No("Konsesi diberikan oleh %(agency)s, OPD pemesannya, bukan oleh orang lain.", agency=agency)
    if is_signer:
        return No("Anda menandatangani kontrak unit ini. Konsesi diputus orang lain di OPD, supaya yang menandatangani tidak menilai hasilnya.")
    return True


def may_release(who: Who, *, found_by: int) -> May:
    """The head of the park lets a workshop's lots of a type go on, who did not find the failure."""
    if not who.sits_at("park_head"):
        return No("Hanya kepala taman sains yang melepas penahanan karena cacat kritis.")
    if who.person == found_by:
        return No("Anda yang menemukan cacat kritis itu. Minta kepala lain melepas penahanannya.")
    return True


def may_release_first_article(who: Who, *, inspected_by: int) -> May:
    if not who.sits_at(*PARK):
        return No("Hanya taman sains yang melepas unit pertama.")
    if who.person == inspected_by:
        return No("Anda yang memeriksa unit pertama ini. Minta orang kedua dari taman sains yang melepasnya.")
    return True


def check_words(text: str, *, field: str = "reason", what: str = "alasannya") -> None:
    """Refuses fewer than ten letters where somebody will ask years later why."""
    if len(text.strip()) < LEAST_WORDS:
        raise Refused("Tulis %(what)s, paling sedikit 10 huruf.", field=field, what=what)
    if len(text) > MOST_WORDS:
        raise Refused("Penjelasan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field=field)
