"""Who can make it, and what was verified.

Takes workshops, clusters, schools, offers, capacities; gives fit sites.
Papers it stands for: the verification result.
"""
