"""The tour of the house is true: what it names is there, and one trip goes where it says."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.cast import PLANNER

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "house.md").read_text()
CODE = re.compile(r"`([^`]+)`")
FILE = re.compile(r"[\w./-]+\.(?:py|toml|html|md|css)|(?:tempa|tests|desks|docs|data)/[\w./-]+|\.importlinter")
ANYWHERE = {"rules.py", "models.py", "facts.py", "queries.py", "actions.py", "urls.py", "__main__.py"}  # one in every room or desk
ROOMS = {"allocation/planner", "quality/sampling", "catalogue/costing", "payment/settlement", "impact/multipliers"}


def section(heading):
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(text):
    """The rows of the first table of a section, as cells."""
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def named_files():
    """Everything in code marks or behind a link of the page that looks like a file or a folder."""
    marked = {found for text in CODE.findall(PAGE) for found in FILE.findall(text)}
    return sorted(marked | set(re.findall(r"\]\(([\w./-]+)\)", PAGE)) | ROOMS)


def is_there(name):
    """From the top of the repository, inside tempa, beside this page of docs, or in the frame that the text speaks of."""
    places = (ROOT, ROOT / "tempa", ROOT / "docs", ROOT / "tempa" / "desks", ROOT / "tempa" / "desks" / "frame")
    return any((place / name).exists() for place in places) or (name in ANYWHERE and any((ROOT / "tempa").rglob(name)))


def is_a_template(name):
    return name.endswith(".html") and any((ROOT / "tempa" / "desks").rglob(name))


def test_every_file_that_the_page_names_is_there():
    found = named_files()
    assert len(found) > 40
    assert [name for name in found if not (is_there(name) or is_a_template(name))] == []


def test_every_room_and_floor_of_the_page_is_that_of_the_floor_plan():
    plan = (ROOT / ".importlinter").read_text().split("layers =")[1].split("exhaustive")[0].split()
    floors = [re.findall(r"`(\w+)`", row[1]) for row in rows(section("The rooms"))]
    assert [name for floor in floors for name in floor] == plan
    assert [int(row[0]) for row in rows(section("The rooms"))] == list(range(len(plan), 0, -1))


def names_in_use(text):
    """Names that a section writes in code marks and that are no files: of fields, functions, lists."""
    marked = [mark for mark in CODE.findall(text) if not FILE.search(mark) and "…" not in mark.split("(")[0]]
    return {name for mark in marked for name in re.findall(r"[A-Za-z_]\w{3,}", mark.split("(")[0])}


def written():
    """Every name that is written anywhere in the program or its tests, this file apart."""
    places = [p for folder in ("tempa", "tests") for kind in ("py", "html", "js", "toml") for p in (ROOT / folder).rglob(f"*.{kind}")]
    found = {name for p in places if p != Path(__file__) for name in re.findall(r"[A-Za-z_]\w{3,}", p.read_text())}
    return found | {p.stem for p in places} | {p.name for folder in ("tempa", "tests") for p in (ROOT / folder).rglob("*") if p.is_dir()}


def test_every_name_that_the_page_says_is_in_use():
    found = {name for heading in ("Where to put what", "What guards the house", "Inside a room") for name in names_in_use(section(heading))}
    assert {"DeedForm", "LINK_PURPOSES", "GROUPS", "IN_WORDS", "LONGEST", "for_the_file"} <= found and len(found) > 25
    assert found - written() == set()


def test_a_missing_file_would_be_found():
    assert not is_there("tempa/desks/frame/identity.py") and not is_there("nowhere.py") and is_there("deeds.py")


def defined(path):
    """Names of classes and functions of a file, those of classes with the class before them."""
    tree = ast.parse((ROOT / path).read_text())
    found = {n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef)}
    for n in tree.body:
        if isinstance(n, ast.ClassDef):
            found |= {f"{n.name}.{m.name}" for m in n.body if isinstance(m, ast.FunctionDef)}
    return found


TRIP = [(CODE.findall(where)[0], CODE.findall(name)[0]) for _step, where, name in rows(section("One trip"))]


@pytest.mark.parametrize(("path", "name"), TRIP)
def test_each_step_of_the_trip_is_defined_where_the_page_says(path, name):
    assert name in defined(path)


def test_a_changed_price_makes_the_trip_of_the_page(visit, programme):
    """The calls of one change of a price, in the order in which they begin, are the steps of the page."""
    from tempa.catalogue.queries import type_named
    from tempa.demand.queries import moves
    from tempa.ledger.actions import values_of

    wanted = {(str(ROOT / path), name) for path, name in TRIP}
    called = []

    def note(frame, event, _argument):
        if event == "call":
            code = frame.f_code
            # a class is met when it is made into an object, in its own file or in the base that it is made from
            name = type(frame.f_locals["self"]).__name__ if code.co_name == "__init__" and "self" in frame.f_locals else code.co_qualname
            places = {(file, n) for file, n in wanted if n == name and (code.co_name == "__init__" or file == code.co_filename)}
            called.extend(places - set(called))

    form = {"after": "9000000", "reason": "price_agreed", "note": "", "paper": "027/9"}
    sys.setprofile(note)
    try:
        sent = visit(PLANNER, "/park/katalog/TAN-001/hps/", form)
        shown = visit(PLANNER, sent["Location"])
    finally:
        sys.setprofile(None)
    order = list(TRIP)
    met = [(str(Path(file).relative_to(ROOT)), name) for file, name in called]
    assert set(met) == set(order)
    of_the_deed = [step for step in order if step[1] not in {"PriceForm", "type_page", "moves"}]
    assert [step for step in met if step in of_the_deed] == of_the_deed
    (move,) = moves(programme, "TAN-001")
    assert type_named(programme, "TAN-001").unit_price == 9_000_000 and values_of(move.entry)["after"] == "9000000"
    assert "9000000" in shown.content.decode() and "027/9" in shown.content.decode()
