"""How a refusal speaks: the sentence, the field, what changed meanwhile; and the answer of a rule that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal


class Refused(Exception):
    """What may not happen, as a sentence: what, why, what to do now.

    `template` is the Indonesian sentence with %(name)s places, so that a page can say it in the reader's language;
    `field` names what was typed wrongly, where it is one thing.
    """

    def __init__(self, template: str, *, field: str = "", **values: Any) -> None:
        super().__init__(template % values if values else template)
        self.template = template
        self.field = field
        self.values = values


class Stale(Refused):
    """Something changed since the person looked: `entries` are the links of the chain that changed it, oldest first."""

    def __init__(self, template: str, entries: Sequence[Any], **values: Any) -> None:
        super().__init__(template, **values)
        self.entries = entries


class Twice(Refused):
    """Another content came under the name of a recorded fact: `doubles` are the numbers under which what came is kept."""

    def __init__(self, template: str, doubles: Sequence[int], **values: Any) -> None:
        super().__init__(template, **values)
        self.doubles = doubles


class No:
    """Why something may not be done: false where a yes is asked, and the sentence that an action refuses with."""

    def __init__(self, template: str, **values: Any) -> None:
        self.template = template
        self.values = values

    def __bool__(self) -> bool:
        return False


May = Literal[True] | No
"""The answer of a rule `may_…`: pages ask it for their buttons, actions hold it with `Deed.must`."""
