"""Who makes how many by when: pure Python, no Django.

Takes a programme's tables; gives a plan, a bound that proves how far from the best it is, reasons, and plans made again.
Each package says what it takes and gives; `docs/planner.md` names them in their order.
"""
