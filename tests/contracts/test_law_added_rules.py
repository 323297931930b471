"""A programme may add a version of a rule to the book: it stands before the printed one on its own days, for itself alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tempa.contracts.law import LawError, ppn, rule, version_of, with_added

SUMMER = {
    "id": "ppn", "valid_from": date(2026, 7, 1), "valid_to": date(2026, 9, 30), "citation": "Perpres contoh 1/2026", "source": "lembar contoh",
    "verified": False, "parameters": {"rate": "8/100", "base_share": "1/1"},
}  # fmt: skip


def test_an_added_version_holds_on_its_days_and_only_inside_the_block() -> None:
    with with_added([version_of(SUMMER)]):
        inside = [ppn(1_000_000, day).rupiah for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1))]
        assert rule("ppn", date(2026, 8, 1)).cited == "Perpres contoh 1/2026 (belum diverifikasi)"
    assert inside == [110_000, 80_000, 80_000, 110_000]
    assert ppn(1_000_000, date(2026, 8, 1)).rupiah == 110_000


def test_of_two_added_versions_the_later_added_holds() -> None:
    second = version_of(SUMMER | {"parameters": {"rate": "9/100", "base_share": "1/1"}})
    with with_added([version_of(SUMMER), second]):
        assert ppn(1_000_000, date(2026, 8, 1)).rupiah == 90_000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_to": date(2026, 6, 30)}, "berakhir sebelum mulai"),
        ({"parameters": {"rate": "8/100"}}, "isinya lain"),
        ({"parameters": {"rate": 8, "base_share": "1/1"}}, "jenis yang sama"),
        ({"parameters": {"rate": "8", "base_share": "1/1"}}, "jenis yang sama"),
        ({"parameters": {"rate": "12/10", "base_share": "1/1"}}, "antara 0 dan 1"),
        ({"id": "ppm"}, "Tidak ada aturan bernama 'ppm'"),
    ],
)
def test_what_is_no_version_of_the_rule_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(LawError, match=said):
        version_of(SUMMER | change)
