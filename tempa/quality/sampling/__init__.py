"""Sampling plans, charts and what they prove: pure, no Django."""
