"""Who makes how many by when: search, bound, check, reasons. Pure Python, no Django."""
