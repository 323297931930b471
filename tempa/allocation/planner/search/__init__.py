"""The search: finds plans, on as many cores as asked.

Takes a `Problem` and when to stop; `solve.solve` gives a `Result`, the best valid plan found by then. Ruin and recreate with
annealing in compiled code (`kernel`, `slot`, `ruin`, `anneal`), from an initial solution; a large order by regions.
"""
