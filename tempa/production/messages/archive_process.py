"""The process that opens a chat nobody vouches for: limits first, then one question in, one answer out (JSON)."""

from __future__ import annotations

import base64
import json
import sys
import zipfile
from pathlib import Path, PurePosixPath

from tempa.production.messages.archive import ChatError, Unread
from tempa.values.limited_process import keep_within

MOST_BYTES_OF_TEXT = 3_000_000
MOST_BYTES_OF_PHOTO = 15_000_000
MOST_BYTES_OF_PHOTOS = 28_000_000  # base64 makes a third more of it
MOST_FILES = 5_000
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)


def main(memory: int, seconds: int) -> None:
    keep_within(memory, seconds)
    question = json.load(sys.stdin)
    try:
        answer = read(Path(question["path"]), question["photos"])
    except ChatError as error:
        answer = {"why": error.why.value}
    except BROKEN:
        answer = {"why": Unread.BROKEN.value}
    json.dump(answer, sys.stdout, separators=(",", ":"))


def read(path: Path, photos: list[str]) -> dict[str, object]:
    if not zipfile.is_zipfile(path):
        if path.read_bytes()[:4] == b"PK\x03\x04":
            raise ChatError(Unread.BROKEN)
        return {"text": "" if photos else text_of(path.read_bytes()[: MOST_BYTES_OF_TEXT + 1]), "photos": {}}
    with zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > MOST_FILES:
            raise ChatError(Unread.TOO_LARGE)
        if photos:
            return {"text": "", "photos": photos_in(archive, set(photos))}
        return {"text": text_of(content(archive, chat_in(archive), MOST_BYTES_OF_TEXT)), "photos": {}}


def chat_in(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one text file of the zip."""
    texts = [
        info
        for info in archive.infolist()
        if info.filename.lower().endswith(".txt") and not info.filename.startswith("__MACOSX")
    ]
    if not texts:
        raise ChatError(Unread.NO_CHAT)
    if len(texts) > 1:
        texts = [info for info in texts if is_chat(PurePosixPath(info.filename).name.lower())]
    if len(texts) != 1:
        raise ChatError(Unread.SEVERAL_CHATS)
    return texts[0]


def is_chat(name: str) -> bool:
    """As WhatsApp names it: _chat.txt, Chat WhatsApp dengan …, WhatsApp Chat with …"""
    return name == "_chat.txt" or "whatsapp" in name


def photos_in(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    room = MOST_BYTES_OF_PHOTOS
    for info in archive.infolist():
        name = PurePosixPath(info.filename).name
        if name not in names or name in found or info.file_size > min(room, MOST_BYTES_OF_PHOTO):
            continue
        photo = content(archive, info, MOST_BYTES_OF_PHOTO)
        room -= len(photo)
        found[name] = base64.b64encode(photo).decode()
    return found


def content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """What lies in the zip, never more than it may: the size that it states is not believed."""
    if info.flag_bits & 1:
        raise ChatError(Unread.LOCKED)
    with archive.open(info) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise ChatError(Unread.TOO_LARGE)
    return found


def text_of(found: bytes) -> str:
    if len(found) > MOST_BYTES_OF_TEXT:
        raise ChatError(Unread.TOO_LARGE)
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ChatError(Unread.NOT_TEXT) from None
    if "\x00" in text:
        raise ChatError(Unread.NOT_TEXT)
    return text


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
