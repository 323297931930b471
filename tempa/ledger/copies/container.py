"""The file itself: a ZIP whose comment holds the SHA-256 of every byte before it, so that one changed byte is seen before anything is read."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tempa.ledger.rules import Refused

FORMAT = "tempa-copy/1"
MARK = b"tempa-copy sha256:"
HEX = 64
TABLE, PAPER = re.compile(r"tables/[a-z]{1,60}\.jsonl"), re.compile(r"papers/[0-9a-f]{64}")
MOST_MANIFEST, MOST_MEMBERS = 64_000_000, 2_000_000
MOST_TIMES = 400  # a table of texts becomes so many times smaller at most; what claims more is made to fill the disk
PIECE = 1 << 20


class NotOurs(Refused):
    """The file is damaged, cut off, or no copy of Tempa's."""


@contextmanager
def being_written(target: Path) -> Iterator[zipfile.ZipFile]:
    """A new copy under a name of its own until it is whole and on disk; nothing is left of one that was broken off by an error."""
    part = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.comment = MARK + b"0" * HEX
                yield archive
            seal(file)
        part.replace(target)
        on_disk(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def seal(file: IO[bytes]) -> None:
    """Write the digest of all bytes before it over the end of the file, and wait until everything is on disk."""
    size = file.seek(0, os.SEEK_END) - HEX
    digest = digest_of(file, size)
    file.seek(size)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def digest_of(file: IO[bytes], size: int) -> str:
    file.seek(0)
    found, left = hashlib.sha256(), size
    while left and (piece := file.read(min(PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return found.hexdigest()


def on_disk(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    os.fsync(number)
    os.close(number)


@contextmanager
def opened(place: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """A whole copy with what it says of itself. Raises NotOurs, with a sentence, before anything else of it is believed."""
    try:
        file = place.open("rb")
    except OSError as error:
        raise NotOurs("%(file)s tidak dapat dibuka: %(why)s.", file=str(place), why=error.strerror or str(error)) from None
    with file:
        check_seal(file, place)
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive, manifest_of(archive, place)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
            raise NotOurs("%(file)s bukan salinan Tempa yang utuh: %(why)s.", file=str(place), why=str(error)) from None


def check_seal(file: IO[bytes], place: Path) -> None:
    size = file.seek(0, os.SEEK_END)
    tail = len(MARK) + HEX
    if size < tail:
        raise NotOurs("%(file)s terlalu pendek untuk salinan Tempa. Ambil salinan yang lain.", file=str(place))
    file.seek(size - tail)
    end = file.read(tail)
    if not end.startswith(MARK):
        raise NotOurs("%(file)s bukan salinan Tempa, atau akhirnya terpotong. Ambil salinan yang lain.", file=str(place))
    if digest_of(file, size - HEX).encode() != end[len(MARK) :]:
        raise NotOurs("%(file)s rusak: isinya tidak sesuai dengan jumlah periksanya. Ambil salinan yang lain.", file=str(place))


def manifest_of(archive: zipfile.ZipFile, place: Path) -> dict[str, Any]:
    """What the copy says of itself, and that it holds exactly this: no name that leads elsewhere, no member larger than it can be."""
    members = archive.infolist()
    wrong = NotOurs("%(file)s bukan salinan Tempa yang dikenal versi ini.", file=str(place))
    own = next((m for m in members if m.filename == "manifest.json"), None)
    if own is None or own.file_size > MOST_MANIFEST or len(members) > MOST_MEMBERS:
        raise wrong
    try:
        said: dict[str, Any] = json.loads(archive.read(own))
        sizes = said["members"]
        is_ours = said["format"] == FORMAT and sizes == {m.filename: m.file_size for m in members if m is not own}
    except (ValueError, LookupError, TypeError, RecursionError):
        raise wrong from None
    if not is_ours or len(sizes) != len(members) - 1 or not all(is_known(name) for name in sizes):
        raise wrong
    if any(m.file_size > MOST_TIMES * max(m.compress_size, PIECE // MOST_TIMES) for m in members):
        raise NotOurs("%(file)s memuat bagian yang mengembang tidak wajar; tidak dibuka.", file=str(place))
    return said


def is_known(name: str) -> bool:
    return name == "aliases.toml" or bool(TABLE.fullmatch(name) or PAPER.fullmatch(name))
