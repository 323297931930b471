"""The page on messages: every python block is run, and must print the text block that follows it."""

from tests.catalogue.doc_pages import run_page


def test_every_answer_of_the_page_is_computed(monkeypatch):
    found = run_page("docs/engines/messages.md", monkeypatch)
    assert len(found) == 3
    assert [(line, printed) for line, printed, _ in found] == [(line, expected) for line, _, expected in found]
