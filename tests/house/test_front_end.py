"""Front-end files are what they say they are, come from here alone, and pages carry no inline script or style."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from tests.cast import AUDITOR, DARMA, PLANNER

DESKS = Path(__file__).resolve().parents[2] / "tempa" / "desks"
STATIC = DESKS / "frame" / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted(DESKS.rglob("*.html"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}
OUTSIDE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/(?:2000/svg|1999/xlink|1999/xhtml)\b)[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)


def test_vendored_files_are_the_ones_listed():
    listed = tomllib.loads((VENDOR / "vendored.toml").read_text())
    for name, entry in listed.items():
        assert set(entry) == {"file", "from", "licence", "sha256"}, name
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], name
        assert len((VENDOR / entry["file"]).with_name("LICENSE").read_text()) > 200, name
    there = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()} - {"vendored.toml"}
    licences = {Path(e["file"]).with_name("LICENSE").as_posix() for e in listed.values()}
    assert there == {e["file"] for e in listed.values()} | licences


def test_no_page_or_file_names_an_outside_host():
    for place in [*TEMPLATES, *(p for p in STATIC.rglob("*") if p.suffix in {".js", ".css", ".svg"})]:
        assert OUTSIDE.findall(place.read_text()) == [], place.name
    assert OUTSIDE.search('src="//cdn.example.org/x.js"') and OUTSIDE.search("url(https://fonts.example.com)")


@pytest.mark.parametrize("kind", sorted(INLINE))
def test_templates_have_nothing_inline(kind):
    assert [p.name for p in TEMPLATES if INLINE[kind].search(p.read_text())] == []
    assert len(TEMPLATES) > 30


def test_only_the_frame_writes_a_table():
    """Everywhere else a table is a `Table` or a `Listing`, and so has its Excel, its phone and its order."""
    assert [p.name for p in TEMPLATES if "<table" in p.read_text()] == ["table.html"]


def test_the_patterns_find_what_they_look_for():
    bad = '<p style="x"></p><style></style><script>1</script><a onclick="x" href="javascript:y">'
    assert all(pattern.search(bad) for pattern in INLINE.values())
    assert not any(pattern.search('<script src="a.js" defer></script><p class="onset">style=</p>') for pattern in INLINE.values())


def test_rendered_pages_have_nothing_inline_and_a_strict_policy(visit):
    for member, name in ((PLANNER, "park-overview"), (DARMA, "workshop-home"), (AUDITOR, "auditor-conservation"), (None, "sign-in")):
        response = visit(member, reverse(name))
        assert response.status_code == 200
        page = response.content.decode()
        assert [kind for kind, pattern in INLINE.items() if pattern.search(page)] == []
        assert [address for address in OUTSIDE.findall(page) if "testserver" not in address] == []
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src 'self'" in policy
