"""Links without an account: who gets one, who uses it, what it allows, and what it does not; two at once and twice alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tempa.ledger import actions, links, queries
from tempa.ledger.models import Entry, LinkHolder, LinkTrace, Person, WorkLink
from tempa.ledger.rules import LINK_MOST, HeldLink, Refused, Who, check_open_link, read_phone
from tempa.openness.queries.tables import people as people_of_pack
from tempa.registry import actions as registry

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)
UNTIL = AT + timedelta(days=20)
DARMA = {"name": "Pak  Darma", "phone": "0812-3456-7890", "place": "outside"}


@pytest.fixture
def planner(person) -> Person:
    return person("perencana")


@pytest.fixture
def call(programme, planner):
    return registry.open_offer_call(programme, closes_at=AT + timedelta(days=10), at=AT, by=planner)


def order(call, *workshops, **more) -> links.Order:
    return links.Order("offers", str(call), more.pop("expires_at", UNTIL), dict.fromkeys(workshops or ("W07",), "workshop"), more)


@pytest.fixture
def link(programme, planner, call) -> WorkLink:
    return links.issue_links(programme, order(call), at=AT, by=planner)[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0812-3456-7890", "6281234567890"), ("+62 812 3456 7890", "6281234567890"), ("812.3456.7890", "6281234567890"),
        ("(0370) 631234", "62370631234"), ("62 81234567890", "6281234567890"), ("+60 12 345 6789", "60123456789"),
        ("0812", ""), ("08123456789012345", ""), ("nol delapan", ""), ("00812345678", ""), ("", ""), ("0812 abc 345678", ""),
    ],
)  # fmt: skip
def test_a_phone_is_read_as_people_write_it(typed, read):
    assert read_phone(typed) == read


def test_the_code_stands_nowhere_and_follows_from_the_link(programme, planner, link):
    code = links.code_of(link.link)
    assert links.link_of(code.lower().replace("-", " ")) == link and links.link_of("7K2M-9QXA-40TB") is None
    bodies = "".join(Entry.objects.filter(programme=programme, kind="LinkIssued").values_list("body", flat=True))
    assert code not in bodies and code.replace("-", "") not in bodies and link.digest in bodies and code not in link.digest


def test_links_are_issued_for_all_at_once_and_the_old_one_ends(programme, planner, call, link):
    made = links.issue_links(programme, order(call, "W07", "W08", W08="0813 1111 2222"), issued_from="10.0.0.7", at=AT, by=planner)
    assert [(m.organisation, m.revoked_at) for m in made] == [("W07", None), ("W08", None)]
    link.refresh_from_db()
    assert (link.why, link.revoked_by) == ("replaced", planner) and queries.link_phones(programme) == {"W08": "6281311112222"}
    assert set(LinkTrace.objects.filter(issued_from="10.0.0.7").values_list("pk", flat=True)) == {m.link for m in made}
    with pytest.raises(Refused, match="dicabut atau diganti"):
        links.take_link(link, **DARMA, at=AT)


def test_sent_twice_all_links_are_the_same(programme, planner, call):
    sent = {"at": AT, "by": planner, "identity": uuid4()}
    first = links.issue_links(programme, order(call, "W07", "W08", "W09"), **sent)
    size = queries.chain_head(programme)[0]
    assert links.issue_links(programme, order(call, "W07", "W08", "W09"), **sent) == first and queries.chain_head(programme)[0] == size
    with pytest.raises(Refused, match="isi yang lain"):
        links.issue_links(programme, order(call, "W07", "W08", W08="0813 1111 2222"), **sent)


@pytest.mark.parametrize(
    ("more", "words"),
    [({"expires_at": AT}, "sudah berakhir"), ({"expires_at": AT + LINK_MOST + timedelta(days=1)}, "paling lama 400 hari")],
)
def test_a_link_that_never_or_always_works_is_refused(more, words, programme, planner, call):
    with pytest.raises(Refused, match=words):
        links.issue_links(programme, order(call, **more), at=AT, by=planner)
    with pytest.raises(Refused, match="penerima"):
        links.issue_links(programme, links.Order("offers", str(call), UNTIL, {}), at=AT, by=planner)
    with pytest.raises(ValueError, match="no link is for"):
        links.issue_links(programme, links.Order("anything", str(call), UNTIL, {"W07": "workshop"}), at=AT, by=planner)


def test_who_says_the_same_is_the_same_person_and_who_says_otherwise_another(programme, planner, call, link):
    darma = links.take_link(link, **DARMA, at=AT)
    again = links.take_link(link, name="pak darma", phone="+62 81234567890", place="office", at=AT + timedelta(minutes=1))
    later = links.issue_links(programme, order(call), at=AT, by=planner)[0]
    there = links.take_link(later, **DARMA, at=AT)
    wife = links.take_link(later, **DARMA | {"name": "Bu Darma"}, at=AT + timedelta(minutes=2))
    assert darma == again == there != wife and not darma.is_active and darma.is_at_a_link and not darma.has_usable_password()
    assert links.holder_of(later).person == wife and links.holder_of(later, str(darma.public_id)).person == darma
    assert links.holder_of(later, str(planner.public_id)) is None and links.holder_of(link, str(wife.public_id)) is None
    other = links.issue_links(programme, order(call, "W08"), at=AT, by=planner)[0]
    assert links.take_link(other, **DARMA, at=AT) != darma  # of another workshop: nobody is taken for somebody elsewhere


def test_name_and_phone_are_sealed_and_nothing_tells_them(programme, link):
    person = links.take_link(link, **DARMA, at=AT)
    entry = Entry.objects.get(programme=programme, kind="LinkTaken")
    assert "Darma" not in entry.body and "81234567890" not in entry.body and str(person.public_id) in entry.body
    assert actions.values_of(entry)["name"] == "Pak Darma" and "Darma" not in person.login
    assert {s.path: s.personal for s in entry.sealed.all()} == {"name": True, "phone": True}


@pytest.mark.parametrize(("more", "field"), [({"name": " "}, "name"), ({"name": "x" * 121}, "name"), ({"phone": "12"}, "phone")])
def test_who_does_not_say_who_they_are_leaves_nobody_behind(more, field, link):
    before = Person.objects.count()
    with pytest.raises(Refused) as refused:
        links.take_link(link, **DARMA | more, at=AT)
    assert refused.value.field == field and Person.objects.count() == before


def test_after_its_end_a_link_lets_nobody_say_who_they_are(programme, link):
    before = Person.objects.count()
    with pytest.raises(Refused, match="sudah berakhir"):
        links.take_link(link, **DARMA, at=UNTIL)
    assert Person.objects.count() == before and not LinkHolder.objects.exists()


def test_a_link_is_no_seat(programme, planner, call, link, person):
    """It allows what it is for, for its workshop, until its end; not what an owner may do, and not for another workshop."""
    darma = links.take_link(link, **DARMA, at=AT)
    with actions.deed(programme, at=AT, by=darma) as d:
        assert d.who == Who(darma.pk, links=frozenset({HeldLink(str(link.link), "offers", str(call), "W07")}))
        assert not d.who.speaks_for("W07", "workshop") and not d.who.desks
    stated = {"workshop": "W07", "prices": {"TAN-001": "9000000"}, "source": "link", "call": call, "by": darma}
    with pytest.raises(Refused, match="tautannya yang masih berlaku"):
        registry.state_offers(programme, **stated | {"workshop": "W08"}, at=AT)
    with pytest.raises(Refused, match="tautannya yang masih berlaku"):
        registry.state_offers(programme, **stated, at=UNTIL)
    entry = registry.state_offers(programme, **stated, at=AT)
    assert json.loads(entry.body)["values"]["through"] == str(link.link)
    assert queries.link_uses(programme, [link.link]) == {link.link: (1, AT)}
    links.revoke_link(programme, link=link.link, reason="HP hilang", at=AT, by=planner)
    with pytest.raises(Refused, match="tautannya yang masih berlaku"):
        registry.state_offers(programme, **stated | {"prices": {"TAN-001": "9100000"}}, at=AT)


def test_whoever_acted_through_a_link_stands_in_the_audit_pack_for_their_workshop(programme, call, link):
    darma = links.take_link(link, **DARMA, at=AT)
    registry.state_offers(programme, workshop="W07", prices={"TAN-001": "9000000"}, source="link", call=call, at=AT, by=darma)
    rows = {row["person"]: row for row in people_of_pack(programme)}
    assert (rows[str(darma.public_id)]["organisation"], rows[str(darma.public_id)]["name"]) == ("W07", "Pak Darma")


def test_a_revocation_needs_a_reason_and_happens_once(programme, planner, link):
    with pytest.raises(Refused, match="mengapa"):
        links.revoke_link(programme, link=link.link, reason=" ", at=AT, by=planner)
    links.revoke_link(programme, link=link.link, reason="HP hilang", at=AT, by=planner)
    with pytest.raises(Refused, match="sudah dicabut"):
        links.revoke_link(programme, link=link.link, reason="HP hilang", at=AT, by=planner)


def test_the_end_is_the_first_moment_without():
    check_open_link(revoked=False, expires_at=UNTIL, at=UNTIL - timedelta(microseconds=1))
    with pytest.raises(Refused):
        check_open_link(revoked=False, expires_at=UNTIL, at=UNTIL)


def test_the_database_keeps_one_open_link_for_each(programme, planner, link):
    copy = {f.attname: getattr(link, f.attname) for f in link._meta.concrete_fields} | {"link": uuid4(), "digest": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkLink.objects.create(**copy)


def test_wrong_codes_make_wait_and_a_right_one_makes_them_good(db):
    here, there = "a:9.9.9.9", "a:8.8.8.8"
    for _n in range(3):
        assert links.seconds_until_next_try(here, AT) == 0
        links.note_wrong_code(here, AT)
    assert links.seconds_until_next_try(here, AT) == 2 and links.seconds_until_next_try(there, AT) == 0
    assert links.seconds_until_next_try(here, AT + timedelta(seconds=2)) == 0
    links.note_right_code(here)
    assert links.seconds_until_next_try(here, AT) == 0


def test_openings_are_noted_once_a_day(link):
    for minutes in (0, 5, 24 * 60):
        links.note_opened(link, AT + timedelta(minutes=minutes))
    trace = LinkTrace.objects.get(pk=link.pk)
    assert (trace.opened_at, trace.last_opened_at, trace.asked_at) == (AT, AT + timedelta(days=1), None)
    links.note_asked(link, AT)
    assert LinkTrace.objects.get(pk=link.pk).asked_at == AT
