"""The problem that is planned, and what a plan of it is.

Takes a programme's tables; `tables.problem_from_tables` gives a `Problem`: arrays of whole numbers that search, bound and
reasons work on. What any plan has, stands here too: its cost, what it leaves unplanned and why, its tables, its figures.
"""
