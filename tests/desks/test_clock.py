"""A clock that is wrong locks nobody out, dates nothing to another age without a word, and is told to the park."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tempa.desks.frame import clock
from tempa.desks.frame.clock import MADE, clock_fault, dated, example_time
from tempa.ledger.actions import found_programme, record
from tempa.ledger.facts import RoleGranted
from tempa.ledger.models import Entry, FailedSignIn, Programme
from tempa.ledger.rules import seconds_to_wait
from tempa.ledger.verification import verify
from tests.cast import DARMA, HEAD, PLANNER

LAST = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("now", "bears"), [
    (LAST + timedelta(seconds=1), LAST + timedelta(seconds=1)),
    (LAST - timedelta(minutes=9), LAST),  # the clock is being corrected
    (LAST - timedelta(days=1), LAST - timedelta(days=1)),  # wrong, or the last entry was: believed, and said
    (datetime(1976, 1, 1, tzinfo=UTC), LAST),  # it has lost its time
])  # fmt: skip
def test_what_an_entry_is_dated(now, bears):
    assert dated(now, LAST) == bears and dated(now, None) == now


def test_a_clock_far_behind_is_a_sentence():
    assert clock_fault(LAST, LAST) == clock_fault(LAST - timedelta(minutes=9), LAST) == clock_fault(LAST, None) == ""
    said = clock_fault(LAST - timedelta(days=1), LAST)
    assert "lebih awal dari catatan terakhir" in said and "28 Februari 2027" in said and "1 Maret 2027" in said
    assert clock_fault(MADE - timedelta(days=9999), LAST).count("1 Maret 2027") == 2


def change(client: Client, after: str):
    form = {"change": "quantity", "after": after, "reason": "agency_request", "note": "diminta", "paper": ""}
    return client.post("/park/pesanan/L0001/", form)


def test_the_park_reads_it_on_every_page_and_an_entry_is_not_dated_to_another_age(visit, programme, clock_at):
    last = Entry.objects.filter(programme=programme).latest("sequence")
    clock_at(datetime(1976, 1, 1, tzinfo=UTC))
    for member, address in ((PLANNER, "/park/"), (HEAD, "/park/pesanan/")):
        assert "lebih awal dari catatan terakhir" in visit(member, address).content.decode()
    assert "lebih awal dari" not in visit(DARMA, "/bengkel-saya/").content.decode()
    client = Client()
    client.force_login(last.by)
    client.login(username="perencana", password="contoh-2020")
    assert change(client, "77").status_code == 302
    new = Entry.objects.filter(programme=programme).latest("sequence")
    assert new.sequence == last.sequence + 1 and new.at == last.at


@pytest.mark.django_db
def test_failures_dated_in_the_future_make_nobody_wait(client, clock_at):
    ahead = timezone.now() + timedelta(days=9)
    for _ in range(60):
        FailedSignIn.objects.create(login="perencana", source="a:127.0.0.1", at=ahead)
    assert client.post("/masuk/", {"login": "perencana", "password": "contoh-2020"}).status_code == 302
    assert seconds_to_wait({"own": (60, ahead)}, ahead - timedelta(days=9)) == 300, "whatever the clock, no wait is longer"


@pytest.mark.django_db
def test_who_was_signed_in_stays_so_when_the_clock_is_set_back(client, clock_at):
    assert client.post("/masuk/", {"login": "perencana", "password": "contoh-2020"}).status_code == 302
    clock_at(timezone.now() - timedelta(days=400))
    assert client.get("/park/").status_code == 200


@pytest.mark.django_db
def test_the_start_says_it_on_the_terminal(programme, clock_at, monkeypatch):
    from tempa.desks.console import serve

    said = []
    monkeypatch.setattr(serve, "say", said.append)
    serve.warn_of_clock()
    assert said == []
    clock_at(datetime(2001, 1, 1, tzinfo=UTC))
    serve.warn_of_clock()
    assert len(said) == 1 and said[0].startswith("NTB-2020-IKM: Jam komputer server menunjuk 1 Januari 2001")
    assert clock.now_of(programme) > MADE


BEGAN = datetime(2020, 6, 15, 1, 0, tzinfo=UTC)
DAY = datetime(2020, 8, 17, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("later", "bears"), [
    (timedelta(minutes=5), DAY + timedelta(minutes=5)),
    (timedelta(days=90), DAY + timedelta(hours=1)),  # nobody touched it meanwhile
    (-timedelta(days=1), DAY),  # the server's clock was set back
])  # fmt: skip
def test_the_time_of_an_example_goes_on_from_its_last_entry(later, bears):
    assert example_time(BEGAN, LAST + later, DAY, LAST) == bears


def test_the_time_of_an_example_begins_where_it_was_founded():
    assert example_time(BEGAN, LAST, None, None) == BEGAN == example_time(BEGAN, LAST, BEGAN - timedelta(days=1), LAST)
    assert example_time(BEGAN, LAST, DAY, None) == DAY, "an entry without the server's moment holds the time"


@pytest.fixture
def example(person):
    """A programme with its own time in which the planner sits."""
    return found_programme(code="CONTOH", at=BEGAN, by=person("perencana"), demo=True, has_clock=True, desks=("park_planner",))


def test_a_real_programme_has_no_time_of_its_own(programme, person, example):
    real = found_programme(code="NYATA", at=LAST, by=person("perencana"), has_clock=True)
    assert real.clock is None is Programme.objects.get(pk=real.pk).clock and example.clock == BEGAN
    assert Entry.objects.filter(programme=real, recorded_at__isnull=False).count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=real.pk).update(clock=BEGAN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=example.pk).update(demo=False)


def test_deeds_of_an_example_bear_its_time_and_keep_the_servers(example, person, visit, clock_at):
    began = timezone.now()
    last = Entry.objects.filter(programme=example).latest("sequence")
    assert last.at == BEGAN and abs(last.recorded_at - began) < timedelta(minutes=10)
    clock_at(last.recorded_at + timedelta(minutes=3))
    assert clock.now_of(example) == BEGAN + timedelta(minutes=3)
    client = Client()
    client.force_login(person("perencana"))
    client.post("/program/ganti/", {"programme": example.pk})
    page = client.get("/park/orang/").content.decode()
    assert "waktu contoh: 15 Juni 2020" in page
    record(example, RoleGranted(str(person("guru").public_id), "inspector", ""), at=clock.now_of(example), by=person("perencana"))
    new = Entry.objects.filter(programme=example).latest("sequence")
    assert new.at == BEGAN + timedelta(minutes=3) and new.recorded_at >= last.recorded_at
    assert verify(example).faults == []


def test_a_programme_further_east_has_its_own_midnight(programme, visit, person, clock_at):
    """The same moment is the 16th in WITA and the 17th in WIT, on pages and in Excel."""
    from tempa.demand import actions
    from tempa.ledger.queries import tables_of, zone_of

    late = datetime(2027, 8, 16, 15, 30, tzinfo=UTC)
    clock_at(late)
    assert "16 Agustus 2027, 23.30 WITA" in visit(PLANNER, "/park/").content.decode()
    tables = tables_of(programme)
    tables["programme"] = [*tables["programme"], {"key": "time_zone", "value": "WIT"}]
    actions.load_programme(programme, tables, why=actions.Why("", "", ""), at=late, by=person("perencana"))
    assert str(zone_of(programme)) == "WIT" and tables_of(programme) == tables
    page = visit(PLANNER, "/park/").content.decode()
    assert "17 Agustus 2027, 00.30 WIT" in page and "WITA" not in page
    book = openpyxl.load_workbook(io.BytesIO(visit(PLANNER, "/park/catatan/?unduh=xlsx").content))
    assert datetime(2027, 8, 17, 0, 30) in {cell.value for row in book.active.iter_rows() for cell in row}
    assert str(timezone.get_current_timezone()) == "Asia/Makassar", "no zone stays behind"
