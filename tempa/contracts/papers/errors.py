"""Why a paper could not be set."""

from __future__ import annotations

from tempa.contracts.law import Sentence


class TemplateFault(Exception):
    """A sentence in both languages, and where it stands in which template: line and column from 1, where there is a place."""

    def __init__(self, sentence: Sentence, file: str | None = None, line: int | None = None, column: int | None = None) -> None:
        super().__init__(sentence, file, line, column)
        self.sentence, self.file, self.line, self.column = sentence, file, line, column

    def __str__(self) -> str:
        return self.sentence.indonesian

    @property
    def english(self) -> str:
        return self.sentence.english
