"""The one list in a file that came back filled in, or a sentence that says what is missing in it."""

from __future__ import annotations

from tempa.ledger.rules import Refused
from tempa.values.programme.listed import Listed, Sheets, Wanted, lacking, lists_in


def the_list(sheets: Sheets, wanted: Wanted) -> Listed:
    """The one sheet that has the headings and rows filled in. Refuses a file without one, and a file with two."""
    found = lists_in(sheets, wanted)
    if not found:
        if lacks := lacking(sheets, wanted):
            raise Refused("Judul kolom %(lacks)s tidak ada di berkas ini. Tambahkan kolomnya, atau pakai templatnya.", field="file",
                          lacks=", ".join(lacks))  # fmt: skip
        raise Refused(
            "Tidak ada lembar dengan judul kolom %(columns)s. Pakai templatnya.", field="file",
            columns=", ".join(wanted.columns[name] for name in wanted.needed),
        )  # fmt: skip
    if len(found) > 1:
        raise Refused(
            "Lembar %(sheets)s sama-sama berisi daftar ini. Satukan barisnya dalam satu lembar, lalu unggah lagi.", field="file",
            sheets=", ".join(listed.sheet for listed in found),
        )  # fmt: skip
    return found[0]
