"""One told year, its pages of contracts asked for again and again: prints one line of figures for `bench boards`."""

from __future__ import annotations

import json
import statistics
import sys
import types
from collections.abc import Callable
from typing import Any

from tempa.desks.console.start import set_up


def main(rounds: int) -> None:
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
    print(json.dumps(measured(rounds)))


def measured(rounds: int) -> dict[str, Any]:
    from tempa.contracts.models import Contract
    from tempa.ledger.models import Programme

    programme = Programme.objects.order_by("pk")[0]
    largest = Contract.objects.filter(programme=programme, contract__regex=r"^[^x]*$").order_by("-value")[0]
    item = largest.items.order_by("pk")[0]
    addresses = {
        "readiness board": ("perencana", "/park/kesiapan/"), "messages of readiness": ("perencana", "/park/kesiapan/pesan/"),
        "readiness of an agency": ("opd", "/opd/kesiapan/"), "board of contracts": ("perencana", "/park/kontrak/"),
        "contracts of an agency": ("opd", "/opd/kontrak/"), "chain of all types": ("perencana", "/park/rantai-harga/"),
        "chain of a type": ("perencana", f"/park/rantai-harga/jenis/{item.type}/"),
        "chain of a contract": ("perencana", f"/park/rantai-harga/kontrak/{largest.contract}/"),
        "chain of a workshop": ("perencana", f"/park/rantai-harga/bengkel/{largest.vendor}/"),
        "conservation by contract": ("auditor", "/auditor/kekekalan/?menurut=contract"),
        "conservation by workshop": ("auditor", "/auditor/kekekalan/?menurut=workshop"),
        "a contract": ("perencana", f"/park/kontrak/{largest.contract}/"), "book of numbers": ("perencana", "/park/kontrak/nomor/"),
        "printing of all": ("perencana", "/park/kontrak/cetak/"), "conservation": ("auditor", "/auditor/kekekalan/"),
    }  # fmt: skip
    pages = {name: one_page(programme, *asked, rounds) for name, asked in addresses.items()}
    return {"contracts": Contract.objects.filter(programme=programme).count(), "pages": pages}


def one_page(programme: Any, login: str, address: str, rounds: int) -> dict[str, Any]:
    from django.test import Client

    from bench.boards import median_cpu
    from tempa.desks.frame import memory
    from tempa.ledger.queries import person_named

    client = Client()
    client.force_login(person_named(login))  # type: ignore[arg-type]
    session = client.session
    session["programme"] = programme.pk
    session.save()

    def get() -> Any:
        answered = client.get(address)
        assert answered.status_code == 200, address
        return answered

    get()
    memory.forget()  # as in a process that has just begun
    anew = median_cpu(get, 1)
    after = []
    for n in range(rounds):
        further_check(programme, n)
        after.append(median_cpu(get, 1))
    size = len(get().content)
    return {
        "anew": anew, "after": statistics.median(after), "ms": median_cpu(get, rounds), "bytes": size, "queries": asked_of(get),
        "bare": median_cpu(lambda: client.get(f"/polos/{size}/"), rounds),
    }  # fmt: skip


def further_check(programme: Any, n: int) -> None:
    """One more fact of the year: a check of use that nothing asked for."""
    from django.utils import timezone

    from tempa.delivery.facts import UseChecked
    from tempa.delivery.models import UseCheck
    from tempa.ledger.actions import record

    last = UseCheck.objects.filter(programme=programme).order_by("-due_month", "-pk")[0]
    fact = UseChecked(f"{last.check_code}-{n}", last.serial, last.due_month + 1, str(last.checked_on), "visit", "used", "", "", "", [])
    record(programme, fact, at=timezone.now(), by=last.entry.by)


def asked_of(work: Callable[[], Any]) -> int:
    """How many statements a piece of work sends to the database."""
    from django.db import connection

    sent: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        work()
    return len(sent)


if __name__ == "__main__":
    set_up()
    main(int(sys.argv[1]))
