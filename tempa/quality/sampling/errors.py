"""The one error of the sampling engine: it names the value, the bound it breaks and the source of the bound."""

from __future__ import annotations


class SamplingError(ValueError):
    """A question the engine refuses.

    `what` names the input, `value` is what was given, `bound` what is expected, `source` who says so: a clause of a
    standard, a paper, or the plain arithmetic behind the bound. The message is one Indonesian sentence made of the
    four; a text is shown in quotes, so that an empty or unprintable one can be seen.
    """

    def __init__(self, what: str, value: object, bound: str, source: str) -> None:
        self.what, self.value, self.bound, self.source = what, value, bound, source
        shown = repr(value) if isinstance(value, str) else value
        super().__init__(f"{what}: {shown} tidak dapat dipakai; seharusnya {bound} (sumber: {source}).")
