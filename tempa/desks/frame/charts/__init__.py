"""Pictures of figures: plain SVG without script or style, each with a title that says what it shows and the same data as a table."""

from tempa.desks.frame.charts.bars import Bar, Step, bars, waterfall
from tempa.desks.frame.charts.drawing import Chart, behind
from tempa.desks.frame.charts.grids import Task, gantt, heat
from tempa.desks.frame.charts.lines import Series, curves
from tempa.desks.frame.charts.maps import Place, island_map

__all__ = [
    "Bar", "Chart", "Place", "Series", "Step", "Task", "bars", "behind", "curves", "gantt", "heat", "island_map", "waterfall",
]  # fmt: skip
