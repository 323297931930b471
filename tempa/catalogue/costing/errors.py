"""The refusal of the costing engine: which value, which bound, and who says so."""

from __future__ import annotations


class CostingError(ValueError):
    """An input that cannot honestly be reckoned with.

    `what` names the input, `value` is what was given, `bound` what is expected, `source` who says so (an article, a
    price list, this engine's own rule). The message is one Indonesian sentence made of the four.
    """

    def __init__(self, what: str, value: object, bound: str, source: str) -> None:
        self.what, self.value, self.bound, self.source = what, value, bound, source
        super().__init__(f"{what}: {value} tidak dapat dipakai; seharusnya {bound} (sumber: {source}).")


def require(holds: bool, what: str, value: object, bound: str, source: str) -> None:
    if not holds:
        raise CostingError(what, value, bound, source)
