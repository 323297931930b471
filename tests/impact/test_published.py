"""Published multipliers reproduced, and the province's own table; read from beside the repository where it is there."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tempa.impact.multipliers import (
    Role,
    backward_linkage,
    checked_coefficients,
    coefficients,
    diagnose,
    household_base,
    inverse,
    load_folder,
    load_long,
    load_matrix,
    multipliers,
)

SHARED = Path(__file__).parents[2] / ".." / "shared"
DATA, NTB = SHARED / "vectors" / "data", SHARED / "data" / "io" / "ntb-2013"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the published tables stay out of the repository: ../shared")
needs_ntb = pytest.mark.skipif(not NTB.exists(), reason="the NTB table stays out of the repository: ../shared")


@needs_data
def test_united_kingdom_2010_all_127_products():
    table = load_long(DATA / "uk_2010_siot_domestic_pxp.csv.gz", "uk_row", "uk_col", unit="million pounds", year=2010)
    assert len(table.codes) == 127 and diagnose(table).sentences() == ["127 of 127 rows balance."]
    with open(DATA / "uk_2010_row_labels.csv", newline="") as f:
        label = {row["uk_row"]: row["uk_row_lab"].strip() for row in csv.DictReader(f)}
    with open(DATA / "uk_2010_published_multipliers.csv", newline="") as f:
        published = {row["uk_row_label"].strip(): row for row in csv.DictReader(f)}
    assert len(published) == 127
    rows = [published[label[code]] for code in table.codes]
    found = multipliers(coefficients(table))
    pairs = {
        "Output multiplier": found.output,
        "GVA multiplier": found.value_added_ratio,
        "GVA effects": found.value_added,
        "Employment cost multiplier": found.income_ratio,
        "Employment cost effects": found.income,
    }
    unpaid = coefficients(table).part(Role.WAGES) == 0  # imputed rent of owners has no employees: published as 0
    assert unpaid.sum() == 1
    pairs["Employment cost multiplier"] = np.where(unpaid, 0, found.income_ratio)
    for name, got in pairs.items():
        expected = np.array([float(row[name]) for row in rows])
        assert np.allclose(got, expected, rtol=0, atol=1e-9), name


@needs_data
def test_netherlands_2000_published_income_multipliers():
    # Households are printed twice there: within private consumption, and alone.
    twice = {"final_consumption_households": "ignore", "final_consumption_private": "household"}
    table = load_matrix(DATA / "netherlands_2000_spicosa.csv", overrides=twice, unit="million euro", year=2000)
    found = multipliers(coefficients(table))
    assert np.abs(found.income_ratio - [2.466, 2.333, 1.84, 2.372, 1.953, 1.417]).max() <= 0.0005
    assert diagnose(table).sentences() == ["6 of 6 rows balance."]


@needs_data
def test_germany_1995_eurostat_manual():
    table = load_long(
        DATA / "germany_1995_eurostat.csv", "iotables_row", "iotables_col", unit="million euro", year=1995
    )
    found = multipliers(coefficients(table))
    assert np.abs(found.output - [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]).max() <= 0.00005
    assert np.abs(found.value_added - [0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199]).max() <= 0.00005
    assert found.employment is not None
    assert np.abs(found.employment - [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242]).max() <= 0.00005


@needs_ntb
def test_ntb_2013_loads_with_its_diagnostics():
    table = load_folder(NTB, year=2013)
    assert len(table.codes) == 66 and table.employment is not None and table.employment.sum() == 1_981_838
    c, found = checked_coefficients(table, on_imbalance="report")
    assert [i.code for i in found.imbalances] == ["26", "17", "19"]
    assert "Rumput laut" in found.sentences()[1]
    value_added = [r for r, role in table.roles.items() if role in (Role.WAGES, Role.SURPLUS, Role.TAXES)]
    assert sum(table.primary[r].sum() for r in value_added) == pytest.approx(56_076_801)
    assert c.value_added() @ table.column_output() == pytest.approx(56_076_801)


@needs_ntb
def test_ntb_2013_identities_and_the_household_base():
    table = load_folder(NTB, year=2013)
    c = coefficients(table)
    makes = table.column_output() > 0
    found = multipliers(c)
    closed = found.value_added + found.imports + found.product_taxes
    assert np.allclose(closed[makes], 1, atol=1e-12)
    assert backward_linkage(inverse(c.a)).mean() == pytest.approx(1)
    sector = table.position("41")
    cautious = multipliers(c, household_base(table))
    bold = multipliers(c, household_base(table, passed_on=(Role.WAGES, Role.SURPLUS)))
    assert found.value_added[sector] < cautious.value_added[sector] < bold.value_added[sector]
    assert 1.6 < bold.value_added[sector] / cautious.value_added[sector] < 1.7  # "about two thirds"
