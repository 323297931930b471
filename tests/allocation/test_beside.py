"""The bound beside the search: a process of its own that any script can have, without a guard around its own code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tempa.allocation.planner.bound.beside import BoundBeside
from tempa.allocation.planner.bound.certificate import NAME
from tempa.allocation.planner.bound.lower_bound import quick_bound
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.runs import make
from tempa.allocation.planner.verifier.verify import verify
from tempa.values.programme import read_plan, write_folder

TABLES = generate(Wishes(seed=3, scale=0.1))
SCRIPT = """
from pathlib import Path
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.runs.make import make_plan
from tempa.values.programme import read_programme, write_plan

plan, certificate = make_plan(read_programme("programme"), Effort(iterations=200, seed=1))
write_plan(plan, "plan")
Path("plan/{name}").write_bytes(certificate)
"""


@pytest.mark.slow
def test_a_script_without_a_guard_plans_and_has_its_certificate(tmp_path: Path) -> None:
    write_folder(TABLES, tmp_path / "programme")
    (tmp_path / "script.py").write_text(SCRIPT.format(name=NAME))
    compiled = {k: v for k, v in os.environ.items() if k == "NUMBA_CACHE_DIR"}  # what was compiled once need not be again
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300,
                          env={"PYTHONPATH": str(Path(make.__file__).parents[4])} | compiled)
    assert done.returncode == 0 and done.stdout == "", done.stderr
    verdict = verify(TABLES, (tmp_path / "plan" / NAME).read_bytes(), read_plan(tmp_path / "plan"))
    assert verdict.ok and verdict.recomputed_bound


@pytest.mark.slow
def test_a_search_by_moves_hears_the_whole_quick_bound() -> None:
    with BoundBeside(TABLES, seconds=30) as beside:
        pass
    assert beside.value == quick_bound(TABLES).value and beside.certificate
    assert beside.process.poll() is not None  # nothing is left running


def test_a_search_that_fails_leaves_no_process_behind() -> None:
    with pytest.raises(RuntimeError), BoundBeside(TABLES, seconds=30, search=30) as beside:
        raise RuntimeError
    assert beside.process.poll() is not None and not beside.talk.is_alive()
