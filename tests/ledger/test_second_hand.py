"""Who may decide on what another put forward: not by a role, nor by a password, that comes from that other."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from tempa.allocation import queries as allocation
from tempa.allocation.actions import add_plan, propose_plan
from tempa.allocation.models import Decision, Plan
from tempa.ledger import actions, queries
from tempa.ledger.facts import RoleGranted
from tempa.ledger.models import Invitation, Person, Programme, Role
from tempa.ledger.rules import may_be_second_hand, second_hand

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)
PARK = ("park_planner", "park_head")


@pytest.mark.parametrize(("behind", "may"), [
    ([], False), ([{1}], False), ([{3}], True), ([{2}], True), ([{1}, {3}], True), ([{1, 3}], False), ([set()], True), ([{1}, {1, 2}], False),
])  # fmt: skip
def test_one_role_that_the_first_hand_did_not_give_is_enough(behind: list[set[object]], may: bool) -> None:
    assert may_be_second_hand(1, 2, behind) is may
    assert not may_be_second_hand(2, 2, behind), "never the same person"


def test_a_no_says_what_to_do() -> None:
    assert second_hand(1, 2, [{3}]) is True
    same, let_in = second_hand(1, 1, [{3}]), second_hand(1, 2, [{1}])
    assert not same and same.template.startswith("Yang mengajukan tidak boleh memutuskan. Minta orang kedua")
    assert not let_in and "bukan tangan kedua baginya. Minta orang yang perannya diberikan orang lain" in let_in.template


@pytest.fixture
def founder(person) -> Person:
    return person("perencana")


@pytest.fixture
def office(db, founder: Person) -> Programme:
    """A programme that is no demo, founded by one person who sits at both desks of the park."""
    return actions.found_programme(code="KANTOR", at=AT, by=founder)


def let_in(office: Programme, person: Person, desk: str, by: Person) -> None:
    actions.grant_role(office, person, desk=desk, at=AT + timedelta(hours=1), by=by)


def used_link(person: Person, by: Person | None) -> None:
    Invitation.objects.create(
        person=person, digest=uuid4().hex, identity=uuid4(), issued_by=by, issued_at=AT, expires_at=AT + timedelta(days=7), used_at=AT,
        used_from="outside",
    )  # fmt: skip


def test_who_gave_a_role_stands_behind_it(office: Programme, founder: Person, person) -> None:
    second, third = person("kepala"), person("orang-asing")
    let_in(office, second, "park_head", founder)
    let_in(office, third, "park_planner", second)
    assert queries.hands_behind(office, founder, PARK) == [{founder.pk}, {founder.pk}]
    assert queries.hands_behind(office, second, PARK) == [{founder.pk}]
    assert queries.second_hands(office, founder, PARK) == ([third], [second])
    assert queries.second_hands(office, second, PARK) == ([founder], [third])
    assert queries.second_hands(office, founder, ("auditor",)) == ([], [])


def test_only_roles_by_which_the_deed_is_allowed_count(office: Programme, founder: Person, person) -> None:
    second, third = person("kepala"), person("orang-asing")
    let_in(office, second, "park_head", founder)
    let_in(office, third, "park_planner", founder)
    let_in(office, third, "inspector", second)
    assert queries.second_hands(office, founder, PARK) == ([], [second, third])


def test_who_sent_the_link_of_a_password_stands_behind_every_role(office: Programme, founder: Person, person) -> None:
    second, third = person("kepala"), person("orang-asing")
    let_in(office, second, "park_head", founder)
    let_in(office, third, "park_head", second)
    used_link(third, founder)
    assert queries.hands_behind(office, third, PARK) == [{second.pk, founder.pk}]
    assert queries.second_hands(office, founder, PARK) == ([], [second, third])
    used_link(third, None)  # the same moment, made later at the console: by nobody of the programme
    Invitation.objects.filter(issued_by=None).update(used_at=AT + timedelta(days=1))
    assert queries.hands_behind(office, third, PARK) == [{second.pk}]


def test_a_role_given_anew_by_another_counts_anew(office: Programme, founder: Person, person) -> None:
    second, third = person("kepala"), person("orang-asing")
    let_in(office, second, "park_head", founder)
    let_in(office, third, "park_planner", founder)
    actions.revoke_role(office, third, desk="park_planner", at=AT, by=second)
    let_in(office, third, "park_planner", second)
    assert queries.second_hands(office, founder, PARK) == ([third], [second])


def test_the_people_of_the_demo_are_let_in_by_nobody(programme: Programme, person) -> None:
    """Its head founded it and gave the others their roles at the same moment."""
    planner, head = person("perencana"), person("kepala")
    assert queries.second_hands(programme, planner, PARK) == ([head], [])
    assert queries.second_hands(programme, head, PARK) == ([planner], [])
    Programme.objects.filter(pk=programme.pk).update(demo=False)
    programme.refresh_from_db()
    assert queries.second_hands(programme, head, PARK) == ([], [planner]), "without the exemption the founder's grants count"
    Programme.objects.filter(pk=programme.pk).update(demo=True)
    programme.refresh_from_db()
    late = person("orang-asing")
    actions.grant_role(programme, late, desk="park_planner", at=AT + timedelta(days=9000), by=head)
    assert queries.second_hands(programme, head, PARK) == ([planner], [late]), "later grants count in a demo too"


def test_a_demo_of_before_goes_on(db, founder: Person, person) -> None:
    """Its planner founded it and gave the head the role, at the same moment, when nothing asked who may."""
    head = person("kepala")
    old = actions.found_programme(code="CONTOH-LAMA", at=AT, by=founder, demo=True, desks=("park_planner",))
    actions.record(old, RoleGranted(str(head.public_id), "park_head", ""), at=AT, by=founder)
    assert queries.second_hands(old, founder, PARK) == ([head], [])
    Programme.objects.filter(pk=old.pk).update(demo=False)
    old.refresh_from_db()
    assert queries.second_hands(old, founder, PARK) == ([], [head])


def test_roles_of_before_name_the_entry_that_gave_them(office: Programme, founder: Person, person) -> None:
    """Migration 0007 fills the column as the tally would have."""
    third = person("orang-asing")
    let_in(office, third, "park_planner", founder)
    actions.revoke_role(office, third, desk="park_planner", at=AT, by=founder)
    let_in(office, third, "park_planner", founder)
    before = dict(Role.objects.values_list("pk", "entry"))
    Role.objects.update(entry=None)
    importlib.import_module("tempa.migrations.0007_roles_name_their_entry").name_the_entries(apps, None)
    assert dict(Role.objects.values_list("pk", "entry")) == before


def proposed(programme: Programme, by: Person) -> Plan:
    """The plan in force once more, put forward by this person."""
    held = allocation.approved_plan(programme)
    made = add_plan(programme, queries.tables_of(programme), allocation.plan_tables(held), origin="uji", at=held.made_at, by=by)
    propose_plan(programme, plan=made.plan, at=held.made_at, by=by)
    return made


def decide(plan: Plan, *, by: Person, proposed_by: Person) -> None:
    with transaction.atomic():
        Decision.objects.create(plan=plan, approved=True, proposed_by=proposed_by, by=by, at=AT)


def test_the_database_too_refuses_a_hand_that_the_first_let_in(programme: Programme, person) -> None:
    planner, head, late, outsider = person("perencana"), person("kepala"), person("orang-asing"), person("auditor")
    actions.grant_role(programme, late, desk="park_planner", at=AT + timedelta(days=9000), by=head)
    plan = proposed(programme, head)
    for one in (late, outsider):
        with pytest.raises(DatabaseError, match="not a second hand"):
            decide(plan, by=one, proposed_by=head)
    used_link(planner, head)
    with pytest.raises(DatabaseError, match="not a second hand"):
        decide(plan, by=planner, proposed_by=head)
    Invitation.objects.all().delete()
    decide(plan, by=planner, proposed_by=head)
    with pytest.raises(DatabaseError, match="not a second hand"), transaction.atomic():
        Decision.objects.filter(plan=plan).update(by=late)


def test_the_database_lets_through_whom_another_let_in(programme: Programme, person) -> None:
    planner, head, late = person("perencana"), person("kepala"), person("orang-asing")
    actions.grant_role(programme, late, desk="park_planner", at=AT + timedelta(days=9000), by=head)
    decide(proposed(programme, planner), by=late, proposed_by=planner)
