"""What people send is read by Django forms: a view reads no value out of a request by hand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

DESKS = Path(__file__).resolve().parents[2] / "tempa" / "desks"
BY_HAND = {
    "frame/deeds.py": {"DeedForm.__init__", "sent_as", "rows_sent"},  # the base of all forms; which of a page's forms was sent, with which rows
    "frame/link_door.py": {"typed_in"},  # of a link that works no longer nobody knows which form it was: what was typed is only shown
}


def is_a_form(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name[:1].isupper()


def read_by_hand(source: str) -> set[str]:
    """Functions in which `request.POST` is anything else than what a form is made of: the first thing that a class is called with."""
    tree = ast.parse(source)
    given = {
        id(part) for call in ast.walk(tree) if isinstance(call, ast.Call) and is_a_form(call.func) and call.args
        for part in wholes(call.args[0])
    }  # fmt: skip
    return {
        name for name, node in functions(tree) for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and part.attr == "POST" and id(part) not in given
    }  # fmt: skip


def wholes(node: ast.expr) -> list[ast.expr]:
    """What an argument may be: `request.POST`, `request.POST or None`, `request.POST if … else …`."""
    if isinstance(node, ast.IfExp):
        return [*wholes(node.body), *wholes(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [part for value in node.values for part in wholes(value)]
    return [node]


def functions(tree: ast.Module) -> list[tuple[str, ast.AST]]:
    """Functions by their names, methods with their class before them."""
    found: list[tuple[str, ast.AST]] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef)]
        elif isinstance(node, ast.FunctionDef):
            found.append((node.name, node))
    return found


def test_no_view_reads_a_value_by_hand():
    places = {p.relative_to(DESKS).as_posix(): read_by_hand(p.read_text()) for p in sorted(DESKS.rglob("*.py"))}
    assert {place: names for place, names in places.items() if names} == BY_HAND


@pytest.mark.parametrize("line", [
    'request.POST.get("code", "")', 'request.POST["code"]', '"code" in request.POST', "dict(request.POST)", "request.POST", "read(request.POST)",
    'Form(here, request.POST["code"])', 'Form(request.POST["code"])', "Form(data=request.POST)",
])  # fmt: skip
def test_a_value_read_by_hand_is_found(line):
    assert read_by_hand(f"def view(request):\n    return {line}\n") == {"view"}


@pytest.mark.parametrize("line", [
    "Form(request.POST)", "forms.Form(request.POST, request.FILES)", "Form(request.POST or None)",
    'Form(request.POST if request.method == "POST" else request.GET)', "form.cleaned_data",
])  # fmt: skip
def test_what_a_form_is_made_of_is_let_be(line):
    assert read_by_hand(f"def view(request):\n    return {line}\n") == set()
