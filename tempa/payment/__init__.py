"""What is owed, withheld and paid.

Takes contracts, handovers, rules of the day; gives statements that add up.
Papers it stands for: the payment record.
"""
