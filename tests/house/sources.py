"""The code as the tests of the house read it: each file's tree once in a process, however many promises are asked of it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def source(place: Path) -> str:
    return place.read_text()


@cache
def tree(place: Path) -> ast.Module:
    return ast.parse(source(place))


@cache
def nodes(place: Path) -> tuple[ast.AST, ...]:
    """Every node of the file's tree."""
    return tuple(ast.walk(tree(place)))
