"""How an entry of the ledger is read by people: who, when, what, and its place in the chain."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.clock import now_of
from tempa.desks.frame.closed_offers import as_readable
from tempa.desks.frame.door import Here
from tempa.desks.frame.field_words import field_words, value_words
from tempa.desks.frame.memory import current
from tempa.desks.frame.words import language, moment, number
from tempa.ledger import queries as ledger
from tempa.ledger.actions import values_of
from tempa.ledger.facts import KINDS

KIND_WORDS = {name: kind.kind_words for name, kind in KINDS.items()}
FAULT_WORDS = {
    "missing": gettext_lazy("catatan itu hilang"),
    "previous hash differs": gettext_lazy("sidik sebelumnya berbeda"),
    "body does not match its hash": gettext_lazy("isinya tidak cocok dengan sidiknya"),
    "entries are missing at the end": gettext_lazy("catatan di ujungnya hilang"),
}


@functools.cache
def worded_kinds(_language: str) -> dict[str, str]:
    """Every kind of fact in the words of the language that is spoken now."""
    return {kind: str(words) for kind, words in KIND_WORDS.items()}


def kind_choices(here: Here, kinds: Collection[str] = KIND_WORDS) -> list[tuple[str, str]]:
    """The kinds that occur in the programme, for a filter."""
    return [(kind, words) for kind, words in worded_kinds(language()).items() if kind in here.kinds and kind in kinds]


DECISIONS = tuple(name for name, kind in KINDS.items() if kind.is_decision)


def described(
    entry: ledger.Entry, *, desk: str, answers: Callable[[str, object], object],
) -> dict[str, object]:  # fmt: skip
    """One entry for a page of a desk that sees prices: its values with the papers that they name, what was refused under
    its name, body and hashes. `answers` says a code of a field in words."""
    fault = broken(entry)  # what it says is then shown as its text alone
    values = {} if fault else as_readable(entry.programme, entry.kind, values_of(entry), desk=desk, at=now_of(entry.programme))
    named = ledger.kept_papers(entry.programme, {v for v in values.values() if isinstance(v, str) and len(v) == 64})
    shown = [
        (field_words(k), short(value_words(answers(k, v))), reverse(f"{desk}-paper", args=[v]) if isinstance(v, str) and v in named else "")
        for k, v in values.items() if k != "figures"
    ]  # fmt: skip
    doubles = [(d, reverse(f"{desk}-double", args=[d.pk])) for d in ledger.doubles_beside(entry.programme, entry.fact)]
    return {
        "doubles": doubles, "broken": fault,
        "entry": entry, "kind": KIND_WORDS.get(entry.kind, entry.kind), "values": shown, "previous": bytes(entry.previous).hex(),
        "digest": bytes(entry.digest).hex(), "body": entry.body if len(entry.body) < 4000 else entry.body[:4000] + " …",
    }  # fmt: skip


def broken(entry: ledger.Entry) -> str:
    """Why this entry, as it stands in the database now, is no link of its chain; empty where it is one."""
    fault = ledger.link_fault(entry)
    return _("Catatan ini tidak cocok dengan rantai: %(why)s. Isi basis data diubah di luar Tempa.") % {"why": FAULT_WORDS[fault]} if fault else ""


SEE_PRICES = {"park", "auditor"}
"""Desks that read sealed values and have a page for every entry."""


def told_since(entries: Iterable[ledger.Entry], desk: str) -> list[dict[str, object]]:
    """What was recorded since a page was made, for its reader: what, who, when, from what to what where they may see it."""
    found = []
    for e in entries:
        values = values_of(e) if desk in SEE_PRICES else json.loads(e.body)["values"]
        found.append({
            "when": e.at, "who": e.by.name, "words": KIND_WORDS[e.kind],
            "address": reverse(f"{desk}-entry", args=[e.fact]) if desk in SEE_PRICES else "",
            **{k: values[k] for k in ("before", "after") if isinstance(values.get(k), str)},
        })  # fmt: skip
    return found


def short(value: object) -> str:
    if isinstance(value, dict):
        if set(value) == {"sealed"}:
            return _("tertutup, sidik %(digest)s…") % {"digest": value["sealed"][:16]}
        return ", ".join(f"{field_words(k)}: {short(value_words(v))}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(short(value_words(v)) for v in value[:12]) + (" …" if len(value) > 12 else "")
    return str(value)


AT_ONCE = 20_000  # entries: so many are read while the reader waits, in a tenth of a second
READ_AGAIN = 600  # seconds: a longer chain is read from its first entry so often


@dataclass(frozen=True)
class Reading:
    """A chain that was read from its first entry: how far, where it breaks, and when that was."""

    size: int
    head: bytes
    fault: tuple[int, str] | None
    at: datetime


def whole_chain(programme: ledger.Programme) -> Reading:
    size, head = ledger.chain_head(programme)
    return Reading(size, head, ledger.chain_fault(programme), timezone.now())


def chain_words(programme: ledger.Programme) -> tuple[bool, str]:
    """Whether the chain holds, and the sentence that says so.

    All of it is read for every page that asks. A chain of more than AT_ONCE entries is read whole by every process after ten
    minutes, and until then what was added since; the sentence tells it. Whoever wants that one read now asks for a check of
    tables against chain; an entry that is opened is read at once (`broken`).
    """
    size, head = ledger.chain_head(programme)
    if size <= AT_ONCE:
        fault, extent = ledger.chain_fault(programme), _("Dibaca seluruhnya untuk halaman ini.")
    else:
        read = current(("chain", programme.pk), time.monotonic() // READ_AGAIN, lambda: whole_chain(programme))
        fault = read.fault or ledger.chain_fault(programme, (read.size, read.head))
        extent = _("Dibaca seluruhnya %(when)s, sejak itu yang baru.") % {"when": moment(read.at)}
    if fault is None:
        words = _("Rantai utuh: %(n)s catatan, dari yang pertama sampai sidik %(head)s….")
        return True, f"{words % {'n': number(size), 'head': head.hex()[:16].upper()}} {extent}"
    return False, _("Rantai putus pada catatan ke-%(n)s (%(why)s). Isi basis data diubah di luar Tempa.") % {
        "n": number(fault[0]), "why": FAULT_WORDS[fault[1]],
    }  # fmt: skip
