"""What the public may see.

Takes everything; gives what may be published.
Papers it stands for: open data.
"""
