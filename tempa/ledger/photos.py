"""Photos: read to the last pixel before one is kept, stored under their SHA-256, named by the deed that they belong to.

A photo comes in one of two ways. A device of ours makes it small and says its hash beforehand (`check_photo`: not a byte
is changed, so nothing may be in it but the picture). Or a page sends whatever a camera made (`cleaned`: drawn anew as a
JPEG of at most `LONGEST` pixels, turned upright, with nothing else of the camera's in it). SVG is never read.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from tempa.ledger.actions import Deed, paper_place, store
from tempa.ledger.facts import PaperKept
from tempa.ledger.queries import kept_papers
from tempa.ledger.rules import Refused

JPEG = "image/jpeg"
MOST_BYTES = 1_500_000  # of a photo that a device made small
MOST_BYTES_OF_CAMERA = 15_000_000
MOST_PIXELS, MOST_AT_ONCE = 50_000_000, 16_000_000  # the first for a JPEG that can be read at a part of its size
LONGEST, QUALITY = 1600, 80
FORMATS = ("JPEG", "PNG", "WEBP")
START, END, SCAN = b"\xff\xd8", 0xD9, 0xDA
PLAIN_PARTS = {
    0xE0,
    0xE2,
    0xEE,
    0xDB,
    0xC4,
    0xDD,
    *range(0xC0, 0xC4),
}  # of JFIF, colours, tables and frames; no EXIF, no comment
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True)
class Photo:
    """A photo that was read to its end."""

    sha256: str
    width: int
    height: int
    size: int


def check_photo(content: bytes, *, sha256: str = "") -> Photo:
    """The photo that a device made: a JPEG, whole, of the hash that was said, with nothing in it but the picture."""
    if len(content) > MOST_BYTES:
        raise Refused("Foto ini %(n)s kB; paling besar %(most)s kB. Ambil lagi dari aplikasi lapangan, yang mengecilkannya.",
                      field="photo", n=len(content) // 1000, most=MOST_BYTES // 1000)  # fmt: skip
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise Refused("Foto yang datang bukan foto yang dicatat: isinya berubah di jalan. Kirim lagi.", field="photo")
    if not is_plain_jpeg(content):
        raise Refused(
            "Berkas ini bukan foto JPEG yang utuh, atau membawa keterangan lain di dalamnya. Ambil lagi dengan kamera HP.",
            field="photo",
        )
    width, height = opened(content, ("JPEG",)).size
    return Photo(found, width, height, len(content))


def cleaned(content: bytes) -> bytes:
    """What a camera or a page sent, drawn anew as an upright JPEG without anything but the picture."""
    if len(content) > MOST_BYTES_OF_CAMERA:
        raise Refused("Foto ini %(n)s MB; paling besar %(most)s MB. Pilih ukuran foto yang lebih kecil di kamera.",
                      field="photo", n=len(content) // 1_000_000, most=MOST_BYTES_OF_CAMERA // 1_000_000)  # fmt: skip
    image = ImageOps.exif_transpose(opened(content, FORMATS, LONGEST))
    image.thumbnail((LONGEST, LONGEST))
    plain = Image.new("RGB", image.size, "white")
    with_holes = image.convert("RGBA") if "A" in image.getbands() or "transparency" in image.info else None
    plain.paste(with_holes or image.convert("RGB"), mask=with_holes)
    made = BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def opened(content: bytes, formats: tuple[str, ...], longest: int = 0) -> Image.Image:
    """The picture with every pixel read, so that a cut one is found; refuses what is no photo, or too large a one.

    `longest`: a JPEG may be read at half, a quarter or an eighth of its size, while no side gets shorter than that.
    """
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=formats)
        in_steps = longest and image.format == "JPEG" and not image.info.get("progressive")
        if image.width * image.height > (MOST_PIXELS if in_steps else MOST_AT_ONCE):
            raise Refused("Foto ini %(width)s × %(height)s titik; terlalu besar. Pilih ukuran foto yang lebih kecil di kamera.",
                          field="photo", width=image.width, height=image.height)  # fmt: skip
        if in_steps:
            image.draft("RGB", (longest, longest))
        image.load()
    except BROKEN:
        raise Refused("Berkas ini bukan foto yang utuh. Pilih foto JPEG, PNG atau WebP dari kamera; bukan gambar SVG, halaman atau berkas lain.",
                      field="photo") from None  # fmt: skip
    return image


def is_plain_jpeg(content: bytes) -> bool:
    """Whether the bytes are one JPEG from the first to the last, with no part in it that hides words or a place."""
    kinds = list(parts(content))
    return bool(kinds) and kinds[-1] == END and SCAN in kinds and set(kinds) <= PLAIN_PARTS | {SCAN, END}


def parts(content: bytes) -> Iterator[int]:
    """The kinds of the parts of a JPEG, in order; ends early where they do not follow one another to the last byte."""
    if content[:2] != START:
        return
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        if kind == END:
            if at + 2 == len(content):
                yield kind
            return
        if at + 4 > len(content):
            return
        yield kind
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == SCAN:
            at = end_of_scan(content, at)


def end_of_scan(content: bytes, at: int) -> int:
    """Where the next part begins after pixels: at the first mark that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        if content[at + 1 : at + 2] and content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
    return len(content)


def store_photo(content: bytes, *, sha256: str) -> Photo:
    """A checked photo of a device, on disk under its hash; a deed names it later (`keep_photos_in`). Twice is once."""
    photo = check_photo(content, sha256=sha256)
    store(content)
    return photo


def keep_photo_of_camera_in(d: Deed, content: bytes, *, name: str) -> str:
    """What a page sent, cleaned and kept as part of a deed; its SHA-256."""
    digest = store(cleaned(content))
    keep_photos_in(d, [digest], name=name)
    return digest


def keep_photos_in(d: Deed, digests: Iterable[str], *, name: str) -> None:
    """Name photos that are on disk as kept papers of a deed. Refuses where one is not there."""
    wanted = list(dict.fromkeys(digests))
    if missing := missing_photos(wanted):
        raise Refused("%(n)s foto belum sampai di server. Kirim lagi dengan fotonya.", n=len(missing))
    known = kept_papers(d.programme, wanted)
    d.follow(
        [
            PaperKept(digest, f"{name}.jpg"[:200], JPEG, paper_place(digest).stat().st_size)
            for digest in wanted
            if digest not in known
        ]
    )


def missing_photos(digests: Iterable[str]) -> list[str]:
    """Those of which there is no file yet."""
    return [digest for digest in digests if not paper_place(digest).exists()]
