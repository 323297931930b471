"""What each place of a sentence can mean: tokens become signs, the longest and most exact reading first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, auto

from tempa.production.messages import lexicon as lx
from tempa.production.messages.figures import Figure, Written, date_at, day_of_month, figure_at, measure_of
from tempa.production.messages.names import Lots, Names, split_hyphens
from tempa.production.messages.said import Trouble
from tempa.production.messages.spelling import forms, is_finish, is_other_work, step_word
from tempa.production.messages.tokens import Token


class Role(IntEnum):
    """What a sign may be for the rules; one sign may be several things (cat is a step and a material)."""

    PART = auto()
    JOIN = auto()
    PLUS = auto()
    CORRECTION = auto()
    NAME = auto()
    STEP = auto()
    OTHER_WORK = auto()
    COUNT = auto()
    ALL = auto()
    UNIT = auto()
    VAGUE = auto()
    VAGUE_COUNT = auto()
    TOTAL = auto()
    NEW = auto()
    NEW_HERE = auto()
    AGAIN = auto()
    UNSURE = auto()
    LEFT = auto()
    SHORT = auto()
    THE_REST = auto()
    NOT_YET = auto()
    BUT_NOT = auto()
    NOT_DONE = auto()
    READY = auto()
    LATER = auto()
    IF = auto()
    FINISH = auto()
    THING = auto()
    TROUBLE = auto()
    NOT_PAID = auto()
    DISASTER = auto()
    HINDRANCE = auto()
    GLUED = auto()
    FITTED = auto()


@dataclass(frozen=True)
class Sign:
    """One place of the text and what it can mean. A word that means nothing is a sign without roles."""

    start: int
    end: int
    roles: frozenset[Role] = frozenset()
    word: str = ""
    resource: str = ""
    work: str = ""
    thing: Trouble | None = None
    lots: Lots = frozenset()
    number: int = 0
    of: int | None = None

    def __contains__(self, role: Role) -> bool:
        return role in self.roles


@dataclass(frozen=True)
class Place:
    """Where the reading of a sentence stands: its tokens, what the lots are called, the message's day."""

    tokens: list[Token]
    at: int
    names: Names
    sent_on: date

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def text(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def moved(self, at: int) -> Place:
        return Place(self.tokens, at, self.names, self.sent_on)

    def sign(self, end: int, *roles: Role, **meaning: object) -> Sign:
        return Sign(self.token.start, self.tokens[end - 1].end, frozenset(roles), **meaning)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Found:
    """The signs read at a place, and the token after them."""

    end: int
    signs: list[Sign] = field(default_factory=list)


Reading = Callable[[Place], Found | None]


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


# The readings, in the order in which they are tried.


def read_code(place: Place) -> Found | None:
    """M2: the code of a lot or of its type."""
    if place.token.shape != "code":
        return None
    return one(place, 1, Role.NAME, lots=place.names.of_code(place.text()))


def read_run(place: Place) -> Found | None:
    """M2: words side by side as in a name."""
    end, lots = place.names.run_at(place.tokens, place.at)
    return Found(end, [place.sign(end, Role.NAME, lots=lots)]) if end > place.at else None


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


def read_fitting(place: Place) -> Found | None:
    """M8: pasang or dipasang before dinamo, kabel, listrik is wire, a count between them or not."""
    if not any(word in lx.FITTING for word in forms(place.text())):
        return None
    between, at = [], place.at + 1
    while at < len(place.tokens) and (found := read_between(place.moved(at))):
        between += found.signs
        at = found.end
    if place.moved(at).text() not in lx.FITTED:
        return None
    step = place.sign(place.at + 1, Role.STEP, word="pasang", resource="wire", work="wire")
    fitted = place.moved(at).sign(at + 1, Role.THING, Role.FITTED, thing=lx.THINGS[(place.moved(at).text(),)])
    return Found(at + 1, [step, *between, fitted])


def read_between(place: Place) -> Found | None:
    if place.text() in lx.ALL:
        return one(place, 1, Role.ALL)
    if place.text() in lx.UNITS:
        return one(place, 1, Role.UNIT)
    figure = figure_at(place.tokens, place.at)
    return counted(place, figure) if figure and figure.written is Written.WHOLE else None


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
    if length == 1 and is_other_work(place.text()):
        roles.add(Role.OTHER_WORK)
    lots = place.names.of_word(place.text()) if length == 1 else None
    if lots:
        return one(place, 1, *roles, Role.NAME, lots=lots, **meaning)
    return one(place, length, *roles, **meaning)


def unblocked_step(place: Place) -> str | None:
    """M8: no step after tukang, mesin, bengkel, kawat, trafo, mata."""
    return None if place.text(-1) in lx.NO_STEP_AFTER else step_word(place.text())


def step_meaning(word: str) -> dict[str, str]:
    resource, work = lx.STEP_WORDS[word]
    return {"word": word, "resource": resource, "work": work}


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
        return one(place, 1, Role.OTHER_WORK, word=word)
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


def one(place: Place, length: int, *roles: Role, **meaning: object) -> Found:
    end = min(place.at + length, len(place.tokens))
    return Found(end, [place.sign(end, *roles, **meaning)])


def phrase(place: Place, phrases: lx.Phrases, role: Role) -> Found | None:
    """The longest of the phrases that stands here."""
    for words in phrases.get(place.text(), ()):
        if all(place.text(i) == word for i, word in enumerate(words)):
            return one(place, len(words), role)
    return None


def settled(signs: list[Sign]) -> list[Sign]:
    """What a sign is beside its neighbours: lagi and siap before a step (M14), jadi (M15)."""
    return [
        settle(sign, signs[i - 1] if i else None, signs[i + 1] if i + 1 < len(signs) else None)
        for i, sign in enumerate(signs)
    ]


BESIDE_JADI = (Role.UNSURE, Role.COUNT, Role.VAGUE_COUNT, Role.UNIT, Role.ALL, Role.STEP, Role.NAME)


def settle(sign: Sign, before: Sign | None, after: Sign | None) -> Sign:
    if Role.AGAIN in sign or Role.READY in sign:
        under_way = after is not None and Role.STEP in after
        again = [Role.NEW_HERE] if Role.AGAIN in sign else []
        return Sign(sign.start, sign.end, sign.roles | set([Role.NOT_DONE] if under_way else again))
    if Role.FINISH in sign and sign.word == lx.SMALL_TALK_FINISH:
        meant = any(role in near for near in (before, after) if near for role in BESIDE_JADI)
        return sign if meant else Sign(sign.start, sign.end)
    return sign
