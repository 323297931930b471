"""Sentences say what was computed, in both languages, and name what they leave out."""

from dataclasses import replace

import pytest

from tempa.impact.multipliers import (
    MultiplierError,
    Spending,
    Wage,
    absorption_curve,
    coefficients,
    diagnose,
    direct_effect,
    effects,
    household_base,
    multipliers,
)
from tempa.impact.multipliers.explain import (
    explain_absorption,
    explain_balance,
    explain_band,
    explain_direct,
    explain_effects,
    explain_ratio,
)
from tempa.impact.multipliers.uncertainty import Band
from tests.impact.tables import textbook, two_sectors


def test_the_measured_share():
    effect = direct_effect([Wage("k", 2, "NTB"), Wage("k", 1, "Java")], "NTB", "budget")
    assert "Rp667 tinggal di NTB" in explain_direct(effect)
    assert explain_direct(effect, "en").startswith("Of every Rp1,000 spent, Rp667 stayed in NTB")


def test_the_two_halves_of_an_effect_add_up_to_a_thousand():
    found = effects(two_sectors(), Spending(410, 0, leaked=590))
    assert explain_effects(found, "NTB").startswith("Dari setiap Rp1.000, Rp410 menjadi nilai tambah di NTB")
    assert "Rp590 keluar" in explain_effects(found, "NTB")
    assert "Rp410 became value added" in explain_effects(found, "NTB", "en")


def test_the_band_says_what_it_leaves_out():
    band = Band(0.3204, 0.4, 0.4896)
    assert explain_band(band, "NTB") == (
        "Nilai tambah di NTB per Rp1.000: sekitar Rp400; dalam 90 persen hitungan di antara Rp320 dan Rp490. "
        "Kesalahan tabel sendiri tidak termasuk."
    )
    assert "Errors of the table itself" in explain_band(band, "NTB", "en")


def test_balance_names_the_worst_row():
    table = textbook()
    assert explain_balance(diagnose(table)) == "2 dari 2 baris seimbang."
    table.final_demand["export"][0] += 500
    assert "1 dari 2 baris seimbang. Yang paling jauh: 1 farms" in explain_balance(diagnose(table))
    assert "Farthest apart: 1 farms" in explain_balance(diagnose(table), "en")
    bare = type(table)(table.codes, table.flows, table.primary, table.roles)
    assert diagnose(bare).imbalances == () and not diagnose(bare).checked
    assert "tanpa permintaan akhir" in explain_balance(diagnose(bare))


def test_lag_in_words():
    curve = absorption_curve([10, 10, 10], [30, 0], [0, 10], [0, 5])
    assert explain_absorption(curve, "paid") == "Pembayaran tertinggal 1,5 bulan dari rencana."
    assert explain_absorption(curve, "committed", "en") == "Committed: 1.0 months ahead of plan."


def test_ratio_sentences_name_the_sector_and_that_they_are_no_multiplier_of_spending():
    table = textbook()
    c = coefficients(table)
    one, two = multipliers(c), multipliers(c, household_base(table))
    more = float(one.employment_ratio[1]) - 1
    assert explain_ratio(one, "2", "employment", "en").startswith(f"Each unit of employment in sector 2 goes with {more:.2f} more through suppliers")
    said = explain_ratio(two, "1", "income")
    assert "bukan hasil tiap rupiah belanja" in said and "belanja rumah tangga (tipe II)" in said
    idle = multipliers(replace(c, employment=c.employment * [0, 1]))
    assert "tidak punya pekerjaan sendiri" in explain_ratio(idle, "1") and "no employment of its own" in explain_ratio(idle, "1", language="en")
    assert "table holds no employment" in explain_ratio(multipliers(replace(c, employment=None)), "1", language="en")
    for code, of in (("9", "income"), ("1", "taxes")):
        with pytest.raises(MultiplierError, match="sectors 1, 2"):
            explain_ratio(one, code, of)
