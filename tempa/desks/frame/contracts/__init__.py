"""Contracts as the park and the agencies work on them: the board, drafting, one contract with its deeds, papers, particulars."""
