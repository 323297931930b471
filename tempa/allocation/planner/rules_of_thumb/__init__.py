"""Plans by the rules that people use, which a search has to beat.

Takes a programme's tables; `naive.naive_plan` gives the plan tables of one rule, `naive.compare_naive` those of all four,
judged; `comparison` sets a plan beside them in plain figures. What is free is booked as everywhere else (`RemainingCapacity`),
money and dates are the judge's.
"""
