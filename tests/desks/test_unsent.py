"""A workshop's report and a driver's handover without a network: kept on the phone with small photos, sent when there is one, under one name."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tempa.delivery import actions as delivery
from tempa.ledger import links
from tests.delivery.parties import ARRIVES
from tests.delivery.test_rounds import proposed
from tests.delivery.test_rounds import ready as ready_to_bring
from tests.desks.browser import FLAGS, PATIENCE, ROOT, chromium, driving
from tests.desks.test_production_pages import card, code, now, photo  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SCRIPT = ROOT / "tempa" / "desks" / "frame" / "static" / "unsent.js"
KEPT = """async own => { await navigator.serviceWorker.ready; const c = await caches.open("tempa-link-1"); return !!(await c.match(own)); }"""


EMPTY = """() => new Promise(yes => { const a = indexedDB.open("tempa-unsent", 1); a.onsuccess = () => {
    const s = a.result.transaction("sent").objectStore("sent").count(); s.onsuccess = () => yes(s.result === 0); }; })"""


def until(page, question, given=None):
    """Ask again until the answer is yes. `wait_for_function` takes the promise of an answer for a yes."""
    for _ in range(600):
        if page.evaluate(question, given):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question)


class Far(ThreadingHTTPServer):
    """A server far away: it takes every report, and loses its answers while it is told so."""

    def __init__(self, page, own, worker, before=None):
        super().__init__(("127.0.0.1", before.server_port if before else 0), Answer)
        self.page, self.own, self.worker, self.answers = page, own, worker, True
        self.got = before.got if before else []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}{self.own}"

    @property
    def names(self):
        return {re.search(rb'name="identity"\r\n\r\n([0-9a-f-]{36})', body)[1] for body in self.got}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        is_script = "unsent" in self.path
        is_worker = self.path == "/t/tanpa-sinyal.js"
        body = self.server.worker if is_worker else SCRIPT.read_bytes() if is_script else b""
        body = self.server.page if self.path.startswith(self.server.own) else body
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script or is_worker else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answers:
            self.send_response(302)
            self.send_header("Location", f"{self.server.own}?tersimpan=1")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.close_connection = True  # it has arrived, and the answer is lost

    def log_message(self, *_said):
        return


def test_two_reports_wait_the_page_opens_without_a_network_and_each_arrives_under_one_name(client, card, code):  # noqa: F811
    own = f"/t/{code}/kerja/{card.lot}/"
    shown, worker = client.get(own).content, client.get(reverse("link-worker")).content
    assert len(shown) < 30_000 and len(shown) + len(worker) + sum((SCRIPT.parent / f).stat().st_size for f in ("unsent.js", "link.css")) < 150_000
    far, large = Far(shown, own, worker), photo(3000, 2000)
    with driving() as play:
        context = play.chromium.launch(executable_path=chromium(), args=FLAGS).new_context(viewport={"width": 390, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(far.address)
        until(page, KEPT, own)
        far.answers = False
        page.locator(f"[name=step-{card.steps[0].step}]").select_option("1")
        page.locator("[name=photos]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": large})
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.locator("#unsent")).to_contain_text("Belum terkirim: 1")
        far.shutdown()
        far.server_close()
        page.reload()  # there is nobody who answers: the page is the one that was kept
        page.locator(f"[name=step-{card.steps[0].step}]").select_option("1")
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.locator("#unsent")).to_contain_text("Belum terkirim: 2")
        page.close()
        far = Far(shown, own, worker, before=far)
        page = context.new_page()
        page.goto(far.address)
        until(page, EMPTY)
        expect(page.locator("#unsent")).to_be_hidden()
        context.browser.close()
    far.shutdown()
    far.server_close()
    assert len(far.got) >= 3 and len(far.names) == 2
    assert all(len(body) < len(large) / 3 and b'name="said"' in body for body in far.got)


def test_a_driver_hands_over_where_there_is_no_network(client, programme, person, monkeypatch):
    monkeypatch.setattr("tempa.desks.frame.link_door.now_of", lambda *_more: ARRIVES)
    ready_to_bring(programme, person)
    (tour,) = proposed(programme, person)
    delivery.confirm_round(programme, round=tour, at=ARRIVES, by=person("perencana"))
    order = links.Order("round", tour, ARRIVES + timedelta(days=9), {"TR01": "driver"})
    (link,) = links.issue_links(programme, order, at=ARRIVES, by=person("kepala"))
    links.take_link(link, name="Pak Udin", phone="081234567890", place="outside", at=ARRIVES)
    own = reverse("link-round-stop", args=[links.code_of(link.link), 1])
    far = Far(client.get(own).content, own, client.get(reverse("link-worker")).content)
    with driving() as play:
        context = play.chromium.launch(executable_path=chromium(), args=FLAGS).new_context(viewport={"width": 390, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(far.address)
        until(page, KEPT, own)
        far.shutdown()
        far.server_close()
        page.reload()
        page.get_by_label("Kode penerima").fill("123456")
        page.get_by_label("Nama yang menerima").fill("Pak Amin")
        page.locator("[name=photos]").first.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(800, 600)})
        page.get_by_role("button", name="Serahkan dengan kode ini").click()
        expect(page.locator("#unsent")).to_contain_text("Belum terkirim: 1")
        far = Far(far.page, own, far.worker, before=far)
        page.goto(far.address)
        until(page, EMPTY)
        context.browser.close()
    far.shutdown()
    far.server_close()
    assert len(far.names) == 1 and all(b"123456" in body and b"Pak Amin" in body and b'name="said"' in body for body in far.got)
