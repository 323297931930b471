"""Delivery at the park's desk: rounds, and what machines need where they stand."""
