"""WhatsApp messages: taken once, however often a chat is exported, and each confirmed or dropped by a person."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import PARK, Refused
from tempa.production import queries
from tempa.production.actions.problems import Trouble, stated
from tempa.production.actions.progress import Report, keep_photos, reported
from tempa.production.facts import MessageSettled, MessagesTaken
from tempa.production.messages import Message, words_of
from tempa.production.models import ChatMessage
from tempa.production.rules import MOST_PHOTOS, Done
from tempa.registry import queries as registry

MOST_MESSAGES = 500
MOST_LETTERS = 4000


@dataclass(frozen=True)
class Taking:
    """Messages of a workshop that say something, in their order, and the photos (SHA-256) of each by its place."""

    workshop: str
    messages: Sequence[Message]
    photos: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def said(self) -> dict[str, Any]:
        keys = keys_of(self.workshop, self.messages)
        photos = "|".join(f"{n}:{','.join(digests)}" for n, digests in sorted(self.photos.items()))
        return {"workshop": self.workshop, "digest": hashlib.sha256(f"{'|'.join(keys)}#{photos}".encode()).hexdigest()}


def keys_of(workshop: str, messages: Sequence[Message]) -> list[str]:
    """What tells a message again: workshop, day, minute, its words, and which of several such it is.

    The sender's name is no part of it: every phone calls a contact otherwise.
    """
    seen: Counter[str] = Counter()
    keys = []
    for one in messages:
        same = "|".join((workshop, one.day.isoformat(), f"{one.hour:%H:%M}" if one.hour else "", " ".join(words_of(one.text))))
        seen[same] += 1
        keys.append(hashlib.sha256(f"{same}|{seen[same]}".encode()).hexdigest())
    return keys


def take_messages(programme: Programme, *, taking: Taking, **doing: Unpack[Doing]) -> Entry:
    """Keep the messages that are not kept yet. Refuses where all of them are."""
    with deed(programme, **doing) as d:
        if known := d.known(MessagesTaken, **taking.said()):
            return known
        must_be_office(d)
        if taking.workshop not in registry.workshop_names(programme):
            raise Refused("Pilih bengkel dari daftar.", field="workshop")
        fresh = fresh_ones(programme, taking)
        first = 1 + ChatMessage.objects.filter(programme=programme).count()
        entry = d.record(
            MessagesTaken(**taking.said(), messages=fresh, codes=[f"PW{first + n:05}" for n in range(len(fresh))])
        )
        keep_photos_in(d, [digest for one in fresh for digest in one["photos"]], name="foto pesan WhatsApp")
        return entry


def must_be_office(d: Deed) -> None:
    if not d.who.sits_at(*PARK):
        raise Refused("Hanya taman sains yang mencatat pesan WhatsApp bengkel.")


def fresh_ones(programme: Programme, taking: Taking) -> list[dict[str, Any]]:
    """The messages that were not taken before: neither from an export, nor pasted by hand on the same day."""
    keys = keys_of(taking.workshop, taking.messages)
    pasted = keys_of(taking.workshop, [Message(one.text, one.day) for one in taking.messages])
    held = set(ChatMessage.objects.filter(programme=programme, key__in={*keys, *pasted}).values_list("key", flat=True))
    fresh = [
        {"sender": (one.sender or "")[:200], "day": one.day.isoformat(), "hour": f"{one.hour:%H:%M}" if one.hour else "",
         "text": one.text[:MOST_LETTERS], "key": key, "photos": list(taking.photos.get(n, ()))[:MOST_PHOTOS]}
        for n, (one, key, hand) in enumerate(zip(taking.messages, keys, pasted, strict=True)) if key not in held and hand not in held
    ]  # fmt: skip
    if not fresh:
        raise Refused("Semua pesan ini sudah pernah diterima. Tidak ada yang baru.", field="text")
    if len(fresh) > MOST_MESSAGES:
        raise Refused("Ada %(n)s pesan baru; paling banyak %(most)s sekali kirim. Ekspor obrolan per bulan, lalu kirim satu per satu.",
                      field="text", n=len(fresh), most=MOST_MESSAGES)  # fmt: skip
    return fresh


@dataclass(frozen=True)
class Settling:
    """What a person makes of a message: entries and problems (kind, lot) that it reports, or a reason why it reports nothing.

    `whole`: lots of which everything that is left is reported done.
    """

    message: str
    entries: Sequence[Done] = ()
    whole: Sequence[str] = ()
    problems: Sequence[tuple[str, str]] = ()
    reason: str = ""

    @property
    def outcome(self) -> str:
        return "confirmed" if self.entries or self.whole or self.problems else "dropped"

    def said(self) -> dict[str, Any]:
        return {
            "message": self.message, "outcome": self.outcome, "entries": [vars(entry) for entry in self.entries],
            "whole": list(self.whole),
            "problems": [{"kind": kind, "lot": lot} for kind, lot in self.problems], "reason": self.reason.strip(),
        }  # fmt: skip


def settle_message(programme: Programme, *, settling: Settling, **doing: Unpack[Doing]) -> Entry:
    """Confirm what a message reports, or drop it. The report that it becomes obeys every rule of a report."""
    with deed(programme, **doing) as d:
        if known := d.known(MessageSettled, **settling.said()):
            return known
        must_be_office(d)
        found = queries.message_named(programme, settling.message)
        if found is None or found.settled_at is not None:
            raise Refused("Pesan ini sudah diputuskan. Muat ulang halaman untuk melihat hasilnya.")
        d.still(f"message:{settling.message}", *(f"lot:{lot}" for lot in [*(entry.lot for entry in settling.entries), *settling.whole]))
        if settling.outcome == "dropped" and len(settling.reason.strip()) < 5:
            raise Refused("Tulis mengapa pesan ini tidak dicatat, misalnya: hanya sapaan, sudah dilaporkan lewat tautan.", field="reason")
        report = report_of(d, found, settling)
        entry = d.record(MessageSettled(**settling.said(), workshop=found.workshop, report=report.report if report else ""))
        follow(d, found, settling, report)
        return entry


def report_of(d: Deed, found: ChatMessage, settling: Settling) -> Any:
    entries = [entry for entry in settling.entries if entry.lot not in settling.whole] + rest_of(d, found, settling.whole)
    if not entries:
        return None
    said_at = queries.moment_of(d.programme, found)
    return reported(d, Report(found.workshop, entries, "message", said_at, found.photos, found.text[:2000]))


def rest_of(d: Deed, found: ChatMessage, whole: Sequence[str]) -> list[Done]:
    """All that is left at every step of these lots, counted under the lock."""
    if not whole:
        return []
    lots = [lot for lot in queries.lots_spoken_of(d.programme, found.workshop, d.today) if lot.lot in whole]
    return [Done(lot.lot, step.step, lot.quantity - step.done) for lot in lots for step in lot.steps if step.done < lot.quantity]


def follow(d: Deed, found: ChatMessage, settling: Settling, report: Any) -> None:
    """The report and the problems that the message became, with its photos and its own words."""
    if report:
        d.follow([report])
        keep_photos(d, found.photos, name=f"kemajuan {report.report}")
    troubles = [
        Trouble(found.workshop, kind, "message", lot, found.text[:2000], () if report else found.photos) for kind, lot in settling.problems
    ]
    d.follow([stated(d, trouble, ahead) for ahead, trouble in enumerate(troubles)])
