"""The audit pack: one folder that tells a whole programme as of a moment and can be checked without Tempa.

Takes tables, entries, the programme, the plan in force and the kept files; gives the folder that docs/audit-pack.md describes.
"""

from tempa.openness.pack.contents import Contents, Link
from tempa.openness.pack.schema import TABLES
from tempa.openness.pack.write import write_pack

__all__ = ["TABLES", "Contents", "Link", "write_pack"]
