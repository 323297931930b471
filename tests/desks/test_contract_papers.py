"""Papers of contracts from the tables: numbered, made, taken home, attached, voided, printed for all, checked by anybody."""

from __future__ import annotations

import io
import re
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from tempa.contracts import actions, papers, queries
from tempa.desks.frame.contracts import printing
from tempa.ledger.rules import check_code
from tests.cast import DARMA, PLANNER, RINA
from tests.contracts.parties import drafted
from tests.desks.test_contract_pages import PDF, draft_all, forced, now, said, today


def numbers_of(programme, c):
    return {(p.kind, p.about): p for p in queries.papers_of(c) if p.voided_at is None}


def test_the_data_set_says_what_the_tables_say(programme, person):
    c = forced(programme, person)
    data = queries.papers_of_contract(programme, c, today())
    assert data.value == c.value and data.total == c.value + c.vat and data.dates.due == c.due_on
    assert data.officer(papers.Post.PPK).name == "Rina Contoh" and data.agency.city == "Mataram"
    assert data.vendor.representative == "Darma Wijaya" and data.vendor.account.number
    assert {s.member.code for s in data.subworks} == {i.maker for i in queries.items_of(c)} - {c.vendor}
    assert [p.number for p in data.registered] == [p.number for p in queries.papers_of(c)]


def test_a_draft_has_no_prices_on_its_papers_yet(programme, person):
    c = drafted(programme, person, at=now())
    data = queries.papers_of_contract(programme, c, today())
    assert data.value is None and [w.id for w in papers.missing(papers.Kind.INVITATION, data)]
    assert set(queries.due_papers(programme, c)) == {"invitation"}


def test_a_contract_is_numbered_and_printed_with_one_button(visit, programme, person):
    c = forced(programme, person)
    address = f"/opd/kontrak/{c.contract}/"
    for _ in range(2):
        assert visit(RINA, f"{address}cetak/", {}).status_code == 302
    held = numbers_of(programme, c)
    members = {i.maker for i in queries.items_of(c)} - {c.vendor}
    assert {about for kind, about in held if kind == "subwork"} == members and ("spmk", "") in held
    assert all(p.sha256 for p in held.values()) and queries.numbers(programme, "DISTANBUN").missing == ()
    assert len({p.place for p in held.values()}) == len(held)
    page = visit(RINA, address)
    assert "Unduh semua surat" in said(page)
    first = next(iter(held.values()))
    file = visit(RINA, f"{address}berkas/{first.sha256}/")
    assert file.status_code == 200 and file.content.startswith(b"%PDF")
    assert visit(RINA, f"{address}berkas/{'0' * 64}/").status_code == 404 and visit(DARMA, f"{address}berkas/{first.sha256}/").status_code == 404
    with zipfile.ZipFile(io.BytesIO(visit(RINA, f"{address}surat.zip").content)) as archive:
        assert len(archive.namelist()) == len(held) + 1, "and the signed copy of the contract"
    before = {p.number: p.sha256 for p in held.values()}
    assert visit(RINA, f"{address}cetak/", {}).status_code == 302
    assert {p.number: p.sha256 for p in numbers_of(programme, c).values()} == before, "equal data, equal bytes"


def test_a_copy_is_attached_and_a_number_is_voided_with_its_reason(visit, programme, person):
    c = drafted(programme, person, at=now())
    address = f"/park/kontrak/{c.contract}/"
    (number,) = actions.number_papers(programme, contract=c.contract, papers={"invitation": today()}, at=now(), by=person("perencana"))
    scan = SimpleUploadedFile("undangan.pdf", PDF, "application/pdf")
    assert visit(PLANNER, f"{address}salinan/", {"number": number, "copy_file": scan}).status_code == 302
    assert queries.papers_of(c).get().signed_sha256
    short = visit(PLANNER, f"{address}batal-nomor/", {"number": number, "reason": "x"})
    assert short.status_code == 400 and "paling sedikit 10 huruf" in said(short)
    assert visit(PLANNER, f"{address}batal-nomor/", {"number": number, "reason": "salah tanggal undangan"}).status_code == 302
    book = said(visit(PLANNER, "/park/kontrak/nomor/"))
    assert "1 nomor sudah diberikan, 1 di antaranya dibatalkan" in book and "dibatalkan: salah tanggal undangan" in book
    assert "Tidak ada nomor yang hilang." in book


def test_all_contracts_are_printed_and_go_on_where_they_stopped(programme, person):
    draft_all(programme, person)
    few = list(queries.contracts(programme).filter(agency="DKP"))
    due = {c.contract for c in few if queries.due_papers(programme, c)}  # a small purchase needs no invitation
    assert printing.print_many(programme, "DKP", person("perencana"), processes=1) == []
    rows = list(queries.papers(programme))
    assert {p.contract.contract for p in rows} == due and all(p.sha256 for p in rows)
    held = {p.number: p.made_at for p in rows}
    assert printing.print_many(programme, "DKP", person("perencana"), processes=1) == []
    assert {p.number: p.made_at for p in queries.papers(programme)} == held, "what is made is not made again"
    how_far = printing.progress(programme, "DKP")
    assert (how_far.done, how_far.all, how_far.faults) == (len(few), len(few), ())


def test_the_page_of_all_starts_the_work_and_tells_how_far_it_is(visit, programme, monkeypatch):
    asked = []
    monkeypatch.setattr(printing, "start_console", lambda folder, arguments, by: asked.append(arguments[:4]))
    assert visit(RINA, "/opd/kontrak/cetak/", {"opd": "DKP"}).status_code == 400
    assert visit(RINA, "/opd/kontrak/cetak/", {"opd": "DISTANBUN"}).status_code == 302
    assert visit(PLANNER, "/park/kontrak/cetak/", {"opd": ""}).status_code == 302
    assert [a[3] for a in asked] == ["DISTANBUN", ""]


def test_anybody_checks_a_paper_and_sees_no_content(visit, programme, person):
    c = drafted(programme, person, at=now())
    actions.number_papers(programme, contract=c.contract, papers={"invitation": today()}, at=now(), by=person("opd"))
    p = queries.papers_of(c).get()
    code = check_code(bytes(p.entry.digest)).replace(" ", "")
    assert visit(None, f"/surat/?kode={code.lower()[:4]} {code[4:]}")["Location"] == f"/surat/{code}/"
    page = said(visit(None, f"/surat/{code}/"))
    assert p.number in page and "tercatat di sini" in page
    assert c.vendor not in page and not re.search(r"Rp\s?\d", page)
    actions.void_paper(programme, contract=c.contract, number=p.number, reason="salah tanggal undangan", at=now(), by=person("opd"))
    assert "sudah dibatalkan. Jangan dipakai" in said(visit(None, f"/surat/{code}/"))
    assert visit(None, "/surat/?kode=12").status_code == 400
    wrong = [visit(None, f"/surat/{n:016X}/").status_code for n in range(40)]
    assert wrong[0] == 404 and wrong[-1] == 429, "who tries many codes waits"
