"""Verification on pages: a visit typed and signed, what is refused stays typed, an appeal by a link, a shared machine booked, somebody applies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.registry import actions, queries
from tempa.registry.actions.machines import MachineSaid
from tempa.registry.rules.criteria import printed
from tests.cast import ANI, DARMA, HEAD, PLANNER
from tests.desks.links import inputs, introduced
from tests.desks.planning import text_of
from tests.ledger.pictures import photo
from tests.registry.visits import AT, signed

pytestmark = pytest.mark.database


def typed(**more):
    """A whole visit as a browser sends it."""
    scores = {f"s-{c.code}": "75" for c in printed().scored()}
    said = {"visited_on": str(timezone.localdate()), "village": "Getap", "workers": "4", "legal_tier": "registered", "d-nib": "on", "cash": "35 juta",
            "m-smaw": "2", "j-smaw": "1", "k-smaw": "3", "k-assembly": "2", "people": "Amaq Sahnan; las", "place": "-8.6,116.1,8"}  # fmt: skip
    return scores | said | more


def test_a_visit_is_typed_by_one_and_signed_by_another(visit, programme):
    address = "/pemeriksa/verifikasi/baru/W03/"
    wrong = visit(ANI, address, typed(**{"s-power": "", "village": "Getap Timur", "place": "51,0"}))
    assert wrong.status_code == 400 and 'value="Getap Timur"' in wrong.content.decode() and not queries.unsigned(programme).exists()
    picture = SimpleUploadedFile("tampak.svg", b"<svg onload='alert(1)'/>", "image/jpeg")
    assert "bukan foto" in text_of(visit(ANI, address, typed(**{"f-front": picture})))
    done = visit(ANI, address, typed(**{"f-front": SimpleUploadedFile("tampak.jpg", photo(), "image/jpeg")}))
    found = queries.unsigned(programme).get()
    assert done.status_code == 302 and len(found.photos) == 1 and found.cash_limit == 35_000_000
    own = visit(ANI, f"/pemeriksa/verifikasi/{found.pk}/")
    assert "Tanda tangan kedua harus dari orang lain" in text_of(own)
    assert visit(HEAD, f"/park/verifikasi/{found.pk}/tanda-tangan/", {"probation": "on"}).status_code == 302
    page = text_of(visit(HEAD, f"/park/verifikasi/{found.pk}/"))
    assert "Masa percobaan, tangga 1" in page and "1 mesin jalan, 3 orang" in page
    mine = text_of(visit(DARMA, "/bengkel-saya/verifikasi/"))
    assert "Masa percobaan" in mine and "-8.6" not in mine and "Rekening bank belum ada" in mine


def test_a_workshop_appeals_and_books_by_its_link(programme, person):
    now = timezone.now()
    signed(programme, person)
    order = links.Order("verification", "", now + timedelta(days=20), {"W03": "workshop"})
    link = links.issue_links(programme, order, at=now, by=person("perencana"))[0]
    machine = MachineSaid("BUBUT", "STIPARK", "turning", "Bubut 1 m", 0, 24, list(range(7)))
    actions.state_machine(programme, said=machine, at=now, by=person("perencana"))
    address = f"/t/{links.code_of(link.link)}/"
    client = introduced(address)
    page = client.get(f"{address}verifikasi/")
    assert page.status_code == 200 and len(page.content) < 60_000 and "<script" not in page.content.decode()
    sent = client.post(f"{address}verifikasi/", inputs(page, "words") | {"criteria": ["power"], "words": "kabelnya sudah baru semua"})
    assert sent.status_code == 302 and queries.unanswered_appeals(programme).get().through == str(link.link)
    day = str(timezone.localdate() + timedelta(days=2))
    page = client.get(f"{address}mesin-bersama/")
    book = inputs(page, "from_hour") | {"machine": "BUBUT", "on": day, "from_hour": "9", "until_hour": "11", "purpose": "poros"}
    assert client.post(f"{address}mesin-bersama/", book).status_code == 302
    late = client.post(f"{address}mesin-bersama/", inputs(page, "from_hour") | book | {"identity": "", "purpose": "pelat"})
    assert late.status_code == 400 and "sudah dipesan" in text_of(late) and 'value="pelat"' in late.content.decode()


def test_the_park_sends_each_workshop_its_link_once_and_revokes_one(programme, person, visit):
    found = signed(programme, person)
    page = visit(PLANNER, "/park/verifikasi/tautan/")
    assert "Satu bengkel yang sudah diverifikasi belum punya tautan" in text_of(page)
    assert visit(PLANNER, "/park/verifikasi/tautan/", {}).status_code == 302
    (link,) = ledger.work_links(programme, purpose="verification")
    page = text_of(visit(PLANNER, "/park/verifikasi/tautan/"))
    assert links.code_of(link.link) in page and "belum punya tautan" not in page
    mine = introduced(f"/t/{links.code_of(link.link)}/").get(f"/t/{links.code_of(link.link)}/verifikasi/")
    assert mine.status_code == 200 and "Nilai per kriteria" in text_of(mine)
    back = visit(PLANNER, f"/park/tautan/{link.link}/cabut/", {"reason": "salah kirim"})
    assert (back.status_code, back["Location"]) == (302, "/park/verifikasi/tautan/")
    public = visit(None, f"/bengkel/{programme.code}/W03/")
    assert public.status_code == 200 and "Verifikasi berlaku sampai" in text_of(public) and "Proses" in text_of(public)
    hidden = [found.place, *(p["name"] for p in found.people), *found.notes.values(), queries.workshop_named(programme, "W03").name]
    assert not [secret for secret in hidden if secret and secret in public.content.decode()]
    assert "W03" in text_of(visit(None, f"/bengkel/{programme.code}/")) and visit(None, f"/bengkel/{programme.code}/TIDAK-ADA/").status_code == 404


def test_criteria_are_proposed_by_one_and_confirmed_by_another(programme, person, visit):
    address, until = "/park/verifikasi/kriteria/", str(timezone.localdate() + timedelta(days=3))
    said = inputs(visit(PLANNER, address), "months") | {"id": "2021-1", "valid_from": until, "reason": "rapat penilaian bulan ini", "w-space": "5"}
    wrong = visit(PLANNER, address, said | {"ladder": "2; dua; ya"})
    assert wrong.status_code == 400 and "tulis dua angka" in text_of(wrong) and 'value="2021-1"' in wrong.content.decode()
    assert visit(PLANNER, address, said | {"ladder": "3; 2; ya\n8; 9; tidak"}).status_code == 302
    version = queries.criteria_versions(programme).get()
    page = text_of(visit(HEAD, address))
    assert "Menunggu orang kedua: versi 2021-1" in page and "Sahkan versi ini" in page
    assert "Sahkan versi ini" not in text_of(visit(PLANNER, address))
    assert visit(HEAD, f"{address}{version.pk}/sahkan/", {}).status_code == 302
    now = queries.criteria_on(programme, timezone.localdate() + timedelta(days=3))
    assert (now.id, next(c.weight for c in now.criteria if c.code == "space"), now.ladder[-1].largest_lot) == ("2021-1", 5, 8)


def test_somebody_applies_without_an_account_and_sees_where_they_stand(programme, person, visit):
    address = f"/daftar/{programme.code}/"
    assert "sedang tidak dibuka" in text_of(Client().get(address))
    now = timezone.now()
    actions.open_applicant_call(programme, closes_at=now + timedelta(days=9), places=2, at=now, by=person("perencana"))
    client = Client()
    page = client.get(address)
    said = {"name": "UD Besi", "owner": "Lalu", "phone": "0812-1111-2222", "regency": "Lombok Timur", "village": "Sikur", "workers": "3",
            "processes": ["smaw"], "words": "pagar"}  # fmt: skip
    wrong = client.post(address, inputs(page, "owner") | said | {"phone": "bukan nomor"})
    assert wrong.status_code == 400 and "UD Besi" in wrong.content.decode()
    done = client.post(address, inputs(page, "owner") | said)
    assert done.status_code == 302 and "urutan 1 dari 1" in text_of(client.get(done.url))
    found = queries.applications(programme).get()
    assert "Lalu" not in text_of(client.get(done.url)) and "Lalu" in text_of(visit(PLANNER, f"/park/bengkel/pendaftar/{found.pk}/"))
    visit(PLANNER, f"/park/bengkel/pendaftar/{found.pk}/tolak/", {"reason": "belum ada mesin las yang jalan"})
    assert "belum ada mesin las yang jalan" in text_of(client.get(done.url))


def test_one_address_cannot_fill_the_list(programme, person):
    now = timezone.now()
    actions.open_applicant_call(programme, closes_at=now + timedelta(days=9), places=2, at=now, by=person("perencana"))
    address, answers = f"/daftar/{programme.code}/", []
    for n in range(6):
        client = Client()
        said = {"name": "UD Besi", "owner": "Lalu", "phone": f"0812-1111-222{n}", "regency": "Lombok Timur", "village": "Sikur", "workers": "3",
                "processes": ["smaw"]}  # fmt: skip
        answers.append(client.post(address, inputs(client.get(address), "owner") | said).status_code)
    assert answers[:3] == [302] * 3 and answers[-1] == 429


def test_the_park_sees_what_is_held_and_why_and_the_head_lets_it_through(programme, person, visit, clock_at):
    v = signed(programme, person, village="Desa Rahasia")
    clock_at(AT + timedelta(hours=1))  # the verification holds
    offer = queries.offers_of(programme, "W03").first()
    processes = {"type": offer.type, "processes": ["tig"], "reason": "baja tahan karat untuk pangan"}
    assert visit(PLANNER, "/park/bengkel/ditahan/", processes).status_code == 302
    assert "tidak ada mesinnya" in text_of(visit(PLANNER, "/park/bengkel/ditahan/"))
    page = text_of(visit(HEAD, "/park/bengkel/W03/kelayakan/"))
    assert "TIG" in page and "Pesan WA" in page and v.village not in page
    let = {"type": offer.type, "reason": "mesin TIG dipinjam dari sekolah"}
    assert visit(HEAD, "/park/bengkel/W03/kelayakan/", let).status_code == 302
    assert queries.offer_of(programme, "W03", offer.type) is not None
