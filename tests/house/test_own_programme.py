"""docs/how-to/own-programme.md, walked through: a first person opens a programme, fills it, and lets others in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tempa.demand import queries as demand
from tempa.ledger import actions, queries
from tempa.values.programme import read_programme, write_workbook
from tests.conftest import NTB


@pytest.fixture
def founder(client, db):
    person = actions.add_person(login="pendiri", name="Pendiri Nyata", password="kata-sandi-panjang", may_found=True)
    client.force_login(person)
    answer = client.post(reverse("programmes"), {"code": "NTB-2027-IKM"})
    assert answer.status_code == 302 and answer.url == reverse("park-import")
    return person


def test_the_first_person_opens_a_programme_and_loads_a_workbook(client, founder, tmp_path):
    programme: Any = queries.programme_named("NTB-2027-IKM")
    assert [r.desk for r in queries.roles_of(founder, programme) if r.desk == "park_planner"] == ["park_planner"]
    assert client.get(reverse("park-overview")).status_code == 200
    write_workbook(read_programme(NTB), tmp_path / "program.xlsx")
    file = SimpleUploadedFile("program.xlsx", (tmp_path / "program.xlsx").read_bytes())
    taken = client.post(reverse("park-import"), {"file": file})
    page = client.get(taken.url)
    assert page.status_code == 200 and demand.order_totals(programme).units == 0
    saved = client.post(taken.url, {"do": "save"})
    assert saved.status_code == 302 and demand.order_totals(programme).units == 2133


def test_the_founder_lets_a_second_person_in(client, founder):
    asked = {"login": "kedua", "name": "Orang Kedua", "desk": "park_head", "subject": ""}
    assert "undangan/" in client.post(reverse("park-people"), asked).content.decode()
    second, programme = queries.person_named("kedua"), queries.programme_named("NTB-2027-IKM")
    assert second is not None and programme is not None
    assert [r.desk for r in queries.roles_of(second, programme)] == ["park_head"]


def test_a_person_made_by_user_add_may_open_programmes(db, monkeypatch, capsys):
    from tempa.desks.console import user

    monkeypatch.setattr(user, "set_up", lambda: None)
    monkeypatch.setenv("KATA_SANDI", "kata-sandi-panjang")
    assert user.main(["add", "--login", "ani", "--name", "Ani", "--password-from", "KATA_SANDI"]) == 0
    made = queries.person_named("ani")
    assert made is not None and made.may_found and made.check_password("kata-sandi-panjang") and not made.demo
    assert user.main(["add", "--login", "ani", "--name", "Ani", "--password-from", "KATA_SANDI"]) == 1
    assert "sudah dipakai" in capsys.readouterr().err
    monkeypatch.setenv("KATA_SANDI", "bismillah123")
    assert user.main(["password", "--login", "ani", "--password-from", "KATA_SANDI"]) == 1


def test_demo_people_are_refused_beyond_this_machine(client, db, settings, person):
    settings.TEMPA_IS_LOCAL = False
    refused = client.post(reverse("sign-in"), {"login": "perencana", "password": "contoh-2020"})
    assert refused.status_code == 400 and "hanya dapat masuk dari komputer ini" in refused.content.decode()
    assert "contoh-2020" not in client.get(reverse("sign-in")).content.decode()
    client.force_login(person("perencana"))
    assert client.get(reverse("park-overview")).status_code == 302
    settings.TEMPA_IS_LOCAL = True
    assert client.post(reverse("sign-in"), {"login": "perencana", "password": "contoh-2020"}).status_code == 302
