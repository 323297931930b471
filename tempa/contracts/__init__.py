"""Which papers let the work begin.

Takes lots; gives contracts.
Papers it stands for: SPK, surat perjanjian, surat pesanan.
"""
