"""A certificate is accepted exactly when its bound follows for this programme; nothing spoilt can prove too much."""

from __future__ import annotations

import copy
import gzip
import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.allocation.planner.bound.certificate import NAME, certificate_bytes, write_certificate
from tempa.allocation.planner.bound.lower_bound import quick_bound
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.allocation.planner.verifier.form import ROWS
from tempa.allocation.planner.verifier.verify import verify, verify_file
from tempa.values.programme import read_programme
from tests.allocation.bound_cases import Tables, opened, packed
from tests.conftest import NTB

FAMILIES = sorted(ROWS)
OF_ADDED_RULES = {"group_max", "group_min", "site_lots"}


@cache
def programme() -> Tables:
    return generate(Wishes(seed=11, scale=0.04, weeks=12, supply=0.6, inspection=0.8, cash=0.7, odd=("untested",)))


@cache
def certificate() -> bytes:
    return certificate_bytes(quick_bound(programme()))


@cache
def plan_objective() -> int:
    report = check(programme(), naive_plan(programme(), "cheapest-fit"))
    assert report.is_valid
    return report.objective


def refused(stated: object, sentence: str) -> None:
    verdict = verify(programme(), packed(stated))
    assert not verdict.ok
    assert any(sentence in reason.en for reason in verdict.sentences), verdict.sentences


def test_certificate_is_accepted_and_proves_its_bound():
    verdict = verify(programme(), certificate())
    assert verdict.ok
    assert verdict.recomputed_bound == opened(certificate())["bound"] <= plan_objective()
    assert verdict.reasons == ()


def test_equal_bounds_give_equal_bytes():
    assert certificate_bytes(quick_bound(programme())) == certificate()


def test_one_rupiah_more_is_refused_and_one_less_accepted():
    stated = opened(certificate())
    refused(stated | {"bound": stated["bound"] + 1}, "does not follow")
    assert verify(programme(), packed(stated | {"bound": stated["bound"] - 1})).ok


def test_another_programme_is_refused():
    other = copy.deepcopy(programme())
    other["orders"][0]["quantity"] = str(int(other["orders"][0]["quantity"]) + 1)
    verdict = verify(other, certificate())
    assert not verdict.ok
    assert "another programme" in verdict.sentences[0].en


def test_spoilt_multipliers_are_refused_when_the_bound_no_longer_follows():
    stated = opened(certificate())
    family = next(f for f in ("hours", "balance", "cluster_min") if f in stated["multipliers"])
    for row in stated["multipliers"][family]:
        row[-1] *= 10
    verdict = verify(programme(), packed(stated))
    assert not verdict.ok
    assert verdict.recomputed_bound is not None
    assert verdict.recomputed_bound < stated["bound"]


def test_spoilt_multipliers_with_a_bound_that_still_follows_are_accepted():
    stated = opened(certificate())
    stated["multipliers"].pop("hours", None)
    stated["bound"] = verify(programme(), packed(stated)).recomputed_bound
    assert verify(programme(), packed(stated)).ok


@pytest.mark.parametrize("family", [f for f in FAMILIES if f not in ("balance", *OF_ADDED_RULES)])
def test_negative_multipliers_count_as_zero(family):
    stated = opened(certificate()) | {"bound": 0}
    site = programme()["workshops"][0]["workshop"]
    rows: dict[str, list[list[object]]] = {
        "inspection": [[3, -7e9]], "site_max": [[site, -7e9]], "school_max": [[-7e9]], "school_min": [[-7e9]]}
    rows["supply"] = [[r["material"], 3, -7e9] for r in programme()["materials"] if r["weekly_supply"]]
    rows["pilot"] = [[r["type"], -7e9] for r in programme()["types"] if r["pilot_limit"] and r["tested"] == "no"]
    rows["budget"] = [[r["budget_line"], -7e9] for r in programme()["budget_lines"]]
    rows["hours"] = [[r["workshop"], r["resource"], 3, -7e9] for r in programme()["capacities"]]
    rows["cash"] = [[r["workshop"], 3, -7e9] for r in programme()["workshops"] if r["cash_limit"]]
    for bound in ("max", "min"):
        rows[f"cluster_{bound}"] = [[r["cluster"], -7e9] for r in programme()["clusters"] if r[f"share_{bound}"]]
    assert rows[family]
    zero, negative = ({**stated, "multipliers": {**stated["multipliers"], family: r}} for r in ([], rows[family]))
    values = [verify(programme(), packed(s)).recomputed_bound for s in (zero, negative)]
    assert values[0] is not None
    assert values[0] == values[1]


@pytest.mark.parametrize(("broken", "sentence"), [
    (b"", "gzip"), (b"plain text", "gzip"), (gzip.compress(b"{", mtime=0), "not JSON"), (gzip.compress(b"\xff\xfe", mtime=0), "not JSON"),
    (gzip.compress(b"[]", mtime=0), "not a JSON object"), (gzip.compress(b"[" * 100_000, mtime=0), "not JSON"),
    (gzip.compress(b"{}", mtime=0), "lacks"), (gzip.compress(b"{}", mtime=0)[:-5], "cut off"), (gzip.compress(b"{}", mtime=0) + b"x", "behind"),
    (gzip.compress(b" " * (70 * 2**20), mtime=0), "larger than"),
    (gzip.compress(b'{"bound": ' + b"9" * 5000 + b"}", mtime=0), "not JSON"),
])
def test_broken_files_are_refused_with_a_sentence(broken, sentence):
    verdict = verify(programme(), broken)
    assert not verdict.ok
    assert verdict.recomputed_bound is None
    assert sentence in verdict.sentences[0].en


@pytest.mark.parametrize(("change", "sentence"), [
    ({"format": "other"}, "not of the form"), ({"version": 2}, "not of the form"), ({"bound": "1"}, "no bound"),
    ({"version": True}, "not of the form"), ({"version": 1.0}, "not of the form"), ({"remark": ""}, "unknown key"),
    ({"bound": 1.5}, "no bound"), ({"bound": True}, "no bound"), ({"bound": None}, "no bound"),
    ({"programme_sha256": 7}, "no programme hash"), ({"multipliers": []}, "not a JSON object"),
    ({"multipliers": {"luck": []}}, "unknown family"), ({"multipliers": {"cash": {}}}, "not a list"),
    ({"multipliers": {"cash": [7]}}, "not a name"), ({"multipliers": {"cash": [["W01", 1.5, 2.0]]}}, "no proper week"),
    ({"multipliers": {"cash": [["W01", True, 2.0]]}}, "no proper week"),
    ({"multipliers": {"inspection": [[1, "2"]]}}, "not a number"), ({"multipliers": {"inspection": [[1, 1e300]]}}, "up to"),
    ({"multipliers": {"inspection": [[1, True]]}}, "not a number"),
    ({"multipliers": {"inspection": [[1, 2.0], [1, 3.0]]}}, "twice"),
    ({"multipliers": {"inspection": [[999, 2.0]]}}, "no row"), ({"multipliers": {"inspection": [[-1, 2.0]]}}, "no row"),
    ({"multipliers": {"site_max": [["NOBODY", 2.0]]}}, "no row"),
])
def test_broken_statements_are_refused_with_a_sentence(change, sentence):
    refused(opened(certificate()) | change, sentence)


def test_a_key_that_stands_there_twice_is_refused():
    text = json.dumps(opened(certificate()))[:-1] + ', "bound": 1}'
    verdict = verify(programme(), gzip.compress(text.encode(), mtime=0))
    assert not verdict.ok
    assert verdict.sentences[0].en == "The certificate states 'bound' twice."


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number):
    text = json.dumps(opened(certificate()) | {"multipliers": {"inspection": [[1, 4.25]]}}).replace("4.25", number)
    verdict = verify(programme(), gzip.compress(text.encode(), mtime=0))
    assert not verdict.ok
    assert "not a number" in verdict.sentences[0].en


@pytest.mark.parametrize("missing", ["format", "version", "programme_sha256", "bound", "multipliers"])
def test_a_missing_key_is_named(missing):
    stated = opened(certificate())
    del stated[missing]
    refused(stated, missing)


@st.composite
def spoilt(draw):
    """The multipliers with some families scaled, shifted, swapped in sign or replaced by anything."""
    multipliers = copy.deepcopy(opened(certificate())["multipliers"])
    for family in draw(st.lists(st.sampled_from(sorted(multipliers)), min_size=1, max_size=4)):
        factor = draw(st.sampled_from([-1.0, 0.0, 0.5, 1.01, 3.0, 1e3, 1e8]) | st.floats(-2, 2))
        shift = draw(st.sampled_from([0.0, 1e-9, 1.0, 1e5, -1e5]))
        for row in multipliers[family]:
            row[-1] = min(1e15, max(-1e15, row[-1] * factor + shift))
    return multipliers


@pytest.mark.slow
@given(spoilt())
@settings(deadline=None, max_examples=60)
def test_no_multipliers_prove_more_than_a_valid_plan_costs(multipliers):
    stated = opened(certificate()) | {"multipliers": multipliers, "bound": plan_objective() + 1}
    verdict = verify(programme(), packed(stated))
    assert not verdict.ok
    assert verdict.recomputed_bound is None or verdict.recomputed_bound <= plan_objective()


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(ODD))
def test_odd_programmes_have_certificates(kind):
    tables = generate(Wishes(seed=3, scale=0.04, weeks=12, odd=(kind,)))
    assert verify(tables, certificate_bytes(quick_bound(tables))).ok


def test_file_and_stated_bound_of_the_plan(tmp_path):
    path = write_certificate(quick_bound(programme()), tmp_path)
    proven = opened(certificate())["bound"]
    assert path == tmp_path / NAME
    assert verify_file(programme(), path).ok
    assert verify_file(programme(), path, proven).ok
    verdict = verify_file(programme(), path, proven + 1)
    assert not verdict.ok
    assert "proves only" in verdict.sentences[0].en
    assert "cannot be read" in verify_file(programme(), tmp_path / "none.gz").sentences[0].en


@pytest.mark.slow
def test_certificate_of_the_demo_programme_is_small():
    tables = read_programme(NTB)
    packed_certificate = certificate_bytes(quick_bound(tables))
    assert len(packed_certificate) <= 100_000
    assert verify(tables, packed_certificate).ok
