"""Planning again: changes entered one after another, the run, its moves and the sheet that two people sign."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import pytest

from tests.cast import HEAD, PLANNER
from tests.desks.planning import CHANGES, text_of


def form_of(**typed):
    return {"at": "6", "kind": "site_down", "changes": "[]", "seconds": "3", **typed}


def test_changes_are_entered_one_after_another(visit):
    page = visit(PLANNER, "/park/rencana/ulang/", form_of(do="add", **{"f-workshop": "W03", "f-from_week": "6", "f-to_week": "9"}))
    assert page.status_code == 200 and "Bengkel Getap 03 tutup 24 Agu 2020 sampai 20 Sep 2020" in text_of(page)
    typed = re.search(r'name="changes" value="([^"]*)"', page.content.decode()).group(1).replace("&quot;", '"')
    other = visit(PLANNER, "/park/rencana/ulang/", form_of(changes=typed, kind="order_changed"))
    assert "Baris pesanan" in text_of(other) and "tutup 24 Agu 2020 sampai 20 Sep 2020" in text_of(other)
    dropped = visit(PLANNER, "/park/rencana/ulang/", form_of(changes=typed, do="drop:0"))
    assert "tutup 24 Agu 2020 sampai 20 Sep 2020" not in text_of(dropped)


def test_changes_name_machines_materials_and_places(visit, programme, plan):
    from tempa.allocation import queries
    from tempa.ledger.queries import tables_of

    tables = tables_of(programme)
    names = {r["type"]: r["name_id"] for r in tables["types"]}
    machines = {r["line"]: names[r["type"]] for r in tables["orders"]}
    lot = next(r for r in queries.plan_tables(plan)["lots"] if int(r["start_week"]) < 6)
    order, place, material = tables["orders"][1], tables["destinations"][2], tables["materials"][1]
    changes = [
        {"kind": "lot_failed", "lot": lot["lot"], "quantity": 1, "week": 6},
        {"kind": "order_changed", "line": order["line"], "destination": place["destination"]},
        {"kind": "material_late", "material": material["material"], "from_week": 6, "weeks": 2},
    ]
    page = visit(PLANNER, "/park/rencana/ulang/", form_of(changes=json.dumps(changes), kind="lot_failed"))
    text = unescape(text_of(page))
    assert f"1 unit lot {lot['lot']}, {lot['quantity']} × {machines[lot['line']]}, gagal" in text
    assert f"Pesanan {machines[order['line']]} ({order['line']}) berubah: Tujuan baru: {place['name']}" in text
    assert f"{material['name_id']} ({material['material']}) yang datang mulai 24 Agu 2020 terlambat 2 minggu" in text
    assert f"{lot['lot']}: {lot['quantity']} × {machines[lot['line']]} ({lot['line']}), " in text  # the list to choose from


@pytest.mark.parametrize("field", ["lot", "line", "material", "workshop", "type", "destination"])
@pytest.mark.parametrize("kind", ["order_changed", "lot_rework", "offer_withdrawn", "material_late"])
def test_changes_of_any_shape_are_shown_or_refused(field, kind, visit):
    typed = json.dumps([{"kind": kind, field: ["x"]}])
    assert visit(PLANNER, "/park/rencana/ulang/", form_of(changes=typed)).status_code == 200
    assert visit(PLANNER, "/park/rencana/ulang/", form_of(changes=typed, do="run")).status_code == 400


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"do": "run"}, "Belum ada perubahan"),
        ({"do": "add", "f-workshop": "", "f-from_week": "6", "f-to_week": "x"}, "Isi Bengkel dengan benar"),
        ({"do": "add", "f-workshop": "W03", "f-from_week": "9", "f-to_week": "6"}, "“Sampai minggu” sebelum “Mulai minggu”; tukar keduanya"),
        ({"do": "run", "changes": json.dumps(CHANGES), "seconds": "lama"}, "Lama perhitungan harus 1 sampai"),
        ({"do": "add", "f-workshop": "W99", "f-from_week": "6", "f-to_week": "7"}, "W99"),
        ({"do": "run", "changes": '[{"kind": "site_down"}]'}, "tidak ada"),
    ],
)
def test_changes_that_make_no_sense_are_refused_in_words(typed, words, visit, programme):
    from tempa.allocation import queries

    page = visit(PLANNER, "/park/rencana/ulang/", form_of(**typed))
    assert page.status_code == 400 and words in text_of(page)
    assert queries.runs(programme).count() == 1


@pytest.mark.parametrize("changes", ["{", "7", '["x"]', '[{"kind": "nonsense"}]', "[" * 5000])
def test_a_spoilt_list_of_changes_is_an_empty_one(changes, visit):
    assert "Belum ada. Pilih jenis perubahan" in text_of(visit(PLANNER, "/park/rencana/ulang/", form_of(changes=changes)))


def test_the_run_of_a_plan_made_again_knows_its_base(visit, programme, plan, monkeypatch):
    from tempa.allocation import queries

    response = visit(PLANNER, "/park/rencana/ulang/", form_of(do="run", changes=json.dumps(CHANGES)))
    assert response.status_code == 302 and "/hitung/" in response["Location"]
    assert queries.runs(programme).first().task == {"kind": "again", "base": str(plan.plan), "at": 6, "changes": CHANGES}


@pytest.fixture(scope="module")
def found_again(for_the_file):
    """What is found when the demo's plan is made again after a workshop closes for four weeks; nobody changes it."""
    from tempa.allocation import queries
    from tempa.allocation.planner.runs.assignment import carry_out
    from tempa.ledger.queries import programme_named, tables_of

    programme = programme_named("NTB-2020-IKM")
    base = queries.plan_tables(queries.approved_plan(programme))
    return carry_out({"kind": "again", "at": 6, "changes": CHANGES}, tables_of(programme), base, seconds=1, seed=1)


@pytest.fixture
def made_again(programme, person, plan, found_again):
    from tempa.allocation import actions

    made = found_again
    return actions.add_plan(
        programme, made.tables, made.plan_tables, origin="uji",
        behind=actions.Behind(certificate=made.certificate, purpose="again", base=plan, again=made.again), at=plan.made_at, by=person("perencana"),
    )  # fmt: skip


def test_a_plan_made_again_shows_its_moves_and_takes_the_old_ones_place(visit, programme, plan, made_again):
    from tempa.allocation import queries
    from tempa.allocation.models import Lot
    from tempa.ledger.queries import chain_fault, tables_of
    from tempa.values.programme import programme_sha256

    address = f"/park/rencana/{made_again.plan}/"
    page = text_of(visit(PLANNER, address + "perpindahan/"))
    assert "Bengkel Getap 03 tutup 24 Agu 2020 sampai 20 Sep 2020" in page and "Yang menyetujui" in page
    begun = {r["lot"]: r for r in queries.plan_tables(plan)["lots"] if int(r["start_week"]) < 6}
    entries = dict(Lot.objects.filter(programme=programme).values_list("lot", "entry_id"))
    visit(PLANNER, address + "ajukan/", {})
    visit(HEAD, address + "setujui/", {})
    assert queries.approved_plan(programme).plan == made_again.plan
    assert programme_sha256(tables_of(programme)) == made_again.programme_sha256 != plan.programme_sha256
    now = {r["lot"]: r for r in queries.plan_tables(made_again)["lots"]}
    unchanged = [name for name, row in begun.items() if now.get(name) == row]
    assert unchanged and all(Lot.objects.get(programme=programme, lot=name).entry_id == entries[name] for name in unchanged)
    assert set(queries.lots(programme).values_list("lot", flat=True)) == set(now)
    assert chain_fault(programme) is None


def test_a_plan_made_again_says_what_its_certificate_states(visit, programme, plan, made_again):
    from tempa.allocation import queries
    from tempa.allocation.planner.verifier.verify import verify

    page = text_of(visit(PLANNER, f"/park/rencana/{made_again.plan}/"))
    begun = sum(int(r["start_week"]) < 6 for r in queries.plan_tables(made_again)["lots"])
    assert f"membiarkan {begun} lot tetap seperti di sini" in page and "memulai lot lain paling cepat 24 Agu 2020" in page
    assert "Terbukti paling jauh" in page and "Batas bawah terbukti" in page
    assert "lot tetap seperti di sini" not in text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/"))
    assert not [name for name in queries.plan_files(plan) if "/" in name]
    kept = queries.plan_tables(made_again)
    verdict = verify(after_changes(programme, plan), queries.plan_files(made_again)["certificate.json.gz"], kept)
    assert verdict.ok and verdict.recomputed_bound >= made_again.lower_bound


def test_the_download_of_a_plan_made_again_holds_all_that_its_judges_need(visit, made_again, tmp_path, capsys):
    from tempa.desks.console import check_plan

    answer = visit(PLANNER, f"/park/rencana/{made_again.plan}/folder/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    assert check_plan.main([str(tmp_path / "programme"), str(tmp_path), "--base", str(tmp_path / "base"), "--certificate"]) == 0
    assert "sah" in capsys.readouterr().out.lower()


def after_changes(programme, plan):
    """The programme that the plan made again is of."""
    from tempa.allocation import queries
    from tempa.allocation.planner.runs.asked import programme_asked
    from tempa.ledger.queries import tables_of

    return programme_asked({"kind": "again", "at": 6, "changes": CHANGES}, tables_of(programme), queries.plan_tables(plan))


def test_a_plan_made_again_of_a_plan_that_no_longer_holds_is_refused(visit, programme, person, plan, made_again):
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import tables_of

    other = actions.add_plan(
        programme, tables_of(programme), queries.plan_tables(plan), origin="uji", at=plan.made_at, by=person("perencana")
    )
    for each in (other, made_again):
        visit(PLANNER, f"/park/rencana/{each.plan}/ajukan/", {})
        visit(HEAD, f"/park/rencana/{each.plan}/setujui/", {})
    assert queries.approved_plan(programme).plan == other.plan


def test_moves_are_only_of_a_plan_made_again(visit, plan):
    assert visit(PLANNER, f"/park/rencana/{plan.plan}/perpindahan/").status_code == 404
