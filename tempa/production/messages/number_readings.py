"""What a number can mean (M5 to M7, M11, M13): a count, a measure, a date, a time, or something vague."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tempa.production.messages import lexicon as lx
from tempa.production.messages.figures import Figure, Written, date_at, day_of_month, figure_at, measure_of
from tempa.production.messages.names import split_hyphens
from tempa.production.messages.signs import Found, Place, Role, one
from tempa.production.messages.spelling import is_other_work, step_word
from tempa.production.messages.thing_readings import read_run, read_thing
from tempa.production.messages.tokens import Token


def lone_di(token: Token, after: Token | None) -> bool:
    return token.text == "di" and after is not None and bool(step_word(after.text) or is_other_work(after.text))


def taken_apart(token: Token) -> Iterator[Token]:
    """M5, M20: las3 is las 3 and x3 is 3; letters glued to a digit that are nothing of ours stay one word."""
    if token.shape != "word" or listed(token.text):
        yield token
        return
    apart = split_at_digits(token.text)
    if not apart:
        yield from [token] if strange(token.text) else split_hyphens(token)
        return
    at = token.start
    for word in apart:
        yield Token("number" if word.isdigit() else "word", word, at, token.end, at == token.start and token.glued)
        at += len(word)


def listed(text: str) -> bool:
    return text in lx.VAGUE or text in lx.PARTERS or text in lx.STEP_WORDS


def split_at_digits(text: str) -> list[str]:
    """The letters, digits and letters of las3, x3, unit3, rp500rb, ke-3; nothing where the letters are not ours."""
    head = text.rstrip("0123456789")
    tail = ""
    if head == text:
        tail = text[len(text.rstrip("abcdefghijklmnopqrstuvwxyz")) :]
        head = text[: len(text) - len(tail)].rstrip("0123456789") if tail != text else text
    digits = text[len(head) : len(text) - len(tail)]
    word = head.rstrip("-")
    if not digits.isdigit() or not word.isalpha() or not takes_digits(word) or not may_follow(tail):
        return []
    return [part for part in (word, digits, tail) if part]


def takes_digits(word: str) -> bool:
    known = word in lx.UNITS or word in lx.TIME_WORDS or word in lx.DATE_WORDS or word in lx.ORDINALS
    return known or word == "x" or bool(step_word(word)) or is_other_work(word)


def may_follow(tail: str) -> bool:
    return tail == "" or tail in lx.UNITS or tail in lx.MEASURES or tail == "x"


def strange(text: str) -> bool:
    return any(character.isdigit() for character in text) and any(character.isalpha() for character in text)


def read_left_date(place: Place) -> Found | None:
    """M13: tgl N lagi is tinggal N."""
    number = figure_at(place.tokens, place.at + 1)
    if place.text() != "tgl" or number is None or number.written is not Written.WHOLE:
        return None
    end = number.end + (1 if place.moved(number.end).text() in lx.UNITS else 0)
    if place.moved(end).text() != lx.AGAIN:
        return None
    left = place.sign(place.at + 1, Role.LEFT)
    return Found(end + 1, [left, place.moved(place.at + 1).sign(end + 1, Role.COUNT, number=number.number)])


def read_date(place: Place) -> Found | None:
    """M6, M11, M14: a date up to the message's day is a mark of new, a later one says not done; M7: tgl 3 alone."""
    ahead = 1 if place.text() in lx.DATE_WORDS else 0
    if found := date_at(place.tokens, place.at + ahead, place.sent_on):
        day, end = found
        if ahead or not is_share(place):
            return Found(end, [place.sign(end, dated(day, place.sent_on))])
    figure = figure_at(place.tokens, place.at + 1) if ahead else None
    if figure is None or figure.written is not Written.WHOLE:
        return None
    if place.text() == "tgl":
        return Found(figure.end, [place.sign(figure.end, Role.VAGUE)])
    known = day_of_month(figure.number, place.sent_on)
    roles = [dated(known, place.sent_on)] if known else []
    return Found(figure.end, [place.sign(figure.end, *roles)])


def is_share(place: Place) -> bool:
    return place.token.shape == "share"


def dated(day: date, sent_on: date) -> Role:
    return Role.LATER if day > sent_on else Role.NEW


def read_time(place: Place) -> Found | None:
    """M6: a number after jam, pukul, pkl, Rp is no count, nor is the second of jam 8 sampai 10."""
    if place.text() not in lx.TIME_WORDS:
        return None
    figure = figure_at(place.tokens, place.at + 1)
    return Found(figure.end, [place.sign(figure.end)]) if figure else one(place, 1)


def read_figure(place: Place) -> Found | None:
    """M5 to M7: what begins with a number."""
    if place.text() == "x" and (figure := figure_at(place.tokens, place.at + 1)):
        return counted(place, figure)
    figure = figure_at(place.tokens, place.at)
    if figure is None:
        return None
    return read_measured(place, figure) or read_share_of(place, figure) or read_number(place, figure)


def read_measured(place: Place, figure: Figure) -> Found | None:
    """M6: a number before a measure is no count; M2: but a name word where an open lot's name holds it."""
    after = place.moved(figure.end)
    measure = measure_of(place.tokens, figure.end)
    if measure is None or (after.text(), after.text(1)) in OTHER_PHRASES:
        return None
    if (after.text(), after.text(1)) in lx.DAYS_AHEAD:
        return Found(figure.end + 2, [place.sign(figure.end + 2, Role.NOT_DONE)])
    if (after.text(),) in lx.THINGS:
        return Found(figure.end, [place.sign(figure.end)])
    end = figure.end + (3 if (after.text(1), after.text(2)) == ("/", "jam") else 1)
    lots = place.names.of_measure(figure, measure)
    return Found(end, [place.sign(end, *([Role.NAME] if lots else []), lots=lots)])


OTHER_PHRASES = {("hari", "ini"), ("minggu", "ini"), ("minggu", "depan"), ("bulan", "depan")}


def read_share_of(place: Place, figure: Figure) -> Found | None:
    """M5: N dari M and N/M."""
    if figure.written is Written.SHARE:
        return counted(place, figure)
    end = figure.end + (1 if place.moved(figure.end).text() in lx.UNITS else 0)
    whole = figure_at(place.tokens, end + 1) if place.moved(end).text() == "dari" else None
    if figure.written is not Written.WHOLE or whole is None or whole.written is not Written.WHOLE:
        return None
    return counted(place, Figure(Written.SHARE, "", whole.end, figure.number, whole.number))


def read_number(place: Place, figure: Figure) -> Found | None:
    """M6: clock times and sizes are no counts; M7: a decimal, a range, N % are vague; M5: the rest counts."""
    after = place.moved(figure.end).text()
    if after in ("%", "persen"):
        return Found(figure.end + 1, [place.sign(figure.end + 1, Role.VAGUE, Role.VAGUE_COUNT)])
    if figure.written in (Written.CLOCK, Written.SIZE, Written.DATE):
        return Found(figure.end, [place.sign(figure.end)])
    if figure.written in (Written.DECIMAL, Written.RANGE):
        end = figure.end + (1 if after in lx.UNITS else 0)
        return Found(end, [place.sign(end, Role.VAGUE, Role.VAGUE_COUNT)])
    if before_thing(place.moved(figure.end)):
        return Found(figure.end, [place.sign(figure.end)])
    if stray_letters(place, figure):
        return Found(figure.end + 1, [place.sign(figure.end + 1, Role.GLUED)])
    return counted(place, figure)


def before_thing(place: Place) -> bool:
    """M6: before a thing of M16 that is no step word."""
    if place.at >= len(place.tokens) or read_run(place) or step_word(place.text()):
        return False
    found = read_thing(place)
    return found is not None and Role.THING in found.signs[0]


def stray_letters(place: Place, figure: Figure) -> bool:
    """M20: letters glued behind a number that are no unit and no step word."""
    if figure.end >= len(place.tokens) or place.tokens[figure.end - 1].shape != "number":
        return False
    token = place.tokens[figure.end]
    return token.glued and token.shape == "word" and not (may_follow(token.text) or step_word(token.text))


def counted(place: Place, figure: Figure) -> Found:
    """M5: the count takes the unit or x behind it along."""
    if figure.written not in (Written.WHOLE, Written.SHARE):
        return Found(figure.end, [place.sign(figure.end)])
    after = place.moved(figure.end)
    end = figure.end + (1 if after.text() in lx.UNITS or after.text() == "x" else 0)
    return Found(end, [place.sign(end, Role.COUNT, number=figure.number, of=figure.of)])


def read_ordinal(place: Place) -> Found | None:
    """M7: ke-3, ke 3, kedua, ketiga, nomor 3, no 3."""
    if place.text() in lx.ORDINALS and (figure := figure_at(place.tokens, place.at + 1)):
        return Found(figure.end, [place.sign(figure.end, Role.VAGUE, Role.VAGUE_COUNT)])
    if place.text().startswith("ke") and place.text()[2:] in lx.ONES:
        return one(place, 1, Role.VAGUE, Role.VAGUE_COUNT)
    return None
