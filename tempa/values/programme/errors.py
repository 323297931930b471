"""The one error of reading: sentences that say what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """One message in Indonesian and in English."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.id

    def __str__(self) -> str:
        return f"{self.id} / {self.en}"


class ProgrammeError(Exception):
    """A file that cannot be read as a programme or plan; `sentences` names every reason that was found."""

    def __init__(self, sentences: Iterable[Sentence] | Sentence) -> None:
        self.sentences = [sentences] if isinstance(sentences, Sentence) else list(sentences)
        super().__init__("\n".join(map(str, self.sentences)))
