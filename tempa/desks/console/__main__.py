"""The command line: `python3 run.py VERB …`; each verb is one module with `main(arguments) -> exit status`."""

from __future__ import annotations

import gc
import importlib
import sys

VERBS = {
    "serve": ("serve", "siapkan, muat contoh, rencanakan, sajikan / set up, load the demo, plan it, serve"),
    "test": ("checks", "semua uji / all tests"),
    "check": ("checks", "uji cepat: ruff, mypy, denah, uji kilat / fast checks"),
    "plan": ("plan", "PROGRAMME --out PLAN [--seconds N] [--seed N] [--iterations N] [--rules FILE]"),
    "check-plan": ("check_plan", "PROGRAMME PLAN [--base PLAN] [--certificate [FILE]] [--rules FILE]"),
    "replan": ("replan", "PROGRAMME PLAN --at DATE --changes FILE --out PLAN2 [--seconds N] [--rules FILE]"),
    "generate": ("generate", "--seed N --scale K --out FOLDER"),
    "convert": ("convert", "A B (folder or .xlsx, either way)"),
    "simulate": ("simulate", "[FOLDER] --seed N [--until DATE]: setahun program contoh / a year of an example"),
    "audit-pack": ("audit_pack", "FOLDER [--programme CODE] [--as-of N]: berkas untuk auditor / what an auditor takes home"),
    "papers": ("papers", "PERSON [--programme CODE] [--agency CODE]: surat semua kontrak / the papers of all contracts"),
    "vectors": ("vectors", "FOLDER: known right answers against the engines"),
    "backup": ("backup", "FILE | --daily: salin basis data dan berkas, sambil orang bekerja / copy everything, while people work"),
    "restore": ("restore", "FILE [--keys FILE]: kembalikan salinan; yang ada disimpan / put a copy back; what is there is kept"),
    "verify": ("verify", "[PROGRAMME]: cocokkan tabel dan berkas dengan rantai / tables and files against the chain"),
    "bench": ("bench", "NAME [ARGUMENTS]"),
    "user": ("user", "add | password"),
    "words": ("words", "kalimat layar dan daftar istilah / the catalogue of the screens, the glossary page"),
    "work": ("work", ""),
    "help": ("help", "this list"),
}


def main(arguments: list[str]) -> int:
    """The first word is the verb; without one, or with options first, the program serves."""
    verb, rest = (arguments[0], arguments[1:]) if arguments and not arguments[0].startswith("-") else ("serve", arguments)
    if verb == "help" or verb not in VERBS or arguments[:1] in (["-h"], ["--help"]):
        known = "\n".join(f"  {name:11s} {what}" for name, (_, what) in VERBS.items() if what)
        wrong = "" if verb in VERBS else f"Perintah {verb} tidak dikenal. / Unknown verb {verb}.\n"
        print(f"{wrong}python3 run.py [VERB]\n{known}", file=sys.stderr if wrong else sys.stdout)
        return 2 if wrong else 0
    module = importlib.import_module(f"tempa.desks.console.{VERBS[verb][0]}")
    return int(module.main([verb, *rest] if VERBS[verb][0] == "checks" else rest) or 0)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    gc.freeze()  # what is still there ends with the process; to look through it first takes a quarter of a second
    sys.exit(status)
