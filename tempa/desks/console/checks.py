"""`check` and `test`: everything that must hold, the first within seconds, the second all of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STATIC = (
    ("gaya / style", [sys.executable, "-m", "ruff", "check", "--quiet", "."]),
    ("denah / floor plan", [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]),
    ("tipe / types", [sys.executable, "-m", "mypy", "tempa", "bench"]),
)


def main(arguments: Sequence[str]) -> int:
    verb, *rest = arguments
    for name, command in STATIC:
        print(f"— {name}", flush=True)
        if subprocess.run(command, cwd=ROOT).returncode:
            return 1
    print("— uji / tests", flush=True)
    fast = ["-m", "not slow and not browser and not postgres"] if verb == "check" else []
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", *fast, *rest], cwd=ROOT).returncode
