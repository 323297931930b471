"""The process that opens a file nobody vouches for: limits first, then one question in, one answer out (JSON)."""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
from pathlib import Path
from typing import Any

from tempa.values.programme import ProgrammeError, read_programme
from tempa.values.programme.aliases import load_aliases, shipped_aliases
from tempa.values.programme.people import read_people_workbook
from tempa.values.programme.schema import Rows


def main(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it reads; there is nothing that it may write
    question: dict[str, Any] = json.load(sys.stdin)
    try:
        answer = {"programme": programme, "people": people}[question.pop("what")](question)
    except ProgrammeError as error:
        answer = {"sentences": [(sentence.id, sentence.en) for sentence in error.sentences]}
    json.dump(answer, sys.stdout, separators=(",", ":"))


def programme(question: dict[str, Any]) -> dict[str, Any]:
    tables = read_programme(question["path"], described=question["described"])
    lines = {name: rows.lines if isinstance(rows, Rows) else [] for name, rows in tables.items()}
    return {"tables": tables, "lines": lines}


def people(question: dict[str, Any]) -> dict[str, Any]:
    alias_file = question.pop("alias_file")
    aliases = load_aliases(alias_file) if alias_file else shipped_aliases()
    proposal = read_people_workbook(Path(question.pop("path")), aliases=aliases, **question)
    return {"proposal": dataclasses.asdict(proposal)}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
