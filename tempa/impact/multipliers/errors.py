"""The one error of this engine: which value was refused, what bound it broke, and where the bound comes from."""

from __future__ import annotations


class MultiplierError(ValueError):
    """Wrong input to the multiplier engine.

    `value` is what was given (with its name), `bound` what would have been accepted, `source` the rule, table or
    formula behind the bound. The message joins the three into one sentence.
    """

    def __init__(self, value: str, bound: str, source: str) -> None:
        self.value, self.bound, self.source = value, bound, source
        super().__init__(f"{value}: {bound} ({source}).")
