"""Rules as data, templates and particulars of vendors at the park: added with a look first, confirmed by a second person."""

from __future__ import annotations

import re

from tempa.contracts import papers, queries
from tempa.contracts.law import rule
from tests.cast import HEAD, PLANNER
from tests.contracts.parties import drafted
from tests.desks.test_contract_pages import draft_all, now, said, today

FORM = {
    "valid_from": str(today()), "citation": "Perpres contoh Ps 1", "source": "lembar contoh", "reason": "batasnya berubah menurut contoh",
    "p:receipt_up_to": "1", "p:kuitansi_up_to": "2", "p:spk_up_to": "3",
}  # fmt: skip


def test_a_version_is_looked_at_proposed_and_confirmed_by_another(visit, programme, person):
    draft_all(programme, person)
    page = said(visit(PLANNER, "/park/kontrak/aturan/"))
    assert "versi aturan di buku" in page and "belum diverifikasi" in page and "Perpres 16/2018 Ps 28" in page
    looked = visit(PLANNER, "/park/kontrak/aturan/contract_form/", FORM | {"do": "look"})
    assert re.search(r"Versi ini mengubah \d+ kontrak", said(looked)) and "surat perjanjian" in said(looked)
    assert not queries.rule_versions(programme).exists()
    wrong = visit(PLANNER, "/park/kontrak/aturan/contract_form/", FORM | {"do": "propose", "p:spk_up_to": "banyak"})
    assert wrong.status_code == 400 and "Tulis bilangan bulat." in said(wrong)
    assert visit(PLANNER, "/park/kontrak/aturan/contract_form/", FORM | {"do": "propose"}).status_code == 302
    (v,) = queries.rule_versions(programme)
    own = visit(PLANNER, f"/park/kontrak/aturan/{v.version}/sahkan/", {})
    assert own.status_code == 400 and "Versi aturan disahkan oleh orang kedua" in said(own)
    assert visit(HEAD, f"/park/kontrak/aturan/{v.version}/sahkan/", {}).status_code == 302
    with queries.law_of(programme):
        assert rule("contract_form", today()).parameters["spk_up_to"] == 3
    assert "disahkan" in said(visit(PLANNER, "/park/kontrak/aturan/"))


def test_a_version_is_refused_with_its_reason(visit, programme):
    assert visit(PLANNER, "/park/kontrak/aturan/contract_form/", FORM | {"do": "propose"}).status_code == 302
    (v,) = queries.rule_versions(programme)
    assert visit(HEAD, f"/park/kontrak/aturan/{v.version}/tolak/", {"reason": "x"}).status_code == 400
    assert visit(HEAD, f"/park/kontrak/aturan/{v.version}/tolak/", {"reason": "pasalnya tidak ada"}).status_code == 302
    assert "ditolak: pasalnya tidak ada" in said(visit(PLANNER, "/park/kontrak/aturan/"))
    with queries.law_of(programme):
        assert rule("contract_form", today()).parameters["spk_up_to"] != 3


def test_a_template_is_looked_at_and_saved_only_when_it_can_be_set(visit, programme, person):
    c = drafted(programme, person, at=now())
    address, text = "/park/kontrak/templat/invitation/", papers.template_source(papers.Kind.INVITATION)
    form = {"contract": c.contract, "text": text, "note": "huruf kop diperbesar"}
    looked = visit(PLANNER, address, form | {"do": "look"})
    assert looked.status_code == 200 and "data:image/png;base64," in looked.content.decode()
    broken = visit(PLANNER, address, form | {"text": text + "\n#tidak-ada(", "do": "save"})
    assert broken.status_code == 400 and "baris" in said(broken) and 'id="id-text_error"' in broken.content.decode()
    assert not queries.templates(programme)
    assert visit(PLANNER, address, form | {"text": text + "\nTambahan.", "do": "save"}).status_code == 302
    assert set(queries.templates(programme)) == {"invitation"}
    assert visit(PLANNER, address, form | {"text": "", "do": "save"}).status_code == 302
    assert not queries.templates(programme), "the house's own again"
    assert visit(PLANNER, "/park/kontrak/templat/apa-saja/").status_code == 404


def test_the_park_states_a_vendor(visit, programme):
    assert "belum lengkap datanya" in said(visit(PLANNER, "/park/kontrak/penyedia/"))
    form = {
        "legal_form": "ud", "representative": "Darma Wijaya", "nik": "5271011708450001", "street": "Jalan Contoh 3", "bank": "Bank Contoh",
        "account": "1234567890", "account_holder": "Darma Wijaya", "tax_status": "none", "true_since": str(today()),
    }  # fmt: skip
    wrong = visit(PLANNER, "/park/kontrak/penyedia/W03/", form | {"nik": "12"})
    assert wrong.status_code == 400 and 'id="id-nik_error"' in wrong.content.decode()
    assert visit(PLANNER, "/park/kontrak/penyedia/W03/", form).status_code == 302
    assert queries.vendor_particulars(programme, "W03").representative == "Darma Wijaya"
    assert "lengkap untuk menandatangani" in said(visit(PLANNER, "/park/kontrak/penyedia/W03/"))
