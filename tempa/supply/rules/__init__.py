"""Rules of supply: what lots need and when, how it is bought, and what may leave the stock."""
