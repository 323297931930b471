"""Pages of contracts in a real browser at 390 px: nothing sticks out, axe finds nothing, every button can be hit with a thumb."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tempa.contracts import actions, queries
from tempa.values.period import day_in_wita
from tests.cast import AUDITOR, DARMA, PLANNER, RINA
from tests.desks.browser import FLAGS, PATIENCE, PHONE_WIDTH, ROOT, chromium, driving, width_of
from tests.desks.test_my_contracts import by_link, drafts, move_on, of_a_lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
STYLES = ROOT / "tempa" / "desks" / "frame" / "static"
SHEET = re.compile(r'<link rel="stylesheet" href="[^"]*?(tempa|link)[^"]*\.css">')
SMALL = """[...document.querySelectorAll("main button, main .button, main input:not([type=hidden]):not([type=checkbox]), main select")]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 36).map(e => e.outerHTML.slice(0, 80))"""


def with_styles(page):
    """A page with its style sheet inside, so that a browser shows it without a server."""
    assert page.status_code == 200
    return SHEET.sub(lambda found: f"<style>{(STYLES / f'{found[1]}.css').read_text()}</style>", page.content.decode())


def pages(programme, person, visit):
    """Every page of this kind as its reader gets it, before a browser is there."""
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    waiting = queries.at_stage(programme, "drafted").first()
    actions.let_begin(
        programme, contract=waiting.contract, from_on=day_in_wita(timezone.now()), note="bahan sudah dibeli bengkel", at=timezone.now(),
        by=person("kepala"),
    )  # fmt: skip
    client, address = by_link(programme, person, c.vendor)
    other, elsewhere = by_link(programme, person, waiting.vendor)
    found = {
        "link": client.get(address), "link contract": client.get(f"{address}{c.contract}/"), "link particulars": client.get(f"{address}data/"),
        "link offer": other.get(f"{elsewhere}{waiting.contract}/"),
    }  # fmt: skip
    type = c.items.first().type
    desks = (
        (DARMA, "/bengkel-saya/kontrak/"), (DARMA, f"/bengkel-saya/kontrak/{c.contract}/"), (DARMA, "/bengkel-saya/kontrak/data/"),
        (PLANNER, "/park/kesiapan/"), (PLANNER, "/park/kesiapan/pesan/"), (RINA, "/opd/kesiapan/"), (PLANNER, "/park/rantai-harga/"),
        (PLANNER, f"/park/kontrak/penyedia/{c.vendor}/"), (PLANNER, f"/park/kontrak/penyedia/{waiting.vendor}/"), (PLANNER, "/park/kontrak/susun/"),
        (PLANNER, f"/park/rantai-harga/jenis/{type}/"), (AUDITOR, f"/auditor/rantai-harga/kontrak/{c.contract}/"),
        (AUDITOR, f"/auditor/rantai-harga/bengkel/{c.vendor}/"),
    )  # fmt: skip
    found |= {path: visit(member, path) for member, path in desks}
    return {name: with_styles(page) for name, page in found.items()}


def test_pages_of_contracts_fit_a_phone_and_everybody(programme, person, visit):
    shown, faults = pages(programme, person, visit), {}
    with driving() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": PHONE_WIDTH, "height": 844})
        page.set_default_timeout(PATIENCE)
        for name, html in shown.items():
            page.set_content(html)
            said = [v["id"] for v in Axe().run(page).response["violations"]]
            wide = width_of(page)
            if said or wide > PHONE_WIDTH or page.evaluate(SMALL):
                faults[name] = (said, wide, page.evaluate(SMALL))
        browser.close()
    assert faults == {} and len(shown) == 17
