"""Why a plan is as it is, and what would be different if something else were.

Takes the tables of a programme and a plan; `explain.explain` gives reasons for every lot and site from these alone.
`counterfactual`, `objection` and `rule_costs` plan again, with equal seeds, and say what that showed.
"""
