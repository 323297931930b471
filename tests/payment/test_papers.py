"""The papers of a handover and a claim from the tables: serials, sums, numbers who may open which, and signed copies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tempa.contracts import actions as numbering
from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.contracts.law import VendorStatus, may_be_paid
from tempa.contracts.papers.documents import DocumentKind, Numbered, render_document
from tempa.delivery import actions as handing
from tempa.delivery import queries as delivery
from tempa.delivery.actions.codes import code_of
from tempa.ledger.rules import Refused
from tempa.payment import actions, queries
from tempa.payment.queries.cash import Part
from tempa.production import queries as production
from tests.cast import RINA
from tests.delivery.parties import colleague, owner_of, taken_over
from tests.delivery.test_requests import WHY, applicant, wish
from tests.delivery.test_rounds import ready
from tests.payment.test_claims import ON, PAID, approved, claimed

SCAN = Copy(b"%PDF-1.7 pindaian", "bast.pdf", "application/pdf")
BLANK = Numbered("017/BAST", ON, "8F3A 21C0 77D9 E402", "https://tempa.contoh/periksa/")


def data(programme):
    return contracts.Dataset(programme, ON)


def test_the_annex_is_the_handover_and_its_numbers_come_once(programme, person):
    serials, _contract, _receiver = taken_over(programme, person)
    h = delivery.handovers(programme).get()
    given = handing.number_handover_papers(programme, handover=h.handover, at=PAID, by=person("opd"))
    assert given == handing.number_handover_papers(programme, handover=h.handover, at=PAID, by=person("perencana"))
    rows = contracts.documents_of(programme, delivery.subject_of(h))
    assert [r.kind for r in rows] == list(delivery.kinds_of_handover(programme, h)) and {r.dated for r in rows} == {h.taken_on}
    said = delivery.handover_file(data(programme), h, contracts.numbered_paper(data(programme), rows[0]))
    assert [m.serial for m in said.machines] == serials and not said.refused and all(m.certificate for m in said.machines)
    prices = {u.price for u in queries.units_due(programme, contracts.contract_named(programme, said.machines[0].contract)).values()}
    assert {m.value for m in said.machines} == prices
    with pytest.raises(Refused, match="Hanya OPD itu sendiri"):
        handing.number_handover_papers(programme, handover=h.handover, at=PAID, by=person("bengkel"))
    book = contracts.numbers(programme, "DISTANBUN")
    assert not book.missing and book.given >= len(given)


def test_a_number_is_voided_with_a_reason_but_not_once_it_is_signed(programme, person):
    taken_over(programme, person)
    h = delivery.handovers(programme).get()
    first, second, *_rest = handing.number_handover_papers(programme, handover=h.handover, at=PAID, by=person("opd"))
    of = handing.bearer_of_handover(programme, h)
    with pytest.raises(Refused, match="bukan nomor surat di sini"):
        numbering.keep_signed_document(programme, of=of, number="999/X", copy=SCAN, at=PAID, by=person("opd"))
    numbering.keep_signed_document(programme, of=of, number=first, copy=SCAN, at=PAID, by=owner_of(programme, person, h.giver))
    with pytest.raises(Refused, match="nomor yang ditandatangani"):
        numbering.void_document(programme, of=of, number=first, reason="salah ketik tanggal", at=PAID, by=person("opd"))
    numbering.void_document(programme, of=of, number=second, reason="salah ketik tanggal", at=PAID, by=person("opd"))
    again = handing.number_handover_papers(programme, handover=h.handover, at=PAID, by=person("opd"))
    assert second not in again and contracts.numbers(programme, "DISTANBUN").voided == 1


def test_the_settlement_on_paper_is_the_payment_on_record(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    claim, payment = approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    made, found = queries.payment_named(programme, payment), queries.claim_named(programme, claim)
    said = queries.claim_file(data(programme), found, BLANK)
    assert (said.gross, said.net, said.kept) == (made.gross, made.net, said.spm - made.net) and not said.warnings
    assert sum(m.value for m in said.machines) == made.gross and [m.serial for m in said.machines] == serials
    assert all(part.rule.citation and part.facts for part in said.parts) and said.slips and {row.state for row in said.files} == {"ada"}
    one, two = (render_document(DocumentKind.SETTLEMENT, queries.claim_file(data(programme), found, BLANK)) for _ in range(2))
    assert one == two


def test_signed_copies_kept_here_open_the_gate_for_what_they_are(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    claim = queries.claim_named(programme, claimed(programme, person, serials, contract))
    actions.number_claim_papers(programme, claim=claim.claim, at=PAID, by=person("opd"))
    h = delivery.handovers(programme).get()
    handing.number_handover_papers(programme, handover=h.handover, at=PAID, by=person("opd"))

    def states():
        with contracts.law_of(programme):
            file = queries.file_of(programme, claim, ON)
        return {check.paper.id: str(check.state) for check in file}, may_be_paid(file)

    before, _open = states()
    assert before["handover"] == before["kuitansi"] == "belum ada", "a number alone is no signed paper"
    for of in (handing.bearer_of_handover(programme, h), actions.bearer_of_claim(claim)):
        for row in contracts.documents_of(programme, of.subject):
            numbering.keep_signed_document(programme, of=of, number=row.number, copy=SCAN, at=PAID, by=person("opd"))
    after, _open = states()
    assert {after[paper] for paper in ("handover", "inspection", "kuitansi", "payment_report") if paper in after} == {"ada"}


def test_a_decree_without_a_number_takes_the_next_of_the_agency(programme, person):
    recipient = handing.register_recipient(programme, agency="DISTANBUN", applicant=applicant(), wish=wish(programme), at=PAID, by=person("opd"))
    request = delivery.recipient_named(programme, recipient).requests.get().request
    handing.decide_request(programme, request=request, decided="accepted", reason=WHY, at=PAID, by=person("opd"))
    handing.issue_decree(
        programme, agency="DISTANBUN", number="", on=ON, requests=[request], at=PAID, by=colleague(programme, person, "sekretaris")
    )
    row = contracts.documents(programme, "decree:").get()
    assert row.number == delivery.request_named(programme, request).decree and row.place == contracts.numbers(programme, "DISTANBUN").given
    said = delivery.decree_file(data(programme), "DISTANBUN", row.number, contracts.numbered_paper(data(programme), row))
    assert [r.request for r in said.rows] == [request] and applicant().phone not in str(said)


def test_every_vendor_status_is_settled_with_its_citation(programme):
    said = queries.settled_examples(data(programme), date(2020, 6, 15))
    assert len(said.cases) == 2 * len(VendorStatus)
    unknown = [case for case in said.cases if "omzet" in case.vendor]
    assert unknown and all("belum dicatat" in case.warnings[0] and not case.spm for case in unknown), "no rule of that day: said, not guessed"
    assert all(case.spm == case.net + sum(part.rupiah for part in case.parts) for case in said.cases)
    assert all(part.rule.citation for case in said.cases for part in case.parts)
    by_vendor = {case.vendor: case for case in said.cases}
    plain, relieved = (by_vendor[f"{words}, bukan PKP"] for words in ("tanpa surat keterangan pajak", "memegang Suket PPh final"))
    assert plain.net == 98_500_000 and (relieved.net, relieved.borne) == (100_000_000, 500_000), "rules.md 2.3: PMK 44 in June 2020"
    later = {case.vendor: case for case in queries.settled_examples(data(programme), date(2023, 6, 15)).cases}
    assert later["memegang Suket PPh final, bukan PKP"].net == 99_500_000 and later["surat pernyataan omzet sampai Rp500 juta, bukan PKP"].slips
    assert render_document(DocumentKind.EXAMPLES, said).startswith(b"%PDF")


def test_a_bank_reads_what_is_owed_and_since_when(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    said = queries.cash_statement(data(programme), contract.vendor)
    price = sum(u.price for u in queries.units_due(programme, contract).values() if u.serial in serials)
    assert said.total_owed == price and {(w.days, w.since) for w in said.owed} == {((ON - w.since).days, w.since) for w in said.owed}
    assert said.early and sum(line.handed_over for line in said.lines) == len(serials)


def test_the_money_that_will_come_is_told_month_by_month(programme, person):
    """What was taken over comes after the usual days, what is still to be made after its lot's likely end; what is paid is no forecast."""
    serials, contract, _receiver = taken_over(programme, person)
    due = queries.units_due(programme, contract)
    first = queries.cash_forecast(data(programme), contract.vendor)
    items = [i for i in contracts.items_of(contract) if contract.vendor in (i.maker, contract.vendor)]
    assert (first.days, first.is_measured) == (21, False), "nothing was paid yet: the programme's payment_lag_weeks"
    assert sum(m.machines for m in first.months) >= sum(i.quantity for i in items)
    assert sum(m.onward for m in first.months) == sum(i.quantity * i.maker_price for i in items if i.maker != contract.vendor)
    month = max(ON, due[serials[0]].taken_on + timedelta(days=21)).replace(day=1)
    assert {m.month: m.rupiah for m in first.months}[month] >= sum(due[s].price for s in serials)
    _claim, code = approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    actions.record_payment(programme, payment=code, on=ON, sp2d="SP2D/1", at=PAID, by=colleague(programme, person, "bendahara"))
    later = queries.cash_forecast(data(programme), contract.vendor)
    gone = sum(m.rupiah for m in first.months) - sum(m.rupiah for m in later.months)
    assert gone == sum(due[s].price for s in serials) and later.is_measured and later.days == (ON - due[serials[0]].taken_on).days


def test_a_contract_of_which_an_addendum_left_a_workshop_nothing_is_no_line_of_its_statement():
    assert not Part(None, {"L0001-1": 9}, {"L0001-1": 0}).is_of_machines
    assert Part(None, {"L0001-1": 9, "L0001-2": 9}, {"L0001-1": 0, "L0001-2": 1}).is_of_machines


def test_a_claim_tells_which_of_its_machines_given_away_have_their_signed_grant(programme, person, monkeypatch, visit):
    serials, recipient = ready(programme, person)
    contract = contracts.contract_named(programme, production.units(programme).get(serial=serials[0]).contract)
    claim = queries.claim_named(programme, claimed(programme, person, serials, contract))
    given_away, kept = ("5.1.02.01.01.0039", "5.2.02.04.01.0001") if contract.signed_on.year > 2020 else ("5.2.2.23.01", "5.2.3.12.01")

    def told(code):
        monkeypatch.setattr("tempa.payment.queries.accounts.account_of", lambda *_of: code)
        with contracts.law_of(programme):
            return queries.account_told(claim)

    assert (told(kept).is_given_away, told(kept).warnings, len(told("apa saja").warnings)) == (False, (), 1)
    assert (told(given_away).is_given_away, told(given_away).granted, told(given_away).machines) == (True, 0, len(serials))
    h = handing.offer_handover(programme, step=3, giver="DISTANBUN", recipient=recipient, serials=serials[:2], at=PAID, by=person("opd"))
    code = code_of(delivery.handover_named(programme, h))
    handing.take_handover(programme, handover=h, on=ON, code=code, at=PAID, by=colleague(programme, person, "petugas-serah"))
    handing.number_handover_papers(programme, handover=h, at=PAID, by=person("opd"))
    of = handing.bearer_of_handover(programme, delivery.handover_named(programme, h))
    (row,) = (r for r in contracts.documents_of(programme, of.subject) if r.kind == "grant")
    assert told(given_away).granted == 0, "a number alone is no signed grant"
    numbering.keep_signed_document(programme, of=of, number=row.number, copy=SCAN, at=PAID, by=person("opd"))
    assert told(given_away).granted == 2
    page = visit(RINA, reverse("agency-claim", args=[claim.claim])).content.decode()
    assert f"Yang sudah ditandatangani: 2 dari {len(serials)} mesin" in page and given_away in page and "OPD pembeli" in page
