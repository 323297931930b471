"""What a search begins with: the options that the roughest linear programme uses.

That programme knows which workshop suits which machines when all want the same hours. A first plan made of its options
alone lacks some of the units, but where the others stand is not forgotten, even at the highest temperature.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tempa.allocation.planner.bound.ground import ground
from tempa.allocation.planner.bound.relaxation import rough_relaxation
from tempa.allocation.planner.problem.model import Problem

SOME = 0.2
"""Units of a line at a site from which the programme counts as using it."""


def narrowed(problem: Problem, patience: float) -> Problem:
    """The problem with all other options forbidden; as it is where the programme was not solved in `patience` seconds."""
    used = rough_relaxation(ground(problem), patience).units >= SOME
    if not used.any():
        return problem
    line_of = np.repeat(np.arange(len(problem.lines)), np.diff(problem.option_start))
    unused = zip(line_of[~used].tolist(), problem.option_site[~used].tolist(), strict=True)
    return replace(problem, forbidden=problem.forbidden | frozenset(unused))
