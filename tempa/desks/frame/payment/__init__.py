"""Claims, payments and what is passed on, as the agency, the workshop and the park see them."""
