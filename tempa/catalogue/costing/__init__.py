"""Should-cost, alternatives, local content: pure, exact, no Django."""
