"""What others may read of openness: the audit pack, what in it an auditor should look at, and the samples that were drawn."""

from tempa.openness.queries.contents import has_part, write_audit_pack
from tempa.openness.queries.flags import flags_of
from tempa.openness.queries.samples import chosen_of, conclusion_of, findings_of, population_of, sample_named, samples

__all__ = [
    "chosen_of", "conclusion_of", "findings_of", "flags_of", "has_part", "population_of", "sample_named", "samples", "write_audit_pack",
]  # fmt: skip
