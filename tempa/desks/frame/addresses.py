"""Codes in addresses, whatever signs an office writes in them, and addresses of many pages of one kind, worked out once: a list has a hundred links
that differ only in a code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.urls import reverse

MARK = "=kode="
SAFE = "!$&'()*+,;=/~:@"  # what Django's own `reverse` leaves as it is


class CodeInAddress:
    """A code as one part of an address, `<code:type>`: a slash in it would end the part, and `.` or `..` alone would lead elsewhere.

    They are written as in a JSON pointer (RFC 6901): `~0` is a tilde, `~1` a slash; `~2` is a dot of a code that is nothing but dots.
    """

    regex = "[^/]+"

    def to_python(self, part: str) -> str:
        return part.replace("~2", ".").replace("~1", "/").replace("~0", "~")

    def to_url(self, code: object) -> str:
        part = str(code).replace("~", "~0").replace("/", "~1")
        return part.replace(".", "~2") if part in (".", "..") else part


def addresses(name: str, mark: object = MARK) -> Callable[[Any], str]:
    """`addresses("park-order")("L0001")` equals `reverse("park-order", args=["L0001"])`; `mark` is a value that the address takes."""
    before, after = reverse(name, args=[mark]).split(str(mark))
    as_part = CodeInAddress().to_url
    return lambda code: f"{before}{quote(as_part(code), safe=SAFE)}{after}"
