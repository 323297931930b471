"""Account codes of a budget: their form by year, and whether they fit what becomes of the machines."""

from __future__ import annotations

import re
from datetime import date

from tempa.payment.settlement.rulebook import rule


def account_warnings(code: str, on: date, given_away: bool | None = None) -> tuple[str, ...]:
    """Indonesian sentences of doubt about an account code; none where it fits. Only warnings: codes are set elsewhere.

    Two systems: Permendagri 13/2006 up to budget year 2020, Permendagri 90/2019 from 2021. `given_away`: True where the
    machines go to groups (goods for the community, with a grant paper), False where the agency keeps them (an asset).
    """
    found = rule("account_code", on)
    if not re.fullmatch(found.text("account"), code.strip()):
        return (f"Kode rekening '{code}' tidak berbentuk seperti kode tahun {on.year} (contoh {found.text('example')}, "
                f"{found.cited}). Kode yang salah menunda pembayaran; periksa DPA.",)
    if given_away is None:
        return ()
    fitting, other = ("given_away", "kept") if given_away else ("kept", "given_away")
    if re.fullmatch(found.text(fitting), code.strip()):
        return ()
    meant = "barang untuk diserahkan kepada masyarakat" if given_away else "belanja modal (aset dinas)"
    known = "belanja modal" if other == "kept" else "barang untuk diserahkan"
    seen = known if re.fullmatch(found.text(other), code.strip()) else "kelompok lain"
    return (f"Kode rekening '{code}' adalah {seen}, sedangkan mesinnya {meant}. "
            "Kewajiban setelah serah terima berbeda (hibah atau daftar aset); periksa DPA.",)


def activity_warnings(code: str, on: date) -> tuple[str, ...]:
    """As `account_warnings`, for the code of a sub-activity (from budget year 2021; before, none is checked)."""
    found = rule("account_code", on)
    if "activity" not in found.parameters or re.fullmatch(found.text("activity"), code.strip()):
        return ()
    return (f"Kode subkegiatan '{code}' tidak berbentuk X.XX.XX.X.XX.XX ({found.cited}); periksa DPA.",)
