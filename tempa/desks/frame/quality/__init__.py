"""What the desks share of quality: words, tables, the form by which a unit is inspected."""
