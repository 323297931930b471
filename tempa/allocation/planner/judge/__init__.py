"""Judges a plan: the rules 0 to 11 of the format, and every part of what it costs.

Takes a programme's tables and a plan's tables; `check.check` gives a `Report`: faults in sentences, the exact cost, shares.
It reads the tables itself (`facts`, `form`) and knows nothing else of the planner, so that no fault can judge itself.
"""
