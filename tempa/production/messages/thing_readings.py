"""Things (M16) and names of several words (M2): what other readings ask for too."""

from __future__ import annotations

from tempa.production.messages import lexicon as lx
from tempa.production.messages.said import Trouble
from tempa.production.messages.signs import Found, Place, Role, one
from tempa.production.messages.spelling import is_other_work, step_word


def read_run(place: Place) -> Found | None:
    """M2: words side by side as in a name."""
    end, lots = place.names.run_at(place.tokens, place.at)
    return Found(end, [place.sign(end, Role.NAME, lots=lots)]) if end > place.at else None


def read_thing(place: Place) -> Found | None:
    """M16: a thing, of one word or two, also with -nya; some are step words, other work or name words as well."""
    if place.text() in (lx.MACHINE_AT_WORK, lx.CRAFTSMAN) and step_word(place.text(1)):
        kind = Trouble.MACHINE if place.text() == lx.MACHINE_AT_WORK else Trouble.PEOPLE
        return one(place, 2, Role.THING, thing=kind)
    for length in (2, 1):
        words = tuple(place.text(i) for i in range(length))
        kind_found = lx.THINGS.get(words) or lx.THINGS.get((*words[:-1], words[-1].removesuffix("nya")))
        if kind_found:
            return one_thing(place, length, kind_found)
    return None


def one_thing(place: Place, length: int, kind: Trouble) -> Found:
    roles, meaning = {Role.THING}, {"thing": kind}
    if length == 1 and (step := unblocked_step(place)):
        return one(place, 1, Role.THING, Role.STEP, thing=kind, **step_meaning(step))
    if length == 1 and is_other_work_here(place):
        roles.add(Role.OTHER_WORK)
    lots = place.names.of_word(place.text()) if length == 1 else None
    if lots:
        return one(place, 1, *roles, Role.NAME, lots=lots, **meaning)
    return one(place, length, *roles, **meaning)


def unblocked_step(place: Place) -> str | None:
    """M8: no step after tukang, mesin, bengkel, kawat, trafo, mata."""
    return None if place.text(-1) in lx.NO_STEP_AFTER else step_word(place.text())


def is_other_work_here(place: Place) -> bool:
    """M10; as with a step, a "mesin gerinda" is a machine and no work."""
    return is_other_work(place.text()) and place.text(-1) not in lx.NO_STEP_AFTER


def step_meaning(word: str) -> dict[str, str]:
    resource, work = lx.STEP_WORDS[word]
    return {"word": word, "resource": resource, "work": work}
