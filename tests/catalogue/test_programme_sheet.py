"""A cost sheet from programme tables: every cell finds its place, and what is missing is named."""

import dataclasses
from datetime import date
from fractions import Fraction

import pytest

from tempa.catalogue.costing.errors import CostingError
from tempa.catalogue.costing.programme_sheet import Assumptions, sheet_of_type
from tempa.catalogue.costing.solve import should_cost

from .cost_sheets import DAY, ratio, rupiah

TABLES = {
    "types": [{"type": "X-1", "name_id": "Pemipil"}, {"type": "X-2", "name_id": "Pencacah"}],
    "bom": [
        {"type": "X-1", "material": "ST-1", "quantity": "1.25"},
        {"type": "X-2", "material": "ST-1", "quantity": "9"},
        {"type": "X-1", "material": "EN-1", "quantity": "1"},
    ],
    "materials": [
        {"material": "ST-1", "name_id": "Plat", "unit": "lembar", "kind": "material", "unit_price": "830001"},
        {"material": "EN-1", "name_id": "Motor", "unit": "unit", "kind": "engine", "unit_price": "1550000"},
    ],
    "routings": [
        {"type": "X-1", "step": "1", "resource": "cut", "hours_per_unit": "7.75", "setup_hours": "1"},
        {"type": "X-2", "step": "1", "resource": "weld", "hours_per_unit": "3", "setup_hours": "1"},
    ],
}
GIVEN = Assumptions(
    dated=date(2020, 6, 1),
    source="program contoh",
    wages={"tukang": rupiah(10_000, 12_000, 15_000)},
    skill_of={"cut": "tukang"},
    machine_rates={"cut": rupiah(1_000, 2_000, 3_000)},
    overhead=ratio("0", "0.5", "0.5"),
    margin=ratio("0", "0.1", "0.1"),
    price_range=("0.9", "1.2"),
    hours_range=("0.8", "1.5"),
    oldest_price_days=60,
)


def test_cells_of_the_type_alone_make_the_sheet():
    sheet = sheet_of_type(TABLES, "X-1", GIVEN)
    assert sheet.product == "X-1 Pemipil"
    assert [(p.item, p.quantity, p.group) for p in sheet.parts] == [
        ("ST-1", Fraction(5, 4), "bahan"),
        ("EN-1", 1, "mesin penggerak"),
    ]
    steel = sheet.prices.quotations["ST-1"][0]
    assert [steel.low, steel.likely, steel.high] == [747_001, 830_001, 996_001]  # whole rupiah, half up
    assert (steel.unit, steel.source, steel.dated) == ("Rp/lembar", "program contoh", date(2020, 6, 1))
    work = sheet.operations[0].hours_per_unit
    assert [work.low, work.likely, work.high] == [Fraction("6.2"), Fraction("7.75"), Fraction("11.625")]
    # (1.25 × 830,001 + 1,550,000 + (7.75 + 1/4) × 14,000 × 1.5) × 1.1
    expected = (Fraction(5, 4) * 830_001 + 1_550_000 + 8 * 14_000 * Fraction(3, 2)) * Fraction(11, 10)
    assert should_cost(sheet, 4, DAY, draws=0).exact_unit == expected


def test_groups_may_be_the_callers_own():
    own = dataclasses.replace(GIVEN, group_of=lambda code: code[:2])
    assert [p.group for p in sheet_of_type(TABLES, "X-1", own).parts] == ["ST", "EN"]


@pytest.mark.parametrize(
    ("table", "rows", "says"),
    [
        ("types", [], "tabel types"),
        ("materials", [], "tabel materials"),
        ("routings", [{**TABLES["routings"][0], "resource": "wire"}], "keahlian untuk wire"),
        ("routings", [{**TABLES["routings"][0], "hours_per_unit": "tujuh"}], "sebuah bilangan"),
        ("materials", [{**row, "unit_price": "1550000.5"} for row in TABLES["materials"]], "rupiah bulat"),
    ],
)
def test_what_the_tables_lack_is_named(table, rows, says):
    with pytest.raises(CostingError, match=says):
        sheet_of_type({**TABLES, table: rows}, "X-1", GIVEN)


def test_price_list_of_the_programme_grows_old_too():
    sheet = sheet_of_type(TABLES, "X-1", GIVEN)
    assert should_cost(sheet, 1, date(2020, 7, 31), draws=0).findings == ()
    with pytest.raises(
        CostingError, match=r"harga:ST-1, harga:EN-1 \(program contoh, 2020-06-01\) lebih tua dari 60 hari"
    ):
        should_cost(sheet, 1, date(2020, 8, 1), draws=0)
