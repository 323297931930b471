"""The one error of this engine: it names the value, the bound and where the bound comes from, in two languages."""

from __future__ import annotations


class LawError(ValueError):
    """Refused input. `str(error)` is the Indonesian sentence, `english` the English one.

    `value` is what was given, `bound` what would have been right, `source` the article or the design choice behind it.
    """

    def __init__(self, indonesian: str, english: str, *, value: object, bound: str, source: str) -> None:
        super().__init__(f"{indonesian} Nilai: {value}. Batas: {bound}. Dasar: {source}.")
        self.english = f"{english} Value: {value}. Bound: {bound}. Source: {source}."
        self.value, self.bound, self.source = value, bound, source
