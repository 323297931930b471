"""Which lots a word may name (M2, M3): codes, types, and the words of the open lots' names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from tempa.production.messages.figures import Figure, figure_at, measure_of
from tempa.production.messages.lexicon import JOINERS, MACHINES, NAME_NOTHING, SHORTEST_NAME, SHORTEST_PART
from tempa.production.messages.said import OpenLot
from tempa.production.messages.spelling import mended
from tempa.production.messages.tokens import Token, tokens_of

Key = TypeVar("Key")
Lots = frozenset[str]
NONE: Lots = frozenset()
OF_IT = "nya"


class Names:
    """What the open lots are called. A name word is answered with the lots whose name holds it."""

    def __init__(self, lots: Iterable[OpenLot]) -> None:
        self.codes: dict[str, Lots] = {}
        self.words: dict[str, Lots] = {}
        self.parts: dict[str, Lots] = {}
        self.measures: dict[tuple[str, str], Lots] = {}
        self.pairs: set[tuple[str, str]] = set()
        self.joined: set[tuple[str, str]] = set()  # with & or / between, as in "Meja & rak"
        for lot in lots:
            self._learn(lot)
        self.slips = mended({*self.words, *MACHINES})

    def _learn(self, lot: OpenLot) -> None:
        for code in (lot.lot, lot.type):
            also(self.codes, code.lower(), lot.lot)
        pieces = re.split(r"([^\w\s.,-]+)", lot.name_id.lower().replace("/jam", ""))
        learnt = [self._learn_segment(lot.lot, segment) for segment in pieces[::2]]
        for sign, before, after in zip(pieces[1::2], learnt, learnt[1:], strict=False):
            if sign in JOINERS and before and after and all(speaks(w) and w.isalpha() for w in (before[-1], after[0])):
                self.joined.add((before[-1], after[0]))

    def _learn_segment(self, lot: str, segment: str) -> list[str]:
        """The words of one segment; "" stands for a number with its measure."""
        words: list[str] = []
        tokens = [part for token in tokens_of(segment, 0, len(segment), ()) for part in split_hyphens(token)]
        at = 0
        while at < len(tokens):
            figure = figure_at(tokens, at)
            if figure and (measure := measure_of(tokens, figure.end)):
                for value in {figure.value, figure.value.rpartition("-")[2]}:
                    also(self.measures, (value, measure), lot)
                at = figure.end + 1
                words.append("")
            else:
                words.append(canonical(tokens, at, figure))
                at = figure.end if figure else at + 1
        self._learn_words(lot, words)
        return words

    def _learn_words(self, lot: str, words: list[str]) -> None:
        for i, word in enumerate(words):
            if speaks(word):
                also(self.words, word, lot)
                for part in parts_of(word):
                    also(self.parts, part, lot)
            follower = words[i + 1] if i + 1 < len(words) else ""
            counted = follower.startswith("#") and i + 2 < len(words) and words[i + 2] != ""
            if speaks(word) and speaks(follower) and not counted:
                self.pairs.add((word, follower))

    def of_code(self, text: str) -> Lots:
        return self.codes[text]

    def of_measure(self, figure: Figure, measure: str) -> Lots:
        """M2: a number with its measure, where an open lot's name holds it (120 l is 120 liter)."""
        return self.measures.get((figure.value, measure), NONE)

    def of_word(self, text: str) -> Lots | None:
        """M2, M3: the lots that hold the word, whole or in part; empty for another machine; None where it is no name word."""
        for word in (text, without_nya(text)):
            if held := self.words.get(word, NONE) | self.parts.get(word, NONE):
                return held
            if word in MACHINES:
                return NONE
        return None

    def of_slip(self, text: str) -> Lots | None:
        """M4: the lots of the name word (or machine of M3) that the typed word is a slip of."""
        for word in (text, without_nya(text)):
            if word in self.slips:
                return self.of_word(self.slips[word])
        return None

    def known(self, text: str) -> str:
        """The name word that a token stands for beside another: whole, with -nya, or with a slip."""
        for word in (text, without_nya(text)):
            if word in self.words:
                return word
            if self.slips.get(word) in self.words:
                return self.slips[word]
        return ""

    def run_at(self, tokens: list[Token], at: int) -> tuple[int, Lots]:
        """M2: words side by side as in a name are the name, even a step word: where they end and who holds them all."""
        lots, end = NONE, at
        word, after = self._word_at(tokens, at)
        while word and (found := self._follower_at(tokens, after, word)):
            follower, beyond = found
            lots = (self.words[word] if end == at else lots) & self.words[follower]
            word, end, after = follower, beyond, beyond
        return end, lots

    def _follower_at(self, tokens: list[Token], at: int, word: str) -> tuple[str, int] | None:
        """The name word that stands here after another as in the name, and where it ends; & and dan are one (M1)."""
        joins = at < len(tokens) and tokens[at].text in JOINERS
        start, known = (at + 1, self.joined) if joins else (at, self.pairs)
        if start >= len(tokens):
            return None
        follower, end = self._word_at(tokens, start)
        return (follower, end) if (word, follower) in known else None

    def _word_at(self, tokens: list[Token], at: int) -> tuple[str, int]:
        figure = figure_at(tokens, at)
        if figure:
            return (f"#{figure.value}" if f"#{figure.value}" in self.words else ""), figure.end
        return self.known(tokens[at].text), at + 1


def also(table: dict[Key, Lots], key: Key, lot: str) -> None:
    table[key] = table.get(key, NONE) | {lot}


def canonical(tokens: list[Token], at: int, figure: Figure | None) -> str:
    return f"#{figure.value}" if figure else tokens[at].text


def speaks(word: str) -> bool:
    """M2: words under three letters and the words of every other machine name nothing; a number does beside a word."""
    return word.startswith("#") or (len(word) >= SHORTEST_NAME and word not in NAME_NOTHING)


def parts_of(word: str) -> set[str]:
    """M2: the parts of five letters or more."""
    if not word.isalpha():
        return set()
    ends = range(SHORTEST_PART, len(word) + 1)
    return {word[a:b] for b in ends for a in range(b - SHORTEST_PART + 1)} - {word}


def without_nya(word: str) -> str:
    return word.removesuffix(OF_IT)


def split_hyphens(token: Token) -> list[Token]:
    """A word with hyphens as its words; each keeps its own place."""
    if token.shape != "word" or "-" not in token.text:
        return [token]
    found, at = [], token.start
    for word in token.text.split("-"):
        found.append(
            Token(
                "word" if not word.isdigit() else "number", word, at, at + len(word), at == token.start and token.glued
            )
        )
        at += len(word) + 1
    return found
