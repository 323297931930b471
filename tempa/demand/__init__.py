"""Who needs what, with which money.

Takes agencies, budget lines, order lines and their changes; gives today's order.
Papers it stands for: the agencies' order lists.
"""
