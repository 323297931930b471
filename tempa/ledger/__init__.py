"""Who did what, when: facts, their chained entries, people and papers.

Takes facts from every room; gives entries, people, papers.
Papers it stands for: the register of the programme.
"""
