"""Tables against chain, for pages and the terminal: the verdict of a check in words, kept until the next one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.desks.frame.whole_files import put
from tempa.desks.frame.words import moment, number
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.ledger import queries as ledger
from tempa.ledger.rules import check_code
from tempa.ledger.verification import Fault, Verdict, verify

AT_ONCE = 10_000  # entries of a chain that is checked while the reader waits; a longer one is checked beside the server
MOST_SHOWN = 200


def ask(programme: ledger.Programme) -> None:
    """Check now, or begin to beside the server; nothing where a check is under way."""
    if is_checking(programme):
        return
    if ledger.last_sequence(programme) <= AT_ONCE:
        keep(programme, verify(programme))
    else:
        ask_beside(programme)


def ask_beside(programme: ledger.Programme) -> None:
    """Begin to check beside the server; nobody waits."""
    start_console(folder_of(programme), ["work", "--verify", programme.code])


def carry_out(programme: ledger.Programme) -> Verdict:
    """Check, leaving progress where the page looks, and keep the verdict."""
    folder = folder_of(programme)
    folder.mkdir(parents=True, exist_ok=True)
    size = max(1, ledger.last_sequence(programme))
    verdict = verify(programme, lambda done: put(folder / "percent", str(min(99, 100 * done // size))))
    keep(programme, verdict)
    return verdict


def is_checking(programme: ledger.Programme) -> bool:
    return is_alive(folder_of(programme))


def percent(programme: ledger.Programme) -> int:
    try:
        return int((folder_of(programme) / "percent").read_text())
    except (OSError, ValueError):
        return 0


def folder_of(programme: ledger.Programme) -> Path:
    return run_folder(f"cocok-{programme.pk}")


def keep(programme: ledger.Programme, verdict: Verdict) -> None:
    """Leave the verdict for the pages that show it."""
    held = vars(verdict) | {"faults": [[f.template, f.values] for f in verdict.faults], "at": timezone.now().isoformat()}
    folder_of(programme).mkdir(parents=True, exist_ok=True)
    put(folder_of(programme) / "verdict.json", json.dumps(held))


def kept(programme: ledger.Programme) -> tuple[Verdict, datetime] | None:
    """The last verdict and its moment; None where nobody has asked yet."""
    try:
        held = json.loads((folder_of(programme) / "verdict.json").read_text())
        at = datetime.fromisoformat(held.pop("at"))
        held["faults"] = [Fault(template, values) for template, values in held["faults"]]
        return Verdict(**held), at
    except (OSError, ValueError, KeyError, TypeError):
        return None


def told(fault: Fault) -> str:
    """A fault as a sentence in the reader's language."""
    return _(fault.template) % fault.values


def summary(verdict: Verdict) -> list[str]:
    """What was held against what, as sentences; the first says how it ended."""
    ended = (
        ngettext(
            "%(n)s hal tidak cocok dengan rantai: isi basis data atau folder berkas diubah di luar Tempa.",
            "%(n)s hal tidak cocok dengan rantai: isi basis data atau folder berkas diubah di luar Tempa.",
            len(verdict.faults),
        ) % {"n": number(len(verdict.faults))}
        if verdict.faults else _("Semuanya cocok dengan rantai.")
    )  # fmt: skip
    found = [
        ended,
        _("Dibaca: %(n)s catatan, sampai kode periksa %(code)s.")
        % {"n": number(verdict.size), "code": check_code(bytes.fromhex(verdict.head))},
        _("Dihitung ulang dari catatan dan dibandingkan: %(rows)s baris di %(tables)s tabel.")
        % {"rows": number(verdict.rows), "tables": number(verdict.tables)},
        _("Dibaca dan disidik ulang: %(papers)s berkas; kiriman ganda yang ditolak: %(doubles)s.")
        % {"papers": number(verdict.papers), "doubles": number(verdict.doubles)},
    ]
    if verdict.erased:
        words = _("%(n)s nilai pribadi sudah dihapus; isinya tidak dapat dicocokkan lagi.")
        found.append(words % {"n": number(verdict.erased)})
    return found


def warning(programme: ledger.Programme) -> str:
    """What the park's overview says where the last check found something; empty where it did not."""
    held = kept(programme)
    if held is None or not held[0].faults:
        return ""
    verdict, at = held
    ask_them = _("Diperiksa %(when)s. Simpan cadangan basis data dan folder berkas sekarang; di server, python3 run.py verify menyebut setiap hal.")
    return f"{summary(verdict)[0]} " + ask_them % {"when": moment(at)}
