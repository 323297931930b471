"""Sets a template's text with its values as PDF/A-2a, and turns a complaint of the compiler into a sentence with its place."""

from __future__ import annotations

import json
import os
import re
import threading
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from tempa.contracts.law import Sentence
from tempa.contracts.papers.endings import with_plain_endings
from tempa.contracts.papers.errors import TemplateFault
from tempa.contracts.papers.view import Plain

TEMPLATES = Path(__file__).with_name("templates")
FONTS = Path(__file__).with_name("fonts")
STANDARD: Final[Literal["a-2a"]] = "a-2a"
"""PDF/A-2a: made to be kept, and readable by a screen reader. PDF/UA cannot be claimed in the same file."""
PICTURE_DOTS = 80
"""Dots per inch of a page that is only looked at: 661 by 935 for A4."""
NO_PACKAGES = str(TEMPLATES / "packages")
"""A folder that does not exist: a template finds no packages."""
SHARED = ("base.typ", "sheet.typ", "documents.typ")
"""What templates share; a person edits those that use them."""
COMMON = (
    (r"download package|package not found", "templat tidak dapat memakai paket", "a template cannot use packages"),
    (r"file not found|escape the project root", "berkas itu tidak ada di folder templat", "that file is not in the folder of the templates"),
    (r"unclosed delimiter", "kurung atau tanda petik yang dibuka di sini belum ditutup", "what is opened here is never closed"),
    (r"unknown variable: (\S+)", "nama {0} tidak dikenal", "the name {0} is not known"),
    (r"dictionary does not contain key \"(.+?)\"", "data kontrak tidak mempunyai isian {0}", "the contract's data has no field {0}"),
    (r"on type none", "isian ini belum diketahui; cetak dengan val(…), long(…) atau rp(…)",
     "this field is not known yet; print it with val(…), long(…) or rp(…)"),
    (r"condition is always true|seems to be infinite|maximum .* depth", "pengulangan ini tidak akan selesai", "this repetition never ends"),
)
"""Common mistakes: what the compiler says, and how a person says it."""
_ONE_AT_A_TIME = threading.Lock()
"""A compiler serves one thread at a time and refuses a second one; a server has several."""
_PLACE = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)")
_LETTERS = re.compile(r"the text `\"?(?P<letters>.*?)\"?` could not be displayed")
_GIVEN_SOURCE = "__typst_py_bytes__.typ"


def set_source(source: bytes, file: str, seen: Plain) -> bytes:
    """The text of a template with what it may print; `file` is its name in a fault. Equal in, equal bytes out."""
    return with_plain_endings(compiled(source, file, seen))


def compiled(source: bytes, file: str, seen: Plain) -> bytes:
    """The file as the compiler writes it."""
    inputs = {"data": json.dumps(seen, separators=(",", ":"))}
    try:
        with _ONE_AT_A_TIME:
            made = _compiler().compile(input=source, format="pdf", pdf_standards=[STANDARD], sys_inputs=inputs, timestamp=0)
    except typst.TypstError as error:
        raise fault_of(error, file) from None
    assert isinstance(made, bytes)
    return made


def pictures_of(source: bytes, file: str, seen: Plain) -> list[bytes]:
    """The pages as PNG, to be looked at beside the template; refused for whatever the paper itself would be refused."""
    compiled(source, file, seen)
    inputs = {"data": json.dumps(seen, separators=(",", ":"))}
    with _ONE_AT_A_TIME:
        made = _compiler().compile(input=source, format="png", ppi=PICTURE_DOTS, sys_inputs=inputs, timestamp=0)
    assert made is not None
    return [made] if isinstance(made, bytes) else list(made)


@cache
def _compiler() -> typst.Compiler:
    """One compiler for the process: it keeps its fonts. It reads nothing outside the folder of the templates."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # one paper is too small a work to share
    return typst.Compiler(
        root=str(TEMPLATES), ignore_system_fonts=True, font_paths=[str(FONTS)], package_path=NO_PACKAGES, package_cache_path=NO_PACKAGES,
    )


def fault_of(error: typst.TypstError, file: str) -> TemplateFault:
    """The compiler's complaint as a sentence."""
    letters = _LETTERS.search(error.message)
    if letters:
        return _no_letters(letters["letters"])
    indonesian, english = _said(error)
    place = _place(error.diagnostic)
    if place is None:
        return TemplateFault(Sentence(f"Templat {file} tidak dapat dipakai: {indonesian}.", f"The template {file} cannot be used: {english}."), file)
    where = file if place["file"].endswith(_GIVEN_SOURCE) else Path(place["file"]).name
    line, column = int(place["line"]), int(place["column"])
    return TemplateFault(Sentence(
        f"Templat {where}, baris {line}, kolom {column}: {indonesian}. Perbaiki di sana, lalu lihat lagi.",
        f"Template {where}, line {line}, column {column}: {english}. Correct it there and look again.",
    ), where, line, column)


def _said(error: typst.TypstError) -> tuple[str, str]:
    """What is wrong, in Indonesian and English: of common mistakes in our words, else the compiler's own, on one line."""
    message = " ".join(error.message.split()).rstrip(".")
    for pattern, indonesian, english in COMMON:
        found = re.search(pattern, message)
        if found:
            return indonesian.format(*found.groups()), english.format(*found.groups())
    return message, message


def _place(diagnostic: str) -> re.Match[str] | None:
    """The first place outside the shared files: what a person wrote, rather than what it called."""
    places = list(_PLACE.finditer(diagnostic))
    own = [place for place in places if not place["file"].endswith(SHARED)]
    return next(iter(own or places), None)


def _no_letters(letters: str) -> TemplateFault:
    return TemplateFault(Sentence(
        f"Huruf \"{letters}\" tidak dapat dicetak. Tulis dengan huruf Latin, Arab atau Bali di data kontrak.",
        f"The letters \"{letters}\" cannot be printed. Write them in Latin, Arabic or Balinese letters in the contract's data.",
    ))
