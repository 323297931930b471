"""The tables of docs/ledger-format.md that follow from what the facts declare; written by `words`."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from typing import get_args, get_type_hints

from tempa.ledger.facts import KINDS, TABLES, Fact

JSON_TYPES = {
    str: "text", int: "whole", bool: "truth", dict[str, str]: "row", list[str]: "list", int | None: "whole or null",
}  # fmt: skip


def page_with_tables(page: str) -> str:
    """The page with both tables as the code has them now; the rest of it stays."""
    for heading, rows in (("What is sealed", sealed_rows()), ("Kinds of facts", kind_rows())):
        before, rest = page.split(f"\n## {heading}\n", 1)
        body = re.sub(r"(\| --- \|[^\n]*\n)(?:\|[^\n]*\n)+", lambda m: m.group(1) + "".join(f"{r}\n" for r in rows), rest, count=1)  # noqa: B023
        page = f"{before}\n## {heading}\n{body}"
    return page


def own_kinds() -> dict[str, type[Fact]]:
    """The kinds of the house (a test may have made others), by room and in their order there."""
    return {name: kind for name, kind in KINDS.items() if kind.__module__.startswith("tempa.")}


def kind_rows() -> Iterator[str]:
    for name, kind in own_kinds().items():
        hints = get_type_hints(kind)
        members = ", ".join(f"`{f.name}` {JSON_TYPES.get(hints[f.name], of_any(hints[f.name]))}" for f in dataclasses.fields(kind))
        yield f"| `{name}` | {members} | {says(kind)} |"


def of_any(hint: object) -> str:
    return "objects" if getattr(hint, "__origin__", None) is list else "object" if get_args(hint) else "anything"


def says(kind: type[Fact]) -> str:
    """The docstring as one line, without its full stop."""
    return " ".join(inspect.getdoc(kind).split()).rstrip(".")  # type: ignore[union-attr]  # a fact without words fails the linter


def sealed_rows() -> Iterator[str]:
    for name, kind in own_kinds().items():
        price, personal = (list(sealed_in(kind, mark)) for mark in ("price", "personal"))
        if price or personal:
            yield f"| `{name}` | {', '.join(price)} | {', '.join(personal)} |"


def sealed_in(kind: type[Fact], mark: str) -> Iterator[str]:
    for field, own in kind.marks.items():
        if own == mark:
            yield f"`{field}`"
        elif own == "by column":
            tables = [kind.table] if hasattr(kind, "table") else list(TABLES)
            for table in tables:
                if columns := [c for c, m in TABLES[table].marks.items() if m == mark]:
                    yield " ".join(f"`{field}.{c}`" for c in columns) + f" of `{table}`"
