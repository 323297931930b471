#!/usr/bin/env python3
"""Set everything up and run Tempa: `python3 run.py`, `python3 run.py test`, `python3 run.py help`.

Standard library only. The first call makes two environments in the checkout: `.tools` holds the installer, `.venv` the
program. Both are made from requirement files whose every package carries its hash; they are made again only when those
files change. Then this process becomes the program itself.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS, VENV = HERE / ".tools", HERE / ".venv"
NEEDS_DEVELOPMENT = {"test", "check", "bench", "lock", "words"}


def main(arguments: list[str]) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Tempa needs Python 3.11 or newer; this is {sys.version.split()[0]}. Start it as: python3.11 run.py")
    verb = arguments[0] if arguments else ""
    if verb == "lock":
        lock_requirements()
        return
    prepare("development" if verb in NEEDS_DEVELOPMENT else "run-time")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # compiled once, it starts twice as fast
    environment = kept | {
        "PYTHONPATH": str(HERE),
        "PYTHONUTF8": "1",  # all files are UTF-8, whatever the language of the machine writes
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR") or str(compiled_code()),
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),  # small systems: a second thread costs as much again and gains nothing
    }
    python = str(VENV / "bin" / "python")
    os.execve(python, [python, "-m", "tempa.desks.console", *arguments], environment)


def prepare(kind: str) -> None:
    """Bring `.venv` to the packages of `kind`; a no-op of a few milliseconds when it is there already."""
    wanted = {k: fingerprint(HERE / f) for k, f in files().items()}
    note = VENV / "tempa.json"
    if is_ready(note, kind, wanted):
        return
    with open(HERE / ".setup.lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # two calls at once set up one after the other
        if is_ready(note, kind, wanted):
            return
        print("Menyiapkan lingkungan (sekali saja) … / Setting up (once only) …", file=sys.stderr, flush=True)
        install(HERE / files()[kind])
        note.write_text(json.dumps({"kind": kind, "of": wanted[kind]}))


def is_ready(note: Path, kind: str, wanted: dict[str, str]) -> bool:
    """What is installed serves if it is of the asked kind, or is the larger development set, and up to date."""
    try:
        found = json.loads(note.read_text())
    except (OSError, ValueError):
        return False
    return found["kind"] in {kind, "development"} and found["of"] == wanted.get(found["kind"])


def compiled_code() -> Path:
    """The folder of compiled code, one for each state of its sources: a changed function is compiled anew by itself, but
    not those in other files that call it. Folders of earlier states are removed."""
    sources = sorted((HERE / "tempa" / "allocation" / "planner").rglob("*.py"))
    folder = VENV / "compiled" / hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:16]
    if not folder.exists():
        shutil.rmtree(folder.parent, ignore_errors=True)
    return folder


def files() -> dict[str, str]:
    return {"run-time": "requirements.txt", "development": "requirements-dev.txt"}


def fingerprint(file: Path) -> str:
    """SHA-256 of the requirement file, the interpreter and the checkout's place (an environment cannot be moved)."""
    return hashlib.sha256(file.read_bytes() + sys.version.encode() + os.fsencode(HERE)).hexdigest()


def install(requirements: Path) -> None:
    uv = installer()
    plain = {"LC_ALL": "C", "PYTHONUTF8": "1"}  # uv asks the interpreter for its folders, and reads their names as UTF-8
    quiet = os.environ | kept_downloads() | plain | {"UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    run([uv, "venv", "--quiet", "--allow-existing", "--no-project", str(VENV)], quiet)
    run([uv, "pip", "sync", "--quiet", "--require-hashes", "--no-config", "--compile-bytecode",  # 10 s once, 2 s less per command
         "--python", str(VENV / "bin" / "python"), str(requirements)], quiet)


def kept_downloads() -> dict[str, str]:
    """Packages are kept for the next checkout; where that folder cannot be written (no HOME, or somebody else's) they are not."""
    try:
        folder = Path(os.environ.get("UV_CACHE_DIR") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "uv"))
        folder.mkdir(parents=True, exist_ok=True)
        is_ours = os.access(folder, os.W_OK | os.X_OK)
    except (OSError, RuntimeError):
        is_ours = False
    return {} if is_ours else {"UV_NO_CACHE": "1"}


def installer() -> str:
    """Path of uv, installed into `.tools` by hash where it is not there yet."""
    uv, asked = TOOLS / "bin" / "uv", HERE / "requirements-tools.txt"
    note = TOOLS / "tempa.txt"
    if not (uv.exists() and note.exists() and note.read_text() == fingerprint(asked)):
        try:
            venv.create(TOOLS, with_pip=True, clear=True)
        except subprocess.CalledProcessError:
            sys.exit("Python's venv module is incomplete here. On Debian: apt-get install python3-venv, then again.")
        run([str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "-r", str(asked)], dict(os.environ))
        note.write_text(fingerprint(asked))
    return str(uv)


def lock_requirements() -> None:
    """Write the hashed requirement files anew from pyproject.toml (the newest versions that fit)."""
    uv = installer()
    base = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-config",
            "--no-emit-index-url", "--python-version", "3.11", "--override", "requirements-left-out.txt", "pyproject.toml"]
    run([*base, "-o", "requirements.txt"], dict(os.environ), HERE)
    run([*base, "--extra", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"], dict(os.environ), HERE)


def run(command: list[str], environment: dict[str, str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, env=environment, cwd=cwd)
    if done.returncode:
        sys.exit(f"Tidak berhasil / failed: {' '.join(command)}\n"
                 "Periksa sambungan internet, lalu jalankan lagi. / Check the connection, then run again.")


if __name__ == "__main__":
    main(sys.argv[1:])
