"""Known right answers for the chart engine: one function per kind of case, from its named inputs to its answers.

A case is judged by the formulas alone: the refusals of the guarded functions (capability under 25 units or on an
unsteady chart) do not belong to a published answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tempa.quality.sampling import charts
from tempa.quality.sampling.capability import Specification, capability_indices, cpk_lower_bound
from tempa.quality.sampling.run_length import cusum_arl, ewma_arl

Case = dict[str, Any]


def xbar_r_s_chart(case: Case) -> Case:
    ranges = charts.xbar_r_charts(case["groups"], case.get("d2"), case.get("d3"))
    deviations = charts.xbar_s_charts(case["groups"])
    return {
        "center": ranges.location.center,
        "sigma": ranges.sigma,
        "Rbar": ranges.spread.center,
        "xbar_LCL": ranges.location.lower[0],
        "xbar_UCL": ranges.location.upper[0],
        "R_LCL": ranges.spread.lower[0],
        "R_UCL": ranges.spread.upper[0],
        "Sbar": deviations.spread.center,
        "S_LCL": deviations.spread.lower[0],
        "S_UCL": deviations.spread.upper[0],
    }


def capability(case: Case) -> Case:
    groups = case["groups"]
    pair = charts.xbar_r_charts(groups, case.get("d2"))
    specification = Specification(case["LSL"], case["USL"], case.get("target"))
    n = sum(len(group) for group in groups)
    found = capability_indices(pair.location.center, pair.sigma, n, specification, case["level"])
    return {
        "Cp": found.cp,
        "Cp_ci95": found.cp_interval,
        "Cpk": found.cpk,
        "Cpk_ci95": found.cpk_interval,
        "Cpm": found.cpm,
    }


def p_chart(case: Case) -> Case:
    return equal_limits("pbar", charts.p_chart(case["x"], case["size"]))


def c_chart(case: Case) -> Case:
    return equal_limits("cbar", charts.c_chart(case["x"]))


def u_chart_equal(case: Case) -> Case:
    return equal_limits("ubar", charts.u_chart(case["x"], case["size"]))


def u_chart_unequal(case: Case) -> Case:
    chart = charts.u_chart(case["x"], case["size"])
    return {"ubar": chart.center, "LCL": list(chart.lower), "UCL": list(chart.upper), "out": list(chart.out)}


def equal_limits(center: str, chart: charts.Chart) -> Case:
    return {center: chart.center, "LCL": chart.lower[0], "UCL": chart.upper[0], "out": list(chart.out)}


def cusum(case: Case) -> Case:
    return {"ARL": cusum_arl(case["k"], case["h"], case["shift"], case["sides"])}


def ewma(case: Case) -> Case:
    return {"ARL": ewma_arl(case["lambda"], case["L"], case["shift"], case["sides"])}


def cpk_lower_bissell(case: Case) -> Case:
    return {"lower": cpk_lower_bound(case["Cpk"], case["n"], case["level"])}


KINDS: dict[str, Callable[[Case], Case]] = {
    "xbar_R_S_chart": xbar_r_s_chart,
    "capability": capability,
    "p_chart": p_chart,
    "c_chart": c_chart,
    "u_chart_equal": u_chart_equal,
    "u_chart_unequal": u_chart_unequal,
    "cusum_arl": cusum,
    "ewma_arl": ewma,
    "cpk_lower_bissell": cpk_lower_bissell,
}
