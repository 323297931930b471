"""No text breaks the parser or makes it guess beyond a lot, and its work grows with the text, not with its square."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.production.messages import Question, lexicon, messages_of
from tempa.production.messages.spelling import slips
from tests.production.message_lots import BIN_CART, CART, RACK, SENT_ON, read, told

LOTS = (CART, RACK, BIN_CART)
WORDS = [
    *lexicon.STEP_WORDS, *lexicon.FINISH, *lexicon.TROUBLE, *lexicon.UNSURE, *lexicon.ONES, *lexicon.MEASURES, *lexicon.JOINERS, *lexicon.OTHER_WORK,
    "gerobak", "rak", "sampah", "P1", "P2", "DAG-001", "komposter", "eh", "ralat", "bukan", "tinggal", "kurang", "sisa", "sisanya", "semua", "lagi",
    "hari", "ini", "total", "tambah", "tgl", "tanggal", "15/8", "ke-3", "dari", "sampai", "kalau", "besok", "belum", "masih", "di", "plat", "listrik",
    "3", "0", "12", "2-3", "1,5", "5/8", "14.05", "40x40", "+2", "%", ",", ".", "?", "\n", "- ", "1. ", "*", "✅", "P3", "las3", "x2", "Diteruskan\n",
    "\n17/08/20 14.05 - Pak Darma: ", "\n[18/08/20 09.10.11] Bu Rina: ", "<Media tidak disertakan>",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@pytest.mark.slow
@given(text=st.one_of(TEXTS, st.text(max_size=300)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_no_lot_gets_more_than_it_has(text):
    said = read(text, *LOTS)
    done = {(lot.lot, step.step): step.done for lot in LOTS for step in lot.steps}
    quantity = {lot.lot: lot.quantity for lot in LOTS}
    for entry in said.entries:
        assert 0 < entry.quantity <= quantity[entry.lot] - done[entry.lot, entry.step]
    assert list(said.entries) == sorted(said.entries, key=lambda e: (e.lot, e.step))
    assert list(said.questions) == [question for question in Question if question in said.questions]


@given(text=TEXTS)
@settings(max_examples=80, deadline=None)
def test_findings_tell_the_whole_proposal_and_name_their_words(text):
    said = read(text, *LOTS)
    assert sum(f.entry for f in said.findings) == sum(e.quantity for e in said.entries)
    assert {f.question for f in said.findings if f.question} == set(said.questions)
    assert all(0 <= f.message < len(said.messages) for f in said.findings)


@given(text=TEXTS.filter(lambda text: "/20 " not in text))
@settings(max_examples=40, deadline=None)
def test_capitals_and_emojis_change_nothing(text):
    assert told(text.upper(), *LOTS) == told(text, *LOTS) == told(text.replace(" ", " 🙏 "), *LOTS)


REPEATED = ["las 3 ", "eh 1 ", "gerobak, las 3, ", "kurang ", "plat habis ", "1", "1/", "1-", "1x", "satu ", "pasang 1 ", "a-", "tinggal 2 ", "?",
            "17/08/20 14.05 - A: las 3\n", "17/08/20 1", "las 4 bukan 5 ", "<terlampir: ", "- ", "semua 3 ", "lagi "]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", REPEATED)
def test_the_work_grows_with_the_text(piece):
    """Counted in calls rather than seconds: twice the text is not four times the work."""
    short, long = calls(piece, 60), calls(piece, 120)
    assert long < 2.5 * short + 1000


def calls(piece, times):

    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        read(piece * times, *LOTS)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["gerobak, las 3, ", "17/08/20 14.05 - A: ok pak terima kasih\n"])
def test_a_text_of_a_hundred_kilobytes_is_read(piece):
    assert len(read(piece * (100_000 // len(piece)), *LOTS).entries) <= 100_000 // len(piece)


HOSTILE = [
    "17/08/20 14.05 - ",
    "17/08/20 14.05 - : las 3",
    "99/99/99 99.99 - A: las 3",
    "31/02/20 14.05 - A: las 3",
    "[17/08/20 14.05 - A: las 3",
    "17/08/20 14.05 - A: 17/08/20 14.06 - A: las 3",
    "\u202e17/08/20 14.05 - A: las 3\x00\x1b[31m",
    "las " + "9" * 6000,
    "\ud7ff" * 50 + "\U0001f469\u200d\U0001f527" * 50,
    "ﬁ İ ß ﷺ " * 20,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_exports_are_texts_too(text):
    said = read(text, *LOTS)
    assert all(entry.lot in ("P1", "P2", "P3") for entry in said.entries)


def test_a_head_with_an_impossible_day_goes_on_with_the_message():
    chat = "17/08/20 14.05 - A: las 3\n31/02/20 14.05 - B: las 4"
    assert [(m.sender, "31/02/20" in m.text) for m in messages_of(chat, SENT_ON)] == [("A", True)]


def test_a_row_of_digits_is_more_than_any_lot():
    assert told("las " + "9" * 6000) == "?more_than_lot"


def test_no_slip_of_a_listed_word_is_another_listed_word():
    """M4 mends towards one word: where two are a slip apart (selesai, slesai), both mean the same."""
    meaning = {word: resource for word, (resource, _) in lexicon.STEP_WORDS.items()} | dict.fromkeys(
        lexicon.FINISH, "finish"
    )
    long = [word for word in meaning if len(word) >= lexicon.SHORTEST_MENDED and word.isalpha()]
    assert {(a, b) for a in long for b in slips(a) & set(meaning) if meaning[a] != meaning[b]} == set()
