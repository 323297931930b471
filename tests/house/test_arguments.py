"""The planner's functions take seven arguments at most; compiled ones, which cannot take a value with a name, may take more."""

from __future__ import annotations

import ast
from pathlib import Path

PLANNER = Path(__file__).resolve().parents[2] / "tempa" / "allocation" / "planner"
MOST = 7


def too_many(source: str) -> list[str]:
    """Names of functions that take more than MOST arguments, self and cls apart."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and not any("compiled" in ast.unparse(d) or "njit" in ast.unparse(d) for d in node.decorator_list):
            arguments = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if a.arg not in ("self", "cls")]
            found += [node.name] if len(arguments) > MOST else []
    return found


def test_no_function_of_the_planner_takes_more_than_seven_arguments():
    assert {p.relative_to(PLANNER).as_posix(): names for p in sorted(PLANNER.rglob("*.py")) if (names := too_many(p.read_text()))} == {}


def test_eight_are_found_and_compiled_code_is_let_be():
    eight = "def f(self, a, b, c, d, *, e, f, g, h): pass"
    assert too_many(eight) == ["f"] and too_many(eight.replace(", h", "")) == [] and too_many(f"@compiled\n{eight}") == []
