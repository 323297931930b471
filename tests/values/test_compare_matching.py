"""Differences between two programmes are listed in full, and names of machines are proposed, never decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from tempa.values.programme import Tables, compare, order_value, read_programme
from tempa.values.programme.aliases import load_aliases
from tempa.values.programme.matching import propose_types
from tempa.values.rupiah import rupiah_change

DEMO = read_programme(Path(__file__).parents[2] / "data" / "ntb-2020")


def copy_of_demo() -> Tables:
    return {table: [dict(row) for row in rows] for table, rows in DEMO.items()}


def test_the_same_programme_in_other_writing_does_not_differ():
    other = copy_of_demo()
    other["orders"].reverse()
    other["bom"][0]["quantity"] += "0"
    other["closures"].reverse()
    assert compare(DEMO, other).is_empty
    assert compare(DEMO, other).summary() == "tidak ada perubahan"


def test_new_changed_and_gone_rows_with_the_rupiah_they_move():
    other = copy_of_demo()
    gone = other["orders"].pop()
    first = other["orders"][0]
    before, first["quantity"] = first["quantity"], str(int(first["quantity"]) + 3)
    other["orders"].append(first | {"line": "L9999", "quantity": "1"})
    other["closures"][0] = other["closures"][0] | {"factor": "0.5"}
    difference = compare(DEMO, other)
    orders, closures = difference.tables["orders"], difference.tables["closures"]
    assert [row["line"] for row in orders.new] == ["L9999"]
    assert [(c.key, c.columns) for c in orders.changed] == [
        ((first["line"],), {"quantity": (before, first["quantity"])})]
    assert orders.gone == (gone,)
    assert (len(closures.new), len(closures.changed), len(closures.gone)) == (1, 0, 1)
    prices = {row["type"]: int(row["unit_price"]) for row in DEMO["types"]}
    moved = 4 * prices[first["type"]] - int(gone["quantity"]) * prices[gone["type"]]
    assert difference.value_change == moved == order_value(other) - order_value(DEMO)
    assert difference.summary() == f"2 baris baru, 1 berubah, 2 hilang, nilai pesanan {rupiah_change(moved)}"
    assert difference.summary("en") == f"2 new rows, 1 changed, 2 gone, value of the order {rupiah_change(moved, 'en')}"


def test_the_value_of_the_demo_order_is_the_published_one():
    assert order_value(DEMO) == 17364575000


def test_a_price_alone_moves_the_value():
    other = copy_of_demo()
    ordered = sum(int(row["quantity"]) for row in DEMO["orders"] if row["type"] == "TAN-001")
    other["types"][0]["unit_price"] = str(int(other["types"][0]["unit_price"]) + 1_000_000)
    assert compare(DEMO, other).value_change == ordered * 1_000_000 > 0


@pytest.mark.parametrize(("name", "proposed"), [
    ("Chopper rumput laut", "IKN-006"), ("mesin cacah lamtoro", "NAK-001"), ("Huller Kopi", "TAN-015"),
    ("MESIN PENCACAH PLASTIK 300 KG/JAM", "LHK-005"), ("Mesin Pemipil Jagung", "TAN-001"), ("corn sheller", "TAN-001"),
    ("mesin cacah sampah organik 100 kg/jam", "LHK-V14"), ("TAN-001", "TAN-001"), ("mixer pakan", "NAK-003"),
    ("Alat pengasap ikan (kap. 50 kg)", "IKN-004"), ("COOLBOXIKAN", "IKN-001"), ("mesin pemipil jagung (lihat lampiran 2)", "TAN-001"),
    ("IKN-001 Cool box", "IKN-001"), ("Cool box ikan kapasitas 100 liter, rangka siku", "IKN-001"), ("Mesin pemipil jagung 500 kg/jam", "TAN-001"),
    ("Msn parut klapa", "TAN-024"), ("pemipil jgng", "TAN-001"), ("gerobag sampah", "LHK-026"), ("Mesin selip padi", "PGN-003"),
    ("Belanja Modal Pengadaan Mesin pemipil jagung", "TAN-001"), ("Mesin sangrai kopi 5 kg", "TAN-016"),
    ("Mesin sangrai kopi", ""), ("MESIN", ""), ("pencacah sampah", ""), ("gerobak dagang", ""), ("perahu", ""), ("", ""), ("Mesin", ""),
])
def test_names_of_agencies_meet_one_type_or_are_asked(name, proposed):
    assert propose_types([name], DEMO["types"])[0].proposed == proposed


def test_an_ambiguous_name_lists_its_candidates_with_reasons():
    candidates = propose_types(["pencacah sampah"], DEMO["types"])[0].candidates
    assert {"LHK-002", "LHK-003"} <= {c.type for c in candidates}
    assert all("cacah, sampah" in c.reason_id and "cacah, sampah" in c.reason_en for c in candidates[:2])
    assert list(candidates) == sorted(candidates, key=lambda c: -c.score)


def test_three_names_of_one_machine_are_the_same_words():
    types = {"A": "Mesin pencacah", "B": "Mesin penggiling"}
    assert [propose_types([n], types)[0].proposed for n in ("pencacah", "chopper", "mesin cacah", "grinder")] == [
        "A", "A", "A", "B"]


def test_what_was_decided_before_is_certain():
    match = propose_types(["Perahu  Fiber"], DEMO["types"], {"perahu fiber": "KOP-001"})[0]
    assert (match.proposed, match.candidates[0].score, match.candidates[0].reason_en) == (
        "KOP-001", 1.0, "decided before")


def test_a_user_adds_synonyms(tmp_path):
    extra = tmp_path / "kata.toml"
    extra.write_text('[synonyms]\ncacah = ["pletes"]\n')
    types = {"A": "Mesin pencacah", "B": "Mesin penggiling"}
    assert propose_types(["pletes"], types)[0].proposed == ""
    assert propose_types(["pletes"], types, aliases=load_aliases(extra))[0].proposed == "A"
