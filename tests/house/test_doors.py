"""HTTP and the clock stay in the desks; desks touch no table; migrations stand in one line."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.house.sources import source, tree

TEMPA = Path(__file__).resolve().parents[2] / "tempa"
DOORS = {"desks", "site"}
ROOMS = sorted(p.name for p in TEMPA.iterdir() if (p / "__init__.py").exists() and p.name not in {*DOORS, "migrations", "management"})
WEB = ("django.http", "django.shortcuts", "django.urls", "django.views", "django.forms", "django.template", "http", "socket", "urllib.request")
CLOCK = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate", "timezone.localtime",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.sleep",
}  # fmt: skip
WEB_WORDS = re.compile("|".join(sorted({name.split(".")[-1] for name in WEB})))
STOPWATCH = {"time.monotonic", "time.perf_counter", "time.monotonic_ns", "time.perf_counter_ns"}
MAY_MEASURE = "tempa/allocation/planner/"  # an anytime search keeps to the budget that its caller gave


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{a.name}" for a in node.names)


def uses_web(text: str) -> set[str]:
    if not WEB_WORDS.search(text):  # what is imported is named in the text: most files need not be parsed
        return set()
    return {name for name in imported(ast.parse(text)) if any(name == w or name.startswith(w + ".") for w in WEB)}


@cache
def called(names: frozenset[str]) -> re.Pattern[str]:
    """Where one of these names may stand, under whatever name its module goes: most files hold none and need not be parsed."""
    words = "|".join(sorted({name.rpartition(".")[2] for name in names}))
    return re.compile(rf"\.(?:{words})\b|^\s*from time import", re.MULTILINE)


def reads(text: str, names: set[str]) -> set[str]:
    """Which of these clock functions a source calls, under whatever name it imported them."""
    if not called(frozenset(names)).search(text):
        return set()
    nodes = list(ast.walk(ast.parse(text)))
    own = {}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for a in node.names:
                own[a.asname or a.name] = f"{node.module}.{a.name}" if isinstance(node, ast.ImportFrom) else a.name
    found = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            holder = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            found.add(f"{own.get(holder, holder).rsplit('.', 1)[-1]}.{node.attr}")
        elif isinstance(node, ast.Name) and own.get(node.id, "").startswith("time."):
            found.add(own[node.id])
    return found & names


def room_files() -> list[Path]:
    return [p for room in ROOMS for p in sorted((TEMPA / room).rglob("*.py"))]


def test_the_rooms_are_all_here():
    assert len(ROOMS) == 14 and len(room_files()) > 100


def test_rooms_know_no_web():
    found = {p.relative_to(TEMPA).as_posix(): uses_web(source(p)) for p in room_files()}
    assert {name: web for name, web in found.items() if web} == {}


def test_rooms_read_no_clock():
    late = {}
    for p in room_files():
        name = p.relative_to(TEMPA.parent).as_posix()
        found = reads(source(p), CLOCK if name.startswith(MAY_MEASURE) else CLOCK | STOPWATCH)
        if found:
            late[name] = found
    assert late == {}


def test_what_the_two_checks_would_find():
    assert uses_web("from django.http import HttpResponse\nimport json") == {"django.http.HttpResponse"}
    assert reads("import datetime as d\nd.datetime.now()", CLOCK) == {"datetime.now"}
    assert reads("from django.utils import timezone as tz\ntz.now()", CLOCK) == {"timezone.now"}
    assert reads("from time import time as t\nt()", CLOCK) == {"time.time"}
    assert reads("import time\ntime.perf_counter()", CLOCK) == set()
    assert reads("at.now()\nself.today()", CLOCK) == set()


def test_desks_touch_no_table():
    """Rooms meet a desk through queries and actions only; the sign-in's own tables are Django's."""
    touching = {
        p.relative_to(TEMPA).as_posix(): sorted(n for n in imported(tree(p)) if n.startswith("tempa.") and ".models" in n)
        for p in (TEMPA / "desks").rglob("*.py") if "models" in source(p)
    }
    assert {k: v for k, v in touching.items() if v} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_caption(room):
    caption = ast.get_docstring(ast.parse((TEMPA / room / "__init__.py").read_text())) or ""
    first, *rest = caption.splitlines()
    assert first.endswith((".", "?")) and len(first) < 130
    body = " ".join(rest)
    assert "Takes " in body and "gives " in body and "Papers it stands for" in body


def test_every_module_opens_with_a_sentence():
    silent = []
    for p in TEMPA.rglob("*.py"):
        is_silent = not source(p).startswith('"""') and ast.get_docstring(tree(p)) is None
        if is_silent and source(p).strip() and p.parent.name != "migrations":
            silent.append(p.relative_to(TEMPA).as_posix())
    assert silent == []


def test_migrations_stand_in_one_line():
    graph = MigrationLoader(None).graph
    own = sorted(key for key in graph.nodes if key[0] == "tempa")
    assert len(graph.leaf_nodes("tempa")) == 1
    for before, after in itertools.pairwise(own):
        assert [d for d in graph.nodes[after].dependencies if d[0] == "tempa"] == [before]
    assert [name[:4] for _, name in own] == [f"{n:04d}" for n in range(1, len(own) + 1)]


def test_models_and_migrations_agree():
    loader = MigrationLoader(None)
    with translation.override(None):  # as makemigrations does it: names are compared untranslated
        wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert {label: [o.describe() for m in ms for o in m.operations] for label, ms in wanted.items()} == {}
