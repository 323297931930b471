"""Somebody with a link and nothing else: a client without an account, and what a page's form carries."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from django.test import Client
from django.utils import timezone

from tempa.ledger import links
from tempa.registry import actions as registry

MADE = {"name": "Pak Made", "phone": "0812-3456-7890"}
INPUT = re.compile(r"<input\b[^>]*>")


def call_and_link(programme, person, workshop="W07", **more):
    """An open call, and the path of a workshop's link for it."""
    now, planner = timezone.now(), person("perencana")
    call = registry.open_offer_call(programme, closes_at=now + timedelta(days=5), at=now, by=planner, **more)
    order = links.Order("offers", str(call), now + timedelta(days=20), {workshop: "workshop"})
    link = links.issue_links(programme, order, at=now, by=planner)[0]
    return call, link, f"/t/{links.code_of(link.link)}/"


def inputs(page, marker=""):
    """The values of the inputs of a page's form, the one that holds `marker`."""
    forms = re.findall(r"<form\b.*?</form>", page.content.decode(), re.DOTALL)
    chosen = next(f for f in forms if marker in f)
    found = {}
    for tag in INPUT.findall(chosen):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if named.get("type") != "file" and "name" in named:
            found[unescape(named["name"])] = unescape(named.get("value", ""))
    return found


def introduced(address, client=None):
    """A client that has said who it is at a link."""
    client = client or Client()
    page = client.get(address, follow=True)
    done = client.post(f"{address}siapa/", inputs(page) | MADE)
    assert done.status_code == 302, done.content.decode()
    return client
