"""The rules of openness: who draws a sample and how it is drawn, and which patterns in the facts an auditor should look at."""

from tempa.openness.rules.conclusion import Conclusion, check_examined, conclude, may_examine
from tempa.openness.rules.flags import FLAGS, Evidence, Flag, Kind, red_flags
from tempa.openness.rules.sampling import (
    CONFIDENCES,
    POPULATIONS,
    Chosen,
    Sample,
    check_again,
    check_sizes,
    draw,
    interval_of,
    may_draw,
    start_of,
)

__all__ = [
    "CONFIDENCES", "FLAGS", "POPULATIONS", "Chosen", "Conclusion", "Evidence", "Flag", "Kind", "Sample", "check_again", "check_examined",
    "check_sizes", "conclude", "draw", "interval_of", "may_draw", "may_examine", "red_flags", "start_of",
]  # fmt: skip
