"""Somebody's own programme beside the demo: opened, loaded, shown, also where no coastline and no stimulus are known."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tempa.ledger import actions
from tempa.ledger.queries import chain_head, programme_named, tables_of
from tempa.values.programme import programme_sha256, read_programme, write_workbook
from tests.conftest import NTB, ROOT
from tests.desks.test_pages import text_of


@pytest.fixture
def founder(db, client):
    person = actions.add_person(login="pendiri", name="Pendiri", password="sandi-pendiri-1", may_found=True)
    client.force_login(person)
    return person


@pytest.fixture
def elsewhere():
    """The demo moved to Sulawesi, without the stimulus of 2020."""
    tables = deepcopy(read_programme(NTB))
    tables["programme"] = [r for r in tables["programme"] if not r["key"].startswith("stimulus_")]
    next(r for r in tables["programme"] if r["key"] == "code")["value"] = "SULSEL-2027"
    for table in ("workshops", "clusters", "destinations"):
        for row in tables[table]:
            row["latitude"] = str(round(float(row["latitude"]) + 4, 4))
            row["longitude"] = str(round(float(row["longitude"]) + 3.5, 4))
    return tables


def test_from_nothing_to_an_overview(founder, elsewhere, client, tmp_path):
    assert client.get("/").headers["Location"] == "/program/"
    assert "Program baru" in text_of(client.get("/program/"))
    assert client.post("/program/", {"code": "SULSEL 2027"}).status_code == 400
    assert client.post("/program/", {"code": "SULSEL-2027"}).headers["Location"] == "/park/unggah/"
    assert "belum berisi pesanan" in text_of(client.get("/park/"))
    for empty in ("/park/pesanan/", "/park/katalog/", "/park/bengkel/", "/park/anggaran/", "/park/rencana/", "/park/pesanan/perubahan/"):
        assert client.get(empty).status_code == 200, empty
    write_workbook(elsewhere, tmp_path / "sulsel.xlsx")
    content = (tmp_path / "sulsel.xlsx").read_bytes()
    address = client.post("/park/unggah/", {"file": SimpleUploadedFile("sulsel.xlsx", content)}).headers["Location"]
    page = client.get(address).content.decode()
    assert "baris baru" in page and 'name="reason"' not in page  # a first order needs no reason
    programme = programme_named("SULSEL-2027")
    assert client.post(address, {"seen": chain_head(programme)[0]}).headers["Location"] == "/park/"
    assert programme_sha256(tables_of(programme)) == programme_sha256(elsewhere)
    page = client.get("/park/").content.decode()
    assert "2.133 mesin" in page and "Stimulus seluruhnya" not in page and "Belum ada rencana" in page
    assert 'class="land"' not in page and "°</text>" in page  # points on a grid of degrees
    assert "Hitung rencana pertama" in page


def test_a_code_that_is_taken(founder, client):
    response = client.post("/program/", {"code": "NTB-2020-IKM"})
    assert response.status_code == 400 and "sudah ada" in text_of(response)


def test_who_may_not_open_programmes_is_told_whom_to_ask(visit):
    from tests.cast import STRANGER

    assert "Minta kepala taman sains" in text_of(visit(STRANGER, "/program/"))


def test_two_programmes_are_switched(founder, client):
    for code in ("SATU", "DUA"):
        client.post("/program/", {"code": code})
    assert "DUA" in client.get("/park/").content.decode().split("</header>")[0]
    client.post("/program/ganti/", {"programme": programme_named("SATU").pk})
    chosen = client.get("/park/").content.decode().split("</header>")[0]
    assert f'value="{programme_named("SATU").pk}" selected' in chosen
    client.post("/program/ganti/", {"programme": programme_named("NTB-2020-IKM").pk})  # not theirs
    assert client.get("/park/").status_code == 200 and "NTB-2020-IKM" not in client.get("/park/").content.decode()


@pytest.mark.slow
def test_an_empty_start_and_the_first_person(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPA_", "DJANGO_"))}
    environment |= {"TEMPA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "FIRST": "sandi-pertama-1", "WEAK": "12345"}

    def tempa(*words):
        return subprocess.run([sys.executable, "-m", "tempa.desks.console", *words], env=environment, capture_output=True, text=True)

    assert tempa("--empty", "--prepare").returncode == 0
    weak = tempa("user", "add", "--login", "ana", "--name", "Ana", "--password-from", "WEAK")
    assert weak.returncode == 1 and weak.stderr
    done = tempa("user", "add", "--login", "ana", "--name", "Ana", "--password-from", "FIRST")
    assert done.returncode == 0, done.stderr
    again = tempa("user", "add", "--login", "ana", "--name", "Ana", "--password-from", "FIRST")
    assert again.returncode == 1 and "sudah dipakai" in again.stderr
    assert tempa("user", "password", "--login", "siapa", "--password-from", "FIRST").returncode == 1
