"""The repository speaks of Tempa alone, carries no trace of a builder's machine, and starts with the standard library."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".svg", ".json", ".csv", ".po", ".cfg", ".ini", ".yml", ".yaml", "", ".xml"}


def kept_files() -> list[Path]:
    """What the repository holds, as git says; where it says nothing, everything that is not made by running."""
    return [ROOT / name for name in listed_by_git(ROOT) if (ROOT / name).is_file()] or found_in(ROOT)


def listed_by_git(root: Path) -> list[str]:
    """Nothing where the folder is no checkout of its own, where git is not installed, and where it does not trust the folder's owner."""
    if not (root / ".git").exists() or shutil.which("git") is None:
        return []
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    return [name for name in done.stdout.split("\0") if name]


def found_in(root: Path) -> list[Path]:
    """Every file but those that .gitignore names."""
    made = [line.rstrip("/") for line in (root / ".gitignore").read_text().split()]
    return [p for p in root.rglob("*") if p.is_file() and not is_made(p.relative_to(root), [*made, ".git"])]


def is_made(place: Path, made: list[str]) -> bool:
    parts = [place, *place.parents]
    return any(part.match(name) if "/" not in name else part == Path(name) for part in parts for name in made)


def texts() -> list[tuple[str, str]]:
    return [
        (p.relative_to(ROOT).as_posix(), p.read_text(errors="replace"))
        for p in kept_files()
        if p.suffix in TEXT and p != Path(__file__).resolve() and "vendor" not in p.parts
    ]


def word(*parts: str) -> str:
    """A word put together, so that this file does not hold it."""
    return "".join(parts)


UNWANTED = {
    "places of one machine": r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w|Us" + r"ers)/",
    "package indexes": r"py" + r"pi\.org|python" + r"hosted\.org|registry\." + r"npmjs|--index" + r"-url|--extra" + r"-index",
    "tools of builders": r"\b(?:pro" + r"mpts?|pro" + r"mpted|LL" + r"Ms?|chat" + r"gpt|clau" + r"de|cop" + r"ilot|open" + r"ai|anth" + r"ropic)\b"
    r"|\bA" + r"I\b|session" + r" of\b|language" + r" model|sub" + r"agents?\b",
}  # fmt: skip
ALLOWED = {
    ("tools of builders", "tempa/impact/multipliers/additional.py"),  # additional impact: so in the formula of its source
}


@pytest.fixture(scope="module")
def everything() -> list[tuple[str, str]]:
    return texts()


@pytest.mark.parametrize("what", sorted(UNWANTED))
def test_nothing_of_a_builders_machine(what, everything):
    pattern = re.compile(UNWANTED[what], re.IGNORECASE if what != "tools of builders" else 0)
    found = {name: sorted({m.group(0) for m in pattern.finditer(text)}) for name, text in everything if (what, name) not in ALLOWED}
    assert {k: v for k, v in found.items() if v} == {}
    assert len(everything) > 300


def test_the_patterns_find_what_they_look_for():
    examples = {
        "places of one machine": word("see /wo", "rk/main/x"), "package indexes": word("https://py", "pi.org/simple"),
        "tools of builders": word("written by an A", "I"),
    }  # fmt: skip
    for what, text in examples.items():
        assert re.search(UNWANTED[what], text), what
    assert not re.search(UNWANTED["places of one machine"], "docs/" + "work" + "/list and ../" + "root" + "/x")
    assert not re.search(UNWANTED["tools of builders"], "AIR, promptly, said")


def test_requirement_files_hold_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt"):
        text = (ROOT / name).read_text()
        packages = re.findall(r"^([A-Za-z0-9_.\[\]-]+)==", text, re.MULTILINE)
        assert packages and "://" not in text
        for block in re.split(r"^(?=[A-Za-z0-9_.\[\]-]+==)", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in block, block[:60]


def test_run_py_is_standard_library_and_python_3_11():
    source = (ROOT / "run.py").read_text()
    tree = ast.parse(source, feature_version=(3, 11))
    names = {n.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names}
    names |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names) and "json" in names


@pytest.fixture
def run():
    specification = importlib.util.spec_from_file_location("tempa_run", ROOT / "run.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("git", ["", "no git", "not trusted"])
def test_what_the_repository_holds_is_found_without_git_too(git, tmp_path, monkeypatch):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    for name in ("run.py", "tests/a.py", ".venv/lib/b.py", "tests/__pycache__/a.pyc", "docs/glossary.md", "docs/house.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    if git:
        (tmp_path / ".git").write_text("gitdir: nowhere")
    if git == "no git":
        monkeypatch.setenv("PATH", str(tmp_path))
    assert listed_by_git(tmp_path) == []
    assert {p.relative_to(tmp_path).as_posix() for p in found_in(tmp_path)} == {".gitignore", "run.py", "tests/a.py", "docs/house.md"}


def test_both_ways_find_the_same_files():
    if not listed_by_git(ROOT):
        pytest.skip("this is an unpacked archive")
    assert set(kept_files()) <= set(found_in(ROOT))


def test_a_place_that_cannot_be_written_keeps_no_packages_and_stops_nothing(run, tmp_path, monkeypatch):
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run.kept_downloads() == {} and (tmp_path / ".cache" / "uv").is_dir()
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    assert run.kept_downloads() == {"UV_NO_CACHE": "1"}
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "other"))
    assert run.kept_downloads() == {}


def test_a_folder_whose_name_the_language_cannot_write_has_a_fingerprint(run, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "HERE", Path(os.fsdecode(b"/t\xe9mpa")))
    assert len(run.fingerprint(ROOT / "requirements.txt")) == 64


def test_the_program_reads_and_writes_utf_8_whatever_the_language(run, monkeypatch):
    begun = []
    monkeypatch.setattr(run, "prepare", lambda kind: None)
    monkeypatch.setattr(run.os, "execve", lambda *command: begun.append(command))
    monkeypatch.setenv("PYTHONUTF8", "0")
    run.main(["help"])
    assert begun[0][2]["PYTHONUTF8"] == "1" and begun[0][2]["PYTHONPATH"] == str(ROOT)


def test_compiled_code_has_a_folder_for_each_state_of_its_sources(run, tmp_path, monkeypatch):
    planner = tmp_path / "tempa" / "allocation" / "planner" / "search"
    planner.mkdir(parents=True)
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    (planner / "kernel.py").write_text("one")
    before = run.compiled_code()
    before.mkdir(parents=True)
    assert run.compiled_code() == before and before.exists()
    (planner / "kernel.py").write_text("another")
    assert run.compiled_code() != before
    assert not before.exists()


@pytest.mark.slow
def test_everything_is_python_3_11():
    for p in kept_files():
        if p.suffix == ".py":
            ast.parse(p.read_text(), filename=str(p), feature_version=(3, 11))


def test_links_in_the_docs_lead_somewhere():
    broken = []
    for page in [p for p in kept_files() if p.suffix == ".md"]:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:|#", target) and not (page.parent / target.split("#")[0]).exists():
                broken.append((page.relative_to(ROOT).as_posix(), target))
    assert broken == []


def test_every_decision_is_in_the_list_and_has_its_three_parts():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\(([a-z-]+\.md)\)", (folder / "README.md").read_text())
    assert sorted(listed) == sorted(p.name for p in folder.glob("*.md") if p.name != "README.md")
    for name in listed:
        text = (folder / name).read_text()
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), name
        assert len(text.split()) < 400, name


def test_the_tour_names_every_room():
    tour = (ROOT / "docs" / "house.md").read_text()
    rooms = re.findall(r"^\| \d+ \| `([a-z]+)` \|", tour, re.MULTILINE)
    plan = (ROOT / ".importlinter").read_text().split("layers =", 1)[1].split("exhaustive", 1)[0].split()
    assert rooms == plan
