"""A lower bound on what any valid plan costs, and the certificate that proves it.

Takes a programme's tables (or a `Problem`); `lower_bound.lower_bound` gives a `Bound`: rupiah, and the prices of shared limits
that prove it; `certificate` writes them down. `beside` computes it in a process of its own next to a search.
"""
