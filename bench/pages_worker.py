"""One revision of the program, answering what `bench pages` asks: each line in is a question, each line out its figures.

    python bench/pages_worker.py HOME SCALE     (in the folder of the revision; SCALE 0: the demo alone)

It speaks to the program only by its addresses, its command line and the few functions that every revision has.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

HOME, SCALE = Path(sys.argv[1]), float(sys.argv[2])
LARGE, DONE = "BESAR", HOME / "loaded"
NTB = Path("data/ntb-2020")
Figures = dict[str, Any]


def main() -> None:
    os.environ["TEMPA_HOME"] = str(HOME)
    sys.path.insert(0, os.getcwd())
    sys.stdout = sys.stderr  # what the program says is no answer
    from tempa.desks.console.start import set_up

    set_up()
    if not DONE.exists():
        load()
        DONE.touch()
    prepare()
    answer({})
    for line in sys.stdin:
        asked = json.loads(line)
        answer(WORK[asked.pop("do")](**asked))


def answer(figures: Figures) -> None:
    print(json.dumps(figures), file=sys.__stdout__, flush=True)


def load() -> None:
    """The demo with the plan that the tests have, and a programme of SCALE times its size."""
    from tempa.demand.actions import load_programme
    from tempa.ledger.actions import found_programme
    from tempa.ledger.queries import person_named
    from tempa.values.programme import read_programme

    importlib.import_module("tests.conftest").load_demo()
    if SCALE:
        folder = HOME / "large"
        command = [sys.executable, "-m", "tempa.desks.console", "generate", "--seed", "1", "--scale", str(SCALE), "--out", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        planner = person_named("perencana")
        assert planner is not None
        planner.may_found = True
        programme = found_programme(code=LARGE, at=now(), by=planner)
        load_programme(programme, read_programme(folder), at=now(), by=planner)


def now() -> datetime:
    return datetime.now(UTC)


def prepare() -> None:
    """An address beside those of the program that does nothing but answer: the least that any page can cost here."""
    import types

    from django.conf import settings
    from django.http import HttpRequest, HttpResponse
    from django.urls import include, path

    def bare(request: HttpRequest, size: int) -> HttpResponse:
        return HttpResponse(b"x" * size)

    settings.ALLOWED_HOSTS = ["*"]
    beside = types.ModuleType("bare_urls")
    beside.urlpatterns = [path("polos/<int:size>/", bare), path("", include(settings.ROOT_URLCONF))]  # type: ignore[attr-defined]
    sys.modules["bare_urls"] = beside
    settings.ROOT_URLCONF = "bare_urls"


@functools.cache
def client(login: str, is_large: bool) -> Any:
    """A signed-in reader who has chosen the demo or the large programme."""
    from django.test import Client

    from tempa.ledger.queries import demo_programme, person_named, programme_named

    made = Client()
    made.force_login(person_named(login))  # type: ignore[arg-type]
    session = made.session
    session["programme"] = (programme_named(LARGE) if is_large else demo_programme()).pk  # type: ignore[union-attr]
    session.save()
    return made


def cpu(work: Callable[[], Any]) -> float:
    """Milliseconds of processor that a piece of work took in this process."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def queries(work: Callable[[], Any]) -> int:
    from django.db import connection

    count = 0

    def noted(execute: Any, *rest: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*rest)

    with connection.execute_wrapper(noted):
        work()
    return count


def page(login: str, address: str, is_large: bool, times: int) -> Figures:
    """A page asked for again and again; beside it as many bytes from the bare address."""
    reader = client(login, is_large)
    get = functools.partial(reader.get, address)
    size = len(get().content)
    bare = functools.partial(reader.get, f"/polos/{size}/")
    assert get().status_code == bare().status_code == 200, address
    return {"cpu": [cpu(get) for _ in range(times)], "bare": [cpu(bare) for _ in range(times)], "bytes": size, "queries": queries(get)}


def after(login: str, address: str, is_large: bool, times: int) -> Figures:
    """A page just after an order line was changed, so that nothing remembered of the order holds."""
    reader, spent = client(login, is_large), []
    for _ in range(times):
        send(change_form(is_large), is_large)
        spent.append(cpu(lambda: reader.get(address)))
    return {"cpu": spent}


def change(is_large: bool, times: int) -> Figures:
    """The change of an order line as the form sends it, from the request to the redirect."""
    spent, count = [], 0
    for _ in range(times):
        form = change_form(is_large)
        spent.append(cpu(lambda form=form: send(form, is_large)))  # type: ignore[misc]
        form = change_form(is_large)
        count = queries(lambda form=form: send(form, is_large))  # type: ignore[misc]
    return {"cpu": spent, "queries": count}


OTHER_QUANTITIES = itertools.cycle(range(1001, 1997))  # none of a programme's own, and never the same twice running


def change_form(is_large: bool) -> tuple[str, dict[str, str]]:
    """The address of an order line and what its form holds, with another quantity."""
    reader = client("perencana", is_large)
    address = first_line(is_large)
    text = reader.get(address).content.decode()
    hidden = dict(re.findall(r'name="(identity|seen)" value="([^"]*)"', text)) | {"identity": str(uuid4())}
    return address, {"change": "quantity", "after": str(next(OTHER_QUANTITIES)), "reason": "agency_request", **hidden}


@functools.cache
def first_line(is_large: bool) -> str:
    text = client("perencana", is_large).get("/park/pesanan/").content.decode()
    return next(str(a) for a in re.findall(r'href="(/park/pesanan/[^"?]+)"', text) if "perubahan" not in a)


def send(form: tuple[str, dict[str, str]], is_large: bool) -> None:
    answered = client("perencana", is_large).post(*form)
    assert answered.status_code == 302, answered.content.decode()


def imported() -> Figures:
    """The demo's tables read, checked and loaded once more, as another programme."""
    from tempa.demand.actions import load_programme
    from tempa.ledger.actions import found_programme
    from tempa.ledger.queries import person_named
    from tempa.values.programme import check_tables, read_programme

    planner = person_named("kepala")
    assert planner is not None
    planner.may_found = True
    programme = found_programme(code=f"BENCH-{uuid4().hex[:8]}", at=now(), by=planner)
    facts = 0

    def work() -> None:
        nonlocal facts
        tables = read_programme(NTB)
        assert check_tables(tables).ok
        facts = load_programme(programme, tables, at=now(), by=planner)

    return {"cpu": [cpu(work)], "facts": facts}


def fact(times: int) -> Figures:
    """One fact recorded, and beside it one row of as many bytes written by itself in a transaction of its own."""
    from django.db import connection, transaction

    from tempa.ledger import actions
    from tempa.ledger.facts import RowStated
    from tempa.ledger.models import Entry
    from tempa.ledger.queries import demo_programme, person_named

    programme, planner = demo_programme(), person_named("perencana")
    assert programme is not None and planner is not None
    body = Entry.objects.filter(programme=programme, kind="RowStated", subject__startswith="agencies:").values_list("body", flat=True)[0]
    values = json.loads(body)["values"]

    def recorded() -> None:
        actions.record(programme, RowStated(values["table"], values["key"], values["row"]), at=now(), by=planner)

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_row VALUES (%s, %s, %s)", [uuid4().hex, 1, body])

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (fact char(32) PRIMARY KEY, sequence bigint, body text)")
    recorded()
    return {"cpu": [cpu(recorded) for _ in range(times)], "bare": [cpu(bare) for _ in range(times)], "queries": queries(recorded)}


WORK: dict[str, Callable[..., Figures]] = {"page": page, "after": after, "change": change, "import": imported, "fact": fact}

if __name__ == "__main__":
    main()
