"""Names of machine types as agencies write them, matched to the types that are known; a person decides."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tempa.values.programme.aliases import Aliases, shipped_aliases

SURE, LIKELY, LEAST = 0.95, 0.72, 0.45
LEAD_OF_SURE, LEAD_OF_LIKELY = 0.02, 0.15
"""How far ahead of the second candidate the first must be to be proposed."""
SCORE_OF_START = 0.74  # a name whose first words are a machine's, with its particulars behind them
LEAST_GLUED = 8  # letters: a shorter beginning of a name may mean anything
JOINED = 0.7  # a machine beside another in one name: never proposed
_JOINER = re.compile(r"\n|;|\+|&|\s/\s|\b(?:dan|serta|and)\b", re.IGNORECASE)
_REMARK = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[a-z0-9]+(?:[.,/x]\d+)*")


@dataclass(frozen=True)
class Candidate:
    """A known type that a name may mean; `score` from 0 to 1, and why in both languages."""

    type: str
    name: str
    score: float
    reason_id: str
    reason_en: str


@dataclass(frozen=True)
class Match:
    """One name and the types it may mean, the likeliest first; nothing is decided here."""

    name: str
    candidates: tuple[Candidate, ...]

    @property
    def proposed(self) -> str:
        """The first candidate's type where it stands out, else nothing."""
        if not self.candidates:
            return ""
        first = self.candidates[0]
        lead = first.score - (self.candidates[1].score if len(self.candidates) > 1 else 0.0)
        stands_out = lead >= LEAD_OF_LIKELY if first.score < SURE else lead >= LEAD_OF_SURE
        return first.type if first.score >= LIKELY and stands_out else ""


def propose_types(
    names: Sequence[str],
    types: Mapping[str, str] | Sequence[Mapping[str, str]],
    known_aliases: Mapping[str, str] | None = None,
    *,
    aliases: Aliases | None = None,
    most: int = 5,
) -> list[Match]:
    """For each name the likeliest types.

    `types` maps a type's code to its name, or is the rows of the table `types` (both of their names count).
    `known_aliases` maps names that somebody has decided before to a code: such a match is certain.
    """
    vocabulary = aliases or shipped_aliases()
    listed = _named(types)
    shown = dict(reversed(listed))
    known = [_Known.of(code, name, shown[code], vocabulary) for code, name in listed]
    decided = {" ".join(words_of(name)): code for name, code in (known_aliases or {}).items()}
    return [_match(name, known, decided, vocabulary, most) for name in names]


def _named(types: Mapping[str, str] | Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    if isinstance(types, Mapping):
        return list(types.items())
    return [(row["type"], row[column]) for row in types for column in ("name_id", "name_en") if row.get(column)]


def words_of(name: str) -> list[str]:
    """Words and sizes in lower case: `Mesin Pencacah (Chopper) 5,5 HP` -> mesin, pencacah, chopper, 5,5, hp."""
    return _WORD.findall(name.casefold())


@dataclass(frozen=True)
class _Known:
    """One name of a type, read once; `name` is what is shown for the type."""

    code: str
    name: str
    plain: str
    bare: str
    """The same without what is remarked in parentheses."""
    concepts: frozenset[str]
    spelled: str

    @classmethod
    def of(cls, code: str, name: str, shown: str, vocabulary: Aliases) -> _Known:
        concepts = vocabulary.concepts(words_of(name))
        bare = " ".join(words_of(_REMARK.sub(" ", name)))
        return cls(code, shown, " ".join(words_of(name)), bare, frozenset(concepts), " ".join(sorted(concepts)))


def _match(name: str, known: list[_Known], decided: dict[str, str], vocabulary: Aliases, most: int) -> Match:
    asked = _Known.of("", name, name, vocabulary)
    if code := decided.get(asked.plain):
        spelled = next((one.name for one in known if one.code == code), code)
        return Match(name, (Candidate(code, spelled, 1.0, "sudah pernah diputuskan", "decided before"),))
    best: dict[str, Candidate] = {}
    joined = _joined(name, vocabulary)
    for reading in _readings(asked, name, vocabulary):
        for one in known:
            candidate = _candidate(reading, one)
            if joined and candidate.score > JOINED and asked.plain != one.plain and _is_one_of_several(joined, one):
                candidate = replace(candidate, score=JOINED)
            if candidate.score >= LEAST and candidate.score > best.get(one.code, _NOBODY).score:
                best[one.code] = candidate
    ranked = sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.type))
    return Match(name, tuple(ranked[:most]))


def _joined(name: str, vocabulary: Aliases) -> tuple[frozenset[str], frozenset[str]] | None:
    """What a name says before `dan`, `+` or a line break and behind it, where it says something on both sides."""
    before, found, after = (lambda cut: (name[: cut.start()], cut, name[cut.end() :]) if cut else (name, None, ""))(_JOINER.search(name))
    sides = (frozenset(vocabulary.concepts(words_of(before))), frozenset(vocabulary.concepts(words_of(after))))
    return sides if found and all(sides) else None


def _is_one_of_several(joined: tuple[frozenset[str], frozenset[str]], one: _Known) -> bool:
    """Whether a type is what stands on one side alone: the other names something besides."""
    before, after = joined
    return any(here & one.concepts and not there & one.concepts for here, there in ((before, after), (after, before)))


def _readings(asked: _Known, name: str, vocabulary: Aliases) -> list[_Known]:
    """The name as it stands, and without what is remarked in parentheses (`(kap. 50 kg)`)."""
    bare = _REMARK.sub(" ", name)
    return [asked, _Known.of("", bare, bare, vocabulary)] if bare != name and words_of(bare) else [asked]


_NOBODY = Candidate("", "", 0.0, "", "")


def _candidate(asked: _Known, one: _Known) -> Candidate:
    if asked.plain == one.plain or asked.plain == " ".join(words_of(one.code)):
        return Candidate(one.code, one.name, 1.0, "nama sama", "same name")
    if len(glued := asked.plain.replace(" ", "")) >= LEAST_GLUED and one.plain.replace(" ", "").startswith(glued):
        return Candidate(one.code, one.name, 0.96, "huruf yang sama tanpa spasi", "the same letters without blanks")
    code = " ".join(words_of(one.code))
    if asked.plain.startswith(f"{code} "):
        return Candidate(one.code, one.name, 0.99, "kodenya di depan", "its code stands before it")
    if any(whole.count(" ") and asked.plain.startswith(f"{whole} ") for whole in (one.plain, one.bare)):
        return Candidate(one.code, one.name, 0.95 + min(0.01, len(one.bare) / 10_000), "dimulai dengan namanya", "begins with its name")
    shared = asked.concepts & one.concepts
    if asked.concepts and asked.concepts == one.concepts:
        listed = ", ".join(sorted(shared))
        return Candidate(one.code, one.name, 0.97, f"kata yang sama atau sepadan: {listed}",
                         f"same or equivalent words: {listed}")
    overlap = 2 * len(shared) / max(1, len(asked.concepts) + len(one.concepts))
    contained = len(shared) / max(1, min(len(asked.concepts), len(one.concepts)))
    spelling = difflib.SequenceMatcher(None, asked.spelled, one.spelled, autojunk=False).ratio() if (
        overlap > 0 or _may_be_alike(asked.spelled, one.spelled)) else 0.0
    score = round(min(0.95, max(0.55 * overlap + 0.25 * contained + 0.2 * spelling, 0.9 * spelling)), 3)
    if (start := _same_start(asked.plain, one.plain)) and score < SCORE_OF_START:
        return Candidate(one.code, one.name, SCORE_OF_START, f"awal nama sama: {start}", f"the same beginning: {start}")
    if shared:
        listed = ", ".join(sorted(shared))
        return Candidate(one.code, one.name, score, f"kata yang sama: {listed}", f"words in common: {listed}")
    return Candidate(one.code, one.name, score, "ejaan mirip", "similar spelling")


def _same_start(one: str, other: str) -> str:
    """The words with which both names begin, three or more."""
    same = [a for a, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one.split(), other.split(), strict=False))]
    return " ".join(same) if len(same) > 2 else ""


def _may_be_alike(a: str, b: str) -> bool:
    """A quick look before the slow one: lengths and letters alone allow a high ratio."""
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6
