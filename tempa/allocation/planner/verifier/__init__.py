"""Verifies the certificate of a bound, without a solver.

Takes a programme's tables, the bytes of a certificate and, where lots are retained, the plan's tables; `verify.verify` gives
a `Verdict`: the bound that the certificate's multipliers prove, or why not. It has its own model; of the rest it knows only
the judge's reading of tables.
"""
