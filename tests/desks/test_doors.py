"""Who gets in where: every address as everybody, with objects that are theirs and others' (addresses.py finds them)."""

from __future__ import annotations

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.cast import ANI, AUDITOR, DARMA, EVERYONE, HEAD, PLANNER, RINA, SRI, STRANGER, SUPPLIER
from tests.desks.addresses import (
    ABSENT,
    FORMS,
    LINKS,
    OPEN,
    PATTERNS,
    QUERIES,
    ROLES,
    ROWS,
    UPLOADS,
    WITHOUT_DOOR,
    filled,
    things,
)
from tests.desks.test_deeds import bare

NOBODY = None


@pytest.fixture(scope="module")
def objects(for_the_file):
    """Something of every kind that addresses point at, made once; what a test does to it is undone behind that test."""
    from tempa.ledger import queries

    return things(queries.programme_named("NTB-2020-IKM"))


@pytest.fixture
def found(objects, db):
    return objects


@pytest.fixture(autouse=True)
def no_workers(monkeypatch):
    """Forms that start work beside the server start nothing here."""
    monkeypatch.setattr("tempa.desks.frame.worker.subprocess.Popen", lambda *_, **__: SimpleNamespace(pid=0, poll=lambda: 0))


WEEK_NUMBER = re.compile(r"\b(?:minggu|weeks?) (?:ke-)?\d|\bMinggu \d+[:.,]")
FIRST_PAGES = {
    PLANNER: "/park/", HEAD: "/park/", RINA: "/opd/", DARMA: "/bengkel-saya/", SRI: "/bengkel-saya/", ANI: "/pemeriksa/",
    SUPPLIER: "/pemasok/", AUDITOR: "/auditor/", STRANGER: "/program/",
}  # fmt: skip
LEAD_ON = {"home": "", "park-production-stickers": "/park/produksi/label/", "park-issue-choose": "/park/bahan/bon/"}
DOORS = {"park": {"park_planner", "park_head"}, "agency": {"agency"}, "workshop": {"workshop", "teacher"}, "inspector": {"inspector"},
         "supplier": {"supplier"}, "auditor": {"auditor"}}  # fmt: skip
REFUSED_IN_WORDS = {  # where the thing is not there
    "park-rule-remove", "park-law-confirm", "park-law-refuse", "park-causes-close", "park-merge-confirm", "park-merge-refuse",
}
MAY_SEE_PRICES = {PLANNER, HEAD, AUDITOR}
WITH_PARK = {"inspector-tasks", "inspector-task", "inspector-unit"}  # an office with one pair of hands inspects as well
HEAD_ALONE = {"park-role-revoke", "park-person-link"}  # who lets people in and out


def test_every_address_has_a_door_or_is_named():
    """A view without a door is known to be open; a door lets in those of its own desk, and the head alone where people come in."""
    assert set(PATTERNS) - set(ROLES) == set(WITHOUT_DOOR) | OPEN | LINKS
    for name, roles in ROLES.items():
        own = {"park_head"} if name in HEAD_ALONE else DOORS[name.partition("-")[0]]
        assert set(roles) == (own | DOORS["park"] if name in WITH_PARK else own), name


def shown(response, visit, member, name, address):
    """The page itself is rendered, as text; only the front door, and a choice not made yet, lead on, to a page that is."""
    if name in LEAD_ON:
        address = FIRST_PAGES[member] if name == "home" else LEAD_ON[name]
        assert response.status_code == 302 and response["Location"] == address, member.login
        response = visit(member, response["Location"])
    assert response.status_code == 200, (member.login, response.get("Location"))
    page = response.content.decode(errors="ignore")
    assert "</html>" in page or "attachment" in response["Content-Disposition"], member.login
    if response["Content-Type"] == "text/html; charset=utf-8":
        told = WEEK_NUMBER.search(re.sub("<[^>]+>", " ", page))
        assert told is None, f"{told}: people know days, not numbers of weeks"
        assert bare(page, address.partition("?")[0]) == {}, "a form of a deed carries its identity and what was seen"
    return page


@pytest.fixture(scope="module")
def canary(objects):
    """Prices of one workshop's offers, as they are written: nobody outside the park and the audit may see them on any page."""
    from tempa.ledger.queries import programme_named
    from tempa.registry import queries

    programme = programme_named("NTB-2020-IKM")
    secret = [o.unit_price for o in queries.offers_of(programme, "W01")][:8]
    mine = {o.unit_price for w in ("W03", "S01") for o in queries.offers_of(programme, w)}
    return [f"{p:,}".replace(",", ".") for p in secret if p not in mine]


def test_the_canary_is_visible_somewhere(canary, found, visit):
    assert canary and any(s in visit(PLANNER, "/park/bengkel/W01/").content.decode() for s in canary)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_reading(name, found, visit, canary):
    """For each who may, the page, with no price of another workshop on it; for nobody else anything."""
    allowed, kwargs = ROWS[name]
    address = reverse(name, kwargs=filled(kwargs, found)) + QUERIES.get(name, "").format(**found)
    nobody = visit(NOBODY, address)
    assert nobody.status_code == 302 and nobody["Location"].startswith("/masuk/")
    for member in EVERYONE:
        response = visit(member, address)
        if member in allowed:
            page = shown(response, visit, member, name, address)
            assert member in MAY_SEE_PRICES or not any(price in page for price in canary), member.login
        elif member is STRANGER:  # has no programme: shown the way, not the page
            assert (response.status_code, response["Location"]) == (302, "/program/")
        else:
            assert response.status_code == 404, member


@pytest.mark.parametrize("name", sorted(FORMS))
def test_sending(name, found, visit):
    allowed, kwargs = FORMS[name]
    address = reverse(name, kwargs=filled(kwargs, found))
    for member in sorted((NOBODY, *EVERYONE), key=lambda m: m in allowed):  # who may comes last: it may change who may
        assert visit(member, address).status_code in {302, 404, 405}, "a form's address shows nothing"
        if member in allowed:
            answer = visit(member, address, {}).status_code  # done; shown again with what is missing; an object that is not there
            shown_at_once = {200} if name == "park-person-link" else {302, 400}
            assert answer in ({404} if name in ABSENT - REFUSED_IN_WORDS else shown_at_once)
        elif member is not NOBODY and member is not STRANGER:
            assert visit(member, address, {}).status_code == 404


@pytest.mark.parametrize("name", sorted(UPLOADS))
def test_pages_of_what_is_not_there(name, visit):
    """Those that are there are tried in test_upload.py, test_planning_*.py and test_packs.py."""
    for member in EVERYONE:
        assert visit(member, reverse(name, kwargs=UPLOADS[name][1])).status_code == (302 if member is STRANGER else 404)


@pytest.mark.parametrize(
    ("member", "name", "foreign"),
    [
        (RINA, "agency-order", {"line": "L0200"}),  # of another agency
        (SRI, "workshop-lot", {"lot": "lot"}),  # Pak Darma's
        (DARMA, "workshop-lot", {"lot": "school_lot"}),
        (DARMA, "workshop-lot", {"lot": "no such lot"}),
        (PLANNER, "park-order", {"line": "L9999"}),
        (PLANNER, "park-type", {"type": "XYZ"}),
        (PLANNER, "park-workshop", {"workshop": "W99"}),
        (PLANNER, "park-plan", {"plan": uuid4()}),
        (PLANNER, "park-run", {"run": uuid4()}),
        (PLANNER, "park-entry", {"fact": uuid4()}),
        (AUDITOR, "auditor-entry", {"fact": uuid4()}),
        (PLANNER, "park-double", {"number": 10**9}),
        (AUDITOR, "auditor-double", {"number": 10**9}),
        (PLANNER, "park-paper", {"sha256": "0" * 64}),
        (AUDITOR, "auditor-paper", {"sha256": "..%2F..%2Fkeys"}),
    ],
)  # fmt: skip
def test_foreign_objects_are_not_there(member, name, foreign, found, visit):
    assert visit(member, reverse(name, kwargs=filled(foreign, found))).status_code == 404


def test_objects_of_another_programme_are_not_there(found, visit, person):
    """Somebody who works in two programmes sees only the one that is chosen."""
    from datetime import UTC, datetime

    from tempa.ledger import actions

    stranger = person("orang-asing")
    stranger.may_found = True
    other = actions.found_programme(code="LAIN", at=datetime.now(UTC), by=stranger)
    for name in ("park-plan", "park-entry", "park-run", "park-order", "park-workshop", "park-paper", "park-double"):
        address = reverse(name, kwargs=filled(ROWS[name][1], found))
        assert visit(STRANGER, address).status_code == 404
    assert visit(STRANGER, reverse("park-overview")).status_code == 200
    assert other.code == "LAIN"


def test_demo_people_are_refused_beyond_this_machine(visit, settings):
    settings.TEMPA_IS_LOCAL = False
    response = visit(PLANNER, "/park/")
    assert (response.status_code, response["Location"]) == (302, "/masuk/")
    signed = visit(NOBODY, "/masuk/", {"login": "perencana", "password": "contoh-2020"})
    assert signed.status_code == 400 and "hanya dapat masuk dari komputer ini" in signed.content.decode()
    assert "contoh-2020" not in visit(NOBODY, "/masuk/").content.decode()
