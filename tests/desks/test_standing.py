"""Where a reader stands: asked once for each page, anew each time, and never more than they hold now."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tempa.ledger import actions, queries
from tests.cast import ANI, HEAD, PLANNER, RINA


def test_who_where_and_in_which_role_takes_two_questions(visit, client):
    visit(PLANNER, "/park/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/park/")
    tables = [q["sql"].split("FROM")[1].split()[0].strip('"') for q in asked.captured_queries]
    assert tables == ["django_session", "tempa_person"]


def test_who_is_signed_in_is_read_as_a_model_would_be(person):
    rina = person(RINA.login)
    read = queries.signed_in(rina.pk)
    assert read.read_with_seats == queries.seats_of(rina)
    assert {f.attname: getattr(read, f.attname) for f in rina._meta.fields} == {f.attname: getattr(rina, f.attname) for f in rina._meta.fields}
    assert queries.signed_in(0) is None


def test_what_was_read_with_the_person_serves_once(programme, person):
    read = queries.signed_in(person(ANI.login).pk)
    assert len(queries.seats_of(read)) == 1
    actions.revoke_role(programme, read, desk="inspector", at=timezone.now(), by=person(HEAD.login))
    assert queries.seats_of(read) == []
    assert queries.seats_of(queries.signed_in(read.pk)) == [], "nor has who holds no role"


def test_seats_are_the_roles_of_the_person_with_the_end_of_each_chain(programme, person):
    rina = person(RINA.login)
    [seat] = queries.seats_of(rina)
    assert (seat.role.desk, seat.role.subject, seat.role.person) == ("agency", "DISTANBUN", rina)
    assert (seat.programme, seat.programme.code, seat.programme.demo) == (programme, programme.code, True)
    assert (seat.size, seat.digest) == queries.chain_head(programme)
    assert seat.role.pk == queries.roles_of(rina, programme)[0].pk


def test_a_revoked_role_opens_nothing_from_then_on(visit, client, programme, person):
    assert visit(ANI, "/pemeriksa/").status_code == 200
    actions.revoke_role(programme, person(ANI.login), desk="inspector", at=timezone.now(), by=person(HEAD.login))
    assert client.get("/pemeriksa/").status_code == 302  # no programme is left
    assert queries.seats_of(person(ANI.login)) == []


def test_of_two_roles_only_the_revoked_one_closes(visit, client, programme, person):
    head = person(HEAD.login)
    actions.grant_role(programme, person(RINA.login), desk="agency", subject="PUPR", at=timezone.now(), by=head)
    actions.revoke_role(programme, person(RINA.login), desk="agency", subject="DISTANBUN", at=timezone.now(), by=head)
    visit(RINA, "/opd/")
    assert client.get("/opd/").status_code == 200
    assert [s.role.subject for s in queries.seats_of(person(RINA.login))] == ["PUPR"]


def another_programme(head):
    head.may_found = True
    head.save()
    return actions.found_programme(code="LAIN", at=timezone.now(), by=head)


def test_a_role_in_one_programme_opens_no_other(visit, client, programme, person):
    other = another_programme(person(HEAD.login))
    visit(PLANNER, "/park/")
    session = client.session
    session["programme"] = other.pk
    session.save()
    page = client.get("/park/")
    assert page.status_code == 200 and "LAIN" not in page.content.decode()


def test_one_works_in_the_programme_one_chose(visit, client, person):
    other = another_programme(person(HEAD.login))
    visit(HEAD, "/park/")
    client.post("/program/ganti/", {"programme": other.pk})
    assert "LAIN · catatan ke-2" in client.get("/park/").content.decode()
