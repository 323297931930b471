"""What it did for the region.

Takes the ledger, an input-output table; gives effects with their bands.
Papers it stands for: the impact report.
"""
