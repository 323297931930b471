"""Who received it, and is it in use.

Takes handovers; gives units in use.
Papers it stands for: BAST.
"""
