"""Why a plan is so: reasons of lots and workshops, simple rules beside it, what one more machine would bring."""

from __future__ import annotations

from tests.cast import DARMA, HEAD, PLANNER, SRI
from tests.desks.planning import text_of


def test_a_plan_without_reasons_offers_to_work_them_out(visit, plan, monkeypatch, settings, tmp_path):
    from tempa.desks.park.allocation import reasons

    settings.TEMPA_HOME, started = tmp_path, []
    monkeypatch.setattr(reasons, "start_console", lambda folder, arguments, by: started.append(arguments))
    page = text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/mengapa/"))
    assert "belum dihitung" in page and "Hitung sekarang" in page
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
    from tempa.desks.park.allocation.naive import comparison

    explained.objective = 26_000_000_000
    assert "lebih murah Rp" in comparison(explained)["answer"] and "hitung lebih lama" in comparison(explained)["answer"]


def test_what_one_more_machine_would_bring_is_asked_and_answered(visit, explained, monkeypatch):
    import json

    from tempa.desks.frame import whatif

    started = []
    monkeypatch.setattr(whatif, "start_console", lambda folder, arguments, by: started.append(arguments))
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
