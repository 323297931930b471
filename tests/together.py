"""Deeds done at one moment by as many threads, and what each was answered."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections

from tempa.ledger.rules import Refused


def together(*deeds: Callable[[], object]) -> list[str]:
    """All at once, each with a connection of its own; sorted, "ok", the sentence of a refusal, or an error."""
    answers, gate = [""] * len(deeds), threading.Barrier(len(deeds))

    def run(n: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            deed()
            answers[n] = "ok"
        except Refused as refused:
            answers[n] = str(refused)
        except Exception as error:
            answers[n] = f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)
