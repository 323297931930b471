"""The command line: `python3 run.py VERB …`; each verb is one module with `main(arguments) -> exit status`."""

from __future__ import annotations

import importlib
import sys

VERBS = {
    "serve": ("serve", "siapkan, muat contoh, rencanakan, sajikan / set up, load the demo, plan it, serve"),
    "test": ("checks", "semua uji / all tests"),
    "check": ("checks", "uji cepat: ruff, mypy, denah, uji kilat / fast checks"),
    "plan": ("plan", "PROGRAMME --out PLAN [--seconds N] [--seed N] [--iterations N]"),
    "check-plan": ("check_plan", "PROGRAMME PLAN [--base PLAN] [--certificate [FILE]]"),
    "replan": ("replan", "PROGRAMME PLAN --at WEEK --changes FILE --out PLAN2 [--seconds N]"),
    "generate": ("generate", "--seed N --scale K --out FOLDER"),
    "convert": ("convert", "A B (folder or .xlsx, either way)"),
    "vectors": ("vectors", "FOLDER: known right answers against the engines"),
    "bench": ("bench", "NAME [ARGUMENTS]"),
    "user": ("user", "add | password"),
    "work": ("work", "(dipakai halaman Rencana / used by the planning page)"),
    "help": ("help", "this list"),
}


def main(arguments: list[str]) -> int:
    verb = next((a for a in arguments if not a.startswith("-")), "serve")
    if verb not in VERBS or "--help" in arguments[:1] or "-h" in arguments[:1]:
        known = "\n".join(f"  {name:11s} {what}" for name, (_, what) in VERBS.items())
        print(f"python3 run.py [VERB]\n{known}", file=sys.stderr)
        return 0 if verb in VERBS else 2
    rest = list(arguments)
    if verb in rest:
        rest.remove(verb)
    module = importlib.import_module(f"tempa.desks.console.{VERBS[verb][0]}")
    return int(module.main(rest if VERBS[verb][0] != "checks" else [verb, *rest]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
