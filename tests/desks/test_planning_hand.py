"""Decisions by hand: tried, recorded with their cost and what they break, withdrawn."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.cast import HEAD, PLANNER
from tests.desks.planning import text_of


def hand(plan, **typed):
    from tempa.allocation import queries

    lot = next(r for r in queries.plan_tables(plan)["lots"] if int(r["quantity"]) > 1 and int(r["start_week"]) > 2)
    return {"lot": lot["lot"], "kind": "pin", "reason": "Kepala OPD meminta lot ini tetap.", "do": "try"} | typed


def test_a_decision_by_hand_is_tried_then_recorded_then_withdrawn(visit, programme, plan, monkeypatch):
    from tempa.allocation import queries

    address = f"/park/rencana/{plan.plan}/tangan/"
    tried = text_of(visit(PLANNER, address, hand(plan)))
    assert "Tidak ada aturan yang dilanggar" in tried and queries.hand_decisions(programme).count() == 0
    assert visit(PLANNER, address, hand(plan, do="keep")).status_code == 302
    decision = queries.hand_decisions(programme).get()
    assert decision.kind == "pin" and "tetap di tempatnya" in text_of(visit(HEAD, address))
    assert "/hitung/" in visit(PLANNER, address + "hitung/", {})["Location"]
    task = queries.runs(programme).first().task
    assert task["kind"] == "hand" and task["decisions"] == [decision.content] and task["base"] == str(plan.plan)
    visit(PLANNER, f"/park/rencana/tangan/{decision.decision}/cabut/", {"reason": "sudah tidak perlu lagi"})
    assert "dicabut" in text_of(visit(PLANNER, address))


def machine_names(tables):
    names = {r["type"]: r["name_id"] for r in tables["types"]}
    return {r["line"]: names[r["type"]] for r in tables["orders"]}


def test_the_list_of_lots_names_machines_with_their_quantity_and_line(visit, programme, plan):
    from tempa.allocation import queries
    from tempa.ledger.queries import tables_of
    from tempa.registry.queries import workshop_names

    page = visit(PLANNER, f"/park/rencana/{plan.plan}/tangan/").content.decode()
    chosen_from = page.split('name="lot"')[1].split("</select>")[0]
    listed = {value: unescape(words) for value, words in re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)</option>', chosen_from)}
    machines, sites = machine_names(tables_of(programme)), workshop_names(programme)
    assert listed == {
        r["lot"]: f"{r['lot']}: {r['quantity']} × {machines[r['line']]} ({r['line']}), {sites[r['workshop']]}"
        for r in queries.plan_tables(plan)["lots"]
    }


def test_a_recorded_decision_names_its_machines(visit, programme, plan):
    from tempa.allocation import queries
    from tempa.ledger.queries import tables_of

    address, typed = f"/park/rencana/{plan.plan}/tangan/", hand(plan)
    lot = next(r for r in queries.plan_tables(plan)["lots"] if r["lot"] == typed["lot"])
    words = f"Lot {lot['lot']}, {lot['quantity']} × {machine_names(tables_of(programme))[lot['line']]}, tetap di tempatnya"
    assert words in unescape(text_of(visit(PLANNER, address, typed)))
    visit(PLANNER, address, typed | {"do": "keep"})
    assert words in unescape(text_of(visit(HEAD, address)))


def test_what_is_broken_is_said_with_names_and_recorded_as_the_judge_says_it(visit, programme, plan):
    """Too many hours in one workshop: the page names it and the work, the record keeps its code."""
    from tempa.allocation import queries
    from tempa.ledger.queries import tables_of
    from tempa.registry.queries import workshop_names

    tables = tables_of(programme)
    kind, price = {r["line"]: r["type"] for r in tables["orders"]}, {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    address, site = f"/park/rencana/{plan.plan}/tangan/", "W03"
    offered = {r["type"] for r in tables["offers"] if r["workshop"] == site and int(r["unit_price"]) <= price[r["type"]]}
    lots = [r for r in queries.plan_tables(plan)["lots"] if r["workshop"] != site and kind[r["line"]] in offered]
    for lot in sorted(lots, key=lambda r: -int(r["quantity"])):
        visit(PLANNER, address, hand(plan, lot=lot["lot"], kind="move", workshop=site, do="keep"))
        if any(d.broken for d in queries.hand_decisions(programme)):
            break
    (decision,) = [d for d in queries.hand_decisions(programme) if d.broken]
    codes = {r["workshop"] for r in tables["workshops"]}
    said = [b for b in decision.broken[:5] if codes & set(re.findall(r"[\w-]+", b))]
    assert said
    page = unescape(text_of(visit(HEAD, address)))
    for sentence in said:
        code = next(word for word in re.findall(r"[\w-]+", sentence) if word in codes)
        assert sentence not in page and workshop_names(programme)[code] in page


def test_a_decision_that_breaks_an_added_rule_shows_the_sentence(visit, programme, plan):
    from tempa.allocation import queries
    from tempa.ledger.queries import tables_of

    site = next(r["workshop"] for r in queries.plan_tables(plan)["lots"] if r["lot"] == hand(plan)["lot"])
    rule = {"kind": "forbid", "workshop": site, "reason": "Bengkel ini sedang pindah tempat."}
    assert visit(PLANNER, "/park/rencana/aturan/", rule).status_code == 302
    address = f"/park/rencana/{plan.plan}/tangan/"
    assert "tidak mengerjakan lot apa pun" not in text_of(visit(PLANNER, address, hand(plan)))  # it was there before
    tables = tables_of(programme)
    kind, price = {r["line"]: r["type"] for r in tables["orders"]}, {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    offered = {r["type"] for r in tables["offers"] if r["workshop"] == site and int(r["unit_price"]) <= price[r["type"]]}
    lots = queries.plan_tables(plan)["lots"]
    moved = next(r for r in lots if r["workshop"] != site and kind[r["line"]] in offered and int(r["start_week"]) > 2)
    page = text_of(visit(PLANNER, address, hand(plan, lot=moved["lot"], kind="move", workshop=site)))
    assert "tidak mengerjakan lot apa pun" in page and f"dilanggar: {moved['lot']}." in page


def test_a_decision_that_no_search_can_mend_is_not_recorded(visit, programme, plan):
    from tempa.allocation import queries
    from tempa.ledger.queries import tables_of

    tables = tables_of(programme)
    lines = {r["line"]: r["type"] for r in tables["orders"]}
    offered = {r["type"] for r in tables["offers"] if r["workshop"] == "W03"}
    lot = next(r["lot"] for r in queries.plan_tables(plan)["lots"] if lines[r["line"]] not in offered)
    page = visit(PLANNER, f"/park/rencana/{plan.plan}/tangan/", hand(plan, lot=lot, kind="move", workshop="W03", do="keep"))
    assert "tidak dapat dijalankan" in text_of(page) and "penawaran" in text_of(page)
    assert queries.hand_decisions(programme).count() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "kosong"),
        ({"lot": "X"}, "X"),
        ({"kind": "split", "quantity": "999"}, "pisahkan kurang dari itu"),
        ({"kind": "split"}, "Isi berapa unit yang dipisahkan"),
        ({"kind": "move", "workshop": ""}, "Pilih bengkel yang akan mengerjakan lot ini"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_words(typed, words, visit, programme, plan):
    from tempa.allocation import queries

    page = visit(PLANNER, f"/park/rencana/{plan.plan}/tangan/", hand(plan, **typed))
    assert words in text_of(page) and queries.hand_decisions(programme).count() == 0
