"""A programme, or a part of it, as of an entry of its chain, gathered for the audit pack from what each room says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tempa import __version__
from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.ledger import queries as ledger
from tempa.ledger.actions import paper_place
from tempa.ledger.models import Programme
from tempa.ledger.verification import as_of
from tempa.openness.pack import WHOLE, Contents, Drawn, Link, Noticed, Scope, within, write_pack
from tempa.openness.queries.flags import evidence_of
from tempa.openness.queries.samples import samples
from tempa.openness.queries.tables import ROWS, as_acting, moment, table_of
from tempa.openness.rules import FLAGS, red_flags
from tempa.payment import queries as payment
from tempa.registry import queries as registry

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {
    "application/zip": ".zip", "text/csv": ".csv", "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp",
    "text/plain": ".txt", WORKBOOK: ".xlsx",
}  # fmt: skip
Row = Mapping[str, str]


def write_audit_pack(
    programme: Programme, target: Path, *, at: datetime, sequence: int | None = None, scope: Scope = WHOLE
) -> None:
    """The pack as of an entry (the last where none is asked for), of the whole programme or of a part. Raises FileExistsError.

    An earlier state is built anew from the chain, in a database of its own.
    """
    size, _head = ledger.chain_head(programme)
    if sequence is None or sequence == size:
        write_pack(contents(programme, size, at, scope), target)
        return
    with as_of(programme, sequence) as then:
        write_pack(contents(then, sequence, at, scope), target)


def has_part(programme: Programme, scope: Scope) -> bool:
    """Whether the programme has what a pack is asked about."""
    if scope.kind == "contract":
        return contracts.begun_contracts(programme).filter(contract=scope.code).exists()
    if scope.kind == "agency":
        return scope.code in demand.agency_names(programme)
    if scope.kind == "workshop":
        return registry.workshop_named(programme, scope.code) is not None
    return scope == WHOLE or allocation.lot_named(programme, scope.code) is not None


def contents(programme: Programme, sequence: int, at: datetime, scope: Scope = WHOLE) -> Contents:
    last = ledger.entries_of(programme).filter(sequence=sequence).get()
    tables: Mapping[str, Sequence[Row]] = as_acting({name: table_of(programme, name) for name in ROWS})
    told = ledger.tables_of(programme)
    if scope != WHOLE:
        tables = within(scope, tables, {r["line"]: r["agency"] for r in told["orders"]})
    plan = allocation.approved_plan(programme) if scope == WHOLE else None
    suffix = {p.sha256: SUFFIXES.get(p.media_type, ".bin") for p in ledger.papers_of(programme)}
    units, rupiah = payment.for_pack(programme) if scope == WHOLE else ([], [])
    return Contents(
        about={
            "programme": programme.code, "as_of": str(sequence), "as_of_at": moment(last.at), "head": bytes(last.digest).hex(),
            "software": f"Tempa {__version__}", "made_at": moment(at), "scope": scope.text,
        },
        tables=tables, entries=links(programme, sequence) if scope == WHOLE else None, programme=told,
        plan=allocation.plan_tables(plan) if plan else None,
        files={f"{r['sha256']}{suffix[r['sha256']]}": paper_place(r["sha256"]) for r in tables["papers"]},
        noticed=noticed(programme, tables, moment(last.at)), drawn=drawn(programme), units=units, rupiah=rupiah,
    )  # fmt: skip


def noticed(programme: Programme, tables: Mapping[str, Sequence[Row]], today: str) -> list[Noticed]:
    """The red flags over the rows of this pack, in Indonesian, with the source of each pattern."""
    shown = evidence_of(programme, tables, today)
    if len(tables["papers"]) < ledger.papers_of(programme).count():  # a part: only photos that are in it
        kept = {r["sha256"] for r in tables["papers"]}
        shown = replace(shown, photos={sha256: deeds for sha256, deeds in shown.photos.items() if sha256 in kept})
    return [
        Noticed(str(FLAGS[f.kind].name), str(f.words), f.about, f.rupiah, str(FLAGS[f.kind].ask), FLAGS[f.kind].source) for f in red_flags(shown)
    ]


def drawn(programme: Programme) -> list[Drawn]:
    return [
        Drawn(
            s.sample, s.population, moment(s.entry.at), s.seed, s.as_of, s.confidence, s.tolerable, s.expected, s.interval, s.start, s.count, s.total,
            tuple((code, amount, hit) for code, (amount, hit) in s.chosen.items()), s.reason,
        )
        for s in samples(programme)
    ]  # fmt: skip


def links(programme: Programme, sequence: int) -> Iterator[Link]:
    entries = ledger.entries_of(programme).filter(sequence__lte=sequence).order_by("sequence")
    for n, body, previous, digest in entries.values_list("sequence", "body", "previous", "digest").iterator():
        yield Link(n, body, bytes(previous).hex(), bytes(digest).hex())
