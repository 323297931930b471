"""A supplier: what is needed from me, and when?"""
