"""Processes of one home that begin with the program loaded: to load it takes longer than most of them work."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

LOADED = """
import gc, json, os, sys, tempfile, traceback
import django
django.setup()
gc.freeze()
code, is_at_once, wanted = sys.argv[1], sys.argv[2] == "at once", json.loads(sys.argv[3])

def begun(arguments, said):
    number = os.fork()
    if number:
        return number
    os.dup2(said.fileno(), 1)
    sys.argv, status = ["-c", *arguments], 1
    try:
        exec(compile(code, "<a process of its own>", "exec"), {"__name__": "__main__"})
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)

def ended(number):
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])

files = [tempfile.TemporaryFile("w+") for _ in wanted]
if is_at_once:
    ends = [ended(number) for number in [begun(*each) for each in zip(wanted, files)]]
else:
    ends = [ended(begun(*each)) for each in zip(wanted, files)]
for file in files:
    file.seek(0)
print(json.dumps([file.read() for file in files]))
sys.exit(max(map(abs, ends)))
"""


def at_once(code: str, environment: dict[str, str], *arguments: Sequence[str]) -> list[str]:
    """What `code` says in as many processes at one moment as there are lists of arguments; each has a connection of its own."""
    return said_by(code, environment, "at once", arguments)


def in_turn(code: str, environment: dict[str, str], *arguments: Sequence[str]) -> list[str]:
    """The same, one process after the other."""
    return said_by(code, environment, "in turn", arguments)


def said_by(code: str, environment: dict[str, str], how: str, arguments: Sequence[Sequence[str]]) -> list[str]:
    """None of them has anything of the others but the loaded program: no database is open before they part."""
    command = [sys.executable, "-c", LOADED, code, how, json.dumps(arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)  # as long as on the busiest machine
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[str] = json.loads(done.stdout)
    return found
