"""Passwords that people try first are too little; what nobody would try is enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.desks.frame.passwords import password_faults
from tempa.ledger import passwords
from tempa.ledger.models import Person
from tempa.ledger.passwords import LEAST_SIGNS, WORDS, is_guessable, signs_left

GUESSABLE = [
    "1111111111", "aaaaaaaaaa", "1234567890", "0987654321", "0123456789", "abcdefghij", "jihgfedcba", "qwertyuiop", "asdfghjkl123",
    "zxcvbnm12345", "abababababab", "abcabcabcabc", "tempa2020tempa", "katasandi1", "kata sandi kata", "bismillah123", "b1sm1ll4h2024",
    "indonesia45", "Indonesia1945", "merdeka17081945", "P4ssw0rd123", "rinjani2024!", "lombok-sumbawa", "rahasia-rahasia", "selamatpagi1",
    "sandi-sandi-sandi", "januari2026", "mataram12345", "aaaaabbbbb", "admin-admin-1", "cintaku12345",
]  # fmt: skip
ENOUGH = ["kuda laut biru", "kopi-tubruk-jendela", "Xk3!pQ9zLm", "pohon mangga 7", "sandi-orang-kedua", "kata-sandi-panjang", "payung hitam 1945"]


@pytest.mark.parametrize("password", GUESSABLE)
def test_what_people_try_first_is_refused(password: str) -> None:
    assert is_guessable(password) and is_guessable(password.upper())


@pytest.mark.parametrize("password", ENOUGH)
def test_what_nobody_tries_is_enough(password: str) -> None:
    assert not is_guessable(password)


@pytest.mark.parametrize("password", [
    "budibudibudi", "budi.santoso", "budisantoso1", "Budi-Santoso-2026", "santosobudi", "otnasidub.budi123", "gurusmk1smk1",
])  # fmt: skip
def test_the_owners_names_are_no_secret(password: str) -> None:
    names = ("gurusmk1", "Budi Santoso") if "smk" in password else ("budi.santoso", "Budi Santoso")
    assert is_guessable(password, names) == (password != "otnasidub.budi123")


def test_each_piece_counts_as_one_sign() -> None:
    assert signs_left("bismillah123", WORDS) == 2
    assert signs_left("bismillah", WORDS) == signs_left("2024", WORDS) == signs_left("17081945", WORDS) - 1 == 1
    assert signs_left("xkqvjz", WORDS) == 6 and signs_left("pertama", WORDS) == 7
    assert LEAST_SIGNS == 8


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_is_measured_and_a_word_more_never_makes_it_longer(text: str, name: str) -> None:
    assert 0 <= signs_left(text, WORDS) <= len(text)
    if not is_guessable(text, [name]):
        assert not is_guessable(text)


def test_a_huge_password_keeps_nobody_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    monkeypatch.setattr(passwords, "signs_left", lambda text, words: looked_at.append(len(text)) or 0)
    is_guessable("ab1cd2ef3" * 300_000)
    assert looked_at == [passwords.LOOKED_AT] and passwords.LOOKED_AT <= 200


def test_every_guessable_one_is_refused_with_a_sentence_by_what_all_places_ask() -> None:
    """`password_faults` asks AUTH_PASSWORD_VALIDATORS; the places that set a password are tried in their own tests."""
    person = Person(login="budi.santoso", name="Budi Santoso")
    for password in GUESSABLE:
        assert any("mudah ditebak" in fault for fault in password_faults(password, person)), password
    assert any("mudah ditebak" in fault for fault in password_faults("santoso-budi-1", person))
    assert [password_faults(password, person) for password in ENOUGH] == [[]] * len(ENOUGH)
