"""What a page says of the chain: all of it is read now and then, what is new every time, and every break is told with its place."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tempa.desks.frame import memory, records
from tempa.ledger import actions
from tempa.ledger.facts import RowStated
from tempa.ledger.models import ChainHead, Entry
from tests.cast import AUDITOR, PLANNER
from tests.desks.test_pages import text_of
from tests.ledger.history import guarded_again, unguarded


def one_more(programme, person) -> int:
    fact = RowStated("suppliers", "SUP-X", {"supplier": "SUP-X", "name": "Toko", "regency": "", "local": "yes"})
    return actions.record(programme, fact, at=timezone.now(), by=person(PLANNER.login)).sequence


def spoilt(programme, sequence: int, **values) -> None:
    unguarded()
    Entry.objects.filter(programme=programme, sequence=sequence).update(**values or {"body": "x"})
    guarded_again()


def test_what_is_new_of_a_long_chain_is_read_every_time_and_the_rest_now_and_then(programme, person, monkeypatch):
    monkeypatch.setattr(records, "AT_ONCE", 10)
    assert records.chain_words(programme)[0]
    number = one_more(programme, person)
    with CaptureQueriesContext(connection) as asked:
        intact, sentence = records.chain_words(programme)
    assert intact and f"{number:,}".replace(",", ".") in sentence
    [links] = [q["sql"] for q in asked if '"body"' in q["sql"]]
    assert f'"sequence" > {number - 1}' in links, "only what stands behind the reading before"
    spoilt(programme, number)
    assert not records.chain_words(programme)[0]
    assert f"catatan ke-{number:,}".replace(",", ".") in records.chain_words(programme)[1]


def test_a_break_far_back_is_told_at_once(programme, visit):
    assert "Rantai utuh" in text_of(visit(AUDITOR, "/auditor/")) and "Dibaca seluruhnya untuk halaman ini" in text_of(visit(AUDITOR, "/auditor/"))
    spoilt(programme, 2)
    for address, member in (("/auditor/", AUDITOR), ("/park/orang/", PLANNER)):
        assert "Rantai putus pada catatan ke-2 (isinya tidak cocok dengan sidiknya)" in text_of(visit(member, address))


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [("body", "x", "isinya tidak cocok dengan sidiknya"), ("previous", bytes(32), "sidik sebelumnya berbeda"),
     ("body", '{"values": {"table": "agencies"}}', "isinya tidak cocok dengan sidiknya")],
)  # fmt: skip
def test_a_changed_entry_says_so_where_it_is_opened_however_long_the_chain_is(column, value, why, programme, visit, monkeypatch):
    monkeypatch.setattr(records, "AT_ONCE", 10)
    fact = Entry.objects.get(programme=programme, sequence=7).fact
    for desk, member in (("auditor", AUDITOR), ("park", PLANNER)):
        assert "tidak cocok dengan rantai" not in text_of(visit(member, f"/{desk}/catatan/{fact}/"))
    spoilt(programme, 7, **{column: value})
    for desk, member in (("auditor", AUDITOR), ("park", PLANNER)):
        assert f"Catatan ini tidak cocok dengan rantai: {why}" in text_of(visit(member, f"/{desk}/catatan/{fact}/"))


def test_a_break_far_back_in_a_long_chain_is_told_when_all_of_it_is_read_again(programme, visit, monkeypatch):
    monkeypatch.setattr(records, "AT_ONCE", 10)
    assert "Rantai utuh" in text_of(visit(AUDITOR, "/auditor/"))
    spoilt(programme, 2)
    monkeypatch.setattr(records, "READ_AGAIN", 1e-6)  # it is long past
    for address, member in (("/auditor/", AUDITOR), ("/park/orang/", PLANNER)):
        assert "Rantai putus pada catatan ke-2 (isinya tidak cocok dengan sidiknya)" in text_of(visit(member, address))


def test_an_end_that_is_gone_is_told_at_once(programme):
    assert records.chain_words(programme)[0]
    size = ChainHead.objects.get(programme=programme).size
    ChainHead.objects.filter(programme=programme).update(size=size + 1)
    assert "catatan di ujungnya hilang" in records.chain_words(programme)[1]
    memory.forget()
    assert "catatan di ujungnya hilang" in records.chain_words(programme)[1]
