"""Rows past the ORM are the rows that the ORM gives, and savepoints undo what was done since them, however deep they lie."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tempa.ledger.models import ChainHead, FailedSignIn, Programme
from tempa.ledger.writing import (
    among,
    as_kept,
    by_key,
    change,
    count_of,
    grouped,
    grow,
    instances_of,
    put,
    rows_of,
    rows_with,
)

AT, DAY = datetime(2020, 8, 17, 1, tzinfo=UTC), timedelta(days=1)
pytestmark = pytest.mark.django_db


def test_rows_put_in_are_those_that_django_would_have_made():
    put([])
    put(FailedSignIn(login=login, source="a:1", at=AT) for login in ("first", "second"))
    FailedSignIn.objects.bulk_create([FailedSignIn(login="third", source="a:1", at=AT)])
    by_orm = FailedSignIn.objects.filter(at=AT).order_by("login").values_list("login", "source", "at", "cleared")
    assert rows_of(FailedSignIn, ("login", "source", "at", "cleared"), "source = %s ORDER BY login", ["a:1"]) == list(by_orm)
    assert [one.login for one in instances_of(FailedSignIn, "source = %s ORDER BY login", ["a:1"])] == ["first", "second", "third"]
    assert count_of(FailedSignIn, "source = %s AND login <> %s", ["a:1", "first"]) == 2


def test_rows_are_changed_summed_up_and_read_with_what_they_lead_to_as_django_does_it():
    first = Programme.objects.create(code="first")
    heads = [ChainHead.objects.create(programme=first, size=3), ChainHead.objects.create(programme=Programme.objects.create(code="second"), size=5)]
    assert change(FailedSignIn, {"cleared": True}, "source = %s", ["a:3"]) == 0
    put(FailedSignIn(login=login, source="a:3", at=AT) for login in ("first", "second", "second"))
    assert change(FailedSignIn, {"cleared": True, "at": AT + DAY}, "source = %s AND login = %s", ["a:3", "second"]) == 2
    moment = as_kept(FailedSignIn, "at", AT + DAY)
    assert rows_of(FailedSignIn, ("login", "at"), "cleared AND at = %s", [moment]) == [("second", AT + DAY)] * 2
    assert sorted(grouped(FailedSignIn, ("login",), "COUNT(*)", "source = %s", ["a:3"])) == [("first", 1), ("second", 2)]
    assert grow(ChainHead, {"size": 4}, "programme_id = %s", [first.pk]) == 1
    both, mine = ["first", "second"], ChainHead.objects.filter(programme__code__in=["first", "second"]).order_by("programme__code")
    found = rows_with(ChainHead, ("size", "kinds"), "programme_id", ("code", "clock"), f"far.code {among(both)} ORDER BY far.code", both)
    assert found == list(mine.values_list("size", "kinds", "programme__code", "programme__clock"))
    assert [row[0] for row in found] == [7, 5]
    known = by_key(ChainHead, [head.pk for head in heads] * 600)
    assert known == ChainHead.objects.in_bulk([head.pk for head in heads]) and by_key(ChainHead, []) == {}


def test_savepoints_in_savepoints_are_undone_one_by_one():
    def note(login: str) -> None:
        FailedSignIn.objects.create(login=login, source="a:2", at=AT)

    def held() -> list[str]:
        return sorted(login for (login,) in rows_of(FailedSignIn, ("login",), "source = %s", ["a:2"]))

    with transaction.atomic():
        note("kept")
        for again in ("once", "twice"):  # the same depth, one after the other
            with pytest.raises(ValueError, match=again), transaction.atomic():
                note(again)
                with transaction.atomic():
                    note(f"{again} within")
                with pytest.raises(ValueError, match="deepest"), transaction.atomic():
                    note("deepest")
                    raise ValueError("deepest")
                assert held() == ["kept", again, f"{again} within"]
                raise ValueError(again)
            assert held() == ["kept"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Programme.objects.create(code="twice the same")
            Programme.objects.create(code="twice the same")
        note("kept too")
    assert held() == ["kept", "kept too"]
    assert not Programme.objects.filter(code="twice the same").exists()
