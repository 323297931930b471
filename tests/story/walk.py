"""A walk over the pages of a desk along their own links, which counts what each page asks of the database."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tempa.ledger.models import Programme
from tempa.ledger.queries import person_named

EACH = 2  # examples of every address
LINK = re.compile(r'href="([^"]+)"')
MANY = re.compile(r"IN \([^)]*\)")


def pages_of(programme: Programme, login: str) -> dict[str, tuple[int, str]]:
    """Address -> (how often the most repeated statement of the page was sent, the statement)."""
    visitor = Client()
    visitor.force_login(person_named(login))
    session = visitor.session
    session["programme"] = programme.pk
    session.save()
    found, waiting, seen = dict[str, tuple[int, str]](), [visitor.get("/", follow=True).request["PATH_INFO"]], Counter[str]()
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if not name or address in found or seen[name] >= EACH:
            continue
        seen[name] += 1
        answer, asked = asked_by(visitor, address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[address] = asked
            waiting += [urljoin(address, unescape(link)).partition("#")[0] for link in LINK.findall(answer.content.decode())]
    return found


def name_of(address: str) -> str:
    """The name of an address of the program's pages; blank of what is a file or leads elsewhere."""
    try:
        return "" if "unduh" in address or ":" in address else resolve(address.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


def asked_by(visitor: Client, address: str) -> tuple[HttpResponse, tuple[int, str]]:
    """The page, and the statement that it sent most often, whatever the values in it."""
    statements = Counter[str]()

    def noted(execute, sql, *rest):
        statements[MANY.sub("IN (…)", sql)] += 1
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        answer = visitor.get(address)
    sql, times = statements.most_common(1)[0] if statements else ("", 0)
    return answer, (times, sql)
