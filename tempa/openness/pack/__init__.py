"""The audit pack: one folder that tells a programme, or a part of it, as of a moment and can be checked without Tempa.

Takes tables, entries, the programme, the plan in force and the kept files; gives the folder that docs/how-to/audit-pack.md describes.
"""

from tempa.openness.pack.contents import Contents, Drawn, Link, Noticed
from tempa.openness.pack.schema import TABLES
from tempa.openness.pack.scope import KINDS, WHOLE, Scope, within
from tempa.openness.pack.write import write_pack

__all__ = ["KINDS", "TABLES", "WHOLE", "Contents", "Drawn", "Link", "Noticed", "Scope", "within", "write_pack"]
