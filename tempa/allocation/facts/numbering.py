"""Runs, plans, objections, decisions and rules are numbered within their programme."""

from __future__ import annotations

from typing import Any

from django.db.models import Max


def next_number(rows: Any) -> int:
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1
