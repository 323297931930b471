"""The papers of handovers, claims, decrees and visits: PDF/A with their words, equal data equal bytes, long annexes whole."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader

from tempa.contracts.law import amount_in_words
from tempa.contracts.papers import Warranty
from tempa.contracts.papers.documents import (
    DEEDS,
    NAMES,
    DocumentKind,
    Numbered,
    document_template,
    missing_of,
    render_document,
)
from tests.contracts.documents_cast import EVERY, HEAD, claim, handover


def words(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_each_is_pdf_a_with_equal_bytes(kind):
    first, second = (render_document(kind, EVERY[kind]()) for _ in range(2))
    assert first == second, kind
    report = validate_pdf_bytes(first, profile=ValidationProfile.PDF_A_2A)
    assert report.rules.total > 100 and not report.failures, kind
    assert "8F3A 21C0 77D9 E402" in words(first), "the code by which anybody can check it"
    assert NAMES[kind].indonesian and kind in EVERY


def test_the_annex_has_every_serial_over_its_pages():
    said = handover(2, 70, 2)
    text = words(render_document(DocumentKind.HANDOVER_MINUTES, said)).replace(" ", "")
    assert all(m.serial in text for m in (*said.machines, *said.refused))
    assert len(PdfReader(BytesIO(render_document(DocumentKind.HANDOVER_MINUTES, said))).pages) > 3
    assert "1 unit Pemipil jagung" in words(render_document(DocumentKind.HANDOVER_MINUTES, handover(2, 1, 0)))


def test_money_stands_in_figures_and_words_and_adds_up():
    said = claim()
    assert said.gross + said.vat_charged == said.spm == said.net + sum(part.rupiah for part in said.parts)
    text = words(render_document(DocumentKind.PAYMENT_RECEIPT, said))
    assert f"{said.spm:,}".replace(",", ".") in text and f"{amount_in_words(said.spm)} rupiah" in text
    minutes = words(render_document(DocumentKind.PAYMENT_MINUTES, said))
    assert f"{amount_in_words(said.net)} rupiah" in minutes and "belum diverifikasi" in minutes


def test_a_statement_says_what_was_held_back_and_when_there_is_no_contract():
    told = words(render_document(DocumentKind.CASH_STATEMENT, replace(EVERY[DocumentKind.CASH_STATEMENT](), materials_deducted=11_882_698)))
    assert "bahan dari taman sains 11.882.698" in told and "belum menandatangani" not in told
    empty = replace(EVERY[DocumentKind.CASH_STATEMENT](), lines=(), owed=())
    assert "belum menandatangani atau mengerjakan kontrak" in words(render_document(DocumentKind.CASH_STATEMENT, empty))


def test_minutes_are_not_their_own_reason_and_a_serial_stands_on_one_line():
    said = handover(3, 4, 0)
    pages = PdfReader(BytesIO(render_document(DocumentKind.HANDOVER_MINUTES, said))).pages
    assert said.minutes.number not in words(render_document(DocumentKind.HANDOVER_MINUTES, said))
    longest = replace(said, machines=tuple(replace(m, serial=f"NTB-2020-IKM-TAN-053-00{n}0-M") for n, m in enumerate(said.machines)))
    annex = PdfReader(BytesIO(render_document(DocumentKind.HANDOVER_MINUTES, longest))).pages[-1].extract_text()
    assert len(pages) > 1 and all(m.serial in annex for m in longest.machines)


def test_types_of_different_warranty_are_named_each_with_its_own():
    mixed = replace(handover(3, 4, 0), warranties=(Warranty("Gerobak dagang", 6), Warranty("Pemipil jagung, Perajang", 12)))
    text = words(render_document(DocumentKind.HANDOVER_MINUTES, mixed))
    assert "Garansi pembuat berlaku 6 (enam) bulan untuk Gerobak dagang; 12 (dua belas) bulan untuk Pemipil jagung, Perajang, sejak hari ini" in text
    assert "berlaku 6 (enam) bulan, sejak hari ini" in words(render_document(DocumentKind.HANDOVER_MINUTES, handover(3, 4, 0)))


def test_what_is_missing_is_said_before_it_is_printed():
    bare = replace(HEAD, officers=(), paper=Numbered(None, None, None, None))
    lacking = [w.indonesian for w in missing_of(DocumentKind.PAYMENT_REQUEST, replace(claim(), head=bare))]
    assert lacking[:2] == ["nomor surat ini", "tanggal surat ini"] and "NIP Bendahara Pengeluaran" in lacking
    assert missing_of(DocumentKind.HANDOVER_MINUTES, handover()) == ()
    assert render_document(DocumentKind.GRANT, replace(handover(3), head=bare)).startswith(b"%PDF"), "dotted lines to fill in by hand"


def test_a_changed_template_is_set_with_limits():
    own = document_template(DocumentKind.ONWARD).replace("Bengkel induk meneruskan uang", "Induk menyerahkan uang")
    assert "Induk menyerahkan uang" in words(render_document(DocumentKind.ONWARD, EVERY[DocumentKind.ONWARD](), own))
    assert all(document_template(kind) for kind in DocumentKind) and len(DEEDS) == 12
