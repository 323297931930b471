"""`bench NAME [ARGUMENTS]`: runs one benchmark of the folder `bench` and prints its figures as ratios of one run."""

from __future__ import annotations

import importlib
import pkgutil
import sys


def main(arguments: list[str]) -> int:
    import bench

    names = sorted(m.name for m in pkgutil.iter_modules(bench.__path__))
    if not arguments or arguments[0] not in names:
        print("python3 run.py bench NAME\n  " + "\n  ".join(names), file=sys.stderr)
        return 2
    return int(importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:]) or 0)
