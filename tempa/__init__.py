"""Tempa runs a public order of machines from many small workshops.

Rooms in the order of the work; a later room may know an earlier one, never the other way round.
"""

__version__ = "0.1.0"
