"""Ends every stream of a PDF so that it can be told where it ends, as PDF/A asks (ISO 19005-2, 6.1.7.1)."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

_DOUBTFUL = re.compile(rb"\r\nendstream\nendobj")
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY = 20
"""Bytes of a line of the cross-reference table: ten digits of the place, five of the generation, a letter."""


def with_plain_endings(pdf: bytes) -> bytes:
    """The same file, with a line end of two bytes behind each stream whose own last byte is a carriage return.

    The compiler writes a line feed behind a stream. Behind such a byte both together look like one line end, and the
    length that the stream states looks wrong by one: a few in a thousand streams, a few in a hundred papers.
    """
    added = [found.start() + 1 for found in _DOUBTFUL.finditer(pdf)]
    if not added:
        return pdf
    table = pdf.rindex(b"xref\n0 ")
    header = _TABLE.match(pdf, table)
    assert header, "the compiler writes one plain table of its objects"
    entries, end = header.end(), header.end() + _ENTRY * int(header[1])
    lines = (pdf[start:start + _ENTRY] for start in range(entries, end, _ENTRY))
    moved = b"".join(line if line[17:18] == b"f" else b"%010d%s" % (_moved(int(line[:10]), added), line[10:]) for line in lines)
    tail = re.sub(rb"startxref\n\d+", b"startxref\n%d" % _moved(table, added), pdf[end:])
    places = [0, *added, table]
    body = b"\r".join(pdf[start:stop] for start, stop in pairwise(places))
    return body + header[0] + moved + tail


def _moved(place: int, added: list[int]) -> int:
    return place + bisect_left(added, place)
