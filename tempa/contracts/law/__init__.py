"""The dated rules of public purchasing: forms, guarantees, taxes, paper lists and numbers of firms. Pure, exact, no Django.

rulebook.py holds the versions of every rule by date, forms.py what a contract's value demands, taxes.py VAT and income tax,
papers.py which papers a payment needs, splitting.py one need cut into small packages, identifiers.py NIK, NPWP and NIB,
money.py and words.py whole rupiah and how receipts say them. Payment's settlement builds on it.
"""

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.forms import (
    Form,
    FormChoice,
    advance_guarantee,
    advance_limit,
    check_advance,
    document_form,
    owner_estimate,
    performance_guarantee,
)
from tempa.contracts.law.identifiers import Nik, Npwp, nib, nik, npwp
from tempa.contracts.law.money import Rounding, apportion, round_rupiah
from tempa.contracts.law.papers import Case, Check, Paper, Route, State, check_papers, may_be_paid, required_papers
from tempa.contracts.law.rulebook import Amount, Rule, all_rules, check_rate, rule, version_of, with_added
from tempa.contracts.law.splitting import Package, SplitWarning, split_warnings
from tempa.contracts.law.taxes import (
    IncomeTax,
    LegalForm,
    Means,
    Vendor,
    VendorStatus,
    income_tax,
    ppn,
    ppn_base,
    ppn_of_lines,
    price_without_ppn,
    split_total,
)
from tempa.contracts.law.words import Sentence, amount_in_words

__all__ = [
    "Amount",
    "Case",
    "Check",
    "Form",
    "FormChoice",
    "IncomeTax",
    "LawError",
    "LegalForm",
    "Means",
    "Nik",
    "Npwp",
    "Package",
    "Paper",
    "Rounding",
    "Route",
    "Rule",
    "Sentence",
    "SplitWarning",
    "State",
    "Vendor",
    "VendorStatus",
    "advance_guarantee",
    "advance_limit",
    "all_rules",
    "amount_in_words",
    "apportion",
    "check_advance",
    "check_papers",
    "check_rate",
    "document_form",
    "income_tax",
    "may_be_paid",
    "nib",
    "nik",
    "npwp",
    "owner_estimate",
    "performance_guarantee",
    "ppn",
    "ppn_base",
    "ppn_of_lines",
    "price_without_ppn",
    "required_papers",
    "round_rupiah",
    "rule",
    "split_total",
    "split_warnings",
    "version_of",
    "with_added",
]
