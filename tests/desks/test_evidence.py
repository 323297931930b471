"""What stands behind the ledger, as park and auditor see it: the check of tables, a printed code, kept papers, refused doubles."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tempa.demand.actions import Why, change_line
from tempa.desks.frame import verdicts
from tempa.desks.frame.check_codes import digits
from tempa.desks.frame.worker import run_folder
from tempa.ledger import queries
from tempa.ledger.actions import keep_paper, paper_place, record
from tempa.ledger.facts import RoleGranted
from tempa.ledger.models import Entry, Paper
from tempa.ledger.rules import Refused, check_code
from tempa.registry.models import Offer
from tempa.values.quantity import quantity
from tests.cast import AUDITOR, DARMA, HEAD, PLANNER, RINA, SRI
from tests.desks.test_pages import text_of
from tests.ledger.history import tell

CHECK = "/auditor/pencocokan/"


@pytest.fixture
def small(person):
    """The small history, with the auditor let in."""
    programme = tell(person)
    shutil.rmtree(run_folder(f"cocok-{programme.pk}"), ignore_errors=True)  # of another test whose programme had the same number
    record(programme, RoleGranted(str(person(AUDITOR.login).public_id), "auditor", ""), at=timezone.now(), by=person("perencana"))
    yield programme
    shutil.rmtree(run_folder(f"cocok-{programme.pk}"), ignore_errors=True)


@pytest.fixture
def audit(small, visit, client):
    """The auditor standing in the small programme."""
    visit(AUDITOR, "/auditor/")
    client.post("/program/ganti/", {"programme": small.pk})
    return client


def test_nobody_has_asked_yet(audit):
    page = text_of(audit.get(CHECK))
    assert "Belum pernah dicocokkan" in page and "Cocokkan tabel dengan rantai" in page


def test_the_auditor_holds_tables_against_the_chain(audit, small):
    assert audit.post(f"{CHECK}mulai/")["Location"] == CHECK
    page = text_of(audit.get(CHECK))
    size, head = queries.chain_head(small)
    assert "Semuanya cocok dengan rantai." in page and f"{size} catatan" in page and check_code(head) in page
    assert "kiriman ganda yang ditolak: 1" in page


def test_what_does_not_fit_is_named_and_later_entries_are_told(audit, small, person):
    assert Offer.objects.filter(programme=small).update(unit_price=1)
    audit.post(f"{CHECK}mulai/")
    record(small, RoleGranted(str(person("guru").public_id), "teacher", "S01"), at=timezone.now(), by=person("perencana"))
    page = text_of(audit.get(CHECK))
    assert "tidak cocok dengan rantai: isi basis data atau folder berkas diubah di luar Tempa" in page
    assert re.search(r"tempa_offer, key W\d+\|\S+: kolom unit_price berisi 1, menurut rantai \d+", page)
    assert "Sejak itu ada 1 catatan baru." in page and "Simpan cadangan" in page


def test_the_same_in_english(audit, small):
    assert Offer.objects.filter(programme=small).update(unit_price=1)
    audit.post(f"{CHECK}mulai/")
    audit.post("/bahasa/", {"language": "en", "next": "/"})
    page = text_of(audit.get(CHECK))
    assert "column unit_price holds 1, the chain says" in page and "do not fit the chain" in page


def test_a_long_chain_is_checked_beside_the_server(audit, small, monkeypatch):
    asked = []
    monkeypatch.setattr(verdicts, "AT_ONCE", 5)
    monkeypatch.setattr(verdicts, "start_console", lambda folder, arguments: asked.append(arguments))
    audit.post(f"{CHECK}mulai/")
    assert asked == [["work", "--verify", "SEJARAH"]] and verdicts.kept(small) is None
    monkeypatch.setattr(verdicts, "is_alive", lambda folder: True)
    heard = []
    put = verdicts.put
    monkeypatch.setattr(verdicts, "put", lambda place, text: (heard.append((place.name, text)), put(place, text)))
    assert verdicts.carry_out(small).faults == []
    assert [name for name, _text in heard] == ["percent", "verdict.json"] and 0 < int(heard[0][1]) <= 99
    page = audit.get(CHECK).content.decode()
    assert "Sedang dicocokkan" in page and 'hx-trigger="every 1s"' in page
    assert "<html" not in audit.get(CHECK, headers={"HX-Request": "true"}).content.decode()
    audit.post(f"{CHECK}mulai/")
    assert len(asked) == 1, "one check at a time"


def test_a_half_written_verdict_is_none(small):
    place = run_folder(f"cocok-{small.pk}")
    place.mkdir(parents=True, exist_ok=True)
    (place / "verdict.json").write_text('{"programme": "SEJ')
    (place / "percent").write_text("")
    assert verdicts.kept(small) is None and verdicts.percent(small) == 0


@pytest.mark.parametrize(("typed", "read"), [("e0cc f76a", "E0CCF76A"), ("EOCC-F76A.0D0F", "E0CCF76A0D0F"), ("l1i1 0000", "11110000")])
def test_a_code_is_read_as_people_type_it(typed, read):
    assert digits(typed) == read


@pytest.mark.parametrize(("member", "address"), [(PLANNER, "/park/catatan/kode/"), (AUDITOR, "/auditor/kode/")])
def test_a_printed_code_is_looked_up(member, address, programme, visit):
    entry = Entry.objects.filter(programme=programme, kind="PlanApproved").latest("sequence")
    size = queries.chain_head(programme)[0]
    code = bytes(entry.digest).hex()[:16]
    for typed in (check_code(bytes(entry.digest)), code, code[:8], bytes(entry.digest).hex()):
        page = text_of(visit(member, f"{address}?kode={typed}"))
        assert "rencana disetujui, oleh Haji Kepala" in page, typed
        assert f"pada catatan ke-{quantity(entry.sequence, 'id')}:" in page
        assert f"Sesudahnya ada {quantity(size - entry.sequence, 'id')} catatan lagi" in page
    assert "lot diberikan" in page


def test_the_code_of_the_last_entry_says_that_nothing_came_after(programme, visit):
    code = queries.chain_head(programme)[1].hex()[:16]
    assert "Sesudahnya tidak ada catatan" in text_of(visit(AUDITOR, f"/auditor/kode/?kode={code}"))


def test_the_code_on_a_page_is_the_one_that_is_found(programme, visit):
    foot = re.search(r"kode periksa ([0-9A-F ]{19})", visit(PLANNER, "/park/").content.decode()).group(1)
    assert "Sesudahnya tidak ada catatan" in text_of(visit(PLANNER, f"/park/catatan/kode/?kode={foot}"))


@pytest.mark.parametrize(("typed", "words"), [
    ("zzzz zzzz zzzz zzzz", "berisi 16 tanda"), ("abc", "paling sedikit 8"),
    ("0123456789abcdef", "tidak ada di rantai program ini"), ("f" * 65, "berisi 16"),
])  # fmt: skip
def test_a_wrong_code_gets_a_sentence(typed, words, visit):
    response = visit(AUDITOR, f"/auditor/kode/?kode={typed}")
    assert response.status_code == 200 and words in text_of(response)


def test_the_code_of_another_programme_names_it(small, audit, programme):
    code = queries.chain_head(programme)[1].hex()[:16]
    assert "bukan dari program ini, tetapi dari NTB-2020-IKM" in text_of(audit.get(f"/auditor/kode/?kode={code}"))


@pytest.mark.parametrize(("member", "address"), [(PLANNER, "/park/berkas/"), (HEAD, "/park/berkas/"), (AUDITOR, "/auditor/berkas/")])
def test_a_kept_paper_is_opened_where_it_is_named(member, address, programme, visit, person):
    plan = Paper.objects.get(programme=programme, media_type="application/zip")
    entry = Entry.objects.get(programme=programme, kind="PlanMade")
    desk = address.split("/")[1]
    page = visit(member, f"/{desk}/catatan/{entry.fact}/").content.decode()
    assert f'href="{address}{plan.sha256}/"' in page
    response = visit(member, f"{address}{plan.sha256}/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response["Content-Disposition"].startswith("attachment; filename=") and plan.name in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    assert response.content == paper_place(plan.sha256).read_bytes()


def test_plan_page_opens_its_paper(programme, visit):
    plan = Paper.objects.get(programme=programme, media_type="application/zip")
    page = visit(PLANNER, f"/park/rencana/{Entry.objects.get(programme=programme, kind='PlanMade').fact}/").content.decode()
    assert f"/park/berkas/{plan.sha256}/" in page


def test_workshops_and_agencies_open_no_paper(programme, visit):
    plan = Paper.objects.get(programme=programme, media_type="application/zip")
    for member in (DARMA, SRI, RINA):
        for address in ("/park/berkas/", "/auditor/berkas/"):
            assert visit(member, f"{address}{plan.sha256}/").status_code == 404


def test_what_was_uploaded_as_a_page_is_handed_out_as_bytes(programme, visit, person):
    content = b"<script>alert(1)</script>"
    digest = keep_paper(programme, content, name='a";b\r\nX: y.html', media_type="text/html", at=timezone.now(), by=person("perencana"))
    response = visit(PLANNER, f"/park/berkas/{digest}/")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment") and "X" not in response.headers
    assert response.content == content


def test_a_paper_that_is_gone_or_changed_gets_a_sentence(programme, visit, person):
    digest = keep_paper(programme, b"surat", name="surat.pdf", media_type="application/pdf", at=timezone.now(), by=person("perencana"))
    paper_place(digest).write_bytes(b"lain")
    changed = visit(PLANNER, f"/park/berkas/{digest}/")
    assert changed.status_code == 404 and "bukan lagi yang disimpan" in text_of(changed)
    paper_place(digest).unlink()
    gone = visit(PLANNER, f"/park/berkas/{digest}/")
    assert gone.status_code == 404 and "tidak ada lagi di folder papers" in text_of(gone)


def doubled(programme, person):
    """A role granted, and another one sent under the same name."""
    at, by, name = timezone.now(), person("perencana"), uuid4()
    record(programme, RoleGranted(str(by.public_id), "inspector", ""), at=at, by=by, identity=name)
    with pytest.raises(Refused):
        record(programme, RoleGranted(str(by.public_id), "auditor", ""), at=at + timedelta(minutes=1), by=person("kepala"), identity=name)
    return name


@pytest.mark.parametrize(("member", "desk"), [(PLANNER, "park"), (AUDITOR, "auditor")])
def test_both_bodies_of_a_refused_double_are_read_side_by_side(member, desk, programme, visit, person):
    name = doubled(programme, person)
    entry = visit(member, f"/{desk}/catatan/{name}/").content.decode()
    [address] = set(re.findall(rf"/{desk}/catatan/ganda/\d+/", entry))
    assert address in visit(member, f"/{desk}/catatan/ganda/").content.decode()
    assert f"/{desk}/catatan/ganda/" in visit(member, f"/{desk}/catatan/").content.decode()
    page = visit(member, address).content.decode()
    rows = dict(re.findall(r'<tr><th scope="row">(\w[\w ]*\w)(.*?)</tr>', page))
    assert "inspector" in rows["meja"] and "auditor" in rows["meja"] and "beda" in rows["meja"]
    assert "beda" in rows["oleh"] and "beda" not in rows["jenis catatan"] and "beda" not in rows["orang"]
    assert f"/{desk}/catatan/{name}/" in page


def test_what_was_worked_out_is_no_difference_and_codes_are_said_in_words(programme, visit, person):
    at, by, name = timezone.now(), person("perencana"), uuid4()
    said = {"line": "L0001", "change": "quantity", "why": Why("budget_cut"), "at": at, "by": by, "identity": name}
    change_line(programme, after="7", **said)
    with pytest.raises(Refused):
        change_line(programme, after="8", **said)
    [address] = set(re.findall(r"/park/catatan/ganda/\d+/", visit(PLANNER, f"/park/catatan/{name}/").content.decode()))
    rows = dict(re.findall(r'<tr><th scope="row">(\w[\w ]*\w)(.*?)</tr>', visit(PLANNER, address).content.decode()))
    assert [row for row, cells in rows.items() if "beda" in cells] == ["sesudah"]
    assert "anggaran dikurangi" in rows["alasan"] and ">2<" in rows["sebelum"]


def test_a_double_under_the_name_of_another_programme_shows_nothing_of_it(programme, small, visit, person, client):
    at, by = timezone.now(), person("perencana")
    foreign = Entry.objects.filter(programme=small, kind="OrderAgreed").get()
    with pytest.raises(Refused):
        record(programme, RoleGranted(str(by.public_id), "auditor", ""), at=at, by=by, identity=foreign.fact)
    visit(PLANNER, "/park/")
    client.post("/program/ganti/", {"programme": programme.pk})
    [address] = set(re.findall(r"/park/catatan/ganda/\d+/", client.get("/park/catatan/ganda/").content.decode()))
    page = text_of(client.get(address))
    assert "sudah dipakai program lain" in page and "rupiah" not in page and "pesanan awal" not in page
