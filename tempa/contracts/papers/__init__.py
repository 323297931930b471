"""The papers of a contract: one data set in, every paper of the set as PDF/A out. Pure, no Django, no clock, no network.

problem.py is the data set, sets.py which papers a contract needs and why, needs.py what each must say and what of it is
missing, view.py what a template reads, render.py sets a paper or all of them, limited.py one whose template a person has
changed. Templates are Typst; the data reaches them as values, never as text of the template.
"""

from tempa.contracts.papers.errors import TemplateFault
from tempa.contracts.papers.needed_parts import Holder, Needed
from tempa.contracts.papers.needs import missing, needed
from tempa.contracts.papers.problem import (
    Account,
    Addendum,
    Advance,
    Agency,
    Budget,
    Change,
    Cited,
    Dates,
    Deed,
    Emergency,
    Guarantee,
    Instalment,
    Item,
    Kind,
    Officer,
    Papers,
    Party,
    Penalty,
    PenaltyBase,
    Post,
    PriceSource,
    Registered,
    Retention,
    Risk,
    Subwork,
    Vat,
    Warranty,
)
from tempa.contracts.papers.render import Task, pictures, render, render_all, template_source
from tempa.contracts.papers.sets import NAMES, Wanted, kinds_for
from tempa.contracts.papers.view import fields

__all__ = [
    "NAMES",
    "Account",
    "Addendum",
    "Advance",
    "Agency",
    "Budget",
    "Change",
    "Cited",
    "Dates",
    "Deed",
    "Emergency",
    "Guarantee",
    "Holder",
    "Instalment",
    "Item",
    "Kind",
    "Needed",
    "Officer",
    "Papers",
    "Party",
    "Penalty",
    "PenaltyBase",
    "Post",
    "PriceSource",
    "Registered",
    "Retention",
    "Risk",
    "Subwork",
    "Task",
    "TemplateFault",
    "Vat",
    "Wanted",
    "Warranty",
    "fields",
    "kinds_for",
    "missing",
    "needed",
    "pictures",
    "render",
    "render_all",
    "template_source",
]
