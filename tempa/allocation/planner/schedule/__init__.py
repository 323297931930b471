"""The day-by-day schedule inside each workshop.

Takes the tables of a programme and of a valid plan, and some weeks; `workshops.schedule` gives per site which machine works
on which lot's step on which day. The days of a week are a linear programme (`stints`), so a lot changes hands seldom.
"""
