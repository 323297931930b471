"""A queue that a phone saved to a file, brought to a desk: read line by line, so that a large one needs no memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tempa.desks.frame.door import Here
from tempa.desks.frame.field.receive import Answer, Letter, read_letter, take_in
from tempa.desks.frame.speech import spoken
from tempa.ledger import photos
from tempa.ledger.rules import Refused

WHAT, FORMATS = "tempa-queue", (1,)
MOST_BYTES, LONGEST_LINE = 200_000_000, 2_200_000


@dataclass
class Brought:
    """What became of a file: how many envelopes were recorded now or before, and of the others what they wait for."""

    recorded: int = 0
    drafts: int = 0
    waiting: list[tuple[str, str]] = field(default_factory=list)  # title, why


def take_file(here: Here, file: Any, received_at: datetime) -> Brought:
    """Record what a saved queue holds. Refuses a file that is none; a photo that is none is left out, and its envelope waits."""
    if file.size > MOST_BYTES:
        raise Refused("Berkas ini %(n)s MB; paling besar %(most)s MB.", n=file.size // 1_000_000, most=MOST_BYTES // 1_000_000)
    brought, letters = Brought(), list(letters_in(file))
    named = {name for letter in letters for name in letter.photos}
    faults: dict[str, str] = {}
    for letter in letters:
        note(brought, letter, tried(here, letter, received_at))  # kept before its photos are looked at
    for name, content in photos_in(file, named):
        try:
            photos.store_photo(content, sha256=name)
        except Refused as refused:
            faults[name] = spoken(refused)
    brought.waiting, brought.recorded = [], 0
    for letter in letters:
        note(brought, letter, tried(here, letter, received_at), faults)
    brought.drafts = sum(1 for one in lines_of(file) if "draft" in one)
    return brought


def tried(here: Here, letter: Letter, received_at: datetime) -> Answer:
    try:
        return take_in(here, letter, sent={}, received_at=received_at)
    except Refused as refused:
        return Answer("refused", spoken(refused))


def note(brought: Brought, letter: Letter, answer: Answer, faults: dict[str, str] | None = None) -> None:
    if answer.state == "recorded":
        brought.recorded += 1
    else:
        why = answer.why or next((faults[name] for name in answer.missing if faults and name in faults), "")
        brought.waiting.append((letter.title or str(letter.identity), why or spoken(Refused("%(n)s foto belum ada.", n=len(answer.missing)))))


def letters_in(file: object) -> Iterator[Letter]:
    said = lines_of(file)
    head = next(said, {})
    if head.get("what") != WHAT or head.get("format") not in FORMATS:
        raise no_queue()
    for one in said:
        if "envelope" in one:
            entry = one["envelope"]
            if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
                raise no_queue()
            yield read_letter(entry["text"].encode())


def photos_in(file: object, named: Set[Any]) -> Iterator[tuple[str, bytes]]:
    """Photos that an envelope of the file names, one at a time."""
    for one in lines_of(file):
        if one.get("photo") in named:
            try:
                yield one["photo"], base64.b64decode(str(one.get("jpeg")), validate=True)
            except ValueError:
                raise no_queue() from None


def no_queue() -> Refused:
    return Refused("Berkas ini bukan antrean Tempa yang utuh. Pilih berkas .tempa yang dibuat dengan Simpan antrean ke berkas di HP.")


def lines_of(file: Any) -> Iterator[dict[str, Any]]:
    file.seek(0)
    while line := file.readline(LONGEST_LINE + 1):
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            raise no_queue() from None
        if len(line) > LONGEST_LINE or not isinstance(one, dict):
            raise no_queue()
        yield one
