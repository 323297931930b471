"""The independent checkers that live beside this repository, run in this process where they are there."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[3] / "shared" / "tools"
needs_shared = pytest.mark.skipif(not TOOLS.exists(), reason="../shared/tools is not on this machine")


@dataclass(frozen=True)
class Verdict:
    """What the checker of plans said; a stated value that differs counts as rule 0, as in the format."""

    valid: bool
    rules: frozenset[int]
    notes: frozenset[int]
    parts: dict[str, int]
    controllable: int
    text: str


@cache
def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    kept = list(sys.path)
    spec.loader.exec_module(module)  # it puts its own folder on the path
    sys.path[:] = kept
    return module


def programme_findings(folder: Path) -> tuple[list[str], list[str]]:
    """Errors and warnings of a programme folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the tool leaves closing its files to the interpreter
        _, errors, found = tool("check_programme").check(str(folder))
    return errors, found


def judge_plan(programme: Path, plan: Path, base: Path | None = None) -> Verdict:
    """The verdict on a plan folder."""
    said = io.StringIO()
    arguments = ["check_plan.py", str(programme), str(plan), *(["--base", str(base)] if base else [])]
    with warnings.catch_warnings(), contextlib.redirect_stdout(said):
        warnings.simplefilter("ignore", ResourceWarning)
        status = tool("check_plan").main(arguments)
    return read_verdict(said.getvalue(), status == 0)


def read_verdict(text: str, valid: bool) -> Verdict:
    rules = {int(rule) for rule in re.findall(r"^rule (\d+):", text, re.MULTILINE)}
    counted = re.search(r"^violations per rule: (.*)$", text, re.MULTILINE)
    if counted:
        rules |= {int(pair.split(":")[0]) for pair in counted.group(1).split(",")}
    if re.search(r"DIFFERS|: not stated$|ABOVE", text.replace("programme_sha256: not stated", ""), re.MULTILINE):
        rules.add(0)
    parts = re.findall(r"^  ([a-z]+) +(-?\d+)(?:   DIFFERS.*)?$", text, re.MULTILINE)
    found = re.search(r"^controllable: (-?\d+)", text, re.MULTILINE)
    notes = frozenset(int(rule) for rule in re.findall(r"^note, rule (\d+):", text, re.MULTILINE))
    amounts = {name: int(value) for name, value in parts}
    return Verdict(valid, frozenset(rules), notes, amounts, int(found.group(1)) if found else 0, text)
