"""The first start after a crash: the end of each chain is read before anybody works, everything else is compared beside the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempa.ledger.verification.fault import Verdict


Say = Callable[[str], None]


def look(say: Say) -> int:
    """Say what the ends of the chains are like, and have all tables compared; returns how many faults the ends show."""
    from tempa.desks.frame import verdicts
    from tempa.ledger import queries
    from tempa.ledger.verification import verify_end

    found = {programme.code: verify_end(programme) for programme in queries.all_programmes()}
    faults = sum(len(verdict.faults) for verdict in found.values())
    if faults:
        say(
            "Tidak ada tanda bahwa Tempa terakhir kali berhenti dengan baik, dan ujung rantai tidak utuh: / "
            "Nothing says that Tempa ended well the last time, and the end of a chain is not whole:"
        )
    else:
        say(
            "Tidak ada tanda bahwa Tempa terakhir kali berhenti dengan baik. Ujung rantai diperiksa: utuh. Semua tabel dicocokkan di "
            "belakang; bila ada yang berbeda, Ikhtisar mengatakannya. / Nothing says that Tempa ended well the last time. The ends of the "
            "chains are whole; all tables are being compared beside the server, and the overview says if something differs."
        )
    for code, verdict in found.items():
        for indonesian, english in told(verdict):
            say(f"  {code}: {indonesian} / {english}")
    if faults:
        say(
            "Simpan salinan folder data sebelum bekerja, lalu jalankan: python3 run.py verify / "
            "Save a copy of the data folder before working, then run: python3 run.py verify"
        )
    for programme in queries.all_programmes():
        verdicts.ask_beside(programme)
    return faults


def told(verdict: Verdict) -> list[tuple[str, str]]:
    from tempa.desks.console.verify import in_both
    from tempa.desks.frame.verdicts import told

    return in_both(lambda: [told(fault) for fault in verdict.faults])
