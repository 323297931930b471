"""The one error of the sampling engine: it names the value, the bound it breaks and the source of the bound."""

from __future__ import annotations


class SamplingError(ValueError):
    """A question the engine refuses: `what` was asked, the `value` found, the `bound` it must keep, the `source`.

    `source` is a clause of a standard, a paper, or the plain arithmetic behind the bound.
    """

    def __init__(self, what: str, value: object, bound: str, source: str) -> None:
        super().__init__(f"{what} is {value!r}, but {bound} ({source})")
        self.what, self.value, self.bound, self.source = what, value, bound, source
