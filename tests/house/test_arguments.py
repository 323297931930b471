"""Functions take seven arguments at most; compiled ones, which cannot take a value with a name, may take more."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST = 7
PLACES = sorted([ROOT / "run.py", *(path for folder in ("tempa", "bench", "tests") for path in (ROOT / folder).rglob("*.py"))])


def arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names of what a function takes, self and cls apart; what it takes as a whole (`*rest`, `**doing`) is one."""
    named = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg)
    return [a.arg for a in named if a is not None and a.arg not in ("self", "cls")]


def is_compiled(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("compiled" in ast.unparse(d) or "njit" in ast.unparse(d) for d in node.decorator_list)


def too_many(source: str) -> list[str]:
    """Names of functions that take more than MOST arguments."""
    found = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in found if not is_compiled(node) and len(arguments(node)) > MOST]


def test_no_function_takes_more_than_seven_arguments():
    assert len(PLACES) > 1000
    assert {p.relative_to(ROOT).as_posix(): names for p in PLACES if (names := too_many(p.read_text()))} == {}


EIGHT = "def f(self, a, b, c, d, *, e, f, g, h): pass"


@pytest.mark.parametrize("source", [
    EIGHT, "async " + EIGHT, EIGHT.replace(", h", ", **more"), EIGHT.replace("self, ", ""),
    "def sign(programme, *, a, b, c, at, by, identity=None, seen=None): pass", "def sign(a, b, c, d, e, f, g, **doing: Unpack[Doing]): pass",
])  # fmt: skip
def test_eight_are_found(source):
    assert len(too_many(source)) == 1


@pytest.mark.parametrize("source", [
    EIGHT.replace(", h", ""), f"@compiled\n{EIGHT}", "def sign(programme, *, a, b, c, d, e, **doing: Unpack[Doing]): pass",
])  # fmt: skip
def test_seven_and_compiled_code_are_let_be(source):
    assert too_many(source) == []
