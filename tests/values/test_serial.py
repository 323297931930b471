"""Check characters of serials: the known right answers, and that no single slip goes unseen."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tempa.values.serial import SIGNS, is_right, serial_of, with_check
from tests.conftest import ROOT

CASES = json.loads((ROOT / "tests" / "vectors" / "messages.json").read_text())["serial_check"]["cases"]
bodies = st.text(SIGNS, min_size=1, max_size=24)


def test_known_right_answers():
    for case in CASES:
        if "body" in case:
            assert with_check(case["body"]) == case["expect"]["serial"]
        else:
            assert is_right(case["serial"]) == case["expect"]["ok"], case


@given(bodies, st.data())
def test_one_sign_read_wrongly_is_seen(body, data):
    serial = with_check(body).replace("-", "")
    place = data.draw(st.integers(0, len(serial) - 1))
    other = data.draw(st.sampled_from(SIGNS.replace(serial[place], "")))
    assert is_right(serial) and not is_right(serial[:place] + other + serial[place + 1 :])


@given(bodies, st.data())
def test_two_neighbours_swapped_are_seen(body, data):
    serial = with_check(body).replace("-", "")
    place = data.draw(st.integers(0, len(serial) - 2))
    swapped = serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]
    assert swapped == serial or not is_right(swapped)


def test_what_is_no_serial_at_all_is_wrong():
    assert not any(is_right(text) for text in ("", "-", "A", "٣٣", "<svg>", "é"))


def test_a_serial_is_read_in_small_letters_and_without_hyphens():
    serial = serial_of("NTB-2020", "TAN-001", 7)
    assert serial.startswith("NTB-2020-TAN-001-0007-") and is_right(serial.lower()) and is_right(serial.replace("-", ""))
    assert is_right(serial_of("REKAAN-7-0.2", "T005", 1)) and serial_of("REKAAN-7-0.2", "T005", 1).startswith("REKAAN-7-0.2-T005-0001-")
    assert serial_of("NTB-2020", "TAN-001", 12345).startswith("NTB-2020-TAN-001-12345-")
