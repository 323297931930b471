"""Makes up whole programmes of the demo programme's structure, at any size and in odd shapes.

Takes a seed and wishes (`generate.Wishes`); `generate.generate` gives the tables of a programme. Equal on every machine.
"""
