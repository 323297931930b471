"""Papers of handovers, claims, decrees, visits and the print-outs, as park, agency and workshop open them: one page for each matter."""
