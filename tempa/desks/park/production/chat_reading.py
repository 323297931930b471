"""From a chat to the messages that are kept of it: whose they are, which speak of work, which photos belong to each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tempa.contracts import queries as contracts
from tempa.ledger import queries as ledger
from tempa.ledger.actions import store
from tempa.ledger.photos import cleaned
from tempa.ledger.rules import Refused
from tempa.production import queries as production
from tempa.production.actions import Taking
from tempa.production.messages import Message, attached, chat_photos, messages_of, read_messages, same_name

NEAR = timedelta(minutes=30)
PHOTO = re.compile(r".+\.(?:jpe?g|png|webp)", re.IGNORECASE)


@dataclass(frozen=True)
class Chat:
    """The text of one or more messages, the day of those that say none, and the file where the photos lie."""

    text: str
    day: date
    path: Path | None = None


class Unclear(Exception):
    """Whose messages these are is not known: `field` is what must be said, `senders` who writes how often."""

    def __init__(self, field: str, senders: list[tuple[str, int]]) -> None:
        super().__init__(field)
        self.field, self.senders = field, senders


class Unsaid(Exception):
    """None of the messages speaks of work."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


def taking_of(programme: ledger.Programme, chat: Chat, workshop: str, sender: str, today: date) -> Taking:
    """The messages of the workshop that speak of work. What says nothing is not kept."""
    messages = messages_of(chat.text, chat.day)
    workshop, mine = whose(programme, messages, workshop, sender)
    lots = production.lots_spoken_of(programme, workshop, today)
    speaking = sorted({finding.message for finding in read_messages(mine, lots).findings})
    if not speaking:
        raise Unsaid(len(mine))
    photos = photos_beside(mine, speaking)
    stored = stored_photos(chat.path, [name for names in photos.values() for name in names])
    kept = {speaking.index(n): [stored[name] for name in names if name in stored] for n, names in photos.items()}
    return Taking(workshop, [mine[n] for n in speaking], {n: digests for n, digests in kept.items() if digests})


def whose(programme: ledger.Programme, messages: Sequence[Message], workshop: str, sender: str) -> tuple[str, list[Message]]:
    """The workshop and its messages: by the name that was typed, by the only name there is, or by a phone number."""
    senders = Counter(m.sender for m in messages if m.sender)
    phones = {digits(v.phone): code for code, v in contracts.vendors_stated(programme).items() if digits(v.phone)}
    by_phone = {name: phones[digits(name)] for name in senders if digits(name) in phones}
    if not senders:
        if not workshop:
            raise Unclear("workshop", [])
        return workshop, list(messages)
    names = [name for name in senders if same_name(name, sender)] if sender else known_names(senders, by_phone, workshop)
    if not names:
        raise Unclear("sender", senders.most_common())
    found = workshop or by_phone.get(names[0], "")
    if not found:
        raise Unclear("workshop", senders.most_common())
    return found, [m for m in messages if m.sender in names]


def known_names(senders: Counter[str], by_phone: dict[str, str], workshop: str) -> list[str]:
    """Where no name was typed: the only one who writes, else those whose number is the workshop's."""
    if len(senders) == 1:
        return list(senders)
    fitting = [name for name, code in by_phone.items() if not workshop or code == workshop]
    return fitting if len({by_phone[name] for name in fitting}) == 1 else []


def digits(phone: str) -> str:
    """A phone number as one spelling: 0812-345, +62 812 345 and 62812345 are the same. Nothing where it is none."""
    if not re.fullmatch(r"[+0-9 ()./\-\u2011\u00a0\u202a\u202c~]+", phone):
        return ""
    bare = re.sub(r"[^0-9]", "", phone)
    local = bare.removeprefix("62") if bare.startswith("62") else bare.removeprefix("0")
    return local if len(local) >= 7 else ""


def photos_beside(messages: Sequence[Message], speaking: Sequence[int]) -> dict[int, list[str]]:
    """The photos of each speaking message: its own, and those sent alone shortly after it (or before the first)."""
    found: dict[int, list[str]] = {}
    for n, message in enumerate(messages):
        names = [name for name in attached(message.text) if PHOTO.fullmatch(name)]
        owner = n if n in speaking else nearest(messages, speaking, n)
        if names and owner is not None:
            found.setdefault(owner, []).extend(names)
    return found


def nearest(messages: Sequence[Message], speaking: Sequence[int], at: int) -> int | None:
    earlier = [n for n in speaking if n < at and moment(messages[at]) - moment(messages[n]) <= NEAR]
    later = [n for n in speaking if n > at and moment(messages[n]) - moment(messages[at]) <= NEAR]
    return earlier[-1] if earlier else later[0] if later else None


def moment(message: Message) -> datetime:
    return datetime.combine(message.day, message.hour or time(12))


def stored_photos(path: Path | None, names: Sequence[str]) -> dict[str, str]:
    """Name -> SHA-256 of the photos that could be read to their end; another file under such a name is left out."""
    stored: dict[str, str] = {}
    for name, content in (chat_photos(path, names) if path else {}).items():
        try:
            stored[name] = store(cleaned(content))
        except Refused:
            continue
    return stored
