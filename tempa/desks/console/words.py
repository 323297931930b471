"""`words`: every sentence of the screens into the English catalogues, one per room and desk, and the glossary as a page."""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
from django.utils.translation.template import templatize

from tempa.desks.console.catalogues import FILE, ROOT, catalogues

GLOSSARY, GLOSSARY_PAGE = ROOT / "glossary.toml", ROOT / "docs" / "glossary.md"
FORMAT_PAGE, STAGES_PAGE = ROOT / "docs" / "ledger-format.md", ROOT / "docs" / "stages.md"
METADATA = {
    "Project-Id-Version": "Tempa",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
SPEAKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "Refused", "Stale", "Twice", "No", "Remark"}
COUNTS = {"ngettext", "ngettext_lazy"}
SAYS = re.compile(rf"\b(?:{'|'.join(sorted(SPEAKS | COUNTS))})\(")
LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"""\b(?:n?gettext|_)\(\s*{LITERAL}\s*(?:,\s*{LITERAL}\s*,)?""", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """A sentence in Indonesian, its form for many where it counts something, and the files that say it."""

    words: str
    many: str
    files: tuple[str, ...]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py words", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="hanya periksa, jangan menulis / only look, write nothing (status 1: stale)",
    )
    asked = parser.parse_args(arguments)
    fresh = brought_up_to_date(known_entries(), messages())
    wanted = {ROOT / room / FILE: str(catalogue) for room, catalogue in fresh.items()}
    stale = [place for place, text in wanted.items() if not place.exists() or place.read_text() != text]
    gone = [place for place in catalogues() if place not in wanted]
    if not asked.check:
        for place in stale:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(wanted[place])
        for place in gone:
            place.unlink()
        GLOSSARY_PAGE.write_text(glossary_page(tomllib.loads(GLOSSARY.read_text())))
        FORMAT_PAGE.write_text(format_page())
        STAGES_PAGE.write_text(stages_page())
    silent = [entry.msgid for catalogue in fresh.values() for entry in catalogue if not entry.translated()]
    stale += gone
    for words in silent:
        print(f"belum ada Inggrisnya / no English yet: {words}", file=sys.stderr)
    for place in stale:
        print(f"{'kedaluwarsa / stale' if asked.check else 'ditulis / written'}: {place.relative_to(ROOT)}")
    return 1 if silent or (asked.check and stale) else 0


def format_page() -> str:
    """docs/ledger-format.md with the tables that follow from the facts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tempa.site.settings")
    import django

    django.setup()
    from tempa.desks.console.format_page import page_with_tables

    return page_with_tables(FORMAT_PAGE.read_text())


def stages_page() -> str:
    """The stages of things and the facts that lead from one to the next, as diagrams."""
    from tempa.allocation.rules import STEPS
    from tempa.catalogue.rules import STEPS as PRICE_OBJECTION
    from tempa.catalogue.rules.estimates import STEPS as ESTIMATE
    from tempa.contracts.rules import STEPS as CONTRACT
    from tempa.delivery.rules import HANDOVER_STEPS as HANDOVER
    from tempa.delivery.rules import REPAIR_STEPS as REPAIR
    from tempa.payment.rules import STEPS as CLAIM
    from tempa.registry.rules.applicants import STEPS as APPLICATION
    from tempa.registry.rules.sites import MERGE_STEPS as MERGE
    from tempa.registry.rules.verification import STEPS as VERIFICATION

    registry = {"verification": VERIFICATION, "merge of records": MERGE, "application": APPLICATION}
    drawn = {
        **STEPS, "price objection": PRICE_OBJECTION, "HPS sheet": ESTIMATE, **CONTRACT, **registry, "handover": HANDOVER, "repair": REPAIR, **CLAIM,
    }  # fmt: skip
    parts = []
    for thing, steps in drawn.items():
        arrows = [
            f"    {name(stage)} --> {name(after)}: {kind}" for (stage, kind), afters in steps.items() for after in afters.split(" or ")
        ]  # fmt: skip
        parts.append("\n".join([f"## {thing.capitalize()}", "", "```mermaid", "stateDiagram-v2", *arrows, "```", ""]))
    head = "# Stages\n\nNo stage is kept by hand: it follows from the facts. Written by `python3 run.py words` from the rules of the rooms.\n\n"
    return head + "\n".join(parts)


def name(stage: str) -> str:
    """A stage as diagrams can name it: one word; before the first fact there is none."""
    return stage.replace(" ", "_") or "[*]"


def messages() -> list[Message]:
    """Every sentence that pages and refusals can say, sorted; a sentence is there once, however many files say it."""
    found: dict[str, tuple[str, set[str]]] = {}
    for place in speaking():
        for words, many in said_in(place):
            known_many, files = found.setdefault(words, (many, set()))
            files.add(place.relative_to(ROOT).as_posix())
            if many and not known_many:
                found[words] = (many, files)
    return [Message(words, many, tuple(sorted(files))) for words, (many, files) in sorted(found.items())]


def speaking() -> list[Path]:
    """The files that may say a sentence."""
    return [p for p in sorted((ROOT / "tempa").rglob("*")) if p.suffix in {".py", ".html"} and "migrations" not in p.parts]


def said_in(place: Path) -> Iterator[tuple[str, str]]:
    return in_python(place.read_text()) if place.suffix == ".py" else in_template(place.read_text())


def in_python(source: str) -> Iterator[tuple[str, str]]:
    """(sentence, form for many) of each call that translates, and of each refusal."""
    if not SAYS.search(source):  # half of the files say nothing: they need not be parsed
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in SPEAKS and texts:
            yield texts[0], ""
        elif name in COUNTS and len(texts) > 1:
            yield texts[0], texts[1]


def in_template(source: str) -> Iterator[tuple[str, str]]:
    """The same of a template, read as Django itself reads it for its catalogues."""
    for words, many in IN_TEMPLATE.findall(templatize(source)):
        yield ast.literal_eval(words), ast.literal_eval(many) if many else ""


def known_entries() -> dict[str, polib.POEntry]:
    """Every entry of the catalogues that are there, by its sentence; where two rooms have one, the first in the alphabet."""
    return {e.msgid: e for place in reversed(catalogues()) for e in polib.pofile(str(place)) if not e.obsolete}


def room_of(files: tuple[str, ...]) -> str:
    """The folder whose catalogue holds a sentence: that of its room or desk; of several, what they share or the first."""
    rooms = sorted({"/".join(name.split("/")[: 3 if name.startswith("tempa/desks/") else 2]) for name in files})
    frame = "tempa/desks/frame"
    desks = [r for r in rooms if r.startswith("tempa/desks/")]
    return rooms[0] if len(rooms) == 1 else frame if len(desks) == len(rooms) else next(r for r in rooms if r not in desks)


def brought_up_to_date(kept: Mapping[str, polib.POEntry], said: list[Message]) -> dict[str, polib.POFile]:
    """Room or desk -> the catalogue of exactly these messages, with the translations that are known."""
    fresh: dict[str, polib.POFile] = {}
    for message in said:
        catalogue = fresh.setdefault(room_of(message.files), polib.POFile(wrapwidth=120))
        catalogue.metadata = METADATA
        entry = polib.POEntry(msgid=message.words, occurrences=[(name, "") for name in message.files])
        entry.flags = ["python-format"] if "%(" in message.words + message.many else []
        before = kept.get(message.words)
        if message.many:
            entry.msgid_plural = message.many
            entry.msgstr_plural = dict(before.msgstr_plural if before else {}) or {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        catalogue.append(entry)
    return fresh


def glossary_page(nouns: dict[str, Any]) -> str:
    """glossary.toml as a page: one noun a row, by its code name."""
    rows = [
        f"| `{code}` | {n['id']} | {n['en']} | {n['meaning']} | {n['source']} |" for code, n in sorted(nouns.items())
    ]
    return "\n".join([
        "# Glossary",
        "",
        "Each noun once: how the code calls it, what the screens say, what it means, where the word comes from. Written by",
        "`python3 run.py words` from `glossary.toml`; change it there.",
        "",
        "| In code | Indonesian | English | Meaning | Source |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
    ])  # fmt: skip
