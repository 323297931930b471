"""Who makes how many by when, and why.

Takes today's order, fit sites, offers; gives proposed and approved plans, lots.
Papers it stands for: the allocation.
"""
