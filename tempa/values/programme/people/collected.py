"""What has been found so far while a file is read."""

from __future__ import annotations

from tempa.values.programme.people.proposal import LeftOut, Problem, Proposal, Question, ReadRow, SheetRead, Waiting


class Collected:
    """What has been found so far; problems keep a row from being read or waiting."""

    def __init__(self) -> None:
        self.sheets: list[SheetRead] = []
        self.rows: list[ReadRow] = []
        self.waiting: list[Waiting] = []
        self.left_out: list[LeftOut] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.questions: dict[str, Question] = {}
        self.parts: dict[tuple[str, int], tuple[int, str]] = {}
        """Of each row that was read: which part of its sheet it stands in, and the title of that part."""

        self.beside: dict[tuple[str, int], str] = {}
        """What stands in a row under headings that mean nothing to the table, as the village of a regency: it tells rows apart."""

    def ask(self, question: Question) -> str:
        """Keeps the first of several equal questions; returns its id."""
        self.questions.setdefault(question.id, question)
        return question.id

    def proposal(self) -> Proposal:
        return Proposal(tuple(self.sheets), tuple(self.rows), tuple(self.waiting), tuple(self.left_out),
                        tuple(self.problems), tuple(self.warnings), tuple(self.questions.values()))
