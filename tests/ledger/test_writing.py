"""Rows past the ORM are the rows that the ORM gives, and savepoints undo what was done since them, however deep they lie."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tempa.ledger.models import FailedSignIn, Programme
from tempa.ledger.writing import count_of, instances_of, put, rows_of

AT = datetime(2020, 8, 17, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_rows_put_in_are_those_that_django_would_have_made():
    put([])
    put(FailedSignIn(login=login, source="a:1", at=AT) for login in ("first", "second"))
    FailedSignIn.objects.bulk_create([FailedSignIn(login="third", source="a:1", at=AT)])
    by_orm = FailedSignIn.objects.filter(at=AT).order_by("login").values_list("login", "source", "at", "cleared")
    assert rows_of(FailedSignIn, ("login", "source", "at", "cleared"), "source = %s ORDER BY login", ["a:1"]) == list(by_orm)
    assert [one.login for one in instances_of(FailedSignIn, "source = %s ORDER BY login", ["a:1"])] == ["first", "second", "third"]
    assert count_of(FailedSignIn, "source = %s AND login <> %s", ["a:1", "first"]) == 2


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
