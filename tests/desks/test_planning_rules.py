"""Rules beside the programme: added, priced, kept by the next plans, removed."""

from __future__ import annotations

import pytest

from tests.cast import HEAD, PLANNER
from tests.desks.planning import CHANGES, text_of

RULE = {"kind": "cluster_share", "cluster": "SENTRA-8", "min": "12", "reason": "Sentra itu baru pulih dari gempa."}


def test_a_rule_is_added_used_by_the_next_run_and_removed(visit, programme, person, plan, monkeypatch):
    from tempa.allocation import actions, queries

    assert visit(PLANNER, "/park/rencana/aturan/", RULE).status_code == 302
    rule = queries.added_rules(programme).get()
    page = text_of(visit(HEAD, "/park/rencana/aturan/"))
    assert "Bagian minimum Sentra Kotaraja dan sekitarnya 12 %" in page and "Hitung harga setiap aturan" in page
    run = actions.start_run(programme, seconds=1, seed=1, at=plan.made_at, by=person("perencana"))
    assert queries.run_named(programme, run).task == {
        "rules": [{"kind": "cluster_share", "cluster": "SENTRA-8", "min": 0.12, "why": RULE["reason"]}]
    }
    visit(PLANNER, f"/park/rencana/aturan/{rule.rule}/cabut/", {"reason": "ya"})
    assert queries.rule_rows(programme)
    visit(PLANNER, f"/park/rencana/aturan/{rule.rule}/cabut/", {"reason": "gempanya sudah lama lewat"})
    assert queries.rule_rows(programme) == [] and "1 aturan yang sudah dicabut" in text_of(visit(PLANNER, "/park/rencana/aturan/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"min": ""}, "paling sedikit atau paling banyak belum diisi"),
        ({"min": "20", "max": "10"}, "lebih besar"),
        ({"min": "120"}, "100"),
        ({"cluster": "X"}, "X"),
        ({"reason": "ya"}, "paling sedikit 10 huruf"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_words(typed, words, visit, programme):
    from tempa.allocation import queries

    page = visit(PLANNER, "/park/rencana/aturan/", RULE | typed)
    assert page.status_code == 400 and words in text_of(page) and queries.added_rules(programme).count() == 0


def test_prices_of_rules_are_shown_for_exactly_these_rules(visit, programme):
    import json

    from tempa.allocation import queries
    from tempa.desks.park.allocation.rules import pricing
    from tempa.ledger.queries import tables_of

    folder = pricing(tables_of(programme), queries.rule_rows(programme))
    folder.mkdir(parents=True, exist_ok=True)
    sentence = {"id": "Bagian minimum Sentra Kotaraja menambah Rp47 juta.", "en": "…"}
    free = {"id": "Jam pemeriksaan tidak menambah biaya.", "en": "…"}
    shift = {"id": "Bengkel Getap 03: perubahan nilai tidak terukur.", "en": "…"}
    found = {
        "own": [{"sentence": sentence, "amount": 47_000_000}, {"sentence": free, "amount": 0}], "added": [], "plans_sentence": None,
        "shifts": [{"sentence": shift, "value": {"low": -3.0, "high": 5.0}}], "notes": [],
    }  # fmt: skip
    (folder / "prices.json").write_text(json.dumps(found))
    page = text_of(visit(PLANNER, "/park/rencana/aturan/"))
    assert "menambah Rp47 juta" in page and "Tidak terukur: perubahannya di dalam sebaran" in page
    assert page.index("Yang tidak menambah biaya") < page.index("Jam pemeriksaan tidak menambah")
    visit(PLANNER, "/park/rencana/aturan/", RULE)
    assert "menambah Rp47 juta" not in text_of(visit(PLANNER, "/park/rencana/aturan/"))
    (folder / "prices.json").unlink()


def test_a_plan_says_which_added_rules_it_keeps(visit, programme, person, plan):
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import tables_of

    tables, kept = tables_of(programme), queries.plan_tables(plan)
    site = kept["lots"][0]["workshop"]
    for count, rows in ((0, [{"kind": "site_share", "max": 1}]), (1, [{"kind": "site_share", "max": 1}, {"kind": "forbid", "workshop": site}])):
        task = {"kind": "hand", "base": str(plan.plan), "decisions": [], "rules": rows}
        run = actions.start_run(programme, seconds=1, seed=1, task=task, at=plan.made_at, by=person("perencana"))
        made = actions.add_plan(
            programme, tables, kept, origin="uji", behind=actions.Behind(run=run, purpose="hand", base=plan), at=plan.made_at,
            by=person("perencana"),
        )  # fmt: skip
        assert len({one["id"].split('"')[1] for one in made.figures["added_rules"]["broken"]}) == count
        page = text_of(visit(PLANNER, f"/park/rencana/{made.plan}/"))
        assert ("Semua aturan terpenuhi, juga 1 aturan tambahan." in page) == (count == 0)
        assert ("tidak mengerjakan lot apa pun" in page) == (count == 1)
        assert "rencana terbaik yang membiarkan yang sudah dimulai dan diputuskan tetap" in page
        assert "Batas bawah menurut perencana" in page and "Terbukti" not in page  # no certificate was kept with it
        actions.end_run(programme, run=run, outcome="done", at=plan.made_at, by=person("perencana"))


@pytest.mark.slow
def test_rules_and_decisions_by_hand_reach_the_search(programme, plan):
    """A plan under an added rule keeps it; a plan around a pinned lot has that lot; both are valid."""
    from tempa.allocation import queries
    from tempa.allocation.planner.judge.check import check
    from tempa.allocation.planner.runs.assignment import carry_out, rules_of
    from tempa.allocation.planner.side_constraints.apply import broken_rules
    from tempa.allocation.planner.verifier.verify import verify
    from tempa.ledger.queries import tables_of

    tables, base = tables_of(programme), queries.plan_tables(plan)
    rows = [{"kind": "site_lots", "workshop": "W03", "count": 3}]
    ruled = carry_out({"rules": rows}, tables, None, seconds=0.5, seed=1)
    assert check(tables, ruled.plan_tables).is_valid and not broken_rules(tables, ruled.plan_tables, rules_of(rows))
    lot = base["lots"][0]
    decisions = [{"kind": "pin", "lot": lot["lot"], "reason": "tetap"}]
    around = carry_out({"kind": "hand", "decisions": decisions, "rules": rows}, tables, base, seconds=0.5, seed=1)
    assert check(tables, around.plan_tables).is_valid and lot in around.plan_tables["lots"]
    assert sum(r["workshop"] == "W03" for r in around.plan_tables["lots"]) <= 3
    assert verify(tables, around.certificate, around.plan_tables).ok
    task = {"kind": "again", "at": 6, "changes": CHANGES, "rules": rows}
    again = carry_out(task, tables, ruled.plan_tables, seconds=0.5, seed=1)
    assert check(again.tables, again.plan_tables, ruled.plan_tables).is_valid
    assert not broken_rules(again.tables, again.plan_tables, rules_of(rows))
    assert ruled.certificate is None or verify(tables, ruled.certificate).ok
