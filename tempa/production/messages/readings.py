"""From the tokens of a sentence to its signs: the longest and most exact reading first."""

from __future__ import annotations

from datetime import date

from tempa.production.messages import lexicon as lx
from tempa.production.messages.figures import Written, figure_at
from tempa.production.messages.names import Names
from tempa.production.messages.number_readings import (
    counted,
    lone_di,
    read_date,
    read_figure,
    read_left_date,
    read_ordinal,
    read_time,
    strange,
    taken_apart,
)
from tempa.production.messages.signs import Found, Place, Reading, Role, Sign, one, phrase, settled
from tempa.production.messages.spelling import forms, is_finish, is_other_work, step_word
from tempa.production.messages.thing_readings import (
    is_other_work_here,
    read_run,
    read_thing,
    step_meaning,
    unblocked_step,
)
from tempa.production.messages.tokens import Token


def signs_of(tokens: list[Token], names: Names, sent_on: date) -> list[Sign]:
    """The signs of one sentence; a lone di belongs to the step word after it and goes (M1)."""
    parts = [part for token in tokens for part in taken_apart(token)]
    kept = [t for t, after in zip(parts, [*parts[1:], None], strict=True) if not lone_di(t, after)]
    place, signs = Place(kept, 0, names, sent_on), []
    while place.at < len(kept):
        found = next(found for reading in READINGS if (found := reading(place)))
        signs += found.signs
        place = place.moved(found.end)
    return settled(signs)


# The readings, in the order in which they are tried.


def read_code(place: Place) -> Found | None:
    """M2: the code of a lot or of its type."""
    if place.token.shape != "code":
        return None
    return one(place, 1, Role.NAME, lots=place.names.of_code(place.text()))


def read_separator(place: Place) -> Found | None:
    """M1: what ends a clause or joins two steps."""
    text = place.text()
    if text in (",", ";") or text in lx.PARTERS:
        return one(place, 1, Role.PART)
    if text == "+":
        return one(place, 1, Role.PLUS)
    if text in lx.JOINERS:
        return one(place, 1, Role.JOIN)
    return phrase(place, lx.CORRECTIONS, Role.CORRECTION)


def read_fitting(place: Place) -> Found | None:
    """M8: pasang or dipasang before dinamo, kabel, listrik is wire, a count between them or not."""
    if not any(word in lx.FITTING for word in forms(place.text())):
        return None
    between, at = [], place.at + 1
    while at < len(place.tokens) and (found := read_between(place.moved(at))):
        between += found.signs
        at = found.end
    part = place.moved(at).text().removesuffix("nya")
    if part not in lx.FITTED:
        return None
    step = place.sign(place.at + 1, Role.STEP, word="pasang", resource="wire", work="wire")
    fitted = place.moved(at).sign(at + 1, Role.THING, Role.FITTED, thing=lx.THINGS[(part,)])
    return Found(at + 1, [step, *between, fitted])


def read_between(place: Place) -> Found | None:
    if place.text() in lx.ALL:
        return one(place, 1, Role.ALL)
    if place.text() in lx.UNITS:
        return one(place, 1, Role.UNIT)
    figure = figure_at(place.tokens, place.at)
    return counted(place, figure) if figure and figure.written is Written.WHOLE else None


def read_no_trouble(place: Place) -> Found | None:
    """M16: tidak ada kendala is none; nor is tidak masalah."""
    if place.text() not in lx.NOT | lx.NOT_YET:
        return None
    ahead = 2 if place.text(1) == lx.THERE_IS else 1
    return one(place, ahead + 1, Role.NOT_DONE) if place.text(ahead) in lx.HINDRANCES else None


def read_did_not(place: Place) -> Found | None:
    """M16: belum, tidak + datang, ada, masuk, cair …; belum dibayar."""
    if place.text() not in lx.NOT | lx.NOT_YET:
        return None
    soft = Role.NOT_YET if place.text() in lx.NOT_YET else Role.NOT_DONE
    ahead = 2 if place.text(1) == "juga" else 1
    if place.text(ahead) in lx.DID_NOT:
        return one(place, ahead + 1, Role.TROUBLE, soft)
    if place.text(ahead) == lx.NOT_PAID and place.text() in lx.NOT_YET:
        return one(place, ahead + 1, Role.NOT_PAID, soft)
    return None


def read_try_out(place: Place) -> Found | None:
    """M8: uji coba is one step word."""
    if (place.text(), place.text(1)) != lx.TRY_OUT or place.text(-1) in lx.NO_STEP_AFTER:
        return None
    return one(place, 2, Role.STEP, word="uji coba", resource="test", work="test")


def read_phrase(place: Place) -> Found | None:
    """The phrases of M7, M11 and M14, the longest first."""
    tables = ((lx.TOTAL_MARKS, Role.TOTAL), (lx.NEW_MARKS, Role.NEW), (lx.NOT_DONE, Role.NOT_DONE))
    for phrases, role in (*tables, (lx.LATER, Role.LATER), (lx.VAGUE, Role.VAGUE)):
        if found := phrase(place, phrases, role):
            return found
    return None


def read_word(place: Place) -> Found | None:
    """The single words of M5 and M11 to M17."""
    text = place.text()
    role = next((role for words, role in SINGLE_WORDS if text in words), None)
    return one(place, 1, role, word=text) if role else None


SINGLE_WORDS = (
    (lx.ALL, Role.ALL),
    (lx.MORE, Role.NEW_HERE),
    ({lx.AGAIN}, Role.AGAIN),
    (lx.UNSURE, Role.UNSURE),
    (lx.LEFT, Role.LEFT),
    ({lx.SHORT_OF}, Role.SHORT),
    ({lx.THE_REST}, Role.THE_REST),
    (lx.NOT_YET | {lx.STILL}, Role.NOT_YET),
    (lx.NOT, Role.NOT_DONE),
    ({lx.BUT_NOT}, Role.BUT_NOT),
    ({"siap"}, Role.READY),
    (lx.IF, Role.IF),
    (lx.TROUBLE, Role.TROUBLE),
    (lx.DISASTERS, Role.DISASTER),
    (lx.HINDRANCES, Role.HINDRANCE),
)


def read_unit(place: Place) -> Found | None:
    """M5: a unit word without a number; a name word where a lot is called so (sampah buah)."""
    return one(place, 1, Role.UNIT) if place.text() in lx.UNITS and not place.names.of_word(place.text()) else None


def read_exact_work(place: Place) -> Found | None:
    """M8, M10, M15 as they are listed, before a name is looked for in part."""
    word = place.text()
    if any(form in lx.STEP_WORDS for form in forms(word)):
        step = unblocked_step(place)
        return one(place, 1, Role.STEP, **step_meaning(step)) if step else one(place, 1)
    if is_other_work(word):
        return one(place, 1, *([Role.OTHER_WORK] if is_other_work_here(place) else []), word=word)
    return one(place, 1, Role.FINISH, word=word) if word in lx.FINISH else None


def read_name(place: Place) -> Found | None:
    """M2, M3: a name word as it is listed, with -nya or in part."""
    lots = place.names.of_word(place.text()) if place.token.shape == "word" else None
    return one(place, 1, Role.NAME, lots=lots) if lots is not None else None


def read_slip(place: Place) -> Found | None:
    """M4: a step word, a finish word or a name word with a slip."""
    if place.token.shape != "word":
        return None
    if step_word(place.text()):
        step = unblocked_step(place)
        return one(place, 1, Role.STEP, **step_meaning(step)) if step else one(place, 1)
    if is_finish(place.text()):
        return one(place, 1, Role.FINISH, word=place.text())
    lots = place.names.of_slip(place.text())
    return one(place, 1, Role.NAME, lots=lots) if lots is not None else None


def read_rest(place: Place) -> Found:
    """M20: letters glued to a digit; M6: but the 2 that doubles a word is none; any other word means nothing."""
    text = place.text()
    if not strange(text) or text in lx.MEASURES or doubles(text):
        return one(place, 1)
    return one(place, 1, Role.GLUED)


def doubles(text: str) -> bool:
    """M6: anak2, las2an."""
    word = text.replace("2", "", 1)
    return "2" in text[1:] and word.isalpha() and len(text.partition("2")[0]) > 1


READINGS: tuple[Reading, ...] = (
    read_code,
    read_run,
    read_separator,
    read_left_date,
    read_date,
    read_time,
    read_figure,
    read_ordinal,
    read_fitting,
    read_no_trouble,
    read_did_not,
    read_phrase,
    read_try_out,
    read_thing,
    read_word,
    read_unit,
    read_exact_work,
    read_name,
    read_slip,
    read_rest,
)
