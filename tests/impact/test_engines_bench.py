"""The bench's own table, for machines where the published one is missing, is a fair stand-in."""

import numpy as np

from bench import engines
from tempa.impact.multipliers import coefficients, diagnose, monte_carlo, multipliers


def test_the_made_up_table_balances_and_takes_every_measure(monkeypatch, tmp_path):
    monkeypatch.setattr(engines, "UNITED_KINGDOM", tmp_path / "missing.csv.gz")
    table, origin = engines.table_of_127()
    assert len(table.codes) == 127 and "made up with seed 127" in origin
    assert diagnose(table).sentences() == ["127 of 127 rows balance."]
    found = multipliers(coefficients(table))
    assert np.allclose(found.value_added + found.imports, 1)
    engines.everything(table)
    bands = monte_carlo(coefficients(table), engines.spending_profile(table), seed=1, draws=200)
    assert bands.closing_error < 1e-12


def test_a_figure_over_its_bar_is_said_to_be():
    slow = engines.Figure("f", engines.Spent(3.0, 2.5), 2.0, "bare", 0.5)
    assert slow.cells() == ("f", "2.5 s", "3 s", "2 s", "NO", "bare", "500 ms", "5.0")
    page = engines.render([slow], "made up", 1.0)
    assert page.splitlines()[-1] == "| f | 2.5 s | 3 s | 2 s | NO | bare | 500 ms | 5.0 |"
