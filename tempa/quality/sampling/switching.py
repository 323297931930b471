"""Says which severity of inspection the next lot gets, as a pure function of the history of lots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import count

NORMAL, TIGHTENED, REDUCED, DISCONTINUED = "normal", "tightened", "reduced", "discontinued"
WINDOW, REJECTS_TO_TIGHTEN = 5, 2  # ISO 2859-1:1999 9.3.1
ACCEPTS_TO_RELAX = 5  # 9.3.2
SCORE_TO_REDUCE = 30  # 9.3.3
REJECTS_TO_DISCONTINUE = 5  # 9.4


@dataclass(frozen=True, slots=True)
class LotResult:
    """One lot, one class of nonconformities, as it was decided.

    `ac`: acceptance number of its plan. `accepted_tighter`: would it also have been accepted one AQL step tighter
    (needed where ac >= 2)? `between`: accepted with Ac < x < Re of a reduced plan (MIL-STD-105E). `original` is false
    for a lot that came back after sorting or rework: it never counts. `category`: class of nonconformities.
    """

    accepted: bool
    ac: int = 0
    accepted_tighter: bool | None = None
    between: bool = False
    original: bool = True
    category: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """`severity` was in force for the lot, `after` holds for the next; `score` is kept on normal inspection only."""

    severity: str
    after: str
    score: int | None


@dataclass(frozen=True, slots=True)
class State:
    """What the rules remember: the last results on normal, accepted in a row and rejected in all on tightened."""

    severity: str = NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    in_a_row: int = 0
    rejected: int = 0


def history(
    lots: Sequence[LotResult], *, authorised: bool = False, steady: bool = True, category: str | None = None
) -> tuple[Step, ...]:
    """The severity of each original lot of one class, in order, and of the next (ISO 2859-1:1999 9.1 to 9.4).

    `authorised` and `steady` are the two conditions of reduced inspection that no count can answer (9.3.3.1 b and c).
    The history ends with the lot that discontinues inspection; a lot after it is refused, because it must not be
    inspected before the maker has acted (9.4).
    """
    counted = [lot for lot in lots if lot.original and (category is None or lot.category == category)]
    if len({lot.category for lot in counted}) > 1:
        found = sorted({lot.category for lot in counted})
        raise SamplingError("kelas cacat", found, "satu kelas; sebutkan dengan category", "ISO 2859-1:1999 9.2")
    steps = tuple(steps_of(counted, authorised and steady))
    if len(steps) < len(counted):
        bound = "tidak diperiksa: pemeriksaan sudah dihentikan; mulai riwayat baru setelah bengkel memperbaiki cara kerjanya"
        raise SamplingError("nomor lot", len(steps) + 1, bound, "ISO 2859-1:1999 9.4")
    return steps


def steps_of(lots: Sequence[LotResult], may_reduce: bool) -> Iterator[Step]:
    """One step for each lot, up to the lot that discontinues inspection."""
    state = State()
    for lot in lots:
        if state.severity == DISCONTINUED:
            return
        before, state, score = state.severity, *after_lot(state, lot, may_reduce)
        yield Step(before, state.severity, score)


def next_severity(steps: Sequence[Step]) -> str:
    """What the next lot gets: normal at the start (9.1)."""
    return steps[-1].after if steps else NORMAL


def after_lot(state: State, lot: LotResult, may_reduce: bool) -> tuple[State, int | None]:
    if lot.accepted_tighter and not lot.accepted:
        bound = "False; lot yang ditolak tidak mungkin lolos rencana yang lebih ketat"
        raise SamplingError("accepted_tighter", True, bound, "ISO 2859-1:1999 9.3.3.2")
    if state.severity == NORMAL:
        return after_normal(state, lot, may_reduce)
    if state.severity == TIGHTENED:
        return after_tightened(state, lot), None
    return (state if lot.accepted and not lot.between and may_reduce else State()), None


def after_normal(state: State, lot: LotResult, may_reduce: bool) -> tuple[State, int]:
    """Two rejected within five lots in a row tighten (9.3.1); a score of 30 may reduce (9.3.3)."""
    recent = (*state.recent, lot.accepted)[-WINDOW:]
    score = new_score(state.score, lot)
    if recent.count(False) >= REJECTS_TO_TIGHTEN:
        return State(TIGHTENED), score
    if may_reduce and score >= SCORE_TO_REDUCE:
        return State(REDUCED), score
    return replace(state, score=score, recent=recent), score


def new_score(score: int, lot: LotResult) -> int:
    """9.3.3.2: 3 more for Ac >= 2 if also accepted one AQL step tighter, 2 more for Ac 0 or 1 if accepted, else 0.

    Where Ac >= 2 and the tighter answer is missing, the lot counts as not accepted there: the score never flatters.
    """
    count(lot.ac, "angka penerimaan", 0)
    if lot.ac >= 2:
        return score + 3 if lot.accepted_tighter else 0
    return score + 2 if lot.accepted else 0


def after_tightened(state: State, lot: LotResult) -> State:
    """Five accepted in a row relax (9.3.2); five rejected in all, since tightening, discontinue (9.4)."""
    in_a_row = state.in_a_row + 1 if lot.accepted else 0
    rejected = state.rejected + (not lot.accepted)
    if in_a_row >= ACCEPTS_TO_RELAX:
        return State()
    if rejected >= REJECTS_TO_DISCONTINUE:
        return State(DISCONTINUED)
    return replace(state, in_a_row=in_a_row, rejected=rejected)
