"""Account codes of a budget: their form by year, and whether they fit what becomes of the machines."""

from __future__ import annotations

import re
from datetime import date

from tempa.contracts.law.rulebook import rule
from tempa.contracts.law.words import Sentence

USES = {
    "given_away": ("barang untuk diserahkan kepada masyarakat", "goods to be given to the community"),
    "kept": ("belanja modal (aset dinas)", "capital spending (an asset of the agency)"),
    "other": ("belanja kelompok lain", "spending of another group"),
}


def account_use(code: str, on: date) -> str:
    """What the rules of a day make of an account code: one of USES; blank where it has not the form of a code."""
    found = rule("account_code", on)
    if not re.fullmatch(found.text("account"), code.strip()):
        return ""
    return next((use for use in ("given_away", "kept") if re.fullmatch(found.text(use), code.strip())), "other")


def account_warnings(code: str, on: date, given_away: bool | None = None) -> tuple[Sentence, ...]:
    """Sentences of doubt about an account code; none where it fits. Only warnings: codes are set elsewhere.

    Two systems: Permendagri 13/2006 up to budget year 2020, Permendagri 90/2019 from 2021. `given_away`: True where the
    machines go to groups (goods for the community, with a grant paper), False where the agency keeps them (an asset).
    """
    found, example = rule("account_code", on), rule("account_code", on).text("example")
    seen = account_use(code, on)
    if not seen:
        return (Sentence(
            f"Kode rekening '{code}' tidak berbentuk seperti kode tahun {on.year} (contoh {example}, {found.cited}). "
            "Kode yang salah menunda pembayaran; periksa DPA.",
            f"The account code '{code}' has not the form of {on.year} (as {example}, {found.cited}). "
            "A wrong code delays payment; check the DPA.",
        ),)
    meant = "given_away" if given_away else "kept"
    if given_away is None or seen == meant:
        return ()
    return (Sentence(
        f"Kode rekening '{code}' adalah {USES[seen][0]}, sedangkan mesinnya {USES[meant][0]}. "
        "Kewajiban setelah serah terima berbeda (hibah atau daftar aset); periksa DPA.",
        f"The account code '{code}' is {USES[seen][1]}, but the machines are {USES[meant][1]}. "
        "The duties after handover differ (grant or asset register); check the DPA.",
    ),)


def activity_warnings(code: str, on: date) -> tuple[Sentence, ...]:
    """As `account_warnings`, for the code of a sub-activity (from budget year 2021; before, none is checked)."""
    found = rule("account_code", on)
    if "activity" not in found.parameters or re.fullmatch(found.text("activity"), code.strip()):
        return ()
    return (Sentence(
        f"Kode subkegiatan '{code}' tidak berbentuk X.XX.XX.X.XX.XX ({found.cited}); periksa DPA.",
        f"The sub-activity code '{code}' has not the form X.XX.XX.X.XX.XX ({found.cited}); check the DPA.",
    ),)
