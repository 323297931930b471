"""Photos for tests: small ones that are whole, and files that only say that they are photos."""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from struct import pack

from PIL import Image


def photo(seed: int = 0, size: tuple[int, int] = (64, 48), form: str = "JPEG", **options: object) -> bytes:
    """A picture of noise: each seed another, none of them compressible to nothing."""
    made = BytesIO()
    Image.frombytes("RGB", size, random.Random(seed).randbytes(size[0] * size[1] * 3)).save(made, form, **options)
    return made.getvalue()


def with_place() -> bytes:
    """A photo whose EXIF says where it was taken and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    return photo(7, exif=exif)


def bomb() -> bytes:
    """A PNG of a few kilobytes that would fill a gigabyte."""
    width = height = 20_000
    body = zlib.compress(bytes(1 + width * 3) * 4, 9)
    chunks = [(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(c)) + k + c + pack(">I", zlib.crc32(k + c)) for k, c in chunks
    )


def tall_jpeg() -> bytes:
    """A JPEG whose header says 60.000 × 60.000."""
    made = bytearray(photo())
    at = made.index(b"\xff\xc0")
    made[at + 5 : at + 9] = pack(">HH", 60_000, 60_000)
    return bytes(made)


NONE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!DOCTYPE html><title>foto</title><script>alert(1)</script>",
    "empty": b"",
    "first bytes alone": b"\xff\xd8\xff\xe0",
    "truncated": photo(1)[:-200],
    "truncated by its end mark": photo(1)[:-2],
    "bomb": bomb(),
    "tall": tall_jpeg(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
}
