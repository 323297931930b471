"""Direct and indirect effects of spending: pure, no Django.

table = load_folder(Path("io/ntb-2013"), year=2013)
c, found = checked_coefficients(table, on_imbalance="report")
print(multipliers(c).value_added, *found.sentences(), sep="\\n")
"""

from tempa.impact.multipliers.absorption import AbsorptionCurve, absorption_curve
from tempa.impact.multipliers.balance import Diagnosis, checked_coefficients, diagnose
from tempa.impact.multipliers.bill_of_goods import Effects, Margin, Purchase, Spending, effects
from tempa.impact.multipliers.distribution import Concentration, concentration, gini, hhi, top_share
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.ledger_first import (
    Bought,
    Surplus,
    Tax,
    Wage,
    as_spending,
    direct_effect,
    faults_of,
    person_months,
)
from tempa.impact.multipliers.leontief import Multipliers, household_base, inverse, multipliers
from tempa.impact.multipliers.linkages import backward_linkage, forward_linkage, hypothetical_extraction
from tempa.impact.multipliers.load import load_folder, load_long, load_matrix
from tempa.impact.multipliers.prices import PriceIndex, jobs_at_table_prices
from tempa.impact.multipliers.regional import flegg_quotients, regional_coefficients
from tempa.impact.multipliers.table import Coefficients, InputOutputTable, Role, coefficients
from tempa.impact.multipliers.uncertainty import Triangular, UncertainItem, UncertainProfile, monte_carlo

__all__ = [
    "AbsorptionCurve",
    "Bought",
    "Coefficients",
    "Concentration",
    "Diagnosis",
    "Effects",
    "InputOutputTable",
    "Margin",
    "MultiplierError",
    "Multipliers",
    "PriceIndex",
    "Purchase",
    "Role",
    "Spending",
    "Surplus",
    "Tax",
    "Triangular",
    "UncertainItem",
    "UncertainProfile",
    "Wage",
    "absorption_curve",
    "as_spending",
    "backward_linkage",
    "checked_coefficients",
    "coefficients",
    "concentration",
    "diagnose",
    "direct_effect",
    "effects",
    "faults_of",
    "flegg_quotients",
    "forward_linkage",
    "gini",
    "hhi",
    "household_base",
    "hypothetical_extraction",
    "inverse",
    "jobs_at_table_prices",
    "load_folder",
    "load_long",
    "load_matrix",
    "monte_carlo",
    "multipliers",
    "person_months",
    "regional_coefficients",
    "top_share",
]
