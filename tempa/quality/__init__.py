"""Whether it is good, and how sure we are.

Takes inspections; gives decisions on lots and what they prove.
Papers it stands for: the inspection record.
"""
