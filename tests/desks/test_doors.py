"""Who gets in where: every address as everybody, with objects that are theirs and others'; an address without a row fails."""

from __future__ import annotations

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tempa.ledger.models import RefusedDouble
from tests.cast import ANI, AUDITOR, DARMA, EVERYONE, HEAD, PLANNER, RINA, SRI, STRANGER, SUPPLIER
from tests.desks.links import call_and_link

PARK = (PLANNER, HEAD)
ALL = EVERYONE
NOBODY = None


@pytest.fixture(autouse=True)
def no_workers(monkeypatch):
    """Forms that start work beside the server start nothing here."""
    monkeypatch.setattr("tempa.desks.frame.worker.subprocess.Popen", lambda *_, **__: SimpleNamespace(pid=0, poll=lambda: 0))


def own_lot(programme, workshop):
    from tempa.allocation import queries

    return queries.lots_of(programme, workshop).first().lot


def things(programme):
    """Objects of the demo that addresses point at."""
    from tempa.allocation import queries as allocation
    from tempa.allocation.actions import add_plan
    from tempa.catalogue.actions import PriceCase, object_to_price
    from tempa.catalogue.queries import price_objections
    from tempa.ledger import queries as ledger

    plan = allocation.approved_plan(programme)
    tables, maker = ledger.tables_of(programme), ledger.person_named(PLANNER.login)
    other = add_plan(programme, tables, allocation.plan_tables(plan), origin="uji", at=plan.made_at, by=maker)
    call, link, _address = call_and_link(programme, ledger.person_named)
    case = PriceCase("TAN-001", "steel costs more now", [{"what": "materials", "amount": 90_000_000}], workshop="W03")
    before = price_objections(programme).first()  # of the same test
    objection = before.objection if before else object_to_price(programme, case, at=plan.made_at, by=ledger.person_named(DARMA.login))
    double = RefusedDouble.objects.create(programme=programme, fact=plan.entry_id, kind="PlanMade", at=plan.made_at, by=maker, values="{}")
    return {
        "paper": plan.paper, "double": double.pk, "call": call, "link": link.link, "price_objection": objection,
        "other_plan": other.plan, "plan": plan.plan, "run": plan.run_id, "fact": plan.entry_id, "role": ledger.people_of(programme).first().pk,
        "person": ledger.person_named("bengkel").public_id,
        "lot": own_lot(programme, "W03"), "school_lot": own_lot(programme, "S01"),
    }  # fmt: skip


# address -> (who may, keyword arguments from the things of the demo). Every address of the program must stand here.
ROWS = {
    "park-overview": (PARK, {}),
    "park-orders": (PARK, {}),
    "park-waterfall": (PARK, {}),
    "park-order": (PARK, {"line": "L0001"}),
    "park-types": (PARK, {}),
    "park-type": (PARK, {"type": "TAN-001"}),
    "park-workshops": (PARK, {}),
    "park-workshop": (PARK, {"workshop": "W03"}),
    "park-budget": (PARK, {}),
    "park-planning": (PARK, {}),
    "park-compare": (PARK, {}),
    "park-run": (PARK, {"run": "run"}),
    "park-plan": (PARK, {"plan": "plan"}),
    "park-plan-again": (PARK, {}),
    "park-rules": (PARK, {}),
    "park-scenarios": (PARK, {}),
    "park-plan-hand": (PARK, {"plan": "plan"}),
    "park-plan-reasons": (PARK, {"plan": "plan"}),
    "park-plan-work": (PARK, {"plan": "plan"}),
    "park-gantt": (PARK, {"plan": "plan"}),
    "park-plan-excel": (PARK, {"plan": "plan"}),
    "park-plan-folder": (PARK, {"plan": "plan"}),
    "park-objections": (PARK, {}),
    "park-price-objections": (PARK, {}),
    "park-price-objection": (PARK, {"objection": "price_objection"}),
    "park-calls": (PARK, {}),
    "park-call": (PARK, {"call": "call"}),
    "park-call-messages": (PARK, {"call": "call"}),
    "park-call-sheet": (PARK, {"call": "call"}),
    "park-offers": (PARK, {"workshop": "W03"}),
    "park-link-revoke": (PARK, {"link": "link"}),
    "park-import": (PARK, {}),
    "park-import-template": (PARK, {}),
    "park-export-workbook": (PARK, {}),
    "park-export-folder": (PARK, {}),
    "park-ledger": (PARK, {}),
    "park-entry": (PARK, {"fact": "fact"}),
    "park-check-code": (PARK, {}),
    "park-doubles": (PARK, {}),
    "park-double": (PARK, {"number": "double"}),
    "park-paper": (PARK, {"sha256": "paper"}),
    "park-people": (PARK, {}),
    "agency-home": ((RINA,), {}),
    "agency-order": ((RINA,), {"line": "L0001"}),
    "agency-budget": ((RINA,), {}),
    "agency-prices": ((RINA,), {}),
    "agency-price": ((RINA,), {"objection": "price_objection"}),
    "workshop-home": ((DARMA, SRI), {}),
    "workshop-lot": ((DARMA,), {"lot": "lot"}),
    "workshop-why": ((DARMA, SRI), {}),
    "workshop-objections": ((DARMA, SRI), {}),
    "workshop-week": ((DARMA, SRI), {}),
    "workshop-offers": ((DARMA, SRI), {}),
    "workshop-offers-sheet": ((DARMA, SRI), {}),
    "workshop-prices": ((DARMA, SRI), {}),
    "workshop-capacity": ((DARMA, SRI), {}),
    "inspector-home": ((ANI,), {}),
    "supplier-home": ((SUPPLIER,), {}),
    "auditor-home": ((AUDITOR,), {}),
    "auditor-ledger": ((AUDITOR,), {}),
    "auditor-entry": ((AUDITOR,), {"fact": "fact"}),
    "auditor-objections": ((AUDITOR,), {}),
    "auditor-conservation": ((AUDITOR,), {}),
    "auditor-verification": ((AUDITOR,), {}),
    "auditor-check-code": ((AUDITOR,), {}),
    "auditor-doubles": ((AUDITOR,), {}),
    "auditor-double": ((AUDITOR,), {"number": "double"}),
    "auditor-paper": ((AUDITOR,), {"sha256": "paper"}),
    "auditor-pack": ((AUDITOR,), {}),
    "home": (ALL, {}),
    "account": (ALL, {}),
    "programmes": (ALL, {}),
}  # fmt: skip
QUERIES = {"park-compare": "?rencana={plan}&rencana={other_plan}"}  # what a page must be asked, or it leads elsewhere
WEEK_NUMBER = re.compile(r"\b(?:minggu|weeks?) (?:ke-)?\d|\bMinggu \d+[:.,]")
FIRST_PAGES = {
    PLANNER: "/park/", HEAD: "/park/", RINA: "/opd/", DARMA: "/bengkel-saya/", SRI: "/bengkel-saya/", ANI: "/pemeriksa/",
    SUPPLIER: "/pemasok/", AUDITOR: "/auditor/", STRANGER: "/program/",
}  # fmt: skip
OPEN = {"sign-in", "invitation-code", "invitation"}
# pages of links, tried in test_link_pages.py: the code in the address is what lets somebody in
LINKS = {"link-code", "link", "link-holder", "link-offers", "link-offers-sheet", "link-offers-upload", "link-prices"}
# addresses that only take a form: (who may, keyword arguments)
FORMS = {
    "park-type-price": (PARK, {"type": "TAN-001"}),
    "park-type-alias": (PARK, {"type": "TAN-001"}),
    "park-run-cancel": (PARK, {"run": "run"}),
    "park-plan-what-if": (PARK, {"plan": "plan"}),
    "park-plan-explain": (PARK, {"plan": "plan"}),
    "park-rules-price": (PARK, {}),
    "park-plan-hand-search": (PARK, {"plan": "plan"}),
    "park-hand-withdraw": (PARK, {"decision": uuid4()}),
    "park-rule-remove": (PARK, {"rule": uuid4()}),  # refused in words
    "park-price-objection-answer": (PARK, {"objection": "price_objection"}),
    "park-price-objection-overrule": (PARK, {"objection": "price_objection"}),
    "park-call-extend": (PARK, {"call": "call"}),
    "park-call-links": (PARK, {"call": "call"}),
    "park-call-link": (PARK, {"call": "call"}),
    "park-call-upload": (PARK, {"call": "call"}),
    "workshop-offers-upload": ((DARMA, SRI), {}),
    "park-objection-replay": (PARK, {"objection": uuid4()}),
    "park-objection-answer": (PARK, {"objection": uuid4()}),
    "park-plan-propose": (PARK, {"plan": "plan"}),
    "park-plan-approve": (PARK, {"plan": "plan"}),
    "park-plan-refuse": (PARK, {"plan": "plan"}),
    "park-plan-reinstate": (PARK, {"plan": "plan"}),
    "park-role-revoke": ((HEAD,), {"role": "role"}),
    "park-person-link": ((HEAD,), {"person": "person"}),
    "auditor-verify": ((AUDITOR,), {}),
    "sign-out": (ALL, {}),
    "switch-programme": (ALL, {}),
    "switch-role": (ALL, {}),
    "set-language": ((NOBODY, *ALL), {}),
}  # fmt: skip
# addresses whose object the demo has not: tried in test_upload.py, test_planning_*.py and test_packs.py; strangers are tried here
UPLOADS = {"park-import-preview": PARK, "park-import-questions": PARK, "park-plan-moves": PARK, "park-objection": PARK,
           "auditor-objection": (AUDITOR,), "auditor-pack-file": (AUDITOR,)}  # fmt: skip


ABSENT = {"park-hand-withdraw", "park-objection-replay", "park-objection-answer"}  # sent as they are in test_planning_*.py


def addresses(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def test_every_address_has_a_row():
    assert set(addresses()) == set(ROWS) | OPEN | LINKS | set(FORMS) | set(UPLOADS)


def filled(kwargs, found):
    return {k: found.get(v, v) for k, v in kwargs.items()}


def assert_shown(response, visit, member, name):
    """The page itself is rendered; only the front door leads on, to a page that is."""
    if name == "home":
        assert response.status_code == 302 and response["Location"] == FIRST_PAGES[member], member.login
        response = visit(member, response["Location"])
    assert response.status_code == 200, (member.login, response.get("Location"))
    assert b"</html>" in response.content or "attachment" in response["Content-Disposition"], member.login
    told = WEEK_NUMBER.search(re.sub(rb"<[^>]+>", b" ", response.content).decode(errors="ignore"))
    assert told is None or response["Content-Type"] != "text/html; charset=utf-8", f"{told}: people know days, not numbers of weeks"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_reading(name, programme, visit):
    allowed, kwargs = ROWS[name]
    found = things(programme)
    address = reverse(name, kwargs=filled(kwargs, found)) + QUERIES.get(name, "").format(**found)
    nobody = visit(NOBODY, address)
    assert nobody.status_code == 302 and nobody["Location"].startswith("/masuk/")
    for member in EVERYONE:
        response = visit(member, address)
        if member in allowed:
            assert_shown(response, visit, member, name)
        elif member is STRANGER:  # has no programme: shown the way, not the page
            assert (response.status_code, response["Location"]) == (302, "/program/")
        else:
            assert response.status_code == 404, member


@pytest.mark.parametrize("name", sorted(FORMS))
def test_sending(name, programme, visit):
    allowed, kwargs = FORMS[name]
    address = reverse(name, kwargs=filled(kwargs, things(programme)))
    for member in sorted((NOBODY, *EVERYONE), key=lambda m: m in allowed):  # who may comes last: it may change who may
        looked = visit(member, address)
        assert looked.status_code in {302, 404, 405}, "a form's address shows nothing"
        if member in allowed:
            answer = visit(member, address, {}).status_code  # done; shown again with what is missing; an object that is not there
            assert answer in ({404} if name in ABSENT else {200} if name == "park-person-link" else {302, 400})  # a link is shown at once
        elif member is not NOBODY and member is not STRANGER:
            assert visit(member, address, {}).status_code == 404


@pytest.mark.parametrize("name", sorted(UPLOADS))
def test_uploads_that_are_not_there(name, visit):
    for member in EVERYONE:
        assert visit(member, reverse(name, args=[uuid4()])).status_code == (302 if member is STRANGER else 404)


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
def test_foreign_objects_are_not_there(member, name, foreign, programme, visit):
    assert visit(member, reverse(name, kwargs=filled(foreign, things(programme)))).status_code == 404


def test_objects_of_another_programme_are_not_there(programme, visit, person):
    """Somebody who works in two programmes sees only the one that is chosen."""
    from datetime import UTC, datetime

    from tempa.ledger import actions

    found = things(programme)
    stranger = person("orang-asing")
    stranger.may_found = True
    other = actions.found_programme(code="LAIN", at=datetime.now(UTC), by=stranger)
    for name in ("park-plan", "park-entry", "park-run", "park-order", "park-workshop", "park-paper", "park-double"):
        address = reverse(name, kwargs=filled(ROWS[name][1], found))
        assert visit(STRANGER, address).status_code == 404
    assert visit(STRANGER, reverse("park-overview")).status_code == 200
    assert actions.Programme.objects.get(pk=other.pk).code == "LAIN"


def test_no_page_shows_another_workshops_prices(programme, visit):
    """A canary: prices of one workshop's offers, looked for on every page of everybody outside the park and the audit."""
    from tempa.registry import queries

    secret = [o.unit_price for o in queries.offers_of(programme, "W01")][:8]
    mine = {o.unit_price for w in ("W03", "S01") for o in queries.offers_of(programme, w)}
    shown = [f"{p:,}".replace(",", ".") for p in secret if p not in mine]
    assert shown
    assert any(s in visit(PLANNER, "/park/bengkel/W01/").content.decode() for s in shown), "the canary must be visible somewhere"
    for member in (RINA, DARMA, SRI, ANI, SUPPLIER):
        for name, (allowed, kwargs) in ROWS.items():
            if member in allowed:
                page = visit(member, reverse(name, kwargs=filled(kwargs, things(programme)))).content.decode(errors="ignore")
                assert not any(s in page for s in shown), (member.login, name)


def test_demo_people_are_refused_beyond_this_machine(visit, settings):
    settings.TEMPA_IS_LOCAL = False
    response = visit(PLANNER, "/park/")
    assert (response.status_code, response["Location"]) == (302, "/masuk/")
    signed = visit(NOBODY, "/masuk/", {"login": "perencana", "password": "contoh-2020"})
    assert signed.status_code == 400 and "hanya dapat masuk dari komputer ini" in signed.content.decode()
    assert "contoh-2020" not in visit(NOBODY, "/masuk/").content.decode()
