"""Every verb of the command line is in `help`, in docs/how-to/commands.md, and answers to --help."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from tempa.desks.console.__main__ import VERBS, main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "commands.md").read_text()
UNSEEN = {"work"}  # started by the planning page, not by people


def test_help_lists_every_verb_that_people_use(capsys):
    assert main(["help"]) == 0
    listed = re.findall(r"^  (\S+)", capsys.readouterr().out, re.MULTILINE)
    assert listed == [name for name in VERBS if name not in UNSEEN]


def test_every_verb_has_its_paragraph():
    described = set(re.findall(r"^## `([a-z-]+)", PAGE, re.MULTILINE))
    assert described == {*VERBS, "lock"} - {"help"}
    assert "`help`" in PAGE


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"help"}))
def test_a_verb_is_a_module_with_a_main(verb):
    module = importlib.import_module(f"tempa.desks.console.{VERBS[verb][0]}")
    assert callable(module.main) and module.__doc__


def test_every_option_of_a_verb_is_described():
    missing = []
    for name, (module, _) in VERBS.items():
        if name == "help":
            continue
        place = ROOT / "tempa" / "desks" / "console" / f"{module}.py"
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
                texts = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
                missing += [(name, t) for t in texts if t.startswith("--") and t not in PAGE and name != "generate"]
    assert missing == []
    generate = (ROOT / "docs" / "how-to" / "generate.md").read_text()
    assert "generate.md" in PAGE and "--odd" in generate


def test_an_unknown_verb_is_named_with_what_is_known(capsys):
    assert main(["terbang"]) == 2
    said = capsys.readouterr()
    assert "terbang" in said.err and "convert" in said.err and said.out == ""
