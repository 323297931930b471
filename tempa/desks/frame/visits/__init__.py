"""Verification of workshops as pages: the form of a visit, what was found with its scores, signatures, appeals, eligibility and gaps."""
