"""The file that WhatsApp makes of a chat: a text, or a zip of the text and its photos. Opened in a limited process."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from tempa.values.limited_process import Limits, answer_of

LIMITS = Limits(memory=300 * 1024**2, work_seconds=8, seconds=20.0, largest_answer=40 * 1024**2)
MOST_PHOTOS = 40
"""Photos that are taken out of one chat."""


class Unread(StrEnum):
    """Why a chat cannot be read."""

    TOO_LARGE = "too_large"
    NO_CHAT = "no_chat"
    SEVERAL_CHATS = "several_chats"
    LOCKED = "locked"
    BROKEN = "broken"
    NOT_TEXT = "not_text"


class ChatError(Exception):
    """The file holds no chat that can be read; `why` says what is wrong with it."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why.value)
        self.why = why


def chat_text(path: Path) -> str:
    """The text of a chat that somebody sent, as .txt or as the zip that WhatsApp makes."""
    return str(_ask(path, [])["text"])


def chat_photos(path: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Of the photos that a chat names, those that lie in its zip; their bytes are not judged here."""
    wanted = list(dict.fromkeys(names))[:MOST_PHOTOS]
    found = _ask(path, wanted)["photos"] if wanted else {}
    return {name: base64.b64decode(content) for name, content in found.items()}


def _ask(path: Path, photos: list[str]) -> dict[str, Any]:
    question = {"path": str(path.absolute()), "photos": photos}
    answer = answer_of("tempa.production.messages.archive_process", question, LIMITS)
    if answer.took_too_long or answer.is_too_large:
        raise ChatError(Unread.TOO_LARGE)
    if answer.has_failed:
        raise ChatError(Unread.BROKEN)
    said: dict[str, Any] = json.loads(answer.content)
    if "why" in said:
        raise ChatError(Unread(said["why"]))
    return said
