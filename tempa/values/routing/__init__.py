"""Rounds over roads and ferries: who visits which places on which day, within loads and hours; for lorries and for inspectors.

Frozen values in, a result out: `solve(problem, seed=…)`; `check(problem, result)` says what is wrong with a result and shares no
code with the search. No road map is known here: a way is the great circle times a factor, and says so.
"""
