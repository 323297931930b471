"""Roles: who gives and takes them, which exclude each other; and links by which each person chooses their own password."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tempa.ledger import actions, people, queries
from tempa.ledger.models import Entry, Invitation, Person, Programme, RefusedDouble, Role
from tempa.ledger.rules import (
    CODE_SIGNS,
    PLACES,
    SIDES,
    Refused,
    check_grant,
    check_invite,
    check_link,
    check_one_side,
    check_revoke,
    code_from,
    exclude_each_other,
    read_code,
)

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
GOOD = "payung-hitam-jendela"
PAIRS = list(itertools.combinations_with_replacement(SIDES, 2))


@pytest.fixture
def head(person) -> Person:
    return person("perencana")


@pytest.fixture
def office(db, head: Person) -> Programme:
    """A programme that is no demo, with one head."""
    return actions.found_programme(code="KANTOR", at=AT, by=head, desks=("park_head",))


def kinds(programme: Programme) -> list[str]:
    return [e.kind for e in queries.entries_of(programme)][::-1]


def new(office: Programme, head: Person, login: str = "baru", **more) -> people.Letter:
    letter = people.let_in(office, **{"login": login, "name": "Orang Baru", "desk": "park_planner", "at": AT, "by": head} | more)
    assert letter is not None
    return letter


# roles that exclude each other


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_pair_is_held_by_rule_action_and_database_alike(one: str, other: str, office: Programme, head: Person, person) -> None:
    """The park stays with the park, makers and suppliers together, an agency and an auditor each alone."""
    together = [{"park_planner", "park_head", "inspector"}, {"workshop", "teacher", "supplier"}, {"agency"}, {"auditor"}]
    allowed = any({one, other} <= side for side in together)
    assert exclude_each_other(one, other) == exclude_each_other(other, one) == (not allowed)
    stranger = person("orang-asing")
    actions.grant_role(office, stranger, desk=one, subject="A", at=AT, by=head)
    if allowed:
        actions.grant_role(office, stranger, desk=other, subject="B", at=AT, by=head)
        assert len(queries.roles_of(stranger, office)) == 2
        return
    with pytest.raises(Refused, match=r"tidak boleh .* Beri peran itu kepada orang lain, atau cabut dulu peran yang satunya\."):
        actions.grant_role(office, stranger, desk=other, subject="B", at=AT, by=head)
    with pytest.raises(DatabaseError, match="roles of two sides"), transaction.atomic():
        Role.objects.create(programme=office, person=stranger, desk=other, subject="B")
    with pytest.raises(DatabaseError, match="roles of two sides"), transaction.atomic(), connection.cursor() as cursor:
        same = actions.grant_role(office, stranger, desk=one, subject="C", at=AT, by=head)
        cursor.execute("UPDATE tempa_role SET desk = %s WHERE entry_id = %s", [other, same.pk if connection.vendor != "sqlite" else same.pk.hex])
    assert [r.desk for r in queries.roles_of(stranger, office)] == [one]


def test_elsewhere_the_same_person_may_stand_on_another_side(office: Programme, head: Person, programme: Programme, person) -> None:
    actions.grant_role(office, person("bengkel"), desk="auditor", at=AT, by=head)
    assert [r.desk for r in queries.roles_of(person("bengkel"), programme)] == ["workshop"]


def test_each_refused_pair_says_why() -> None:
    reasons = {}
    for one, other in PAIRS:
        if exclude_each_other(one, other):
            with pytest.raises(Refused) as refused:
                check_one_side([one, other])
            reasons[frozenset((SIDES[one], SIDES[other]))] = refused.value.template
    assert len(set(reasons.values())) == 4, "auditor, park with agency, park with maker, agency with maker"
    check_one_side(["park_planner", "park_head", "inspector"])


# who gives and takes roles


def test_only_a_head_gives_and_nobody_to_themselves(office: Programme, head: Person, person) -> None:
    planner = new(office, head).person
    for giver, to, match in ((planner, person("orang-asing"), "Hanya kepala"), (head, head, "diri sendiri"), (head, planner, "sudah memegang")):
        with pytest.raises(Refused, match=match):
            actions.grant_role(office, to, desk="park_planner", at=AT, by=giver)
        assert giver is head or not people.Person.objects.filter(login="lain").exists()
    with pytest.raises(Refused, match="Hanya kepala"):
        people.let_in(office, login="lain", name="Lain", desk="auditor", at=AT, by=planner)
    assert not Person.objects.filter(login="lain").exists(), "who may not, adds nobody"
    check_grant(granter={"park_head"}, is_own=False, desk="workshop", subject="W2", held=[("workshop", "W1")])


@pytest.mark.parametrize(("changed", "match"), [
    ({"revoker": {"park_planner"}}, "Hanya kepala"), ({"is_held": False}, "sudah dicabut"), ({"heads": 1}, "kepala terakhir"),
    ({"is_own": True}, "milik Anda sendiri"), ({"desk": "park_planner", "is_own": True, "heads": 1}, None), ({}, None),
])  # fmt: skip
def test_who_takes_roles_back(changed: dict, match: str | None) -> None:
    asked = {"revoker": {"park_head"}, "is_own": False, "desk": "park_head", "is_held": True, "heads": 2} | changed
    if match is None:
        check_revoke(**asked)
        return
    with pytest.raises(Refused, match=match):
        check_revoke(**asked)


def test_the_last_head_stays(office: Programme, head: Person, person) -> None:
    with pytest.raises(Refused, match="kepala terakhir"):
        actions.revoke_role(office, head, desk="park_head", at=AT, by=head)
    other = person("orang-asing")
    actions.grant_role(office, other, desk="park_head", at=AT, by=head)
    actions.revoke_role(office, head, desk="park_head", at=AT, by=other)
    with pytest.raises(Refused, match="Hanya kepala"):
        actions.revoke_role(office, other, desk="park_head", at=AT, by=head)


def test_a_role_given_or_taken_twice_under_one_name_is_one_fact(office: Programme, head: Person, person) -> None:
    given, taken, stranger = uuid4(), uuid4(), person("orang-asing")
    for _ in range(8):
        actions.grant_role(office, stranger, desk="auditor", at=AT, by=head, identity=given)
    for _ in range(8):
        actions.revoke_role(office, stranger, desk="auditor", at=AT, by=head, identity=taken)
    actions.grant_role(office, stranger, desk="auditor", at=AT, by=head, identity=given)
    assert kinds(office) == ["RoleGranted", "RoleGranted", "RoleRevoked"] and queries.roles_of(stranger, office) == []


def test_a_programme_founded_twice_by_one_form_is_one(head: Person, person) -> None:
    name = uuid4()
    first = actions.found_programme(code="SEKALI", at=AT, by=head, identity=name)
    assert actions.found_programme(code="SEKALI", at=LATER, by=head, identity=name) == first
    assert kinds(first) == ["RoleGranted", "RoleGranted"]
    with pytest.raises(Refused, match="sudah ada"):
        actions.found_programme(code="SEKALI", at=LATER, by=head, identity=uuid4())
    with pytest.raises(Refused, match="tidak dapat membuka program baru"):
        actions.found_programme(code="LAGI", at=AT, by=person("orang-asing"))


# links


def test_a_new_person_has_no_password_and_one_link(office: Programme, head: Person) -> None:
    letter = new(office, head)
    assert not letter.person.has_usable_password() and letter.expires_at == AT + timedelta(days=7)
    assert kinds(office) == ["RoleGranted", "RoleGranted", "InvitationIssued"]
    kept = Invitation.objects.get(person=letter.person)
    assert letter.code not in json.dumps([str(v) for v in vars(kept).values()]), "the code is kept nowhere"
    for entry in Entry.objects.filter(programme=office):
        assert letter.code not in entry.body and kept.digest not in entry.body
    assert people.invitation_of(letter.code.lower().replace("-", " ")) == kept and people.invitation_of("7K2M-9QXA-40TB") is None


def test_its_owner_chooses_once_and_every_programme_of_theirs_notes_it(office: Programme, head: Person) -> None:
    second = actions.found_programme(code="KEDUA", at=AT, by=head, desks=("park_head",))
    letter = new(office, head)
    actions.grant_role(second, letter.person, desk="auditor", at=AT, by=head)
    link = people.invitation_of(letter.code)
    assert link is not None
    chosen = people.choose_password(link, GOOD, place="outside", at=LATER)
    assert chosen.check_password(GOOD)
    for programme in (office, second):
        last = queries.entries_of(programme)[0]
        said = json.loads(last.body)
        assert (said["kind"], said["by"]) == ("PasswordChosen", str(chosen.public_id))
        assert said["values"] == {"person": str(chosen.public_id), "place": "outside", "invited_by": str(head.public_id)}
        assert queries.chain_fault(programme) is None
    with pytest.raises(Refused, match="sudah dipakai"):
        people.choose_password(link, GOOD + "2", place="outside", at=LATER)
    assert Person.objects.get(pk=chosen.pk).check_password(GOOD)


def test_a_new_link_ends_the_old_one(office: Programme, head: Person) -> None:
    first = new(office, head)
    second = people.invite(office, first.person, at=LATER, by=head)
    assert second is not None and second.code != first.code
    old, fresh = (people.invitation_of(letter.code) for letter in (first, second))
    assert old is not None and fresh is not None
    with pytest.raises(Refused, match="diganti dengan yang lebih baru"):
        people.choose_password(old, GOOD, place="office", at=LATER)
    with pytest.raises(Refused, match="kedaluwarsa"):
        people.choose_password(fresh, GOOD, place="office", at=LATER + timedelta(days=7))
    people.choose_password(fresh, GOOD, place="office", at=LATER + timedelta(days=6, hours=23))


def test_a_form_sent_again_is_answered_as_the_first_time_for_a_moment(office: Programme, head: Person, person) -> None:
    name = uuid4()
    letters = [new(office, head, identity=name, at=AT + timedelta(seconds=n)) for n in range(8)]
    assert len({letter.code for letter in letters}) == 1 and kinds(office) == ["RoleGranted", "RoleGranted", "InvitationIssued"]
    again = [people.let_in(office, login="baru", name="Orang Baru", desk="park_planner", at=AT + people.SHOWN_FOR, by=head, identity=name)]
    assert again == [None], "later the code is gone for good"
    name = uuid4()
    links = [people.invite(office, letters[0].person, at=LATER, by=head, identity=name) for _ in range(8)]
    assert len({letter.code for letter in links if letter}) == 1 and kinds(office)[3:] == ["InvitationIssued"]
    actions.grant_role(office, person("orang-asing"), desk="park_head", at=AT, by=head)
    assert people.invite(office, letters[0].person, at=LATER, by=person("orang-asing"), identity=name) is None, "only who asked for it"


def test_a_known_form_with_another_content_is_refused_and_kept(office: Programme, head: Person) -> None:
    name = uuid4()
    first = new(office, head, identity=name)
    for other in ({"desk": "park_head"}, {"login": "lain", "name": "Orang Lain"}):
        with pytest.raises(Refused, match="isi yang lain"):
            new(office, head, identity=name, **other)
    assert RefusedDouble.objects.filter(fact=name).count() == 2 and not Person.objects.filter(login="lain").exists()
    other = new(office, head, login="lain", name="Orang Lain")
    assert people.invite(office, other.person, at=AT, by=head, identity=name) is None, "never somebody else's link"
    assert [r.desk for r in queries.roles_of(first.person, office)] == ["park_planner"]


def test_a_name_that_is_taken_is_told(office: Programme, head: Person, person) -> None:
    with pytest.raises(Refused, match=r"belum ada\. Tulis nama lengkapnya"):
        people.let_in(office, login="siapa", name=" ", desk="auditor", at=AT, by=head)
    with pytest.raises(Refused, match="sudah dipakai oleh Orang Asing"):
        people.let_in(office, login="orang-asing", name="Budi", desk="auditor", at=AT, by=head)
    assert people.let_in(office, login="orang-asing", name="", desk="auditor", at=AT, by=head) is None, "has a password already"
    with pytest.raises(Refused, match="Nama masuk kepala sudah dipakai"):
        actions.add_person(login="kepala", name="Lain", password=None)


def test_nobody_gets_power_elsewhere_by_sending_a_link(office: Programme, head: Person, programme: Programme, person) -> None:
    worker = person("bengkel")
    actions.grant_role(office, worker, desk="workshop", subject="W1", at=AT, by=head)
    with pytest.raises(Refused, match="juga bekerja di program lain"):
        people.invite(office, worker, at=AT, by=head)
    with pytest.raises(Refused, match="Hanya kepala"):
        people.invite(office, person("auditor"), at=AT, by=head)
    with pytest.raises(Refused, match="halaman akun"):
        people.invite(office, head, at=AT, by=head)
    for fault in ({"issuer_is_head": False}, {"is_own": True}, {"has_other_heads": True}, {"may_found": True}):
        with pytest.raises(Refused):
            check_invite(**{"issuer_is_head": True, "is_own": False, "has_other_heads": False, "may_found": False} | fault)


def test_the_console_makes_links_and_passwords_that_are_noted(office: Programme, head: Person) -> None:
    person = new(office, head).person
    link = people.invitation_of(people.invite_from_console(person, at=AT).code)
    assert link is not None
    people.choose_password(link, GOOD, place="issuer_address", at=LATER)
    people.set_password_at_console(person, GOOD + "2", at=LATER)
    values = [json.loads(e.body)["values"] for e in queries.entries_of(office, kind="PasswordChosen")]
    assert [(v["place"], v["invited_by"]) for v in values] == [("console", ""), ("issuer_address", "")]
    assert {v["place"] for v in values} <= set(PLACES)


@pytest.mark.parametrize(("change", "name"), [
    ({"used_from": "office"}, "invitation_used_from"), ({"used_at": AT}, "invitation_used_from"),
    ({"used_at": AT, "used_from": "office", "ended_at": AT}, "invitation_ends_in_one_way"), ({"expires_at": AT}, "invitation_lasts"),
])  # fmt: skip
def test_the_database_keeps_links_in_order(change: dict, name: str, office: Programme, head: Person) -> None:
    link = Invitation.objects.get(person=new(office, head).person)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Invitation.objects.filter(pk=link.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(person=link.person, digest="0", identity=uuid4(), issued_at=AT, expires_at=LATER)


def test_codes_are_read_as_people_type_them() -> None:
    code = code_from(bytes(range(8, 40)))
    assert len(code) == 14 and set(code) <= {*CODE_SIGNS, "-"} and read_code(code) == code
    assert read_code(" 7k2m 9qxa4otb ") == read_code("7K2M9QXA40TB") == "7K2M-9QXA-40TB" and read_code("il0o-7777-7777") == "1100-7777-7777"
    assert [read_code(t) for t in ("", "7K2M", "7K2M-9QXA-40TBX", "UUUU-UUUU-UUUU", "²²²²-²²²²-²²²²")] == [""] * 5
    assert len({code_from(uuid4().bytes) for _ in range(500)}) == 500


def test_a_link_is_checked_in_one_place() -> None:
    check_link(used=False, ended=False, expires_at=LATER, at=AT)
    for fault in ({"used": True}, {"ended": True}, {"at": LATER}):
        with pytest.raises(Refused):
            check_link(**{"used": False, "ended": False, "expires_at": LATER, "at": AT} | fault)
