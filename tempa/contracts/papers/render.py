"""Sets a paper: data and template in, PDF/A-2a out; equal data give equal bytes, whoever sets them and when."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

from tempa.contracts.law import Sentence
from tempa.contracts.papers.problem import Kind, Papers
from tempa.contracts.papers.view import view

TEMPLATES = Path(__file__).with_name("templates")
FONTS = Path(__file__).with_name("fonts")
STANDARD = "a-2a"
"""PDF/A-2a: made to be kept, and readable by a screen reader. PDF/UA cannot be claimed in the same file."""
UNDATED = date(2000, 1, 1)
"""The date that a file bears whose paper has none yet; the paper itself then shows a dotted line."""
_PLACE = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)")
_LETTERS = re.compile(r"the text `(?P<letters>.*)` could not be displayed")
_OWN_SOURCE = "__typst_py_bytes__.typ"


@dataclass(frozen=True)
class TemplateFault(Exception):
    """Why a paper cannot be set: a sentence, and where in which template (line and column from 1)."""

    sentence: Sentence
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.sentence.indonesian


def template_source(kind: Kind) -> str:
    """The template of a paper as it is shipped: what a person who wants another one begins with."""
    return (TEMPLATES / f"{kind}.typ").read_text("utf-8")


def render(kind: Kind, data: Papers, part: int = 0) -> bytes:
    """One paper by the shipped template; TemplateFault where it cannot be set."""
    return set_source((TEMPLATES / f"{kind}.typ").read_bytes(), f"{kind}.typ", view(kind, data, part))


def set_source(source: bytes, file: str, seen: dict[str, Any]) -> bytes:
    """A template's text with the values that it may print, set as PDF/A; `file` is its name in a fault."""
    inputs = {"data": json.dumps(seen, separators=(",", ":"))}
    try:
        made = _compiler().compile(input=source, format="pdf", pdf_standards=[STANDARD], sys_inputs=inputs, timestamp=0)
    except typst.TypstError as error:
        raise fault_of(error, file) from None
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """One compiler for the process: it keeps its fonts. It reads files of the templates' folder and no packages."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # one paper is too small a work to share
    return typst.Compiler(
        root=str(TEMPLATES), ignore_system_fonts=True, font_paths=[str(FONTS)],
        package_path=str(TEMPLATES / "packages"), package_cache_path=str(TEMPLATES / "packages"),
    )


def fault_of(error: typst.TypstError, file: str) -> TemplateFault:
    """The compiler's complaint as a sentence with its place."""
    said = " ".join([error.message, *error.hints])
    letters = _LETTERS.search(error.message)
    if letters:
        shown = letters["letters"].strip('"')
        return TemplateFault(Sentence(
            f"Huruf {shown} tidak dapat dicetak. Tulis dengan huruf Latin, Arab atau Bali di data kontrak.",
            f"The letters {shown} cannot be printed. Write them with Latin, Arabic or Balinese letters in the contract's data.",
        ))
    places = [match for match in _PLACE.finditer(error.diagnostic) if not match["file"].endswith("base.typ")]
    place = places[0] if places else _PLACE.search(error.diagnostic)
    if place is None:
        return TemplateFault(Sentence(f"Templat {file} tidak dapat dipakai: {said}", f"The template {file} cannot be used: {said}"), file)
    where = file if place["file"].endswith(_OWN_SOURCE) else Path(place["file"]).name
    line, column = int(place["line"]), int(place["column"])
    return TemplateFault(Sentence(
        f"Templat {where}, baris {line}, kolom {column}: {said}. Perbaiki di sana, lalu lihat lagi.",
        f"Template {where}, line {line}, column {column}: {said}. Correct it there and look again.",
    ), where, line, column)
