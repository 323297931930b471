"""Every paper is set from a full and from an empty contract, says what it must, and is the same to the byte each time."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pypdf
import pytest
from page import ValidationProfile, validate_pdf_bytes

from tempa.contracts.law import Route
from tempa.contracts.papers import (
    Item,
    Kind,
    Papers,
    PriceSource,
    Task,
    TemplateFault,
    needed,
    render,
    render_all,
)
from tempa.contracts.papers.documents import DocumentKind
from tempa.contracts.papers.endings import with_plain_endings
from tempa.contracts.papers.setter import FONTS, TEMPLATES, compiled
from tempa.contracts.papers.view import day, money, text
from tests.contracts.papers_cast import EMPTY, FULL

ROOT = Path(__file__).resolve().parents[2]
EMERGENCY = replace(FULL, route=Route.EMERGENCY)
TYPED = (
    "\"Bengkel\" 'Jaya' #let x = 1 $a^2$ <script> \\ \\u{41} *tebal* _miring_ @sitasi // komentar `kode` = judul [x] {y} #read(\"/etc/passwd\")",
    "سباك الحديد محمد",
    "ᬧᬡ᭄ᬟᬾᬩᭂᬲᬶ",
    "Perusahaan Pengolahan Logam " * 8,
    "X" * 200,
    "Ñañdū Ж",
)


@cache
def full(kind: Kind, emergency: bool = False) -> bytes:
    return render(kind, EMERGENCY if emergency else FULL)


def words_of(paper: bytes) -> str:
    """The text of all pages without blanks and invisible signs: lines break where they like."""
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(said: str) -> str:
    return re.sub(r"[\s\u200b\u200c\u200d\u00ad]+", "", said)


def printed(value: object) -> list[str]:
    """How a required value stands on paper."""
    if isinstance(value, tuple):
        return [one for part in value for one in printed(part)]
    if isinstance(value, date):
        return [day(value)["long"], day(value)["figures"]]
    if isinstance(value, int):
        return [money(value)["figures"], str(value)]
    return [str(value)]


@pytest.mark.slow
@pytest.mark.parametrize("emergency", [False, True], ids=["normal", "emergency"])
@pytest.mark.parametrize("kind", Kind)
def test_paper_says_everything_that_it_must(kind, emergency):
    said = words_of(full(kind, emergency)).casefold()
    for field in needed(kind, EMERGENCY if emergency else FULL):
        wanted = field.value if isinstance(field.value, tuple) else (field.value,)
        for value in wanted:
            assert any(squeezed(form).casefold() in said for form in printed(value)), f"{kind}: {field.id} = {value}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_paper_of_an_empty_contract_has_lines_to_fill_in(kind):
    said = words_of(render(kind, EMPTY))
    assert "Belumterdaftar" in said and "DinasPertanian".casefold() in said.casefold()
    assert "none" not in said.casefold()


CONTRACTS = (Kind.RECEIPT, Kind.KUITANSI, Kind.SPK, Kind.AGREEMENT, Kind.PURCHASE_ORDER, Kind.BAHPL)


@pytest.mark.slow
@pytest.mark.parametrize("kind", CONTRACTS)
def test_contract_says_its_sum_in_words_and_every_line(kind):
    said = words_of(full(kind))
    assert "seratustigapuluhlimajutatujuhratusempatpuluhriburupiah" in said
    for figure in ("37.000.000", "86.400.000", "123.400.000", "12.340.000", "135.740.000"):
        assert figure in said


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_every_page_counts_and_bears_code_and_unverified_rules(kind):
    pages = pypdf.PdfReader(io.BytesIO(full(kind))).pages
    for number, page in enumerate(pages, start=1):
        said = squeezed(page.extract_text())
        assert f"Halaman{number}dari{len(pages)}" in said
        assert squeezed(FULL.paper(kind).check_code) in said and squeezed(FULL.paper(kind).check_address) in said
        assert squeezed("Aturan yang belum diverifikasi: Perlem LKPP 13/2018; SE LKPP 3/2020; Retensi") in said


def broken_rules(paper: bytes, profile: ValidationProfile = ValidationProfile.PDF_A_2A) -> set[str]:
    report = validate_pdf_bytes(paper, profile=profile)
    assert report.rules.total > 100
    return {failure.rule_id for failure in report.failures}


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_validator_finds_no_fault_with_pdf_a(kind):
    assert broken_rules(full(kind)) == set() == broken_rules(render(kind, EMPTY))


def test_validator_finds_a_fault_where_there_is_one():
    assert broken_rules(full(Kind.SPMK).replace(b"<pdfaid:conformance>A<", b"<pdfaid:conformance>B<")) == {"PDFA2A-ID-CONFORMANCE-001"}


@pytest.mark.parametrize("kind", [Kind.AGREEMENT, Kind.KUITANSI])
def test_only_the_claim_of_pdf_ua_is_not_made(kind):
    """A file claims one of the two; what a screen reader needs (tags, language, alternative texts, table headers) is there."""
    assert broken_rules(full(kind), ValidationProfile.PDF_UA_1) == {
        "PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001", "PDFUA1-VIEWER-PREFERENCES-001",
    }


def test_stream_that_ends_with_a_carriage_return_ends_plainly():
    letter = '#set document(title: "Surat", date: datetime(year: 2020, month: 7, day: 1))\nSurat nomor '
    papers = (compiled(f"{letter}{n}".encode(), "letter.typ", {}) for n in range(5_000))
    doubtful = next(paper for paper in papers if b"\r\nendstream" in paper)
    plain = with_plain_endings(doubtful)
    assert broken_rules(doubtful) == {"PDFA2A-STREAM-LENGTH-001"} and broken_rules(plain) == set()
    assert len(plain) > len(doubtful) and words_of(plain) == words_of(doubtful)


@pytest.mark.parametrize("kind", Kind)
def test_paper_claims_pdf_a_and_keeps_what_the_claim_needs(kind):
    """What the claim rests on, read off the file without the validator."""
    reader = pypdf.PdfReader(io.BytesIO(full(kind)))
    catalogue = reader.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata and "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert catalogue["/OutputIntents"][0]["/S"] == "/GTS_PDFA1" and catalogue["/OutputIntents"][0]["/DestOutputProfile"].get_data()
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/StructTreeRoot"] and catalogue["/Lang"] == "id-ID"
    assert not reader.is_encrypted and "/AF" not in catalogue and "/OpenAction" not in catalogue and "/AcroForm" not in catalogue
    titles = ("Surat", "Berita", "Undangan", "Bukti", "Kuitansi", "Perj", "Ad", "Perm", "Cat")
    assert reader.trailer["/ID"] and reader.metadata.title.startswith(titles)
    fonts = [font for page in reader.pages for font in descendants(page["/Resources"]["/Font"])]
    assert fonts
    for font in fonts:
        descriptor = font["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
    for page in reader.pages:
        assert all(font.get_object()["/ToUnicode"].get_data() for font in page["/Resources"]["/Font"].values())


def descendants(fonts):
    for font in fonts.values():
        yield from (inner.get_object() for inner in font.get_object()["/DescendantFonts"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.SPK, Kind.AGREEMENT, Kind.SUBWORK])
def test_equal_data_give_equal_bytes_in_another_process_and_place(kind, tmp_path):
    code = (
        "import hashlib,sys; from tempa.contracts.papers import *; from tests.contracts.papers_cast import FULL;"
        f"print(hashlib.sha256(render(Kind({kind.value!r}), FULL)).hexdigest())"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TZ": "Asia/Makassar", "LC_ALL": "C", "HOME": str(tmp_path), "PYTHONHASHSEED": "7"}
    digest = subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert digest.strip() == hashlib.sha256(full(kind)).hexdigest()
    assert render(kind, replace(FULL, package="Lain")) != full(kind)


def hard() -> Papers:
    """Sixty lines, and every name something that a template could stumble over."""
    items = tuple(
        Item(f"L{n}", TYPED[n % 6][:200], n + 1, 1_000_000 * (n + 1), specification=TYPED[(n + 1) % 6][:200], offered=1_100_000 * (n + 1),
             maker_price=900_000, destination=TYPED[(n + 2) % 6][:60], sources=(PriceSource(TYPED[n % 6][:100], 5_000_000),))
        for n in range(60)
    )
    vendor = replace(FULL.vendor, name=TYPED[0], representative=TYPED[1], address=TYPED[3][:200], post=TYPED[2], tax_status=TYPED[4])
    subwork = replace(FULL.subworks[0], items=items, member=vendor)
    return replace(FULL, items=items, vendor=vendor, package=TYPED[0], negotiation=TYPED[0], subworks=(subwork,))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.SPK, Kind.AGREEMENT, Kind.SUBWORK, Kind.NEGOTIATION_MINUTES, Kind.KUITANSI])
def test_sixty_odd_lines_over_several_pages(kind):
    reader = pypdf.PdfReader(io.BytesIO(render(kind, hard())))
    said = [squeezed(page.extract_text()) for page in reader.pages]
    with_table = [page for page in said if "Jumlah(Rp)" in page]
    assert len(with_table) >= 4, "the header stands on every page of the table"
    whole = "".join(said)
    assert squeezed(TYPED[0]) in whole and "X" * 200 in whole
    assert "root:" not in whole


@pytest.mark.slow
def test_rows_are_not_torn():
    """A line and what stands under it are on one page: the count of full lines over the pages is the count of lines."""
    items = tuple(Item(f"L{n}", f"Mesin nomor {n:02d}", 1, 1_000, specification=f"Gambar G-{n:02d} " + "panjang " * 20) for n in range(60))
    reader = pypdf.PdfReader(io.BytesIO(render(Kind.SPK, replace(FULL, items=items))))
    said = [squeezed(page.extract_text()) for page in reader.pages]
    for n in range(60):
        page = next(page for page in said if f"Mesinnomor{n:02d}" in page)
        assert squeezed(f"Gambar G-{n:02d} " + "panjang " * 20) in page


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_signature_never_stands_alone(kind):
    """Whatever the length of the table, the page of the signatures also says something that is signed."""
    for lines in (3, 5, 7, 9):
        items = tuple(Item(f"L{n}", f"Mesin {n}", 1, 1_000, specification="G", offered=1, maker_price=1) for n in range(lines))
        data = replace(FULL, items=items, subworks=(replace(FULL.subworks[0], items=items),))
        reader = pypdf.PdfReader(io.BytesIO(render(kind, data)))
        signed = next(page.extract_text() for page in reversed(reader.pages) if "Lalu Darma" in page.extract_text() or "NIP" in page.extract_text())
        assert not signed.lstrip().startswith(("Untuk dan atas nama", "Pejabat", "Penyedia\n", "Mataram", "Lembar", "Setuju", "Yang menanggung"))


def test_a_contract_that_waits_for_the_first_run_says_so():
    said = squeezed("dicoba di tempat penerima dan operatornya dilatih")
    assert said in words_of(render(Kind.SPK, replace(FULL, first_run=True))) and said not in words_of(render(Kind.SPK, FULL))


def test_letters_that_no_font_has_get_a_sentence():
    with pytest.raises(TemplateFault) as caught:
        render(Kind.SPMK, replace(FULL, package="Mesin 中国"))
    assert str(caught.value).startswith('Huruf "中') and caught.value.english.startswith('The letters "中')


def test_signs_that_cannot_be_seen_are_left_out():
    assert text("a\u202eb\u0000c\ud800\n\t d\u200de") == "abc d\u200de"
    number, address = "027.1/1234/PPK/DISTANBUN/VIII/2020", FULL.paper(Kind.SPK).check_address
    assert (text(number), text(address)) == (number, address), "what is searched for or copied stays as it is"
    assert text("y" * 50) == "y" * 24 + "\u200b" + "y" * 24 + "\u200byy"


def test_threads_of_a_server_do_not_meet_in_the_compiler():
    kinds = [Kind.SPK, Kind.SPMK, Kind.BAHPL, Kind.SUBWORK] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda kind: render(kind, FULL), kinds)) == [full(kind) for kind in kinds]


def test_amount_below_zero_is_said_with_its_sign():
    assert money(-2_500) == {"n": -2500, "rp": "-Rp2.500", "figures": "-2.500", "words": "minus dua ribu lima ratus rupiah"}


def test_members_and_addenda_have_papers_of_their_own():
    other = replace(FULL.subworks[0], member=replace(FULL.subworks[0].member, name="SMK Negeri 1 Lembar"))
    data = replace(FULL, subworks=(FULL.subworks[0], other), registered=(*FULL.registered, replace(FULL.paper(Kind.SUBWORK), number="PKA-2", part=1)))
    first, second = (words_of(render(Kind.SUBWORK, data, part)) for part in (0, 1))
    assert "SMKNegeri1Lembar" not in first and "SMKNegeri1Lembar" in second and "PKA-2" in second


@pytest.mark.slow
def test_many_papers_come_in_their_order_and_a_bad_one_stops_no_other():
    bad = replace(FULL, package="中")
    tasks = [Task(kind, data) for data in (FULL, bad) for kind in (Kind.SPK, Kind.SPMK, Kind.BAHPL)]
    made = list(render_all(tasks))
    assert [task for task, _ in made] == tasks
    assert [isinstance(paper, TemplateFault) for _, paper in made] == [False] * 3 + [True] * 3
    assert made[0][1] == full(Kind.SPK) and "中" in str(made[3][1])


def test_fonts_come_with_their_licence_and_templates_are_all_used():
    assert {file.suffix for file in FONTS.iterdir()} == {".ttf", ""} and "SIL Open Font License" in (FONTS / "LICENSE").read_text()
    assert {file.stem for file in TEMPLATES.iterdir()} == {
        *(kind.value for kind in (*Kind, *DocumentKind)), "base", "dossier", "documents", "goods_order", "inspection", "payment", "sheet",
    }
