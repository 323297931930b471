"""Rupiah, quantities, periods in WITA, codes, places, and the pure reader and writer of programmes and plans.

Takes files and cells; gives checked values.
Papers it stands for: the programme folder, the programme workbook.
"""
