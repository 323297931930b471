"""Sentences of the planner and lists of lots with the names that people know."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from tempa.desks.frame.named import in_days, in_names, kinds_of_lines, lots_in_words, machines, names_of_codes
from tempa.values.period import Calendar

TABLES = {
    "workshops": [{"workshop": "W03", "name": "Bengkel Getap 03"}, {"workshop": "W04", "name": ""}, {"workshop": "12", "name": "Bengkel Dua Belas"}],
    "clusters": [{"cluster": "SENTRA-1", "name": "Getap"}],
    "types": [{"type": "TAN-001", "name_id": "Mesin pencacah"}, {"type": "TAN-002", "name_id": ""}],
    "materials": [{"material": "ST-1", "name_id": "Besi siku"}],
    "orders": [{"line": "L0001", "type": "TAN-001"}, {"line": "L0002", "type": "TAN-002"}],
}
LOTS = [{"lot": "L0001-1", "line": "L0001", "quantity": "2"}, {"lot": "X", "line": "L0001-U1", "quantity": "1000"}]


def test_a_line_is_quantity_machine_and_code():
    kinds = kinds_of_lines(TABLES)
    assert machines("2", "L0001", kinds) == "2 × Mesin pencacah (L0001)"
    assert machines(1200, "L0002", kinds) == "1.200 × TAN-002 (L0002)"  # no name: the type's code is all there is
    assert machines(1, "L0001-U1", kinds) == "1 × Mesin pencacah (L0001-U1)"
    assert machines(1, "L0009", kinds) == "1 × L0009"
    assert lots_in_words(LOTS, kinds) == {"L0001-1": "L0001-1, 2 × Mesin pencacah,", "X": "X, 1.000 × Mesin pencacah,"}


@pytest.mark.parametrize(("language", "said"), [("id", "10 Agu–16 Agu 2020: 40 jam, 2 minggu"), ("en", "10 Aug–16 Aug 2020: 40 jam, 2 minggu")])
def test_numbers_of_weeks_become_days(language, said):
    with translation.override(language):
        assert in_days("minggu 4: 40 jam, 2 minggu", Calendar(date(2020, 7, 15), 26)) == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("W03, weld, minggu 12: 40 jam dibebankan, 32 jam tersedia.", "Bengkel Getap 03, las, minggu 12: 40 jam dibebankan, 32 jam tersedia."),
        ("Lot L0001-1 di W03, langkah 2 (cut): 3 jam dibebankan.", "Lot L0001-1 di Bengkel Getap 03, langkah 2 (potong): 3 jam dibebankan."),
        ("penawaran W04 untuk TAN-001 di atas HPS", "penawaran W04 untuk Mesin pencacah (TAN-001) di atas HPS"),
        ("Baris pesanan L0001: lot 2 unit", "Baris pesanan Mesin pencacah (L0001): lot 2 unit"),
        ("Bahan ST-1 minggu 3", "Bahan Besi siku (ST-1) minggu 3"),
        ("Sentra SENTRA-1: bagian 3,00 %.", "Sentra Getap: bagian 3,00 %."),
        ("Lot W03-1 dan TAN-0011 tetap", "Lot W03-1 dan TAN-0011 tetap"),
    ],
)
def test_codes_become_names_and_nothing_else_does(sentence, said):
    assert in_names(sentence, names_of_codes(TABLES)) == said
