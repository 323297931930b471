"""Should-cost, alternatives, local content: pure, exact, no Django.

    from tempa.catalogue.costing.solve import should_cost
    result = should_cost(sheet, lot=10, at=date(2020, 7, 15))
    result.unit_price, result.lowest, result.highest, result.lines

problem.py holds the sheet, prices.py the dated price list, solve.py the cost of a unit and a lot, spread.py the odds,
break_even.py what would have to be true, check.py a second reckoning, explain.py the sentences, programme_sheet.py the
sheet of a programme's type. outside.py is the landed alternative, ownership.py the cost over years, preference.py the
evaluation price, local_content.py the TKDN methods, ladder.py who may be bought from, origin.py where the money goes.
"""
