"""A sentence that a rule says of something: Indonesian with %(name)s places, so that a page can say it in the reader's language."""

from __future__ import annotations

from typing import Any

from tempa.ledger.rules import Json


class Named(str):
    """A word in Indonesian that bears its English: a process, a criterion, a part."""

    en: str

    def __new__(cls, indonesian: str, english: str) -> Named:
        word = super().__new__(cls, indonesian)
        word.en = english
        return word


class Several(tuple[Any, ...]):
    """Remarks or words one behind the other."""

    between = "; "

    def __str__(self) -> str:
        return self.between.join(str(one) for one in self)


class Remark:
    """What a rule has to say: `template` and its values; written out it is Indonesian."""

    def __init__(self, template: str, **values: Any) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remark) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash(str(self))

    def as_json(self) -> Json:
        """As a fact holds it; `remark_in` reads it again."""
        return {"template": self.template, "values": {name: str(value) for name, value in self.values.items()}}


def remark_in(kept: Json) -> Remark:
    return Remark(kept["template"], **kept["values"])
