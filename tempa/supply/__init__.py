"""What the lots need, bought and issued.

Takes planned purchases; gives materials at the site.
Papers it stands for: purchase orders, issue notes.
"""
