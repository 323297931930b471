"""Guessing a password becomes slow, and nobody is kept out by what others do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tempa.desks.console import user
from tempa.ledger import actions, queries
from tempa.ledger.models import FailedSignIn
from tempa.ledger.rules import FREE_TRIES, LONGEST_WAIT, seconds_to_wait
from tests.cast import DARMA, HEAD, PLANNER

pytestmark = pytest.mark.django_db
AT = datetime(2020, 8, 3, 1, 0, tzinfo=timezone.get_default_timezone())
RIGHT = "contoh-2020"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Time stands still between two requests, however busy the machine is."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def attempt(client: Client, login: str = "bengkel", password: str = "salah", address: str = "203.0.113.5", **more):
    return client.post("/masuk/", {"login": login, "password": password}, REMOTE_ADDR=address, **more)


def fail(times: int, client: Client, **where) -> None:
    """So many failures, each after the wait that the one before asked for."""
    for _ in range(times):
        FailedSignIn.objects.update(at=timezone.now() - timedelta(minutes=6))
        assert attempt(client, **where).status_code == 400
    FailedSignIn.objects.filter(pk=FailedSignIn.objects.latest("pk").pk).update(at=timezone.now())


@pytest.mark.parametrize(("kind", "count", "seconds"), [
    ("own", 2, 0), ("own", 3, 2), ("own", 4, 4), ("own", 5, 8), ("own", 60, 300), ("login", 19, 0), ("login", 20, 2),
    ("login", 500, 30), ("address", 39, 0), ("address", 40, 2), ("address", 9999, 60),
])  # fmt: skip
def test_waits_double_up_to_their_limit(kind: str, count: int, seconds: int) -> None:
    assert seconds_to_wait({kind: (count, AT)}, AT) == seconds


def test_a_wait_runs_out_and_the_longest_one_counts() -> None:
    assert seconds_to_wait({"own": (5, AT)}, AT + timedelta(seconds=7.5)) == 1
    assert seconds_to_wait({"own": (5, AT)}, AT + timedelta(seconds=8)) == 0
    assert seconds_to_wait({"own": (5, AT), "login": (900, AT), "address": (0, None)}, AT) == 30
    assert seconds_to_wait({}, AT) == 0


def test_three_are_free_then_the_right_password_has_to_wait_too(client: Client) -> None:
    fail(3, client)
    refused = attempt(client, password=RIGHT)
    assert (refused.status_code, refused["Retry-After"]) == (429, "2")
    assert "Tunggu 2 detik, lalu coba lagi" in refused.content.decode()
    assert FailedSignIn.objects.count() == 3, "a try that was not looked at counts for nothing"
    FailedSignIn.objects.update(at=timezone.now() - timedelta(seconds=3))
    assert attempt(client, password=RIGHT).status_code == 302


def test_the_sentence_is_english_for_who_reads_english(client: Client, settings) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    fail(3 + 8, client)
    page = attempt(client).content.decode()
    assert "Wait 5 minutes, then try again" in page


def test_a_name_that_does_not_exist_is_treated_alike(client: Client) -> None:
    fail(3, client, login="tidak-ada")
    assert attempt(client, login="tidak-ada").status_code == 429


def test_signing_in_clears_what_was_mistyped_there(client: Client) -> None:
    fail(2, client)
    assert attempt(client, password=RIGHT).status_code == 302
    fail(2, Client())
    assert attempt(Client(), password=RIGHT).status_code == 302
    assert FailedSignIn.objects.count() == 4, "they stay on the list"


def test_others_cannot_keep_a_person_out(client: Client) -> None:
    assert attempt(client, password=RIGHT).status_code == 302
    for place in range(FREE_TRIES["login"] + 9):
        FailedSignIn.objects.create(login="bengkel", source=f"a:198.51.100.{place}", at=timezone.now())
    for _ in range(FREE_TRIES["address"] + 9):
        FailedSignIn.objects.create(login="kepala", source="a:203.0.113.5", at=timezone.now())
    assert attempt(Client(), password=RIGHT).status_code == 429, "an unknown device waits"
    assert attempt(Client(), password=RIGHT, address="192.0.2.1")["Retry-After"] == str(LONGEST_WAIT["login"])
    client.post("/keluar/")
    assert attempt(client, password=RIGHT).status_code == 302, "the person's own device does not"


def test_a_known_device_is_slowed_by_its_own_failures_and_for_its_own_name(client: Client) -> None:
    assert attempt(client, password=RIGHT).status_code == 302
    fail(3, client)
    assert attempt(client, password=RIGHT).status_code == 429
    assert attempt(client, login="pemeriksa", password=RIGHT).status_code == 302
    assert FailedSignIn.objects.filter(source__startswith="d:").count() == 3


def test_a_made_up_mark_is_none(client: Client) -> None:
    client.cookies["tempa_device"] = "abc:def"
    fail(1, client)
    assert FailedSignIn.objects.get().source == "a:203.0.113.5"


def test_many_names_from_one_address_have_to_wait(client: Client) -> None:
    for n in range(FREE_TRIES["address"]):
        FailedSignIn.objects.create(login=f"nama-{n}", source="a:203.0.113.5", at=timezone.now())
    assert attempt(client, login="auditor").status_code == 429
    assert attempt(client, login="auditor", address="203.0.113.6").status_code == 400


def test_the_address_is_the_last_that_a_trusted_proxy_added(client: Client, settings) -> None:
    attempt(client, HTTP_X_FORWARDED_FOR="10.9.9.9")
    settings.TEMPA_BEHIND_HTTPS = True
    attempt(client, HTTP_X_FORWARDED_FOR="10.9.9.9, 198.51.100.7")
    attempt(client, HTTP_X_FORWARDED_FOR="2001:db8:1:2:3:4:5:6")
    attempt(client, HTTP_X_FORWARDED_FOR="nonsense")
    assert [f.source for f in FailedSignIn.objects.order_by("pk")] == [
        "a:203.0.113.5", "a:198.51.100.7", "a:2001:db8:1:2::/64", "a:?",
    ]  # fmt: skip


def test_tries_sent_together_see_one_another() -> None:
    """Each is written down before any is looked at: of ten at once, only as many are looked at as are free."""
    waits = [actions.begin_sign_in(login="bengkel", source="a:192.0.2.9", at=AT)[1] for _ in range(10)]
    assert waits == [0, 0, 0, *[2] * 7]


def test_old_failures_are_forgotten_after_a_month() -> None:
    FailedSignIn.objects.create(login="bengkel", source="a:192.0.2.9", at=AT - timedelta(days=31))
    FailedSignIn.objects.create(login="bengkel", source="a:192.0.2.9", at=AT - timedelta(days=29))
    actions.begin_sign_in(login="bengkel", source="a:192.0.2.9", at=AT)
    assert queries.failed_sign_ins(["bengkel"])[0]["times"] == 2


def test_the_park_head_sees_repeated_failures_of_the_programmes_people_alone(visit) -> None:
    for place in range(7):
        FailedSignIn.objects.create(login=DARMA.login, source=f"a:192.0.2.{place}", at=timezone.now())
    FailedSignIn.objects.create(login="orang-lain", source="a:192.0.2.1", at=timezone.now())
    page = visit(HEAD, "/park/orang/").content.decode()
    assert "Percobaan masuk yang gagal" in page and re.search(r"<td[^>]*>7</td>", page) and "orang-lain" not in page
    assert "Percobaan masuk yang gagal" not in visit(PLANNER, "/park/orang/").content.decode()


def test_the_administrator_lists_all(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(user, "set_up", lambda: None)
    assert user.main(["failures"]) == 0
    assert "Tidak ada percobaan" in capsys.readouterr().out
    FailedSignIn.objects.create(login="orang-lain", source="a:192.0.2.1", at=timezone.now())
    assert user.main(["failures"]) == 0
    assert "orang-lain" in capsys.readouterr().out


def test_the_old_password_is_asked_as_slowly_as_at_the_door(client: Client) -> None:
    assert attempt(client, password=RIGHT).status_code == 302
    new = "kuda-merah-berlari-8"
    answers = [client.post("/akun/", {"old": "salah", "new": new, "again": new}).status_code for _ in range(4)]
    assert answers == [400, 400, 400, 429]
    refused = client.post("/akun/", {"old": RIGHT, "new": new, "again": new})
    assert refused.status_code == 429 and refused["Retry-After"] == "2" and "Tunggu 2 detik" in refused.content.decode()
    FailedSignIn.objects.update(at=timezone.now() - timedelta(seconds=9))
    assert client.post("/akun/", {"old": RIGHT, "new": new, "again": new}).status_code == 302
    assert not FailedSignIn.objects.filter(cleared=False).exists()


def test_pages_of_who_is_signed_in_are_kept_by_nobody(client: Client) -> None:
    assert "no-store" not in client.get("/tidak-ada/").headers.get("Cache-Control", "")
    assert "no-store" in attempt(client, password=RIGHT)["Cache-Control"], "the answer that opens the session"
    for address in ("/akun/", "/bengkel-saya/", "/program/", "/tidak-ada/"):
        assert "no-store" in client.get(address)["Cache-Control"], address
