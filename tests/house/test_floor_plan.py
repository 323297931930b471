"""The floor plan's contracts hold, and each is seen to catch a deliberate violation in a copy of the house's skeleton."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"
VIOLATIONS = {
    "rooms": [
        ("tempa/ledger/rules/who.py", "import tempa.demand.queries\n"),
        ("tempa/demand/queries.py", "from tempa.desks.frame import door\n"),
        ("tempa/attic/__init__.py", ""),
    ],
    "floors": [
        ("tempa/demand/models.py", "from tempa.demand import actions\n"),
        ("tempa/allocation/planner/search/solve.py", "import tempa.allocation.rules\n"),
        ("tempa/registry/drawer.py", ""),
        ("tempa/contracts/law/forms.py", "import tempa.contracts.papers.problem\n"),
    ],
    "planner": [
        ("tempa/allocation/planner/judge/check.py", "from tempa.allocation.planner.problem import tables\n"),
        ("tempa/allocation/planner/replanning/moves.py", "from tempa.allocation.planner.explanations import explain\n"),
        ("tempa/allocation/planner/attic/__init__.py", ""),
    ],
    "pure": [
        ("tempa/values/rupiah.py", "from django.db import models\n"),
        ("tempa/quality/sampling/exact.py", "import django.utils.timezone\n"),
        ("tempa/allocation/rules.py", "from django.conf import settings\n"),
        ("tempa/registry/rules.py", "import django.db\n"),
        ("tempa/contracts/papers/problem.py", "import django.conf\n"),
    ],
    **{
        f"tables-of-{room}": [("tempa/payment/queries/conservation.py", f"from tempa.{room} import models\n"),
                              ("tempa/desks/park/overview.py", f"import tempa.{room}.models\n")]
        for room in ("catalogue", "registry", "demand", "allocation", "supply", "production", "quality", "delivery")
    },
    "tables-of-payment": [("tempa/openness/actions.py", "from tempa.payment import models\n"),
                          ("tempa/desks/park/overview.py", "import tempa.payment.models\n")],
    "tables-of-openness": [("tempa/desks/auditor/pack.py", "from tempa.openness import models\n"),
                           ("tempa/desks/park/overview.py", "import tempa.openness.models\n")],
    "desks": [("tempa/desks/park/demand/orders.py", "from tempa.desks.agency import views\n")],
}


def contracts() -> dict[str, str]:
    """Each contract's id and name."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return {s.rsplit(":", 1)[1]: parser[s]["name"] for s in parser.sections() if s.startswith("importlinter:contract:")}


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory):
    """Every module of the house, empty, and its contracts."""
    copy = tmp_path_factory.mktemp("house")
    for place in (ROOT / "tempa").rglob("*.py"):
        target = copy / place.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("")
    (copy / "tempa" / "site" / "settings.py").write_text("import django.conf\n")
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def linted(folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    done = subprocess.run([LINT, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def broken(said: str) -> set[str]:
    return {code for code, name in contracts().items() if f"{name} BROKEN" in said}


def test_every_contract_has_a_violation_here():
    assert set(contracts()) == {*VIOLATIONS, "siblings"}


@pytest.mark.slow
def test_the_bare_skeleton_keeps_every_contract(skeleton):
    said = linted(skeleton)
    assert broken(said) == set() and said.count(" KEPT") == len(contracts())


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "place", "line"), [(c, p, x) for c, cases in VIOLATIONS.items() for p, x in cases])
def test_a_violation_is_caught(skeleton, contract, place, line):
    target = skeleton / place
    was_there = target.exists()
    target.parent.mkdir(exist_ok=True)
    target.write_text(line)
    try:
        assert contract in broken(linted(skeleton))
    finally:
        target.write_text("")
        if not was_there:
            target.unlink()
            if not any(target.parent.iterdir()):
                target.parent.rmdir()


@pytest.mark.slow
def test_a_circle_of_siblings_is_caught(skeleton):
    """Two packages of one desk that import each other, none of their modules in a circle."""
    circle = {"park/ledger/records.py": "park.allocation.plans", "park/allocation/hand.py": "park.ledger.people"}
    for place, imported in circle.items():
        (skeleton / "tempa" / "desks" / place).write_text(f"import tempa.desks.{imported}\n")
    try:
        assert broken(linted(skeleton)) == {"siblings"}
    finally:
        for place in circle:
            (skeleton / "tempa" / "desks" / place).write_text("")


def test_no_imports_run_in_a_circle():
    graph = grimp.build_graph("tempa", cache_dir=None, exclude_type_checking_imports=True)
    ahead = {module: graph.find_modules_directly_imported_by(module) & graph.modules for module in graph.modules}
    assert circles(ahead) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def circles(ahead: dict[str, set[str]]) -> list[list[str]]:
    """Modules that reach themselves: what is left when those that import nothing left are taken away, from both ends."""
    left = {k: set(v) for k, v in ahead.items()}
    while True:
        used = set().union(*left.values())
        gone = {k for k, v in left.items() if not v or k not in used}
        if not gone:
            return [sorted(left)] if left else []
        left = {k: v - gone for k, v in left.items() if k not in gone}
