"""An auditor: who decided this, and on what ground?"""
