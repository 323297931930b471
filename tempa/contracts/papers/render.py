"""One paper, or many on several processes: data in, PDF/A-2a out; equal data give equal bytes, whoever sets them and when."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from tempa.contracts.papers.errors import TemplateFault
from tempa.contracts.papers.limited import pictures_limited, set_limited
from tempa.contracts.papers.problem import Kind, Papers
from tempa.contracts.papers.setter import TEMPLATES, pictures_of, set_source
from tempa.contracts.papers.view import view

IN_FLIGHT = 8
"""Papers per process that are asked for before the first of them is taken: enough to keep it busy, little to hold."""


@dataclass(frozen=True, slots=True)
class Task:
    """One paper to be set; `template`: the text of a changed template, or None for the shipped one."""

    kind: Kind
    data: Papers
    part: int = 0
    template: str | None = None


def template_source(kind: Kind) -> str:
    """The template of a paper as it is shipped: what a person who wants another one begins with."""
    return (TEMPLATES / f"{kind}.typ").read_text("utf-8")


def render(kind: Kind, data: Papers, part: int = 0, template: str | None = None) -> bytes:
    """One paper as PDF/A-2a; TemplateFault where it cannot be set.

    `part` counts papers of which a contract has several (sub-work, addenda, risk notes). A changed `template` is set in
    a process of its own, with limits.
    """
    seen = view(kind, data, part)
    file = f"{kind}.typ"
    if template is not None and template != template_source(kind):
        return set_limited(template, file, seen)
    return set_source((TEMPLATES / file).read_bytes(), file, seen)


def pictures(kind: Kind, data: Papers, part: int = 0, template: str | None = None) -> list[bytes]:
    """The pages of a paper as PNG, to be looked at beside its template; refused where the paper would be."""
    seen = view(kind, data, part)
    file = f"{kind}.typ"
    if template is not None and template != template_source(kind):
        return pictures_limited(template, file, seen)
    return pictures_of((TEMPLATES / file).read_bytes(), file, seen)


def render_all(tasks: Iterable[Task], processes: int = 2) -> Iterator[tuple[Task, bytes | TemplateFault]]:
    """Every paper in its order, as soon as it is there; one that cannot be set comes as its fault and stops no other.

    Whoever takes them keeps each before asking for the next: to go on after an interruption, ask for the rest.
    """
    spawned = multiprocessing.get_context("spawn")  # a server has threads, which a forked process would not survive
    waiting: deque[tuple[Task, Future[bytes | TemplateFault]]] = deque()
    rest = iter(tasks)
    with ProcessPoolExecutor(processes, mp_context=spawned) as pool:
        try:
            for task in islice(rest, processes * IN_FLIGHT):
                waiting.append((task, pool.submit(_set, task)))
            while waiting:
                task, paper = waiting.popleft()
                yield task, paper.result()
                for task in islice(rest, 1):
                    waiting.append((task, pool.submit(_set, task)))
        finally:
            pool.shutdown(cancel_futures=True)


def _set(task: Task) -> bytes | TemplateFault:
    try:
        return render(task.kind, task.data, task.part, task.template)
    except TemplateFault as fault:
        return fault
