"""Benchmarks: `python3 run.py bench NAME` runs `bench/NAME.py:main(arguments)` and prints ratios of one run."""
