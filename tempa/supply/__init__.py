"""What the lots need, bought and issued.

Takes lots under contract with their parts lists; gives materials at the site, and what of a payment they take.
Papers it stands for: purchase orders, issue notes.
"""
