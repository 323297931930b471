"""An exported chat as its messages (M18), and which of them were said before (M19)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from tempa.production.messages import lexicon as lx
from tempa.production.messages.figures import dated
from tempa.production.messages.said import Message
from tempa.production.messages.tokens import tokens_of

UNSEEN = "\u200e\u200f\u202a\u202c\ufeff"
BLANKS = "[ \u00a0\u202f]"
HEAD = re.compile(
    rf"[{UNSEEN}]*\[?(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})/(?P<year>[0-9]{{4}}|[0-9]{{2}}),?{BLANKS}+"
    rf"(?P<hour>[0-9]{{1,2}})[.:](?P<minute>[0-9]{{2}})(?:[.:](?P<second>[0-9]{{2}}))?(?:\]|{BLANKS}*-){BLANKS}*(?P<rest>.*)"
)
NAMED = re.compile(rf"[{UNSEEN}~\u202f ]*(?P<name>[^:]+):(?:{BLANKS}(?P<text>.*))?")
MARK = re.compile(rf"\s*(?:{'|'.join(sorted(lx.FORWARDED))})\b[\s:]*", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """A message that counts, its place in the chat, and whether the same was said before on its day."""

    place: int
    message: Message
    repeated: bool = False


def messages_of(text: str, sent_on: date) -> list[Message]:
    """All messages of an exported chat; a text that is no export is one message of the day it was sent."""
    lines = text.splitlines()
    if not any(head_of(line) for line in lines):
        return [Message(text, sent_on)]
    found: list[tuple[Message | None, list[str]]] = [(Message("", sent_on), [])]
    for line in lines:
        if head := head_of(line):
            found.append(begun(head))
        else:
            found[-1][1].append(line)
    return [Message("\n".join(body), m.day, m.sender, m.hour) for m, body in found if m and any(map(str.strip, body))]


def head_of(line: str) -> re.Match[str] | None:
    found = HEAD.fullmatch(line)
    return found if found and day_of(found) and hour_of(found) else None


def begun(head: re.Match[str]) -> tuple[Message | None, list[str]]:
    """The message that a head opens; None where the line names nobody (the system speaks)."""
    named, day = NAMED.fullmatch(head["rest"]), day_of(head)
    if named is None or day is None:
        return None, []
    return Message("", day, named["name"].strip(), hour_of(head)), [named["text"] or ""]


def day_of(head: re.Match[str]) -> date | None:
    year = int(head["year"])
    return dated(int(head["day"]), int(head["month"]), year + 2000 if year < 100 else year)


def hour_of(head: re.Match[str]) -> time | None:
    try:
        return time(int(head["hour"]), int(head["minute"]), int(head["second"] or 0))
    except ValueError:
        return None


def heard(messages: Iterable[Message], sender: str | None, before: Iterable[Message] = ()) -> Iterator[Heard]:
    """The messages that count: of the sender where one is named, forwarded repeats once (M18, M19)."""
    said: dict[tuple[str, ...], set[date]] = {}
    for earlier in before:
        said.setdefault(words_of(earlier.text), set()).add(earlier.day)
    for place, message in enumerate(messages):
        if sender is not None and message.sender is not None and not same_name(message.sender, sender):
            continue
        words = words_of(message.text)
        days = said.setdefault(words, set())
        if not (days and words and is_forwarded(message.text)):
            yield Heard(place, message, bool(words) and message.day in days)
        days.add(message.day)


def same_name(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def is_forwarded(text: str) -> bool:
    return any(MARK.match(line) and (i == 0 or MARK.fullmatch(line)) for i, line in enumerate(text.splitlines()))


def words_of(text: str) -> tuple[str, ...]:
    """What a message says word for word, without the mark that it was forwarded."""
    lines = [
        MARK.sub("", line, count=1) if i == 0 or MARK.fullmatch(line) else line
        for i, line in enumerate(text.splitlines())
    ]
    return tuple(token.text for line in lines for token in tokens_of(line, 0, len(line), ()) if token.text not in ".,!")


def speaking_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a message stand that may say something (M18)."""
    at = 0
    for line in text.splitlines(keepends=True):
        if not any(mark in line.lower() for mark in lx.ATTACHED):
            yield at, at + len(line)
        at += len(line)


def without_notices(text: str) -> str:
    """What WhatsApp itself wrote into a message, as blanks of the same length (M18)."""
    return NOTICES.sub(lambda found: " " * len(found.group()), text)


NOTICES = re.compile(
    "|".join(re.escape(notice) for notice in lx.SAYS_NOTHING) + r"|<(?:terlampir|attached): [^>\n]{1,200}>",
    re.IGNORECASE,
)


def attached(text: str) -> list[str]:
    """The names of the files that a message says are attached to it."""
    return [name.strip(UNSEEN + " ") for found in ATTACHMENT.finditer(text) for name in found.groups() if name]


ATTACHMENT = re.compile(
    r"^(.{1,200}?) \((?:file terlampir|file attached)\)|<(?:terlampir|attached): ([^>\n]{1,200})>", re.MULTILINE
)
