"""Control charts for a workshop's work: is it steady, and where did it leave its own ordinary spread?

    from tempa.quality.sampling import charts
    chart = charts.p_chart([2, 0, 1, 5, 1], sizes=20)
    chart.center, chart.upper[0], chart.out

This module is the one to import; what it offers is made in its neighbours: chart_attributes (p, u, c, Laney, g),
chart_variables (Xbar-R, Xbar-S, I-MR, short runs), chart_memory (CUSUM, EWMA), chart_signals (patterns),
chart_explain (sentences). Run lengths are in run_length, capability in capability, inspectors in agreement.
A chart says whether a process is steady, never whether it is good: limits come from the process itself, not from the
specification. Input is refused with ChartError, which names the value, the bound and the source.
"""

from __future__ import annotations

from .chart_attributes import (
    RareFailures,
    c_chart,
    g_chart,
    laney_p_chart,
    laney_u_chart,
    p_chart,
    sigma_z,
    u_chart,
)
from .chart_constants import c4, d2, d3
from .chart_errors import ChartError
from .chart_explain import explain, explain_cusum, explain_rare
from .chart_limits import Chart
from .chart_memory import Cusum, cusum_chart, ewma_chart, poisson_cusum_chart, poisson_reference
from .chart_signals import RULES, Signal, signals
from .chart_variables import ChartPair, individuals_charts, short_run_charts, xbar_r_charts, xbar_s_charts

__all__ = [
    "RULES",
    "Chart",
    "ChartError",
    "ChartPair",
    "Cusum",
    "RareFailures",
    "Signal",
    "c4",
    "c_chart",
    "cusum_chart",
    "d2",
    "d3",
    "ewma_chart",
    "explain",
    "explain_cusum",
    "explain_rare",
    "g_chart",
    "individuals_charts",
    "laney_p_chart",
    "laney_u_chart",
    "p_chart",
    "poisson_cusum_chart",
    "poisson_reference",
    "short_run_charts",
    "sigma_z",
    "signals",
    "u_chart",
    "xbar_r_charts",
    "xbar_s_charts",
]
