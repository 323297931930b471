"""Sentences say what was computed, in both languages, and name what they leave out."""

from tempa.impact.multipliers import Spending, Wage, absorption_curve, diagnose, direct_effect, effects
from tempa.impact.multipliers.explain import (
    explain_absorption,
    explain_balance,
    explain_band,
    explain_direct,
    explain_effects,
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
