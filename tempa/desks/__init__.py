"""Doors, one for each kind of person; HTTP, the terminal and the clock stay here."""
