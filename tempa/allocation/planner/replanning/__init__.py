"""Makes a plan again: after changes, or around what a person decided.

Takes the tables of programme and plan in force, a week and the changes (or decisions); `replan.replan` and
`manual_decision.plan_around` give the new plan, what moved and why, and a certificate of their bound.
"""
