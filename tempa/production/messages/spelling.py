"""Words typed in a hurry (M4) and with an ending (M8): what a typed word stands for."""

from __future__ import annotations

from collections.abc import Iterable

from tempa.production.messages.lexicon import FINISH, OTHER_WORK, SHORTEST_MENDED, STEP_WORDS, SUFFIXES


def slips(word: str) -> set[str]:
    """M4: one letter missing, one doubled, two neighbours swapped."""
    missing = {word[:i] + word[i + 1 :] for i in range(len(word))}
    doubled = {word[: i + 1] + word[i:] for i in range(len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return (missing | doubled | swapped) - {word}


def mended(known: Iterable[str]) -> dict[str, str]:
    """M4: the slips of all known words of six letters or more; a slip that is itself a known word stays what it is."""
    words = sorted(set(known))
    long = [word for word in words if word.isalpha() and len(word) >= SHORTEST_MENDED]
    return {slip: word for word in long for slip in slips(word) if slip not in words}


MENDED_STEPS = mended(STEP_WORDS)
MENDED_FINISH = mended(FINISH)


def step_word(typed: str) -> str | None:
    """M8 and M4: the step word that was typed, also with -nya, -in, -kan, also with a slip."""
    for word in forms(typed):
        if word in STEP_WORDS:
            return word
    return next((MENDED_STEPS[word] for word in forms(typed) if word in MENDED_STEPS), None)


def is_other_work(typed: str) -> bool:
    """M10; an ending as of step words, no slips."""
    return any(word in OTHER_WORK for word in forms(typed))


def is_finish(typed: str) -> bool:
    """M15 and M4."""
    return typed in FINISH or typed in MENDED_FINISH


def forms(typed: str) -> list[str]:
    """The word as typed, then without its ending."""
    return [typed] + [typed.removesuffix(ending) for ending in SUFFIXES if typed.endswith(ending)]
