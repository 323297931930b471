"""Side constraints: rules that a planner adds to the programme's own, kept in a file beside it.

Takes JSON; `rules.read_side_constraints` gives the rules, or sentences on what is wrong with them. `apply.apply` narrows a `Problem` by
them, `apply.broken_rules` judges a finished plan by them.
"""
