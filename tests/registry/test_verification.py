"""Visits with two signatures, what follows from them in rows, hours and offers; appeals; criteria as dated data; the ladder; what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.ledger.rules import Refused, Who
from tempa.registry.rules import missing_for_work
from tempa.registry.rules.criteria import check_criteria, criteria_in, in_force, printed
from tempa.registry.rules.eligibility import Found, Shop, limited, process_eligible, type_eligible
from tempa.registry.rules.gaps import Known, gaps
from tempa.registry.rules.probation import Results, climbed, placed, suggests_probation, within
from tempa.registry.rules.verification import (
    check_visit,
    dates_of,
    may_answer_appeal,
    may_sign,
    part_scores,
)
from tempa.values.period import months_after
from tests.registry.visits import TODAY, machine, skill, visit

SET = printed()
CODES = [c.code for c in SET.scored()]


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 100), min_size=len(CODES), max_size=len(CODES)))
def test_a_part_lies_between_its_lowest_and_its_highest_criterion(scores):
    for part, mean in part_scores(scores, SET).items():
        own = [scores[c.code] for c in SET.scored() if c.part == part]
        assert min(own) <= mean <= max(own)


def test_scores_weigh_as_the_criteria_say_and_halves_go_up():
    scores = dict.fromkeys(CODES, 0) | {"space": 100, "power": 50}
    assert part_scores(scores, SET)["premises"] == 45  # (3 * 100 + 3 * 50) / 10
    small = replace(SET, criteria=tuple(replace(c, weight=1) for c in SET.criteria))
    assert part_scores(dict.fromkeys(CODES, 0) | {"crew": 1, "skills": 1}, small)["staff"] == 1  # 2 / 3
    assert part_scores(dict.fromkeys(CODES, 0) | {"space": 1, "power": 1}, small)["premises"] == 1  # 1 / 2, up


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [((2020, 5, 30), 18, (2021, 11, 30)), ((2020, 8, 31), 6, (2021, 2, 28)), ((2019, 12, 15), 1, (2020, 1, 15)), ((2020, 11, 30), 3, (2021, 2, 28)),
     ((2020, 1, 31), 1, (2020, 2, 29)), ((2020, 6, 1), 36, (2023, 6, 1))],
)  # fmt: skip
def test_months_end_on_the_last_day_where_a_month_is_shorter(day, months, later):
    assert months_after(date(*day), months) == date(*later)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on"), ({"scores": {}}, "s-space"),
        ({"scores": dict.fromkeys(CODES, 80) | {"power": 101}}, "s-power"), ({"legal_tier": "rich"}, "legal_tier"),
        ({"legal_tier": "unregistered"}, "legal_tier"), ({"papers": {}}, "legal_tier"),
        ({"legal_tier": "capitalised", "cash_limit": None}, "cash_limit"), ({"workers": 0}, "workers"), ({"village": ""}, "village"),
        ({"place": "51.5,0.1,5"}, "place"), ({"place": "tidak tahu"}, "place"), ({"hours": {"weld": "12.345"}}, "h-weld"),
        ({"hours": {"fly": "1"}}, "h-fly"), ({"hours": {"weld": "nan"}}, "h-weld"), ({"machines": [machine("knitting")]}, "machines"),
        ({"machines": [machine("smaw", count=1, working=2)]}, "machines"), ({"skills": [skill("smaw", 1, 2)]}, "skills"),
        ({"valid_until": TODAY}, "valid_until"), ({"valid_until": months_after(TODAY, 25)}, "valid_until"),
        ({"revisit_on": months_after(TODAY, 26)}, "revisit_on"), ({"people": [{"name": "x", "process": "smaw", "skill": ""}]}, "people"),
        ({"notes": {"power": "x" * 2001}}, "n-power"),
    ],
)  # fmt: skip
def test_what_a_visit_cannot_say_is_refused_beside_its_field(more, field):
    with pytest.raises(Refused) as refused:
        check_visit(visit(**more), SET, kind="member", today=TODAY)
    assert refused.value.field == field


def test_a_visit_that_says_nothing_of_its_end_lasts_as_the_criteria_say():
    until, revisit = dates_of(visit(), SET)
    assert (until, revisit) == (date(2028, 8, 3), date(2028, 8, 3) - timedelta(days=60))
    check_visit(visit(), SET, kind="school", today=TODAY)
    with pytest.raises(Refused):
        check_visit(visit(), SET, kind="facility", today=TODAY)


def test_two_different_people_of_the_park_sign():
    inspector, head = Who(1, frozenset({("inspector", "")})), Who(2, frozenset({("park_head", "")}))
    assert may_sign(head, workshop="W03", recorded_by=1, is_decided=False) is True
    assert "orang lain" in may_sign(inspector, workshop="W03", recorded_by=1, is_decided=False).template
    assert not may_sign(head, workshop="W03", recorded_by=1, is_decided=True)
    assert not may_sign(Who(3, frozenset({("workshop", "W03")})), workshop="W03", recorded_by=1, is_decided=False)
    assert not may_sign(Who(3, frozenset({("agency", "X")})), workshop="W03", recorded_by=1, is_decided=False)
    assert not may_answer_appeal(head, recorded_by=1, signed_by=2, is_answered=False)
    assert may_answer_appeal(Who(4, frozenset({("park_planner", "")})), recorded_by=1, signed_by=2, is_answered=False) is True


# --- processes and types ---------------------------------------------------------------------------------------------

FOUND = Found(SET, dict.fromkeys(CODES, 80), [machine("smaw"), machine("tig", working=0)], [skill("smaw"), skill("tig", 0)])


def shop(**more):
    scores = {f"score_{part}": "80" for part in ("premises", "competence", "staff", "equipment")}
    return Shop(**{"workshop": "W03", "kind": "member", "scores": scores, "verified_from": "2026-01-01", "verified_until": "2026-12-31",
                   "lead": "W01", "found": FOUND, "resources": frozenset({"weld"})} | more)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FOUND, "las TIG: mesinnya ada tetapi tidak jalan"),
        (replace(FOUND, machines=[]), "las TIG: tidak ada mesinnya"),
        (replace(FOUND, machines=[machine("tig")]), "las TIG: tidak ada orang yang terampil"),
        (replace(FOUND, machines=[machine("tig")], skills=[skill("tig")], scores=dict.fromkeys(CODES, 65)),
         "las TIG: nilai “Contoh las: tembus, rata, tanpa retak” 65, paling sedikit 70"),
    ],
)  # fmt: skip
def test_a_process_needs_a_machine_that_runs_somebody_who_can_and_its_score(found, words):
    judged = process_eligible(found, SET.process("tig"))
    assert (bool(judged), judged.reason) == (False, words)
    good = replace(FOUND, machines=[machine("tig")], skills=[skill("tig")])
    assert process_eligible(good, SET.process("tig"))


@pytest.mark.parametrize(
    ("more", "asked", "eligible", "words"),
    [
        ({}, {"resources": ["weld"]}, True, "semua proses dikerjakan sendiri"),
        ({}, {"resources": ["weld"], "processes": ["tig"]}, False, "las TIG: mesinnya ada tetapi tidak jalan; tidak pula di IKM Induk"),
        ({"at_lead": frozenset({"tig"})}, {"resources": ["weld"], "processes": ["tig"]}, True, "las TIG di W01"),
        ({"shared": frozenset({"tig"})}, {"resources": ["weld"], "processes": ["tig"]}, True, "las TIG di mesin bersama"),
        ({}, {"resources": ["weld", "bend"]}, False, "tidak ada mesinnya"),
        ({"shared": frozenset({"bend"})}, {"resources": ["weld", "bend"]}, True, "tekuk di mesin bersama"),
        ({"overruled": {"TAN-001": "mesin dipinjam"}}, {"resources": ["bend"]}, True, "Dibolehkan kepala taman sains: mesin dipinjam"),
        ({"same_as": "W05"}, {"resources": ["weld"]}, False, "digabung ke W05"),
        ({"kind": "facility"}, {"resources": []}, False, "Fasilitas bersama tidak mendapat lot"),
        ({}, {"resources": ["weld"], "on": date(2027, 1, 1)}, False, "Verifikasi berakhir 2026-12-31"),
        ({}, {"resources": ["weld"], "on": date(2025, 1, 1)}, False, "baru berlaku mulai 2026-01-01"),
        ({"found": None}, {"resources": ["weld"]}, True, "semua proses"), ({"found": None}, {"resources": ["cut"]}, False, "Tidak ada jam kerja"),
    ],
)  # fmt: skip
def test_a_type_is_given_with_the_reason(more, asked, eligible, words):
    judged = type_eligible(shop(**more), "TAN-001", **asked)
    assert bool(judged) is eligible and words in judged.reason


@given(st.sampled_from(["score_premises", "score_competence", "score_staff", "score_equipment"]), st.sampled_from(["", "0", "59", "60", "100"]))
def test_no_type_is_given_where_the_format_forbids_any(part, score):
    judged = type_eligible(shop(scores=shop().scores | {part: score}), "TAN-001", resources=["weld"])
    assert bool(judged) is (not missing_for_work(shop().scores | {part: score}))


# --- the ladder of the new, and what is missing ----------------------------------------------------------------------


@given(st.integers(0, 30), st.integers(0, 10))
def test_more_accepted_machines_never_shrink_the_largest_lot(accepted, failed):
    now, later = climbed(SET.ladder, Results(accepted, failed)), climbed(SET.ladder, Results(accepted + 1, failed))
    assert (later.largest_lot or 99) >= (now.largest_lot or 99)


@pytest.mark.parametrize(
    ("results", "rung", "largest", "inspect_all"),
    [(Results(), 1, 2, True), (Results(2), 2, 5, True), (Results(6), 3, 10, False), (Results(15), 0, None, False), (Results(15, 4), 1, 2, True),
     (Results(16, 4), 0, None, False)],
)  # fmt: skip
def test_rungs_are_climbed_by_machines_accepted_unless_too_many_failed_at_first(results, rung, largest, inspect_all):
    found = climbed(SET.ladder, results)
    assert (found.rung, found.largest_lot, found.inspect_all) == (rung, largest, inspect_all)
    assert within(found, 2) and within(found, 11) is (largest is None)


def test_a_low_rating_puts_anybody_on_the_last_rung_and_grows_out_of_it():
    low = placed(SET.ladder, Results(60, 9, rating=31), is_on=False)
    assert (low.is_on, low.largest_lot, low.inspect_all) == (True, SET.ladder[-1].largest_lot, True) and "31" in low.reason
    assert not placed(SET.ladder, Results(60, 9, rating=40), is_on=False).is_on and not placed(SET.ladder, Results(60, 9), is_on=False).is_on
    assert placed(SET.ladder, Results(rating=31), is_on=True).largest_lot == SET.ladder[0].largest_lot  # the lower of the two
    shop = Shop("W", "member", dict.fromkeys((f"score_{p}" for p in ("premises", "competence", "staff", "equipment")), "80"), "", "")
    assert "lot paling besar 10" in limited(type_eligible(shop, "A", resources=()), low).reason


def test_who_has_no_papers_or_nothing_accepted_is_suggested_for_the_ladder():
    assert suggests_probation(legal_tier="unregistered", results=Results(50)) and suggests_probation(legal_tier="registered", results=Results())
    assert not suggests_probation(legal_tier="registered", results=Results(1))


def test_what_is_missing_is_said_with_what_to_do_and_what_holds_work_comes_first():
    scores = {f"score_{part}": "80" for part in ("premises", "competence", "staff")} | {"score_equipment": "55"}
    unguarded = replace(FOUND, scores=FOUND.scores | {"guards": 40})
    found = gaps(Known("member", scores, str(TODAY + timedelta(days=30)), unguarded, untested=["A"]), TODAY)
    assert [g.code for g in found] == ["score", "npwp", "account", "expiring", "nib", "tkdn", "guards", "machine", "drawing"]
    assert [g.holds_work for g in found] == [True] * 3 + [False] * 6
    assert "mesin perkakas 55" in str(found[0].what) and all(str(g.todo) for g in found)
    full = Known("member", scores | {"score_equipment": "90"}, "", None, {"nib": "1", "npwp": "1", "account": "1"}, True)
    assert gaps(full, TODAY) == [] == gaps(Known("facility", {}, ""), TODAY)
    assert gaps(Known("member", dict.fromkeys(scores, ""), ""), TODAY)[0].code == "verification"
    assert gaps(replace(full, verified_until=str(TODAY - timedelta(days=1))), TODAY)[0].code == "expired"


# --- criteria as dated data ------------------------------------------------------------------------------------------


def test_criteria_are_read_as_they_were_written_and_hold_from_their_day():
    later = replace(SET, id="2026-9", valid_from=TODAY)
    assert criteria_in(SET.as_content()) == SET
    assert in_force([later], TODAY) == later and in_force([later], TODAY - timedelta(days=1)) == SET


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"id": "x"}, "id"), ({"id": "2020-1"}, "id"), ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"), ({"months": 0}, "months"),
        ({"ladder": ()}, "ladder"), ({"ladder": SET.ladder[::-1]}, "ladder"), ({"revisit_before": 9999}, "revisit_before"),
        ({"criteria": tuple(replace(c, weight=0 if c.part == "staff" else c.weight) for c in SET.criteria)}, "id"),
        ({"criteria": tuple(replace(c, weight=0 if c.code == "measuring" else c.weight) for c in SET.criteria)}, "w-measuring"),
        ({"criteria": tuple(replace(c, weight=101) for c in SET.criteria)}, "w-space"),
    ],
)  # fmt: skip
def test_criteria_that_do_not_hang_together_are_refused(more, field):
    with pytest.raises(Refused) as refused:
        check_criteria(replace(SET, **{"id": "2026-9", "valid_from": TODAY} | more), known=["2020-1"], today=TODAY)
    assert refused.value.field == field
