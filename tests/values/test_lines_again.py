"""The same list again, a corrected list, a list of which something is lacking: an order is not doubled, and gaps are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tempa.values.programme import check_tables, compare
from tempa.values.programme.people import Proposal, merged
from tempa.values.programme.people.gaps import about_budget_lines, missing_fields, with_budget_lines
from tempa.values.programme.people.lines import about_lines, decided_lines, likenesses, ordered_only
from tempa.values.programme.people.prices import other_prices
from tempa.values.rupiah import rupiah
from tests.values.people import KNOWN, read

HEAD: list[Any] = ["No", "Nama barang", "Jumlah", "OPD", "Kode rekening", "Tanggal jatuh tempo", "Tujuan"]
ACCOUNTS = {row["budget_line"]: row["account_code"] for row in KNOWN["budget_lines"]}
NAMES = {row["type"]: row["name_id"] for row in KNOWN["types"]}
TYPES = {name: code for code, name in NAMES.items()}
DKP = [row for row in KNOWN["orders"] if row["agency"] == "DKP"]


def listed(orders: Any) -> Proposal:
    """The list that the agency would send of these order lines: no codes, their own words."""
    return read([HEAD, *([n, NAMES[row["type"]], row["quantity"], row["agency"], ACCOUNTS[row["budget_line"]], row["due_date"],
                          row["destination"]] for n, row in enumerate(orders, 1))])


def saved(proposal: Proposal, answers: dict[str, str]) -> Any:
    found = likenesses(KNOWN["orders"], proposal, TYPES)
    return compare(KNOWN, merged(KNOWN, proposal, TYPES, decided_lines(found, answers)))


def test_the_same_list_again_changes_nothing_once_it_is_said_to_be_the_same():
    proposal = listed(DKP)
    question, = about_lines(likenesses(KNOWN["orders"], proposal, TYPES), {})
    assert question.id == "lines:same" and f"{len(DKP)} baris" in question.text_id
    assert saved(proposal, {"lines:same": "same"}).is_empty
    assert len(saved(proposal, {"lines:same": "new"}).tables["orders"].new) == len(DKP)


def test_a_corrected_list_changes_the_lines_that_it_corrects():
    rows = [dict(row) for row in DKP]
    rows[1]["quantity"] = str(int(rows[1]["quantity"]) + 4)
    rows[3]["due_date"] = "2020-12-31"
    proposal = listed([*rows, rows[0] | {"destination": "KOTABIMA", "quantity": "99"}])
    found = likenesses(KNOWN["orders"], proposal, TYPES)
    same, changed = about_lines(found, {})
    assert (same.id, changed.id) == ("lines:same", "lines:changed")
    assert f"{DKP[1]['line']}, jumlah {DKP[1]['quantity']} → {rows[1]['quantity']}" in changed.text_id
    assert f"{DKP[3]['line']}, jatuh tempo {DKP[3]['due_date']} → 2020-12-31" in changed.text_id
    difference = saved(proposal, {"lines:same": "same", "lines:changed": "same"}).tables["orders"]
    assert {row.key: row.columns for row in difference.changed} == {
        (DKP[1]["line"],): {"quantity": (DKP[1]["quantity"], rows[1]["quantity"])},
        (DKP[3]["line"],): {"due_date": (DKP[3]["due_date"], "2020-12-31")}}
    assert [row["quantity"] for row in difference.new] == ["99"]


def test_lines_may_be_decided_one_by_one():
    proposal = listed(DKP[:2])
    found = likenesses(KNOWN["orders"], proposal, TYPES)
    assert [q.id for q in about_lines(found, {"lines:same": "each"})] == [one.id for one in found]
    answers = {"lines:same": "each", found[0].id: "same", found[1].id: "new"}
    assert not about_lines(found, answers)
    difference = saved(proposal, answers).tables["orders"]
    assert (len(difference.new), difference.changed) == (1, ())


def test_a_new_list_with_a_line_like_one_that_is_there_moves_nothing():
    taken = {row["destination"] for row in KNOWN["orders"] if row["type"] == DKP[0]["type"]}
    place, other, *_ = (row["destination"] for row in KNOWN["destinations"] if row["destination"] not in taken)
    new = [DKP[0] | {"destination": place}, DKP[0] | {"destination": other, "quantity": "99"}]
    assert not likenesses(KNOWN["orders"], listed(new), TYPES)


def test_a_line_is_taken_once_and_lists_with_codes_are_not_asked():
    twice = listed([DKP[0], DKP[0]])
    assert len([one for one in likenesses(KNOWN["orders"], twice, TYPES) if one.line == DKP[0]["line"]]) == 1
    coded = read([["line", "quantity"], [DKP[0]["line"], "9"]], tables=["orders"])
    assert not likenesses(KNOWN["orders"], coded, TYPES)


def test_two_equal_rows_of_a_list_are_pointed_out():
    warning, = listed([DKP[0], DKP[1], DKP[0]]).warnings
    assert (warning.row, warning.wrong_id) == (4, "sama dengan baris 2; keduanya dihitung")


def test_a_price_beside_the_count_that_is_not_the_types_is_said():
    price = int(next(row["unit_price"] for row in KNOWN["types"] if row["type"] == "IKN-001"))
    rows = [["Nama barang", "Jumlah", "Harga satuan"], ["Cool box", 4, price], ["Cool box", 2, "Rp 1.000.000,-"], ["Cool box", 1, 1000000]]
    sentence, = other_prices(read(rows), {"Cool box": "IKN-001"}, KNOWN)
    assert sentence.id.startswith(f"Cool box (baris 3, 4): harga satuan di lembar Rp1.000.000, HPS jenis ini {rupiah(price)}.")
    assert not other_prices(read(rows[:2]), {"Cool box": "IKN-001"}, KNOWN)


def test_a_name_that_is_no_machine_of_the_order_takes_its_rows_away():
    proposal = listed(DKP)
    name = NAMES[DKP[0]["type"]]
    left = ordered_only(proposal, {name: "-"})
    assert {row.extras["type_name"] for row in left.rows} == {row.extras["type_name"] for row in proposal.rows} - {name}


def test_budget_lines_are_asked_once_per_agency_and_taken_where_there_is_one():
    head = ["No", "Nama barang", "Jumlah", "OPD", "Tanggal jatuh tempo", "Tujuan"]
    rows = [[1, "Cool box", 2, "DKP", "30 November 2020", "BIMA"], [2, "Cool box", 3, "DKP", "30 November 2020", "LOBAR"],
            [3, "Gerobak", 1, "DISKOPUKM", "30 November 2020", "BIMA"], [4, "Gerobak", 1, "DISTANBUN", "30 November 2020", "BIMA"]]
    proposal = with_budget_lines(read([head, *rows]), KNOWN, {})
    assert [row.values.get("budget_line") for row in proposal.rows] == [None, None, "DISKOPUKM-D", None]
    asked = about_budget_lines(proposal, KNOWN)
    assert [(q.id, [c.value for c in q.choices]) for q in asked] == [
        ("budget:DKP", ["DKP-D", "DKP-I"]), ("budget:DISTANBUN", ["DISTANBUN-D", "DISTANBUN-I"])]
    answered = with_budget_lines(proposal, KNOWN, {"budget:DKP": "DKP-I", "budget:DISTANBUN": "DISTANBUN-D"})
    assert not about_budget_lines(answered, KNOWN) and not missing_fields(answered)
    types = {"Cool box": "IKN-001", "Gerobak": "IKN-004"}
    assert not check_tables(merged(KNOWN, answered, types)).errors


def test_a_budget_line_from_the_page_gives_its_agency_and_leaves_others_alone():
    proposal = read([["Nama barang", "Jumlah"], ["Cool box", 2]], defaults={"budget_line": "DKP-I"})
    assert with_budget_lines(proposal, KNOWN, {}).rows[0].values["agency"] == "DKP"
    other = read([["Nama barang", "Jumlah", "OPD"], ["Cool box", 2, "DISTANBUN"]], defaults={"budget_line": "DKP-I"})
    assert [q.id for q in about_budget_lines(with_budget_lines(other, KNOWN, {}), KNOWN)] == ["budget:DISTANBUN"]


def test_what_rows_lack_is_told_row_by_row():
    proposal = read([["Nama barang", "Jumlah", "Tujuan"], ["Cool box", 2, "BIMA"], ["Gerobak", 4, "BIMA"]])
    assert missing_fields(proposal) == {"agency": "2, 3", "due_date": "2, 3"}
    assert missing_fields(replace(proposal, rows=())) == {}
