"""What has been made so far.

Takes progress reports; gives units made.
Papers it stands for: the lot card.
"""
