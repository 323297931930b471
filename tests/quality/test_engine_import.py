"""The sampling engine starts light: plans, sentences and the draw need neither Django nor scipy nor numpy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MODULES = ["table", "small_lots", "curves", "bayes", "cost", "draw", "explain", "intervals", "scheme", "stages", "switching", "variables"]


def test_heavy_packages_are_loaded_only_when_a_law_needs_them():
    code = (
        "import importlib, sys\n"
        f"for name in {MODULES!r}: importlib.import_module('tempa.quality.sampling.' + name)\n"
        "print(sorted({'django', 'scipy', 'numpy'} & set(sys.modules)))\n"
        "from tempa.quality.sampling.intervals import upper_bound\n"
        "upper_bound(0, 5)\n"
        "print('scipy' in sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True"]
