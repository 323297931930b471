"""What can be made, from what, at what cost.

Takes types, routings, parts lists, price lists; gives should-cost, alternatives, local content.
Papers it stands for: the owner's estimate (HPS) and its justification.
"""
