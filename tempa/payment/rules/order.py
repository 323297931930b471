"""What of the order is promised beyond today's need; the conservation laws themselves are in `settlement.conservation`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Beyond:
    """An order line of which more units are in lots than are ordered today."""

    line: str
    allocated: int
    ordered: int

    @property
    def units(self) -> int:
        return self.allocated - self.ordered


def beyond_the_order(ordered: Mapping[str, int], allocated: Mapping[str, int]) -> list[Beyond]:
    """The lines that were cut after their lots were awarded: no broken law, but a reason to plan again."""
    return [
        Beyond(line, allocated[line], ordered.get(line, 0)) for line in sorted(allocated) if allocated[line] > ordered.get(line, 0)
    ]
