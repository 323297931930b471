"""Numbers and prints papers of contracts: one contract while somebody waits, many beside the server, going on where it stopped."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Unpack
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from tempa.contracts import actions, papers
from tempa.contracts import queries as contracts
from tempa.desks.frame.clock import now_of
from tempa.desks.frame.whole_files import put
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.ledger import queries as ledger
from tempa.ledger.actions import Doing, paper_place
from tempa.ledger.rules import Refused

Told = Callable[[int, int], None]


def public_address(code: str) -> str:
    """Where anybody can check the code of a paper: the same for every reader, so that equal papers have equal bytes."""
    return public_base() + reverse("check-paper", args=[code])


def public_base() -> str:
    """Where this server is found by everybody, without a slash at its end."""
    hosts = [h for h in settings.ALLOWED_HOSTS if h not in ("localhost", "127.0.0.1", "[::1]", "*") and not h.startswith(".")]
    return f"https://{hosts[0]}" if hosts and not settings.TEMPA_IS_LOCAL else f"http://{settings.TEMPA_HOST}:{settings.TEMPA_PORT}"


def templates_of(programme: ledger.Programme) -> dict[str, str]:
    """Kind of paper -> the programme's own text of its template, where it has one and its file is there."""
    found = {}
    for kind, sha256 in contracts.templates(programme).items():
        with suppress(OSError):
            found[kind] = paper_place(sha256).read_text("utf-8")
    return found


def number_and_print(programme: ledger.Programme, contract: str, **doing: Unpack[Doing]) -> list[str]:
    """Give numbers to the papers of a contract that can bear one by now, and make every numbered one; returns what failed."""
    numbered(programme, contract, **doing)
    c = contracts.contract_named(programme, contract)
    assert c is not None
    made, faults = made_papers(tasks_of(programme, [c], ledger.day_of(programme, doing["at"])))
    for code, files in made.items():
        actions.keep_made(programme, contract=code, files=files, at=doing["at"], by=doing["by"])
    return faults


def numbered(programme: ledger.Programme, contract: str, **deed: Any) -> None:
    """Give a number to each paper that is due and has none."""
    c = contracts.contract_named(programme, contract)
    if c is None:
        raise Refused("Kontrak %(contract)s tidak ada di program ini.", contract=contract)
    due = contracts.due_papers(programme, c)
    actions.number_papers(programme, contract=contract, papers=due, **deed)


@dataclass(frozen=True)
class Numbered:
    """A paper to be made: under which number, of which contract."""

    contract: str
    number: str
    task: papers.Task


def tasks_of(programme: ledger.Programme, chosen: Iterable[contracts.Contract], today: date, *, only_missing: bool = False) -> Iterator[Numbered]:
    """Every numbered paper of these contracts, with its data; `only_missing`: those that have no file yet."""
    data, own = contracts.Dataset(programme, today, public_address), templates_of(programme)
    for c in chosen:
        rows = [p for p in contracts.papers_of(c).filter(voided_at=None) if not (only_missing and p.sha256)]
        if not rows:
            continue
        whole, members = data.of(c), sorted({i.maker for i in c.items.all()} - {c.vendor})
        for p in rows:
            task = papers.Task(papers.Kind(p.kind), whole, contracts.part_of(p, members), own.get(p.kind))
            yield Numbered(c.contract, p.number, task)


def made_papers(wanted: Iterable[Numbered]) -> tuple[dict[str, dict[str, bytes]], list[str]]:
    """Contract -> number -> file, set one after another; and a sentence for each that could not be set."""
    files: dict[str, dict[str, bytes]] = {}
    faults: list[str] = []
    for one in wanted:
        try:
            made = papers.render(one.task.kind, one.task.data, one.task.part, one.task.template)
        except papers.TemplateFault as fault:
            faults.append(f"{one.number}: {fault}")
        else:
            files.setdefault(one.contract, {})[one.number] = made
    return files, faults


# --- many, beside the server -----------------------------------------------------------------------------------------


def folder_of(programme: ledger.Programme, agency: str) -> Path:
    return run_folder(f"surat-{programme.pk}-{agency or 'semua'}")


def ask(programme: ledger.Programme, agency: str, by: UUID) -> None:
    """Begin to print all contracts of an agency, or of all, beside the server; nothing where that goes on already."""
    if not is_alive(folder_of(programme, agency)):
        start_console(folder_of(programme, agency), ["work", "--papers", programme.code, agency, str(by)], by)


@dataclass(frozen=True)
class Progress:
    """How far the printing of many is: contracts done of all, what failed, whether it goes on."""

    done: int
    all: int
    faults: tuple[str, ...]
    is_going_on: bool


def progress(programme: ledger.Programme, agency: str) -> Progress | None:
    """None where nobody ever asked."""
    folder = folder_of(programme, agency)
    going_on = is_alive(folder)
    try:
        said = json.loads((folder / "progress.json").read_text())
    except (OSError, ValueError):
        return Progress(0, 0, (), True) if going_on else None
    return Progress(said["done"], said["all"], tuple(said["faults"]), going_on)


def print_many(programme: ledger.Programme, agency: str, by: ledger.Person, *, processes: int = 2, told: Told | None = None) -> list[str]:
    """Number and make what is missing of all contracts; each contract is kept as soon as it is whole, so it goes on where it stopped."""
    chosen = contracts.contracts(programme).filter(**({"agency": agency} if agency else {})).select_related("risk_by")
    codes = list(chosen.values_list("contract", flat=True))
    folder, faults, done = folder_of(programme, agency), list[str](), 0

    def note() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / "progress.json", json.dumps({"done": done, "all": len(codes), "faults": faults[:50]}))
        if told:
            told(done, len(codes))

    note()
    for code in codes:
        try:
            numbered(programme, code, at=now_of(programme), by=by)
        except Refused as refused:
            faults.append(f"{code}: {refused}")
    held: dict[str, dict[str, bytes]] = {}
    waiting = list(tasks_of(programme, chosen, ledger.day_of(programme, now_of(programme)), only_missing=True))
    done = len(codes) - len({one.contract for one in waiting})
    for one, (_task, made) in zip(waiting, papers.render_all((w.task for w in waiting), processes), strict=True):
        if held and one.contract not in held:
            done += kept(programme, held, by)
            note()
        files = held.setdefault(one.contract, {})
        if isinstance(made, papers.TemplateFault):
            faults.append(f"{one.number}: {made}")
        else:
            files[one.number] = made
    done += kept(programme, held, by)
    note()
    return faults


def kept(programme: ledger.Programme, held: dict[str, dict[str, bytes]], by: ledger.Person) -> int:
    """Keep the papers of the contracts at hand; returns how many contracts that were."""
    count = len(held)
    for code, files in held.items():
        if files:
            actions.keep_made(programme, contract=code, files=files, at=now_of(programme), by=by)
    held.clear()
    return count


# --- taken home ------------------------------------------------------------------------------------------------------


def zipped(programme: ledger.Programme, rows: Sequence[contracts.ContractPaper]) -> bytes:
    """The files of these papers in one ZIP, in a folder for each contract; signed copies beside their paper."""
    target = io.BytesIO()
    names = {p.sha256: p for p in ledger.papers_of(programme).filter(sha256__in=[r.signed_sha256 for r in rows if r.signed_sha256])}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for r in rows:
            place = f"{r.contract.contract if r.contract else r.subject.replace(':', '-')}/{r.number.replace('/', '-')}"
            with suppress(OSError):
                if r.sha256:
                    archive.writestr(f"{place}.pdf", paper_place(r.sha256).read_bytes())
            if r.signed_sha256 in names:
                with suppress(OSError):
                    archive.writestr(f"{place}-bertanda-tangan{ending(names[r.signed_sha256].media_type)}", paper_place(r.signed_sha256).read_bytes())
    return target.getvalue()


def ending(media_type: str) -> str:
    return {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}.get(media_type, "")
