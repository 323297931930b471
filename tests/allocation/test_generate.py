"""Made-up programmes: valid in every shape, equal everywhere, as large and as tight as asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tempa.allocation.planner.generator.generate import Tables, WishError, Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.desks.console import generate as verb
from tempa.values.programme import check_tables, programme_sha256, read_programme, write_folder
from tests.allocation.shared_judges import needs_shared, programme_findings

SMALL = 0.05


def count(tables: Tables, kind: str) -> int:
    return sum(row["kind"] == kind for row in tables["workshops"])


def units(tables: Tables) -> int:
    return sum(int(row["quantity"]) for row in tables["orders"])


def hours(tables: Tables) -> float:
    return sum(float(row["hours_per_week"]) for row in tables["capacities"])


def key(tables: Tables, name: str) -> str:
    return next(row["value"] for row in tables["programme"] if row["key"] == name)


def test_scale_one_has_the_size_of_the_demo() -> None:
    tables = generate(Wishes())
    assert units(tables) == 2133
    assert len(tables["orders"]) == 284
    assert len(tables["types"]) == 120
    assert len(tables["clusters"]) == 8
    assert [count(tables, kind) for kind in ("lead", "member", "school", "facility")] == [10, 31, 10, 1]
    assert check_tables(tables).errors == []


@pytest.mark.parametrize(("scale", "sites", "ordered"), [(0.5, 26, 1066), (2.0, 104, 4266), (3.0, 156, 6399)])
def test_scale_multiplies_sites_and_units(scale: float, sites: int, ordered: int) -> None:
    tables = generate(Wishes(scale=scale))
    assert len(tables["workshops"]) == pytest.approx(sites, abs=2)
    assert units(tables) == ordered


def test_equal_wishes_give_the_same_programme_on_every_machine() -> None:
    """The hash was recorded once; another value means that programmes of old benches cannot be made again."""
    known = "faad61f516dfdabb6cce9abfd94450960a15687f40fad5a5e90b59d797f59ff3"
    assert programme_sha256(generate(Wishes(seed=11, scale=SMALL))) == known


def test_another_seed_is_another_programme() -> None:
    assert generate(Wishes(seed=1, scale=SMALL)) != generate(Wishes(seed=2, scale=SMALL))


@needs_shared
@pytest.mark.parametrize("kind", ODD)
def test_every_odd_shape_is_without_error(kind: str, tmp_path: Path) -> None:
    tables = generate(Wishes(seed=5, scale=0.1, odd=(kind,)))
    write_folder(tables, tmp_path / kind)
    errors, warnings = programme_findings(tmp_path / kind)
    assert errors == []
    found = check_tables(tables)
    assert found.errors == []
    assert len(found.warnings) == len(warnings)


@settings(deadline=None, max_examples=25)
@example(664, 0.1, 1, 0.2, 0.0, ["impossible-shares"])  # one cluster alone, with nearly all of the order
@given(st.integers(0, 10**6), st.sampled_from([0.01, 0.03, 0.1]), st.sampled_from([1, 2, 9, 23, 60]),
       st.sampled_from([0.2, 1.0, 5.0]), st.floats(0, 3), st.lists(st.sampled_from(list(ODD)), max_size=2, unique=True))
def test_any_wishes_give_a_programme_without_error(
    seed: int, scale: float, weeks: int, tight: float, width: float, odd: list[str]
) -> None:
    wishes = Wishes(seed, scale, weeks, 0, tight, tight, tight, tight, width, tuple(odd))
    assert check_tables(generate(wishes)).errors == []


def test_capacity_scales_hours_and_leaves_orders_and_offers_alone() -> None:
    plain, tight = generate(Wishes(scale=0.2)), generate(Wishes(scale=0.2, capacity=0.5))
    assert hours(tight) == pytest.approx(hours(plain) / 2, rel=0.05)
    assert tight["orders"] == plain["orders"]
    assert tight["offers"] == plain["offers"]


def test_cash_supply_and_inspection_scale_their_own_limits() -> None:
    plain, half = generate(Wishes()), generate(Wishes(cash=0.5, supply=0.5, inspection=0.5))
    for table, column, slack in (("workshops", "cash_limit", 0.03), ("materials", "weekly_supply", 0.2)):
        sums = [sum(float(row[column] or 0) for row in tables[table]) for tables in (plain, half)]
        assert sums[1] == pytest.approx(sums[0] / 2, rel=slack)
    inspection = [float(key(tables, "inspection_hours_per_week")) for tables in (plain, half)]
    assert inspection[1] == pytest.approx(inspection[0] / 2, rel=0.02)


def test_narrow_shares_leave_less_room() -> None:
    def room(width: float) -> float:
        tables = generate(Wishes(share_width=width))
        return sum(float(row["share_max"]) - float(row["share_min"]) for row in tables["clusters"])

    assert room(0.2) < 0.3 * room(1.0) < 0.3 * room(1.5)


@pytest.mark.parametrize("wishes", [
    Wishes(scale=0), Wishes(scale=-1), Wishes(weeks=0), Wishes(weeks=521), Wishes(odd=("sideways",)), Wishes(cash=0),
    Wishes(share_width=-0.1), Wishes(types=-1), Wishes(capacity=float("nan")),
])
def test_a_wish_that_cannot_be_met_is_refused(wishes: Wishes) -> None:
    with pytest.raises(WishError):
        generate(wishes)


def test_the_verb_writes_a_folder_that_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.main(["--seed", "3", "--scale", "0.05", "--out", str(tmp_path / "p"), "--odd", "closed"]) == 0
    assert "107 unit" in capsys.readouterr().out
    assert read_programme(tmp_path / "p") == generate(Wishes(seed=3, scale=0.05, odd=("closed",)))


def test_the_verb_refuses_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.main(["--scale", "-2", "--out", str(tmp_path / "p")]) == 2
    assert "--scale -2.0 di luar" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_the_how_to_page_names_every_parameter_and_shape() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "generate.md").read_text()
    options = [name for action in verb._parser()._actions for name in action.option_strings if len(name) > 2]
    wanted = [*options, *(f"`{kind}`" for kind in ODD)]
    assert [name for name in wanted if name not in page and name != "--help"] == []
