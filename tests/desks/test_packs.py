"""The auditor asks for an audit pack on a page, and takes the ZIP home."""

from __future__ import annotations

import csv
import io
import os
import re
import time
import zipfile
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from tempa.desks.frame import packs
from tempa.ledger import queries as ledger
from tests.cast import AUDITOR, PLANNER
from tests.desks.planning import text_of

PAGE = "/auditor/paket/"


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Packs of this test alone; kept papers are where they were."""
    papers = settings.TEMPA_HOME / "papers"
    settings.TEMPA_HOME = tmp_path
    if papers.exists():
        (tmp_path / "papers").symlink_to(papers)


def test_a_pack_is_made_and_downloaded(visit, programme):
    size = ledger.chain_head(programme)[0]
    assert f'value="{size}"' in visit(AUDITOR, PAGE).content.decode()
    name, end = uuid4(), ledger.deed_end(programme, 9)
    for _ in range(2):  # sent twice is one pack
        sent = visit(AUDITOR, PAGE, {"sequence": "9", "identity": str(name)})
        assert sent["Location"] == PAGE
        assert [m.message for m in get_messages(sent.wsgi_request)][-1].startswith("Catatan ke-9 adalah bagian dari perbuatan yang berakhir")
    assert [p.name for p in packs.made(programme)] == [name]
    page = visit(AUDITOR, PAGE)
    assert 9 < end < size
    address = re.search(rf'href="({PAGE}[0-9a-f-]+/)"', page.content.decode()).group(1)
    answer = visit(AUDITOR, address)
    assert f"paket-audit-{programme.code}-{end}.zip" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        about = dict(csv.reader(io.StringIO(archive.read("pack.csv").decode())))
        assert about["as_of"] == str(end) and len(archive.read("entries.jsonl").splitlines()) == end
    assert visit(PLANNER, address).status_code == 404 == visit(AUDITOR, f"{PAGE}{uuid4()}/").status_code


@pytest.mark.parametrize("typed", ["0", "9999999", "", "x", "1.5"])
def test_an_entry_that_is_not_there_is_refused_beside_its_field(typed, visit, programme):
    page = visit(AUDITOR, PAGE, {"sequence": typed})
    assert page.status_code == 400 and 'id="id_sequence_error"' in page.content.decode().replace("id-sequence", "id_sequence")
    assert packs.made(programme) == []


def test_a_long_chain_is_packed_beside_the_server(visit, programme, monkeypatch):
    asked = []
    monkeypatch.setattr(packs, "AT_ONCE", 5)
    monkeypatch.setattr(packs, "start_console", lambda folder, arguments, by: asked.append(arguments))
    name = uuid4()
    visit(AUDITOR, PAGE, {"sequence": "9", "identity": str(name)})
    assert asked == [["work", "--pack", programme.code, str(ledger.deed_end(programme, 9)), str(name), "programme"]]
    monkeypatch.setattr(packs, "is_alive", lambda folder: True)
    assert "Paket sedang dibuat" in text_of(visit(AUDITOR, PAGE))
    visit(AUDITOR, PAGE, {"sequence": "9"})
    assert len(asked) == 1, "one at a time"


def test_what_came_to_nothing_is_said(visit, programme):
    packs.folder_of(programme).mkdir(parents=True)
    (packs.folder_of(programme) / "output").write_text("Traceback")
    assert "Paket yang diminta tidak jadi" in text_of(visit(AUDITOR, PAGE))


def test_the_worker_makes_it(programme, monkeypatch):
    from tempa.desks.console import work

    monkeypatch.setattr(work, "set_up", lambda: None)
    monkeypatch.setattr(os, "nice", lambda n: 0)
    name = uuid4()
    assert work.main(["--pack", programme.code, "3", str(name)]) == 0
    assert [(p.name, p.sequence) for p in packs.made(programme)] == [(name, 3)]
    assert work.main(["--pack", "NIX", "3", str(name)]) == 1


def test_a_pack_is_kept_for_a_day_and_a_new_one_takes_its_place(programme):
    first, second = uuid4(), uuid4()
    packs.carry_out(programme, 2, first)
    packs.carry_out(programme, 3, second)
    assert [p.name for p in packs.made(programme)] == [second]
    old = time.time() - packs.KEPT.total_seconds() - 60
    os.utime(packs.made(programme)[0].place, (old, old))
    assert packs.made(programme) == [] and list(packs.folder_of(programme).glob("*.zip")) == []
