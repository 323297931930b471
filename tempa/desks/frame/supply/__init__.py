"""Buying and issuing of materials as several desks show it: sections of a page, forms of its deeds, words of its stages."""
