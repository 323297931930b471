"""The auditor's desk from figure to fact: conservation as of any day, red flags, a sample that cannot be redrawn unseen, a part's pack."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tempa.contracts import queries as contracts
from tempa.desks.frame import packs
from tempa.ledger import queries as ledger
from tempa.openness.pack import Scope
from tempa.openness.queries import chosen_of, samples
from tempa.payment.queries import conservation
from tests.cast import AUDITOR, HEAD, PLANNER
from tests.delivery.parties import ON, taken_over
from tests.desks.test_pages import text_of

PAGE = "/auditor/kekekalan/"


@pytest.fixture
def contract(programme, person):
    """A contract with three units that its agency took over."""
    _serials, contract, _receiver = taken_over(programme, person)
    return contract


def test_figures_open_down_to_facts_and_papers(programme, contract, visit):
    found = conservation(programme)
    assert found.units.holds and found.rupiah.holds and found.worth.holds
    units, rupiah = found.table("agency")[contract.agency]
    assert (units["made"], units["accepted"], units["handed_over"], units["paid"]) == (3, 3, 3, 0)
    assert rupiah["accepted"] > 0 == rupiah["claimed"]
    for way in ("agency", "type", "contract", "workshop"):
        page = visit(AUDITOR, f"{PAGE}?menurut={way}").content.decode()
        assert f"/auditor/kekekalan/rincian/?menurut={way}" in page and 'href=""' not in page
        assert {n["handed_over"] for n, _ in found.table(way).values()} >= {3}
    page = visit(AUDITOR, f"{PAGE}rincian/?menurut=contract&kode={contract.contract}&tahap=handed_over")
    assert "3 mesin diserahkan ke OPD" in text_of(page) and f"hal=contract%3A{contract.contract}" in page.content.decode()
    page = visit(AUDITOR, f"/auditor/tentang/?hal=contract:{contract.contract}")
    assert "catatan tentang" in text_of(page) and re.search(r'href="/auditor/catatan/[0-9a-f-]{36}/"', page.content.decode())
    assert "Tidak ada catatan tentang ini" in text_of(visit(AUDITOR, "/auditor/tentang/?hal=lot:NIX"))
    assert visit(AUDITOR, f"{PAGE}rincian/?menurut=agency&kode=X&tahap=nix").status_code == 302


def test_what_no_lot_makes_up_opens_too(programme, contract, visit):
    """Ordered, estimate, budget, advance and passed on: each figure opens to rows that add up to it, each row to facts."""
    found, agency, maker = conservation(programme), contract.agency, contracts.items_of(contract)[0].maker
    units, rupiah = found.table("agency")[agency]

    def opened(stage, *what):
        way, code = what or ("agency", agency)
        page = visit(AUDITOR, f"{PAGE}rincian/?menurut={way}&kode={code}&tahap={stage}")
        address = re.search(r'<th scope="row"><a href="(/auditor/tentang/[^"]+)">', page.content.decode())
        assert page.status_code == 200 and (address is None or re.search(r"[1-9]\d* catatan tentang", text_of(visit(AUDITOR, address[1]))))
        return page.context["table"].records

    assert sum(o.units for o in opened("ordered")) == units["ordered"] > 0
    assert sum(o.rupiah for o in opened("estimate")) == rupiah["estimate"] > 0
    assert sum(amount for _line, amount in opened("budget")) == rupiah["budget"] > 0
    assert opened("advance") == [] == opened("passed_on", "workshop", maker) and rupiah["advance"] == 0
    assert "belum tiba" in text_of(visit(AUDITOR, f"{PAGE}?pada=2998-01-01"))


def test_any_day_is_shown_as_it_was(programme, contract, visit):
    before, after = (conservation(programme, ON + timedelta(days=n)).table("contract")[contract.contract][0] for n in (-1, 0))
    assert (before["handed_over"], after["handed_over"]) == (0, 3) and before["accepted"] == after["accepted"] == 3
    now, today = conservation(programme), conservation(programme, ON + timedelta(days=4000))
    assert (now.units, now.rupiah, now.worth) == (today.units, today.rupiah, today.worth)
    page = text_of(visit(AUDITOR, f"{PAGE}?pada=2019-01-01"))
    assert "Akhir 1 Januari 2019: Dari 0 mesin pesanan" in page
    for day in ("kemarin", "9999-12-31", "0001-01-01"):
        assert "Tanggal itu tidak dapat dibaca" in text_of(visit(AUDITOR, f"{PAGE}?pada={day}"))


def test_a_sample_is_drawn_once_and_again_only_with_a_reason(programme, contract, visit):
    said = {"population": "contracts", "confidence": "95", "tolerable": "3000000", "expected": "0", "reason": ""}
    sent = visit(AUDITOR, "/auditor/sampel/", said)
    assert sent.status_code == 302 and sent["Location"] == "/auditor/sampel/SA0001/"
    [drawn] = samples(programme)
    assert drawn.chosen[contract.contract] == [contract.value, 0] and drawn.interval == 1_000_000 and drawn.as_of == drawn.entry.sequence - 1
    assert bytes(ledger.entries_of(programme).get(sequence=drawn.as_of).digest).hex() == drawn.seed
    refused = visit(AUDITOR, "/auditor/sampel/", said)
    assert refused.status_code == 400 and "Sampel SA0001 sudah ditarik dari nilai yang sama" in text_of(refused)
    assert 'value="3000000"' in refused.content.decode(), "what was typed stays"
    assert visit(AUDITOR, "/auditor/sampel/", said | {"reason": "kontrak bertambah"}).status_code == 302
    page = text_of(visit(AUDITOR, "/auditor/sampel/"))
    assert "SA0001" in page and "SA0002" in page and "kontrak bertambah" in page
    assert drawn.seed in text_of(visit(AUDITOR, "/auditor/sampel/SA0001/"))
    book = load_workbook(io.BytesIO(visit(AUDITOR, "/auditor/sampel/SA0001/?unduh=xlsx").content))
    assert [c.value for c in book.active[2]][:2] == [contract.contract, contract.value]
    assert "Belum ada rupiah" in text_of(visit(AUDITOR, "/auditor/sampel/", said | {"population": "payments"}))
    assert visit(PLANNER, "/auditor/sampel/").status_code == 404


def test_what_was_found_in_a_sample_says_something_of_the_whole(programme, contract, visit):
    visit(AUDITOR, "/auditor/sampel/", {"population": "contracts", "confidence": "95", "tolerable": "3000000", "expected": "0", "reason": ""})
    address, chosen = "/auditor/sampel/SA0001/", chosen_of(samples(programme).get())
    assert "belum diperiksa" in text_of(visit(AUDITOR, address)) and "Kesimpulan" not in text_of(visit(AUDITOR, address))
    one = visit(AUDITOR, f"{address}?barang={contract.contract}").content.decode()
    assert f'name="audited" value="{contract.value}"' in one.replace(' inputmode="numeric"', "")
    said = {"item": contract.contract, "audited": str(contract.value - 400_000), "note": ""}
    refused = visit(AUDITOR, address, said)
    assert refused.status_code == 400 and "Tulis apa yang Anda temukan" in text_of(refused)
    assert f'value="{contract.value - 400_000}"' in refused.content.decode(), "what was typed stays"
    assert visit(AUDITOR, address, said | {"note": "kuitansi lebih kecil Rp400.000"}).status_code == 302
    for item in set(chosen) - {contract.contract}:
        visit(AUDITOR, address, {"item": item, "audited": str(chosen[item][0]), "note": ""})
    page = text_of(visit(AUDITOR, address))
    assert "kelebihan Rp400.000, kekurangan Rp0" in page
    assert "dapat mencapai Rp3.395.733, di atas batas Rp3.000.000" in page
    assert visit(AUDITOR, address, said | {"item": "K9999"}).status_code == 400


def test_flags_say_what_they_stand_on(programme, contract, visit):
    page = visit(AUDITOR, "/auditor/tanda/")
    assert "pola yang perlu ditanyakan" in text_of(page)
    assert text_of(visit(AUDITOR, "/auditor/tanda/?pola=photo")).count("Foto yang sama dua kali") >= 1


def test_a_pack_of_a_part_is_made_on_the_page(programme, contract, visit, settings, tmp_path):
    papers, settings.TEMPA_HOME = settings.TEMPA_HOME / "papers", tmp_path
    if papers.exists():
        (tmp_path / "papers").symlink_to(papers)
    said = {"sequence": str(ledger.chain_head(programme)[0]), "part": "contract", "code": "K9999"}
    assert "K9999 tidak ada di program ini" in text_of(visit(AUDITOR, "/auditor/paket/", said))
    assert "Tulis kode bagiannya" in text_of(visit(AUDITOR, "/auditor/paket/", said | {"code": ""}))
    packs.carry_out(programme, int(said["sequence"]), ledger.entries_of(programme).last().fact, Scope("contract", contract.contract))
    [pack] = packs.made(programme)
    assert pack.scope == Scope("contract", contract.contract)
    assert f"Unduh paket {contract.contract} sampai catatan" in text_of(visit(AUDITOR, "/auditor/paket/"))


def test_the_head_of_the_park_sets_the_daily_copy(programme, visit, settings, tmp_path):
    settings.TEMPA_HOME = tmp_path / "rumah"
    settings.TEMPA_HOME.mkdir()
    (tmp_path / "stik").mkdir()
    assert "Belum pernah ada salinan" in text_of(visit(PLANNER, "/park/"))
    assert "Salinan harian diatur oleh kepala" in text_of(visit(PLANNER, "/park/salinan/"))
    said = {"folder": str(tmp_path / "tidak-ada"), "hour": "18", "keep": "7"}
    refused = visit(HEAD, "/park/salinan/", said)
    assert refused.status_code == 400 and "Folder itu tidak ada" in text_of(refused)
    assert "di luar folder data" in text_of(visit(HEAD, "/park/salinan/", said | {"folder": str(settings.TEMPA_HOME)}))
    assert "diatur oleh kepala taman sains" in text_of(visit(PLANNER, "/park/salinan/", said | {"folder": str(tmp_path / "stik")}))
    assert visit(HEAD, "/park/salinan/", said | {"folder": str(tmp_path / "stik")}).status_code == 302
    assert f"Setiap hari mulai jam 18.00 ke {tmp_path / 'stik'}; 7 yang terbaru disimpan." in text_of(visit(HEAD, "/park/salinan/"))
