"""The pages around a plan: why it is so, what simple rules would cost, planning again, objections, rules, work lists."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.cast import AUDITOR, DARMA, HEAD, PLANNER, SRI
from tests.conftest import NTB

NAIVE = [{
    "code": "first-fit", "id": "Tenggat terdekat", "en": "Earliest due", "objective": 25_940_211_206,
    "parts": {"imbalance": 173_317_150}, "unplanned": 121, "late": 1136, "weeks_late": 7469, "largest": 51_810,
    "clusters": {"SENTRA-1": 149_375, "SENTRA-2": 65_831},
}]  # fmt: skip


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@cache
def reasons_of_the_demo(text):
    """Reasons of the demo's plan, worked out once for all tests (`text` names the plan's hash)."""
    from tempa.allocation.planner.explain import explain
    from tempa.allocation.planner.naive import naive_plan
    from tempa.values.programme import read_programme

    tables = read_programme(NTB)
    return explain(tables, naive_plan(tables, "cheapest-fit")).as_dict()


@pytest.fixture
def plan(programme):
    from tempa.allocation import queries

    return queries.approved_plan(programme)


@pytest.fixture
def explained(programme, person, plan):
    from tempa.allocation import actions

    reasons = reasons_of_the_demo(plan.programme_sha256)
    actions.explain_plan(programme, plan=plan.plan, reasons=reasons, naive=NAIVE, at=plan.made_at, by=person("perencana"))
    return plan


def test_a_plan_without_reasons_offers_to_work_them_out(visit, plan, monkeypatch, settings, tmp_path):
    from tempa.desks.park import reasons

    settings.TEMPA_HOME, started = tmp_path, []
    monkeypatch.setattr(reasons, "start_console", lambda folder, arguments: started.append(arguments))
    page = text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/mengapa/"))
    assert "belum dihitung" in page and "Hitung alasannya" in page
    assert visit(PLANNER, f"/park/rencana/{plan.plan}/mengapa/hitung/", {}).status_code == 302
    assert started == [["work", "--explain", str(plan.plan)]]
    assert "sedang disiapkan" in text_of(visit(DARMA, "/bengkel-saya/mengapa/"))


def test_reasons_of_every_site_and_of_one(visit, explained):
    page = text_of(visit(PLANNER, f"/park/rencana/{explained.plan}/mengapa/"))
    assert "dari separuh nilai wajarnya" in page and "Bengkel Getap 03" in page
    one = text_of(visit(PLANNER, f"/park/rencana/{explained.plan}/mengapa/?bengkel=W03"))
    assert "Bengkel Getap 03 mendapat" in one and "harga ke-" in one and "bengkel yang boleh mengerjakannya" in one
    assert visit(PLANNER, f"/park/rencana/{explained.plan}/mengapa/?bengkel=XX").status_code == 404


def test_reasons_in_english(client, person, explained, settings):
    client.force_login(person("perencana"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "receives" in text_of(client.get(f"/park/rencana/{explained.plan}/mengapa/?bengkel=W03"))


def test_a_workshop_reads_its_own_reasons_and_no_other_prices(visit, explained, programme):
    from tempa.allocation import queries

    page = text_of(visit(DARMA, "/bengkel-saya/mengapa/"))
    own = queries.lots_of(programme, "W03").values_list("lot", flat=True)
    others = queries.lots(programme).exclude(workshop="W03").values_list("lot", flat=True)
    assert "Bengkel Getap 03 mendapat" in page and all(lot in page for lot in own)
    assert not any(f" {lot} " in page or f" {lot}:" in page for lot in others)
    assert "lebih mahal per unit" not in page.split("Setiap lot")[1] and "lebih murah per unit" not in page
    assert "SMK" in text_of(visit(SRI, "/bengkel-saya/mengapa/"))


def test_reasons_of_a_members_lead_keep_the_leads_cash_to_itself():
    from tempa.desks.frame.reasons import told_to_owner

    reason = {
        "site": "W2", "causes": [{"kind": "cash", "place": "W1"}, {"kind": "hours", "place": ""}],
        "sentences": [
            {"id": s, "en": s}
            for s in ("Bengkel Dua mendapat 3 unit.", "Uang kerja Bengkel Satu (Rp75 juta) terpakai.", "Jam las penuh.")
        ],
    }  # fmt: skip
    assert told_to_owner(reason, {"W1": "Bengkel Satu"}) == ["Bengkel Dua mendapat 3 unit.", "Jam las penuh."]


def test_reasons_are_kept_once_and_on_record(programme, person, explained):
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import chain_fault, entries_of

    actions.explain_plan(programme, plan=explained.plan, reasons={}, naive=[], at=explained.made_at, by=person("perencana"))
    assert len(queries.reasons_of(queries.explanation_of(explained))["sites"]) == 52
    assert entries_of(programme, kind="PlanExplained").count() == 1 and chain_fault(programme) is None


def test_the_comparison_with_simple_rules_stands_on_both_pages(visit, explained):
    for address in ("/park/rencana/", f"/park/rencana/{explained.plan}/"):
        page = text_of(visit(HEAD, address))
        assert "dibanding aturan yang biasa dipakai" in page and "25.940.211.206" in page and "7.469" in page


def test_a_plan_that_is_worse_than_a_simple_rule_says_so(explained):
    from tempa.desks.park.naive import comparison

    explained.objective = 26_000_000_000
    assert "lebih murah Rp" in comparison(explained)["answer"] and "hitung lebih lama" in comparison(explained)["answer"]


CHANGES = [{"kind": "site_down", "workshop": "W03", "from_week": 6, "to_week": 9}]


def form_of(**typed):
    return {"at": "6", "kind": "site_down", "changes": "[]", "seconds": "3", **typed}


def test_changes_are_entered_one_after_another(visit):
    page = visit(PLANNER, "/park/rencana/ulang/", form_of(do="add", **{"f-workshop": "W03", "f-from_week": "6", "f-to_week": "9"}))
    assert page.status_code == 200 and "Bengkel Getap 03 tutup minggu 6 sampai 9" in text_of(page)
    typed = re.search(r'name="changes" value="([^"]*)"', page.content.decode()).group(1).replace("&quot;", '"')
    other = visit(PLANNER, "/park/rencana/ulang/", form_of(changes=typed, kind="order_changed"))
    assert "Baris pesanan" in text_of(other) and "tutup minggu 6 sampai 9" in text_of(other)
    dropped = visit(PLANNER, "/park/rencana/ulang/", form_of(changes=typed, do="drop:0"))
    assert "tutup minggu 6 sampai 9" not in text_of(dropped)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"do": "run"}, "Belum ada perubahan"),
        ({"do": "add", "f-workshop": "", "f-from_week": "6", "f-to_week": "x"}, "Isi Bengkel dengan benar"),
        ({"do": "add", "f-workshop": "W03", "f-from_week": "9", "f-to_week": "6"}, "tukar keduanya"),
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
    import json

    from tempa.allocation import queries
    from tempa.desks.park import replanning

    monkeypatch.setattr(replanning, "start_worker", lambda run: None)
    response = visit(PLANNER, "/park/rencana/ulang/", form_of(do="run", changes=json.dumps(CHANGES)))
    assert response.status_code == 302 and "/hitung/" in response["Location"]
    assert queries.runs(programme).first().task == {"kind": "again", "base": str(plan.plan), "at": 6, "changes": CHANGES}


@pytest.fixture
def made_again(programme, person, plan):
    """The demo's plan made again after a workshop closes for four weeks."""
    from tempa.allocation import actions, queries
    from tempa.allocation.planner.assignment import carry_out
    from tempa.ledger.queries import tables_of

    base = queries.plan_tables(plan)
    made = carry_out({"kind": "again", "at": 6, "changes": CHANGES}, tables_of(programme), base, seconds=1, seed=1)
    return actions.add_plan(
        programme, made.tables, made.plan_tables, origin="uji", certificate=made.certificate, purpose="again", base=plan,
        again=made.again, at=plan.made_at, by=person("perencana"),
    )  # fmt: skip


def test_a_plan_made_again_shows_its_moves_and_takes_the_old_ones_place(visit, programme, plan, made_again):
    from tempa.allocation import queries
    from tempa.allocation.models import Lot
    from tempa.ledger.queries import chain_fault, tables_of
    from tempa.values.programme import programme_sha256

    address = f"/park/rencana/{made_again.plan}/"
    page = text_of(visit(PLANNER, address + "perpindahan/"))
    assert "Bengkel Getap 03 tutup minggu 6 sampai 9" in page and "Yang menyetujui" in page
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
    from tempa.allocation.planner.verify import verify

    page = text_of(visit(PLANNER, f"/park/rencana/{made_again.plan}/"))
    begun = sum(int(r["start_week"]) < 6 for r in queries.plan_tables(made_again)["lots"])
    assert f"membiarkan {begun} lot tetap seperti di sini" in page and "memulai lot lain paling cepat minggu 6" in page
    assert "Terbukti paling jauh" in page and "Batas bawah terbukti" in page
    assert "lot tetap seperti di sini" not in text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/"))
    kept = queries.plan_tables(made_again)
    verdict = verify(after_changes(programme, plan), queries.plan_files(made_again)["certificate.json.gz"], kept)
    assert verdict.ok and verdict.recomputed_bound >= made_again.lower_bound


def after_changes(programme, plan):
    """The programme that the plan made again is of."""
    from tempa.allocation import queries
    from tempa.allocation.planner.asked import programme_asked
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


OBJECTION = {"kind": "machine", "resource": "weld", "count": "1", "words": "Mesin las kedua kami tidak dihitung."}


def test_a_workshop_objects_the_park_answers_and_the_auditor_reads(visit, programme):
    from tempa.allocation import queries

    assert visit(DARMA, "/bengkel-saya/keberatan/", OBJECTION).status_code == 302
    found = queries.objections(programme).get()
    assert (found.workshop, found.changes) == ("W03", [{"kind": "machine", "resource": "weld", "count": 1}])
    assert "1 mesin lagi untuk las" in text_of(visit(DARMA, "/bengkel-saya/keberatan/"))
    assert "Mesin las kedua" not in text_of(visit(SRI, "/bengkel-saya/keberatan/"))
    assert "1 keberatan bengkel menunggu jawaban" in text_of(visit(PLANNER, "/park/"))
    assert "1 keberatan menunggu jawaban" in text_of(visit(PLANNER, "/park/keberatan/"))
    address = f"/park/keberatan/{found.objection}/"
    assert "Hitung ulang sebagai bukti" in text_of(visit(PLANNER, address))
    visit(PLANNER, address + "jawab/", {"upheld": "yes", "answer": "Benar, mesinnya kami catat dan rencana dihitung lagi."})
    for member, where in ((DARMA, "/bengkel-saya/keberatan/"), (PLANNER, address), (AUDITOR, f"/auditor/keberatan/{found.objection}/")):
        page = text_of(visit(member, where))
        assert "dibenarkan" in page and "mesinnya kami catat" in page
    assert "1 keberatan tercatat" in text_of(visit(AUDITOR, "/auditor/keberatan/"))


def test_the_park_notes_an_objection_and_starts_its_replay(visit, programme, person, monkeypatch):
    from tempa.allocation import queries
    from tempa.desks.park import objections

    started = []
    monkeypatch.setattr(objections, "start_console", lambda folder, arguments: started.append(arguments))
    visit(PLANNER, "/park/keberatan/", OBJECTION | {"workshop": "S01"})
    found = queries.objections(programme).get()
    visit(PLANNER, f"/park/keberatan/{found.objection}/ulang/", {})
    assert found.workshop == "S01" and started == [["work", "--replay", str(found.objection), str(person("perencana").public_id)]]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": "tidak"}, "paling sedikit 10 huruf"),
        ({"count": ""}, "Isi juga ini"),
        ({"kind": "cash", "amount": "-3"}, "1"),
        ({"kind": "bogus"}, "bogus"),
    ],
)  # fmt: skip
def test_an_objection_that_says_too_little_is_sent_back_with_what_was_typed(typed, words, visit, programme):
    from tempa.allocation import queries

    page = visit(DARMA, "/bengkel-saya/keberatan/", OBJECTION | typed)
    assert page.status_code == 400 and words in text_of(page) and queries.objections(programme).count() == 0
    assert (OBJECTION | typed)["words"] in page.content.decode()


@pytest.fixture
def at_once(monkeypatch, programme, plan):
    """Work lists are made in this process, as the worker makes them."""
    from tempa.desks.frame import worklists
    from tempa.ledger.queries import tables_of

    def start(folder, arguments):
        worklists.write_lists(tables_of(programme), plan, int(arguments[3]))

    monkeypatch.setattr(worklists, "start_console", start)


def busy_week(programme, workshop):
    from tempa.allocation import queries

    return queries.lots_of(programme, workshop).first().start_week


def test_the_work_list_of_a_week_names_every_load_of_that_week(visit, programme, plan, at_once):
    from tempa.allocation import queries

    week = busy_week(programme, "W03")
    loads = [r for r in queries.plan_tables(plan)["loads"] if r["workshop"] == "W03" and r["week"] == str(week)]
    address = f"/park/rencana/{plan.plan}/kerja/?minggu={week}&bengkel=W03"
    assert "belum disusun" in text_of(visit(PLANNER, address))
    assert "belum disusun" in text_of(visit(DARMA, f"/bengkel-saya/minggu/?minggu={week}"))
    assert visit(DARMA, "/bengkel-saya/minggu/", {"minggu": str(week)})["Location"].endswith(f"?minggu={week}")
    page = text_of(visit(PLANNER, address))
    assert loads and all(r["lot"] in page for r in loads)
    hours = sum(float(r["hours"]) for r in loads)
    assert f"{hours:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " jam kerja minggu ini" in page
    mine = text_of(visit(DARMA, f"/bengkel-saya/minggu/?minggu={week}"))
    assert all(r["lot"] in mine for r in loads)
    others = {r["lot"] for r in queries.plan_tables(plan)["loads"] if r["week"] == str(week)} - {r["lot"] for r in loads}
    assert others and not any(f" {lot}: " in mine for lot in others)


@pytest.mark.parametrize("week", ["x", "-1", "99999", "\u00b2", ""])
def test_odd_weeks_of_work_lists_show_a_week(week, visit, plan):
    assert visit(PLANNER, f"/park/rencana/{plan.plan}/kerja/?minggu={week}").status_code == 200
    assert visit(DARMA, f"/bengkel-saya/minggu/?minggu={week}").status_code == 200


def test_a_work_list_that_is_not_made_yet_is_not_made_of_another_order(visit, programme, person, plan):
    from tempa.demand.actions import change_line

    change_line(programme, line="L0001", change="quantity", after="9", reason="agency_request", at=plan.made_at, by=person("perencana"))
    assert "Program berubah" in text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/kerja/?minggu=21"))
    assert "baru berubah" in text_of(visit(DARMA, "/bengkel-saya/minggu/?minggu=21"))


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
    from tempa.desks.park.rules import pricing
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


def hand(plan, **typed):
    from tempa.allocation import queries

    lot = next(r for r in queries.plan_tables(plan)["lots"] if int(r["quantity"]) > 1 and int(r["start_week"]) > 2)
    return {"lot": lot["lot"], "kind": "pin", "reason": "Kepala OPD meminta lot ini tetap.", "do": "try"} | typed


def test_a_decision_by_hand_is_tried_then_recorded_then_withdrawn(visit, programme, plan, monkeypatch):
    from tempa.allocation import queries
    from tempa.desks.park import hand as page_of_hand

    address = f"/park/rencana/{plan.plan}/tangan/"
    tried = text_of(visit(PLANNER, address, hand(plan)))
    assert "Tidak ada aturan yang dilanggar" in tried and queries.hand_decisions(programme).count() == 0
    assert visit(PLANNER, address, hand(plan, do="keep")).status_code == 302
    decision = queries.hand_decisions(programme).get()
    assert decision.kind == "pin" and "tetap di tempatnya" in text_of(visit(HEAD, address))
    monkeypatch.setattr(page_of_hand, "start_worker", lambda run: None)
    assert "/hitung/" in visit(PLANNER, address + "hitung/", {})["Location"]
    task = queries.runs(programme).first().task
    assert task["kind"] == "hand" and task["decisions"] == [decision.content] and task["base"] == str(plan.plan)
    visit(PLANNER, f"/park/rencana/tangan/{decision.decision}/cabut/", {"reason": "sudah tidak perlu lagi"})
    assert "dicabut" in text_of(visit(PLANNER, address))


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


def test_a_plan_says_which_added_rules_it_keeps(visit, programme, person, plan):
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import tables_of

    tables, kept = tables_of(programme), queries.plan_tables(plan)
    site = kept["lots"][0]["workshop"]
    for count, rows in ((0, [{"kind": "site_share", "max": 1}]), (1, [{"kind": "site_share", "max": 1}, {"kind": "forbid", "workshop": site}])):
        task = {"kind": "hand", "base": str(plan.plan), "decisions": [], "rules": rows}
        run = actions.start_run(programme, seconds=1, seed=1, task=task, at=plan.made_at, by=person("perencana"))
        made = actions.add_plan(
            programme, tables, kept, origin="uji", run=run, purpose="hand", base=plan, at=plan.made_at, by=person("perencana")
        )
        assert len({one["id"].split('"')[1] for one in made.figures["added_rules"]["broken"]}) == count
        page = text_of(visit(PLANNER, f"/park/rencana/{made.plan}/"))
        assert ("Semua aturan terpenuhi, juga 1 aturan tambahan." in page) == (count == 0)
        assert ("tidak mengerjakan lot apa pun" in page) == (count == 1)
        assert "rencana terbaik yang membiarkan yang sudah dimulai dan diputuskan tetap" in page
        assert "Batas bawah menurut perencana" in page and "Terbukti" not in page  # no certificate was kept with it
        actions.end_run(programme, run=run, outcome="done", at=plan.made_at, by=person("perencana"))


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


EDIT = '[{"table": "capacities", "key": "W03|weld", "column": "hours_per_week", "value": "96"}]'


def test_a_scenario_is_a_copy_that_cannot_be_proposed(visit, programme, person, plan, monkeypatch):
    from tempa.allocation import actions, queries
    from tempa.allocation.planner.asked import programme_asked
    from tempa.allocation.planner.naive import naive_plan
    from tempa.desks.park import scenarios
    from tempa.ledger.queries import tables_of
    from tempa.values.programme import programme_sha256

    monkeypatch.setattr(scenarios, "start_worker", lambda run: None)
    form = {"kind": "hours", "edits": "[]", "name": "Las dua kali", "seconds": "3"}
    added = visit(PLANNER, "/park/rencana/skenario/", form | {"do": "add", "f-workshop": "W03", "f-resource": "weld", "value": "96"})
    assert "Bengkel Getap 03, las → 96" in text_of(added)
    visit(PLANNER, "/park/rencana/skenario/", form | {"edits": EDIT, "do": "run"})
    run = queries.runs(programme).first()
    before = programme_sha256(tables_of(programme))
    asked = programme_asked(run.task, tables_of(programme))
    made = actions.add_plan(
        programme, asked, naive_plan(asked, "cheapest-fit"), origin="uji", run=run.run, purpose="scenario", base=plan,
        at=plan.made_at, by=person("perencana"),
    )  # fmt: skip
    actions.end_run(programme, run=run.run, outcome="done", at=plan.made_at, by=person("perencana"))
    assert made.programme_sha256 != before == programme_sha256(tables_of(programme))
    page = text_of(visit(PLANNER, "/park/rencana/skenario/"))
    assert "Las dua kali" in page and "Rencana 1, yang berlaku" in page
    visit(PLANNER, f"/park/rencana/{made.plan}/ajukan/", {})
    assert "tidak dapat diajukan" in text_of(visit(PLANNER, f"/park/rencana/{made.plan}/"))
    assert not hasattr(queries.plan_named(programme, made.plan), "proposal")
    side = visit(PLANNER, f"/park/rencana/bandingkan/?rencana={plan.plan}&rencana={made.plan}")
    assert "biaya seluruhnya" in text_of(side)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"do": "add"}, "Pilih dulu apa yang diubah"),
        ({"do": "run", "name": "x"}, "Belum ada yang diandaikan"),
        ({"do": "run", "edits": EDIT}, "Beri nama"),
        ({"do": "add", "f-workshop": "W03", "f-resource": "weld", "value": "banyak"}, "banyak"),
        ({"do": "run", "name": "x", "edits": EDIT.replace("capacities", "nonsense")}, "nonsense"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_in_words(typed, words, visit, programme):
    from tempa.allocation import queries

    page = visit(PLANNER, "/park/rencana/skenario/", {"kind": "hours"} | typed)
    assert page.status_code == 400 and words in text_of(page) and queries.runs(programme).count() == 1


@pytest.mark.slow
def test_rules_and_decisions_by_hand_reach_the_search(programme, plan):
    """A plan under an added rule keeps it; a plan around a pinned lot has that lot; both are valid."""
    from tempa.allocation import queries
    from tempa.allocation.planner.assignment import carry_out, rules_of
    from tempa.allocation.planner.check import check
    from tempa.allocation.planner.rules_apply import broken_rules
    from tempa.allocation.planner.verify import verify
    from tempa.ledger.queries import tables_of

    tables, base = tables_of(programme), queries.plan_tables(plan)
    rows = [{"kind": "site_lots", "workshop": "W03", "count": 3}]
    ruled = carry_out({"rules": rows}, tables, None, seconds=2, seed=1)
    assert check(tables, ruled.plan_tables).is_valid and not broken_rules(tables, ruled.plan_tables, rules_of(rows))
    lot = base["lots"][0]
    decisions = [{"kind": "pin", "lot": lot["lot"], "reason": "tetap"}]
    around = carry_out({"kind": "hand", "decisions": decisions, "rules": rows}, tables, base, seconds=2, seed=1)
    assert check(tables, around.plan_tables).is_valid and lot in around.plan_tables["lots"]
    assert sum(r["workshop"] == "W03" for r in around.plan_tables["lots"]) <= 3
    assert verify(tables, around.certificate, around.plan_tables).ok
    task = {"kind": "again", "at": 6, "changes": CHANGES, "rules": rows}
    again = carry_out(task, tables, ruled.plan_tables, seconds=2, seed=1)
    assert check(again.tables, again.plan_tables, ruled.plan_tables).is_valid
    assert not broken_rules(again.tables, again.plan_tables, rules_of(rows))
    assert ruled.certificate is None or verify(tables, ruled.certificate).ok


def test_what_one_more_machine_would_bring_is_asked_and_answered(visit, explained, monkeypatch):
    import json

    from tempa.desks.frame import whatif

    started = []
    monkeypatch.setattr(whatif, "start_console", lambda folder, arguments: started.append(arguments))
    address = f"/park/rencana/{explained.plan}/mengapa/"
    sent = visit(PLANNER, address + "jika/", {"bengkel": "W03", "change": "machine-machine"})
    assert sent["Location"] == address + "?bengkel=W03"
    assert started == [["work", "--what-if", str(explained.plan), "W03", "machine-machine"]]
    visit(PLANNER, address + "jika/", {"bengkel": "W03", "change": "nonsense"})
    visit(PLANNER, address + "jika/", {"bengkel": "../..", "change": "verified"})
    assert len(started) == 1
    folder = whatif.folder_of(explained.plan, "W03", "machine-machine")
    folder.mkdir(parents=True)
    (folder / "answer.json").write_text(json.dumps({"id": "Dengan satu mesin bubut lagi mendapat 4 unit.", "en": "…"}))
    for member, where in ((PLANNER, address + "?bengkel=W03"), (DARMA, "/bengkel-saya/mengapa/")):
        assert "Dengan satu mesin bubut lagi mendapat 4 unit." in text_of(visit(member, where))
    assert "mesin bubut lagi mendapat" not in text_of(visit(SRI, "/bengkel-saya/mengapa/"))
