"""The page of a handover's papers: numbered and made with one press, opened by those who are in it, attached, and found by anybody's check."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.desks.frame.documents.matters import Matter, Sayings
from tempa.ledger import actions as ledger
from tempa.payment import actions
from tempa.production import queries as production
from tests.cast import DARMA, PLANNER, RINA, Member
from tests.delivery.parties import taken_over
from tests.payment.test_claims import PAID


def test_papers_are_made_with_one_press_and_opened_by_those_who_are_in_it(programme, person, visit):
    taken_over(programme, person)
    h = delivery.handovers(programme).get()
    subject = delivery.subject_of(h)
    page, press = reverse("agency-documents", args=[subject]), reverse("agency-document-print", args=[subject])
    assert "Nomori dan cetak semua surat" in visit(RINA, page).content.decode()
    assert visit(RINA, press, {}).status_code == 302
    rows = list(contracts.documents_of(programme, subject))
    assert [r.kind for r in rows] == list(delivery.kinds_of_handover(programme, h)) and all(r.sha256 for r in rows)
    shown = visit(RINA, page).content.decode()
    assert all(r.number in shown for r in rows) and "Nomori dan cetak" not in shown
    file = reverse("agency-document-file", args=[subject, rows[0].sha256])
    assert visit(RINA, file).content.startswith(b"%PDF")
    assert visit(PLANNER, reverse("park-documents", args=[subject])).status_code == 200
    in_it = DARMA.subject in (h.giver, h.receiver)
    assert visit(DARMA, reverse("workshop-documents", args=[subject])).status_code == (200 if in_it else 404)
    book = visit(RINA, reverse("agency-numbers")).content.decode()
    assert rows[0].number in book
    code = bytes(rows[0].entry.digest).hex()[:16].upper()
    assert rows[0].number in visit(RINA, reverse("check-paper", args=[code])).content.decode()
    assert "tidak dikenal" in visit(RINA, reverse("check-paper", args=["0" * 16])).content.decode()


def test_all_papers_of_a_lot_are_numbered_with_one_press_and_come_in_one_folder(programme, person, visit):
    serials, contract, _receiver = taken_over(programme, person)
    claim = actions.submit_claim(programme, contract=contract.contract, asked="delivery", serials=serials, at=PAID, by=person("perencana"))
    lot = production.unit_named(programme, serials[0]).lot
    page, folder = reverse("agency-lot-documents", args=[lot]), reverse("agency-lot-folder", args=[lot])
    assert "Nomori dan cetak semua surat lot ini" in visit(RINA, page).content.decode()
    assert visit(RINA, page, {}).status_code == 302
    handover = delivery.subject_of(delivery.handovers(programme).get())
    rows = [row for subject in (handover, f"claim:{claim}") for row in contracts.documents_of(programme, subject)]
    assert {r.subject for r in rows} == {handover, f"claim:{claim}"} and all(r.sha256 for r in rows)
    shown = visit(RINA, page).content.decode()
    assert all(r.number in shown for r in rows) and "Nomori dan cetak" not in shown and "Daftar mesin" in shown
    names = zipfile.ZipFile(io.BytesIO(visit(RINA, folder).content)).namelist()
    assert len(names) == len(set(names)) == len(rows) + 4, "with the agency's list, the settlement, the tax slips and the list of papers"
    stranger = ledger.add_person(login="opd-lain", name="Bu Lain", password="contoh-2020")
    ledger.grant_role(programme, stranger, desk="agency", subject="DLHK", at=PAID, by=person("kepala"))
    other = Member("opd-lain", ("agency",), "DLHK")
    assert visit(other, page).status_code == visit(other, folder).status_code == 404
    for where in (reverse("park-quality-lot", args=[lot]), reverse("park-handover", args=[handover.partition(":")[2]])):
        assert reverse("park-lot-documents", args=[lot]) in visit(PLANNER, where).content.decode()
    assert visit(PLANNER, reverse("park-lot-documents", args=[lot])).status_code == 200


def test_papers_of_one_day_are_looked_up_once_and_say_what_each_would_say_alone(programme, person, visit, django_assert_max_num_queries):
    taken_over(programme, person)
    h = delivery.handovers(programme).get()
    subject, data = delivery.subject_of(h), contracts.Dataset(programme, h.taken_on)
    matter = Matter(subject, "", "", lambda paper: delivery.handover_file(data, h, paper))
    visit(RINA, reverse("agency-document-print", args=[subject]), {})
    sayings = Sayings(matter)
    numbered = [contracts.numbered_paper(data, row) for row in contracts.documents_of(programme, subject)]
    assert len(numbered) > 1 and [sayings.of(paper) for paper in numbered] == [matter.say(paper) for paper in numbered]
    page = reverse("agency-documents", args=[subject])
    visit(RINA, page)
    with django_assert_max_num_queries(40):
        assert visit(RINA, page).status_code == 200


def test_a_scan_comes_back_to_its_number_and_one_that_is_none_is_refused(programme, person, visit):
    taken_over(programme, person)
    subject = delivery.subject_of(delivery.handovers(programme).get())
    visit(RINA, reverse("agency-document-print", args=[subject]), {})
    first = contracts.documents_of(programme, subject).first()
    attach = reverse("agency-document-attach", args=[subject])
    wrong = visit(RINA, attach, {"number": first.number, "file": SimpleUploadedFile("a.svg", b"<svg/>")})
    assert wrong.status_code == 400 and "Hanya PDF" in wrong.content.decode()
    assert visit(RINA, attach, {"number": first.number, "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 pindaian")}).status_code == 302
    assert contracts.documents_of(programme, subject).get(number=first.number).signed_sha256
    void = visit(RINA, reverse("agency-document-void", args=[subject]), {"number": first.number, "reason": "salah ketik tanggalnya"})
    assert void.status_code == 400 and "ditandatangani" in void.content.decode()
