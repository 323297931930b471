"""Hears the clauses of one message one after the other and says of each what it proposes or asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tempa.production.messages.clauses import Clause, Sentence, sentences_of
from tempa.production.messages.corrections import Said
from tempa.production.messages.items import (
    LAST_STEP,
    NO_STEP,
    UNCLEAR,
    Amount,
    Group,
    Item,
    Reference,
    Share,
    Unclear,
    Work,
    one_per_step,
    shares_of,
)
from tempa.production.messages.marks import Mark, mark_for_next, own_mark
from tempa.production.messages.problems import is_left, troubles_of
from tempa.production.messages.said import Finding, Mode, OpenLot, Question, Trouble
from tempa.production.messages.signs import Role

if TYPE_CHECKING:
    from tempa.production.messages.export import Heard
    from tempa.production.messages.names import Names


@dataclass
class Saying:
    """What a sentence has said so far: marks that hold, the step said last, the lots it names, whether kalau was said."""

    named: list[Reference]
    mark: Mark | None = None
    steps: Group | None = None
    conditional: bool = False
    corrects: bool = False
    spoken_of: set[str] = field(default_factory=set)  # M3: a lot's name with nothing else, but beside something of it

    @property
    def only_lot(self) -> OpenLot | None:
        """M3: the only lot named in the sentence."""
        first = self.named[0] if self.named else None
        return first if isinstance(first, OpenLot) and all(other == first for other in self.named) else None


class Hearing:
    """One message: the lot named last, headings that wait for what follows, lines heard before."""

    def __init__(self, heard: Heard, lots: dict[str, OpenLot], names: Names, said: Said) -> None:
        self.heard, self.lots, self.names, self.said = heard, lots, names, said
        self.named_last: Reference | None = None
        self.headings: dict[str, Finding] = {}
        self.lines: set[tuple[object, ...]] = set()
        self.repeated = heard.repeated

    def hear(self) -> None:
        for line in sentences_of(self.heard.message.text, self.names, self.heard.message.day):
            if line:
                self.repeated = self.heard.repeated or self._heard_before(line[0])
            for sentence in line:
                self._hear_sentence(sentence)
        for heading in self.headings.values():
            self.said.add(heading)

    def _heard_before(self, sentence: Sentence) -> bool:
        """M19: a line twice in a message; under the heading of another lot it is another line."""
        line = (key_of(self.named_last), *sentence.line)
        before = line in self.lines
        self.lines.add(line)
        return before

    def _hear_sentence(self, sentence: Sentence) -> None:
        troubles = [troubles_of(clause) for clause in sentence.clauses]
        own = [self._named(c, bool(t)) for c, t in zip(sentence.clauses, troubles, strict=True)]
        saying = Saying(distinct(own))
        for clause, named, kinds in zip(sentence.clauses, own, troubles, strict=True):
            saying.conditional = saying.conditional or Role.IF in clause
            listener = Listener(self, clause, named, saying)
            understood = listener.hear([] if saying.conditional else kinds)
            saying.mark = mark_for_next(clause, saying.mark, bool(kinds))
            saying.corrects = (clause.corrects or saying.corrects) and not understood
            self.named_last = named or self.named_last
            self._note_heading(listener, understood)

    def _named(self, clause: Clause, is_problem: bool) -> Reference | None:
        """M2: the one lot whose name holds all name words of the clause; in a problem, things name no lot (M16)."""
        held = [s.lots for s in clause.all(Role.NAME) if not (is_problem and Role.THING in s)]
        if not held:
            return None
        lots = frozenset.intersection(*held)
        return self.lots[next(iter(lots))] if len(lots) == 1 else UNCLEAR

    def _note_heading(self, listener: Listener, understood: bool) -> None:
        """M3, M20: a name with nothing else is a heading; with nothing under it, it is not understood."""
        if understood:
            self.headings.pop(key_of(listener.lot), None)
            listener.saying.spoken_of.add(key_of(listener.lot))
        elif listener.named and key_of(listener.named) not in listener.saying.spoken_of:
            self.headings.setdefault(key_of(listener.named), listener.finding(Question.NOT_UNDERSTOOD))


class Listener:
    """One clause, with what its sentence and its message know before it."""

    def __init__(self, hearing: Hearing, clause: Clause, named: Reference | None, saying: Saying) -> None:
        self.hearing, self.clause, self.named, self.saying = hearing, clause, named, saying
        self.lot = named or saying.only_lot or hearing.named_last or only(hearing.lots) or UNCLEAR
        self.shares, self.loose = shares_of(clause)
        self.words = words_of(hearing.heard.message.text, clause)
        self.mark = own_mark(clause) or saying.mark
        self.left = self._is_left()

    def hear(self, troubles: list[Trouble]) -> bool:
        """Whether something could be made of the clause, even if that is that it says nothing."""
        if self.saying.conditional:
            return True
        if troubles:
            return self._hear_problem(troubles)
        steps = self._steps_said_before()
        asked = self._ask_glued()
        if self._not_done():
            return True
        if Role.VAGUE in self.clause and (understood := self._hear_vague(steps)):
            return understood
        return self._hear_items(steps) or asked

    def _steps_said_before(self) -> Group | None:
        """M9: the step said last in the sentence, for a clause without step, finish word or other work."""
        before = self.saying.steps
        if self.shares:
            self.saying.steps = self.shares[-1].group
        return before

    # Problems

    def _hear_problem(self, troubles: list[Trouble]) -> bool:
        """M16: with the lot named in the clause, else the only one named in its sentence, else none."""
        lot = self.named or self.saying.only_lot
        for kind in troubles:
            code = lot.lot if isinstance(lot, OpenLot) else None
            self._tell(lot=code, problem=kind)
        if isinstance(self.named, Unclear):
            self._ask(Question.WHICH_LOT)
        return True

    # What is not done

    def _not_done(self) -> bool:
        """M13, M14: the clause says nothing; not where it says what is left, "also with belum or masih"."""
        clause = self.clause
        planned = self.mark is Mark.PLANNED
        if planned or Role.THE_REST in clause or Role.BUT_NOT in clause or self._says_not():
            return True
        if self.left:
            return False
        return (Role.LEFT in clause and Role.VAGUE_COUNT not in clause) or Role.NOT_YET in clause

    def _says_not(self) -> bool:
        """M14; the lagi of "tinggal 2 lagi" goes with the number."""
        signs = self.clause.signs
        for before, sign in zip((None, *signs), signs, strict=False):
            of_left = Role.AGAIN in sign and before and Role.COUNT in before and self.left
            if Role.NOT_DONE in sign and not of_left:
                return True
        return False

    def _is_left(self) -> bool:
        """M13: tinggal, kurang, sisa with a number."""
        clause = self.clause
        short = any(Role.SHORT in sign and is_left(clause, i) for i, sign in enumerate(clause.signs))
        return Role.COUNT in clause and (Role.LEFT in clause or short)

    # Doubts

    def _ask_glued(self) -> bool:
        """M20: letters glued to a digit that are nothing of ours."""
        if Role.GLUED in self.clause:
            self._ask(Question.NOT_UNDERSTOOD)
        return Role.GLUED in self.clause

    def _hear_vague(self, before: Group | None) -> bool:
        """M7: a vague word in a clause with a step, a finish word or a name."""
        counted = Role.VAGUE_COUNT in self.clause or Role.COUNT in self.clause
        works = [work for share in self.shares for work in share.group]
        if not works and Role.FINISH not in self.clause and counted:
            works = before or ([] if self.named else [NO_STEP])
        if not works and (Role.FINISH in self.clause or self.named):
            works = [LAST_STEP]
        if works == [NO_STEP] and self._corrects():  # M17: no step said is the last item's
            self._ask(Question.QUANTITY)
            return True
        for work in one_per_step(works):
            self._doubt(work, Question.QUANTITY)
        return bool(works)

    # Items

    def _hear_items(self, before: Group | None) -> bool:
        """M9, M13, M15: the items of the clause, each with its step."""
        if self.shares:
            for share in self.shares:
                self._hear_share(share)
            return True
        if self.left:
            return self._hear_amounts(NO_STEP)
        if Role.FINISH in self.clause:
            return self._hear_finish()
        if self._corrects():
            return self._correct_last()
        counts = [amount for amount in self.loose if amount.number is not None]
        if before and (counts or (self.loose and self.named)):
            self._hear_share(Share(before, self.loose))
            return True
        return bool(counts) and self._hear_amounts(NO_STEP)

    def _hear_share(self, share: Share) -> None:
        for work in one_per_step(share.group):
            self._hear_work(work, share.amounts)

    def _hear_work(self, work: Work, amounts: list[Amount]) -> None:
        """M15: a step with a finish word and no count is done on all; M7: with neither it is asked; M9: two counts too."""
        if not amounts and Role.FINISH in self.clause:
            amounts = [Amount(None, total=True)]
        if len(amounts) != 1:
            self._doubt(work, Question.QUANTITY, counted=bool(amounts))
        elif amounts[0].number != 0:  # M5: 0 says nothing
            self._say(work, amounts[0])

    def _hear_amounts(self, work: Work) -> bool:
        """Counts that find no step (M10), or that are finished without one (M15)."""
        if work == LAST_STEP or len(self.loose) == 1:
            self._hear_work(work, self.loose)
        else:
            self._doubt(work, Question.QUANTITY)
        return True

    def _hear_finish(self) -> bool:
        """M15: a count is at the last step; no count, or only semua: the lot is finished."""
        if any(amount.number is not None for amount in self.loose):
            return self._hear_amounts(LAST_STEP)
        if isinstance(self.lot, OpenLot):
            self._tell(lot=self.lot.lot, finished=True)
        else:
            self._ask(Question.WHICH_LOT)
        return True

    def _corrects(self) -> bool:
        return self.clause.corrects or self.saying.corrects

    def _correct_last(self) -> bool:
        """M17: no step said: the last item."""
        counts = [amount for amount in self.loose if amount.number is not None]
        if len(counts) == 1:
            item = self._item(NO_STEP, counts[0])
            self.hearing.said.correct(item, None, self.named, self.clause.was)
        elif counts:
            self._ask(Question.QUANTITY)
        return bool(counts)

    def _say(self, work: Work, amount: Amount) -> None:
        item = self._item(work, amount)
        if self._corrects():
            self.hearing.said.correct(item, work, self.named, self.clause.was)
        else:
            self.hearing.said.add(item)

    def _item(self, work: Work, amount: Amount | None, doubt: Question | None = None) -> Item:
        place, repeated = self.hearing.heard.place, self.hearing.repeated
        return Item(place, self.words, self.lot, work, amount, self._mode(amount), repeated, doubt)

    def _mode(self, amount: Amount | None) -> Mode:
        """M11: N dari M, N/M and semua are totals by themselves; M13: what is left; else the marks."""
        if amount and (amount.left or len(self.shares) == 1) and self.left:
            return Mode.LEFT
        if amount and amount.total:
            return Mode.TOTAL
        return self.mark.mode if self.mark else Mode.NEW

    def _doubt(self, work: Work, doubt: Question, counted: bool = True) -> None:
        """M17: an item whose count is in doubt can be corrected too; a correction in doubt corrects nothing."""
        item = self._item(work, None, doubt)
        self.hearing.said.add(item, remembered=counted and not self._corrects())

    def _ask(self, question: Question) -> None:
        self.hearing.said.add(self.finding(question))

    def _tell(self, **what: object) -> None:
        place = self.hearing.heard.place
        self.hearing.said.add(Finding(place, self.words, **what))  # type: ignore[arg-type]

    def finding(self, question: Question) -> Finding:
        return Finding(self.hearing.heard.place, self.words, question=question)


def only(lots: dict[str, OpenLot]) -> OpenLot | None:
    """M3: the only open lot."""
    return next(iter(lots.values())) if len(lots) == 1 else None


def distinct(named: list[Reference | None]) -> list[Reference]:
    found: list[Reference] = []
    for one in named:
        if one is not None and one not in found:
            found.append(one)
    return found


def key_of(lot: Reference | None) -> str:
    return lot.lot if isinstance(lot, OpenLot) else "" if lot is None else "?"


def words_of(text: str, clause: Clause) -> str:
    """The words of a clause as they were written."""
    start, end = clause.extent
    return " ".join(text[start:end].split())
