"""Files that several processes share are whole at every moment."""

from __future__ import annotations

import threading

import pytest

from tempa.desks.frame.whole_files import put


def test_a_reader_never_sees_half_a_file(tmp_path):
    place, texts = tmp_path / "about.json", {"a" * 200_000, "b" * 200_000}
    put(place, min(texts))
    writers = [threading.Thread(target=lambda t=text: [put(place, t) for _ in range(60)]) for text in texts]
    for writer in writers:
        writer.start()
    seen = set()
    while any(w.is_alive() for w in writers):
        seen.add(place.read_text())
    assert seen <= texts and list(tmp_path.iterdir()) == [place]


def test_what_stood_there_stays_where_writing_fails(tmp_path):
    place = tmp_path / "about.json"
    put(place, "whole")
    with pytest.raises(UnicodeEncodeError):
        put(place, "half \udcff")
    assert place.read_text() == "whole" and list(tmp_path.iterdir()) == [place]
