"""Who may report what of which lot, how far a lot can be, and what a problem must say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tempa.ledger.rules import PARK, May, No, Refused, Who

PRODUCTION = "production"
"""The purpose of the link by which a workshop or school without an account reports its own lots."""
SOURCES = ("link", "office", "message")
"""How a report came: from the workshop itself (its link or its desk), written down by the office, or out of a WhatsApp message."""
KINDS = ("material", "engine", "machine", "people", "power", "money", "other")
LEAST_WORDS = 10
MOST_PHOTOS = 6
PARK_OWNER = "PARK"
OLDEST = timedelta(days=120)
"""A report of more than this ago is a clock that is wrong, not a phone that was without network."""


# --- who -------------------------------------------------------------------------------------------------------------


def acts_for(who: Who, maker: str, lead: str = "") -> bool:
    """Whether somebody speaks for a maker or for its lead: at its desk, or by its link for production."""
    return any(who.speaks_for(code, "workshop", "teacher") or who.link_for(PRODUCTION, code) for code in (maker, lead) if code)


def may_report(who: Who, maker: str, lead: str = "") -> May:
    """A maker reports its own lots, a lead those of its members too, and the park what it was told."""
    if acts_for(who, maker, lead) or who.sits_at(*PARK):
        return True
    return No("Hanya bengkel atau sekolah pembuatnya, IKM Induknya, atau taman sains yang dapat melaporkan lot ini.")


def check_source(who: Who, source: str) -> None:
    """What the office writes down is never said to come from the workshop itself, nor the other way round."""
    if source not in SOURCES or (source == "link") == who.sits_at(*PARK):
        raise Refused("Asal laporan ini tidak cocok dengan yang mengirimnya. Muat ulang halaman, lalu kirim lagi.", field="source")


# --- serials ---------------------------------------------------------------------------------------------------------


def number_in(serial: str) -> int:
    """The number of a unit within its type: 412 for NTB-2020-TAN-001-0412-4."""
    return int(serial.split("-")[-2])


# --- how far a lot is ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """Units done at a step of a lot since the report before."""

    lot: str
    step: int
    quantity: int


@dataclass(frozen=True)
class StepState:
    """One step of a lot's routing, and how many units have passed it."""

    step: int
    resource: str
    done: int


@dataclass(frozen=True)
class LotState:
    """A lot as rules see it: units that it is to have, and its steps in their order."""

    lot: str
    units: int
    steps: tuple[StepState, ...]

    def after(self, changes: Mapping[int, int]) -> LotState:
        """The lot with so many more (or fewer) units at steps."""
        return LotState(self.lot, self.units, tuple(StepState(s.step, s.resource, s.done + changes.get(s.step, 0)) for s in self.steps))

    @property
    def made(self) -> int:
        """Units that have passed the last step."""
        return self.steps[-1].done if self.steps else 0


def by_lot(entries: Iterable[Done]) -> dict[str, dict[int, int]]:
    """Lot -> step -> units, one step of a lot said several times added up."""
    found: dict[str, dict[int, int]] = {}
    for e in entries:
        steps = found.setdefault(e.lot, {})
        steps[e.step] = steps.get(e.step, 0) + e.quantity
    return found


def check_entries(entries: Sequence[Done]) -> None:
    if not entries:
        raise Refused("Laporan ini belum menyebut apa pun. Pilih langkah dan jumlah unit yang selesai.", field="quantity")
    for e in entries:
        if not 1 <= e.quantity <= 9999:
            raise Refused("Jumlah unit harus angka bulat, paling sedikit 1.", field="quantity")


def check_progress(state: LotState, changes: Mapping[int, int]) -> LotState:
    """The lot after a report; refuses a step that is not its own, more than the lot has, and more than the step before has."""
    known = {s.step: s for s in state.steps}
    for step in changes:
        if step not in known:
            raise Refused(
                "Langkah %(step)s tidak ada pada urutan kerja lot %(lot)s. Pilih langkah dari daftar.", field="step", step=step, lot=state.lot
            )
    after = state.after(changes)
    for n, s in enumerate(after.steps):
        before = known[s.step].done
        if s.done > state.units and s.step in changes:
            raise Refused(
                "Lot %(lot)s hanya %(units)s unit. Langkah %(step)s sudah %(before)s, jadi tinggal %(left)s yang dapat dilaporkan.",
                field="quantity", lot=state.lot, units=state.units, step=s.step, before=before, left=max(0, state.units - before),
            )  # fmt: skip
        if s.done < 0:
            raise Refused("Langkah %(step)s lot %(lot)s baru %(before)s unit; tidak dapat menjadi kurang dari 0.", field="quantity",
                          step=s.step, lot=state.lot, before=before)  # fmt: skip
        if n and s.done > (ahead := after.steps[n - 1]).done and {s.step, ahead.step} & set(changes):
            raise Refused(
                "Lot %(lot)s: langkah %(step)s menjadi %(done)s unit, padahal langkah %(ahead)s sebelumnya baru %(ahead_done)s. Laporkan dulu "
                "langkah sebelumnya, atau periksa jumlahnya.",
                field="quantity", lot=state.lot, step=s.step, done=s.done, ahead=ahead.step, ahead_done=ahead.done,
            )  # fmt: skip
    return after


def happened(said_at: datetime | None, at: datetime) -> datetime:
    """When a report is taken to have happened: as said, but not in the future and not longer ago than a phone waits (its clock is wrong)."""
    if said_at is None or said_at > at or said_at < at - OLDEST:
        return at
    return said_at


def check_reason(text: str, *, field: str = "reason", what: str = "alasannya") -> None:
    if len(text.strip()) < LEAST_WORDS:
        raise Refused("Tulis %(what)s, paling sedikit 10 huruf.", field=field, what=what)
    if len(text) > 2000:
        raise Refused("Penjelasan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field=field)


# --- problems --------------------------------------------------------------------------------------------------------


def check_problem(kind: str, words: str) -> None:
    if kind not in KINDS:
        raise Refused("Pilih jenis kendala dari daftar.", field="kind")
    if len(words) > 2000:
        raise Refused("Penjelasan paling panjang 2.000 huruf. Persingkat, lalu kirim lagi.", field="words")
    if kind == "other" and len(words.strip()) < LEAST_WORDS:
        raise Refused("Tulis kendalanya apa, paling sedikit 10 huruf.", field="words")


def may_take(who: Who, *, is_closed: bool) -> May:
    """The park says who sees to a problem, and until when."""
    if is_closed:
        return No("Kendala ini sudah selesai.")
    return True if who.sits_at(*PARK) else No("Hanya taman sains yang menentukan penanggung jawab kendala.")


def may_close(who: Who, *, maker: str, lead: str, is_closed: bool) -> May:
    """The park, or the workshop whose problem it was."""
    if is_closed:
        return No("Kendala ini sudah selesai.")
    if acts_for(who, maker, lead) or who.sits_at(*PARK):
        return True
    return No("Hanya bengkel yang menyampaikannya atau taman sains yang dapat menutup kendala ini.")


def check_due(due_on: date, today: date) -> None:
    if due_on < today:
        raise Refused("Tanggal %(due)s sudah lewat. Pilih hari ini atau sesudahnya.", field="due_on", due=str(due_on))
