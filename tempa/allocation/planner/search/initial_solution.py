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
    pairs = list(zip(line_of.tolist(), problem.option_site.tolist(), strict=True))
    using = {pair for pair, is_used in zip(pairs, used.tolist(), strict=True) if is_used}
    # the linear programme knows nothing of what is forbidden: a line that it gave to nobody else keeps all its options
    barred = {line for line, _ in using} - {line for line, _ in using - problem.forbidden}
    unused = (pair for pair in pairs if pair not in using and pair[0] not in barred)
    return replace(problem, forbidden=problem.forbidden | frozenset(unused))
