"""A vendor without an account claims by its link: each thing once, its papers, how its claims stand; small pages, and nothing of others."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tempa.contracts import queries as contracts
from tempa.desks.frame.words import day_words
from tempa.ledger import links
from tempa.ledger.models import Entry
from tempa.payment import actions, queries
from tempa.payment.facts import ClaimPaperShown, ClaimSubmitted, ClaimWithdrawn
from tempa.values.period import day_in_wita, months_after
from tests.conftest import copies
from tests.delivery.parties import ARRIVES, colleague, taken_over
from tests.desks.links import inputs, introduced
from tests.desks.planning import text_of
from tests.payment.deeds import allow_advance, whole_with
from tests.payment.test_claims import complete, fresh

pytestmark = pytest.mark.django_db
MOST_BYTES = 26_000  # with the sheet of style 30 KB


@pytest.fixture(scope="module")
def delivered(for_the_file):
    """Three machines that an agency has taken over, and the vendor's phone with its link."""
    from tempa.ledger import queries as ledger

    programme = ledger.programme_named("NTB-2020-IKM")
    serials, contract, _receiver = taken_over(programme, ledger.person_named)
    return {"programme": programme, "contract": contract, "serials": serials}


@pytest.fixture
def sold(delivered):
    """Its serials and its contract, for one test."""
    own = copies(delivered)
    return own["serials"], own["contract"]


def link_of(programme, person, workshop, purpose="contract"):
    now = timezone.now()
    order = links.Order(purpose, "", now + timedelta(days=30), {workshop: "workshop"})
    return links.issue_links(programme, order, at=now, by=person("perencana"))[0]


def phone_of(programme, person, workshop):
    link = link_of(programme, person, workshop)
    address = f"/t/{links.code_of(link.link)}/"
    return introduced(address), f"{address}tagihan/", link


def small(page):
    assert page.status_code < 500 and len(page.content) <= MOST_BYTES and b"<script" not in page.content, len(page.content)
    return text_of(page)


def test_what_may_be_claimed_is_claimed_once_with_its_button_and_taken_back(programme, person, sold):
    serials, contract = sold
    phone, address, link = phone_of(programme, person, contract.vendor)
    (due,) = queries.askable(programme, fresh(programme, contract))
    assert (due.asked, due.serials) == ("delivery", tuple(serials))
    page = phone.get(address)
    assert f"{len(serials)} mesin yang sudah diterima OPD" in small(page) and page.content.decode().count("<form") == 1
    form = inputs(page, "|delivery|")
    changed = phone.post(address, form | {"amount": "1"})
    assert changed.status_code == 400 and "Jumlahnya berubah" in small(changed) and not queries.claims(programme).exists()
    assert phone.post(address, form).status_code == phone.post(address, form).status_code == 302
    made = queries.claims(programme).get()
    assert (made.amount, made.submitted_by.name) == (due.amount, "Pak Made") and not queries.askable(programme, fresh(programme, contract))
    assert str(link.link) in Entry.objects.get(kind=ClaimSubmitted.kind).body
    late = phone.post(address, form | {"identity": "not sent before"})
    assert "tidak dapat ditagih lagi" in small(late) and queries.claims(programme).count() == 1
    text = small(phone.get(address))
    assert made.claim in text and "berkas belum ada" in text and "Ditunggu dari Anda: Kuitansi" in text and "Ditunggu dari OPD pembeli:" in text
    one = f"{address}{made.claim}/"
    back = inputs(phone.get(one), 'name="reason"')
    assert phone.post(one, back | {"reason": ""}).status_code == 400
    assert phone.post(one, back | {"reason": "harganya salah tulis"}).status_code == 302
    assert "Ditarik atau dikembalikan: harganya salah tulis" in small(phone.get(address)) and len(queries.askable(programme, contract)) == 1
    assert str(link.link) in Entry.objects.get(kind=ClaimWithdrawn.kind).body


def test_papers_are_shown_by_the_link_and_the_page_says_what_is_approved_and_paid(programme, person, sold):
    _serials, contract = sold
    phone, address, link = phone_of(programme, person, contract.vendor)
    phone.post(address, inputs(phone.get(address), "|delivery|"))
    made = queries.claims(programme).get()
    one = f"{address}{made.claim}/"
    page = phone.get(one)
    form = inputs(page, 'name="paper"') | {"paper": "kuitansi", "dated": "", "until": "", "number": ""}
    assert "Kuitansi bermeterai" in small(page) and 'value="payment_request"' not in page.content.decode()
    empty = phone.post(one, form)
    assert empty.status_code == 400 and "Tulis nomor berkasnya, atau lampirkan foto" in small(empty)
    scan = SimpleUploadedFile("kuitansi.pdf", b"%PDF-1.4 kuitansi", "application/pdf")
    assert phone.post(one, form | {"file": scan}).status_code == 302
    paper = made.papers.get()
    assert paper.paper == "kuitansi" and paper.sha256 and str(link.link) in Entry.objects.get(kind=ClaimPaperShown.kind).body
    assert 'value="kuitansi"' not in phone.get(one).content.decode()
    now = timezone.now()
    today, approver = day_in_wita(now), colleague(programme, person, "pptk")
    complete(programme, made.claim, approver, at=now)
    assert "menunggu persetujuan OPD" in small(phone.get(address))
    code = actions.approve_payment(programme, claim=made.claim, at=now, by=approver)
    assert "menunggu pencairan" in small(phone.get(address)) and 'name="reason"' not in phone.get(one).content.decode()
    refused = phone.post(one, form | {"number": "1", "identity": "too late"})
    assert "keadaan tagihan ini sudah berubah" in small(refused)
    actions.record_payment(programme, payment=code, on=today, sp2d="SP2D/31", at=now, by=colleague(programme, person, "bendahara"))
    assert "SP2D nomor SP2D/31" in small(phone.get(address)) and "Dibayarkan kepada Anda" in small(phone.get(one))


def test_an_advance_is_offered_line_by_line_to_the_last_rupiah(programme, person, sold):
    _serials, contract = sold
    allow_advance(contract)
    phone, address, _link = phone_of(programme, person, contract.vendor)
    due = [one for one in queries.askable(programme, fresh(programme, contract)) if one.asked == "advance"]
    assert sum(one.amount for one in due) == int(Fraction("0.3") * contract.value) and len({one.budget_line for one in due}) == len(due)
    for one in due:
        assert phone.post(address, inputs(phone.get(address), f"|advance|{one.budget_line}")).status_code == 302
    assert {c.amount for c in queries.claims(programme)} == {one.amount for one in due}
    assert [one.asked for one in queries.askable(programme, fresh(programme, contract))] == ["delivery"]


def test_retention_that_was_kept_back_is_offered_after_its_payment_and_once(programme, person, sold, clock_at):
    serials, contract = sold
    clock_at(ARRIVES + timedelta(days=1))  # its months of maintenance go on
    type(contract).objects.filter(pk=contract.pk).update(retention_rate="0.05", maintenance_months=6)
    whole_with(contract, serials)
    phone, address, _link = phone_of(programme, person, contract.vendor)
    phone.post(address, inputs(phone.get(address), "|delivery|"))
    made, now = queries.claims(programme).get().claim, timezone.now()
    approver = colleague(programme, person, "pptk")
    complete(programme, made, approver, at=now)
    code = actions.approve_payment(programme, claim=made, at=now, by=approver)
    assert not queries.askable(programme, fresh(programme, contract))
    actions.record_payment(programme, payment=code, on=day_in_wita(now), sp2d="SP2D/8", at=now, by=colleague(programme, person, "bendahara"))
    held = queries.payment_named(programme, code).retention_held
    (due,) = queries.askable(programme, fresh(programme, contract))
    free = months_after(max(queries.units_due(programme, contract)[serial].taken_on for serial in serials), 6)
    assert held and due.guaranteed_until == free and f"Tanpa syarat mulai {day_words(free)}" in small(phone.get(address))
    assert phone.post(address, inputs(phone.get(address), "|retention|")).status_code == 302
    assert queries.claims_of(programme, contract.contract, "retention").get().amount == held
    assert not queries.askable(programme, fresh(programme, contract))


def test_a_link_of_another_an_ended_one_and_one_of_another_purpose_show_nothing(programme, person, sold):
    _serials, contract = sold
    phone, address, link = phone_of(programme, person, contract.vendor)
    form = inputs(phone.get(address), "|delivery|")
    phone.post(address, form)
    made = queries.claims(programme).get()
    maker = next(i.maker for i in contracts.items_of(contract) if i.maker != contract.vendor)
    other, elsewhere, _link = phone_of(programme, person, maker)
    text = small(other.get(elsewhere))
    assert "tagihannya diajukan IKM Induk" in text and made.claim not in text and contract.contract not in text
    assert other.get(f"{elsewhere}{made.claim}/").status_code == 404
    assert other.post(f"{elsewhere}{made.claim}/", form | {"reason": "bukan punya saya", "identity": "x"}).status_code == 404
    told = other.post(elsewhere, form | {"identity": "y"})
    assert "tidak dapat ditagih lagi" in small(told) and queries.claims(programme).count() == 1
    work = f"/t/{links.code_of(link_of(programme, person, contract.vendor, 'production').link)}/"
    assert introduced(work).get(f"{work}tagihan/")["Location"] == f"{work}kerja/"
    links.revoke_link(programme, link=link.link, reason="ponselnya hilang", at=timezone.now(), by=person("perencana"))
    gone = phone.get(address)
    assert gone.status_code == 410 and "dicabut" in text_of(gone) and made.claim not in text_of(gone)
