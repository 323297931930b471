"""Fields of numbers take what the format takes."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tempa.desks.frame.fields import DayField, NumberField, WholeNumberField
from tests.conftest import ROOT


@pytest.mark.parametrize("text", ["0005", "5.0", "+5", "1e3", "٥", "５", "1.000", "5,0", "--5"])
def test_whole_numbers_are_written_in_their_shortest_form(text):
    with pytest.raises(ValidationError, match="bilangan bulat"):
        WholeNumberField().clean(text)


@pytest.mark.parametrize("text", ["012", "1e1", "1.000,5", "٥", "12,50", "nan"])
def test_numbers_have_no_exponent_and_no_thousands(text):
    with pytest.raises(ValidationError, match="bilangan dengan angka saja"):
        NumberField().clean(text)


@pytest.mark.parametrize("field", [WholeNumberField, NumberField])
@pytest.mark.parametrize("text", ["1000000000000001", "99999999999999999999", "9" * 27])
def test_a_number_that_is_well_written_but_too_large_is_told_so(field, text):
    assert field().clean("1000000000000000") == 10**15
    with pytest.raises(ValidationError, match="terlalu besar"):
        field().clean(text)


def test_what_the_format_takes_is_taken():
    assert (WholeNumberField().clean(" 5 "), WholeNumberField(required=False).clean("")) == (5, None)
    assert (NumberField().clean("12,5"), NumberField().clean("0.25"), NumberField(required=False).clean("")) == (
        Decimal("12.5"), Decimal("0.25"), None)
    with pytest.raises(ValidationError, match=r"Paling sedikit 0\."):
        WholeNumberField(min_value=0).clean("-3")
    with pytest.raises(ValidationError, match=r"Paling banyak 20\."):
        NumberField(max_value=20).clean("20,5")


def test_every_form_takes_numbers_and_days_as_the_format_does():
    """Django's own fields take `0005`, `5.0` and digits of other scripts; what nobody types (`seen`) may be one."""
    own = re.compile(r"(?:(\w+) = )?forms\.(?:Integer|Decimal|Float|Date)Field\(")
    found = {(p.name, m[1]) for p in (ROOT / "tempa" / "desks").rglob("*.py") for m in own.finditer(p.read_text())}
    assert found == {("deeds.py", "seen")}


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1899-12-31", "2020-W40-1", "kemarin"])
def test_days_are_those_that_have_a_meaning_everywhere(text):
    with pytest.raises(ValidationError, match="Tulis tanggal seperti"):
        DayField().clean(text)
