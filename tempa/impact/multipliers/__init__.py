"""Direct and indirect effects of spending: pure, no Django."""
