"""A deputy sits for an officer from a day to a day, by a decree, and no longer; in the database a deputy is whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tempa.ledger import actions, queries
from tempa.ledger.actions import deed
from tempa.ledger.actions.roles import Deputy
from tempa.ledger.models import Role
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita
from tests.cast import HEAD, Member

AT = datetime(2026, 8, 3, 1, 10, tzinfo=UTC)
FIRST, LAST = date(2026, 8, 5), date(2026, 8, 9)


def place(person, **more):
    said = {"stands_for": person("opd"), "desk": "agency", "subject": "DISTANBUN", "since": FIRST, "until": LAST, "decree": "SPT/1/2026"}
    return Deputy(**(said | more))


@pytest.mark.parametrize(
    ("who", "by", "change", "words"),
    [
        ("orang-asing", "perencana", {}, "Hanya kepala taman sains"), ("kepala", "kepala", {}, "diri sendiri"),
        ("opd", "kepala", {}, "harus orang lain"),
        ("orang-asing", "kepala", {"subject": "DLHK"}, "tidak memegang peran ini"), ("orang-asing", "kepala", {"decree": ""}, "nomor surat perintah"),
        ("orang-asing", "kepala", {"until": date(2026, 8, 4)}, "lebih awal"),
        ("orang-asing", "kepala", {"until": date(2026, 12, 1)}, "paling lama 92 hari"),
        ("pemeriksa", "kepala", {}, "tidak boleh sekaligus orang OPD"), ("bengkel", "kepala", {}, "tidak boleh sekaligus bengkel"),
    ],
)  # fmt: skip
def test_a_deputy_that_cannot_be_is_refused_with_a_sentence(programme, person, who, by, change, words):
    with pytest.raises(Refused, match=words):
        actions.name_deputy(programme, person(who), place(person, **change), at=AT, by=person(by))


def test_a_deputy_sits_from_the_first_day_to_the_last_and_not_longer(programme, person):
    stranger = person("orang-asing")
    actions.name_deputy(programme, stranger, place(person), at=AT, by=person("kepala"))

    def speaks(day):
        with deed(programme, at=AT + timedelta(days=day), by=stranger) as d:
            return d.who.speaks_for("DISTANBUN", "agency")

    assert [speaks(day) for day in (1, 2, 6, 7)] == [False, True, True, False]
    assert queries.seats_ever(programme)[stranger.pk][-1] == ("agency", "DISTANBUN")
    again = place(person, since=date(2026, 8, 20), until=date(2026, 8, 21), decree="SPT/2")
    actions.name_deputy(programme, stranger, again, at=AT, by=person("kepala"))
    assert [speaks(day) for day in (2, 17)] == [False, True]  # the last word holds
    actions.grant_role(programme, stranger, desk="agency", subject="DISTANBUN", at=AT, by=person("kepala"))
    assert speaks(40) and Role.objects.get(programme=programme, person=stranger).decree is None
    with pytest.raises(Refused, match="memegang peran itu sendiri"):
        actions.name_deputy(programme, stranger, place(person), at=AT, by=person("kepala"))
    role = Role.objects.filter(programme=programme, person=stranger)
    for wrong in ({"until": LAST}, {"since": LAST, "until": FIRST, "decree": "X", "stands_for": person("opd")}, {"decree": "X"},
                  {"since": FIRST, "until": LAST, "decree": "X", "stands_for": stranger}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            role.update(**wrong)


def test_who_was_a_deputy_of_one_side_gets_no_seat_of_another_until_it_is_revoked(programme, person):
    """The table of roles refuses it whatever the days; a sentence says so before."""
    stranger, head, far = person("orang-asing"), person("kepala"), AT + timedelta(days=200)
    actions.name_deputy(programme, stranger, place(person), at=AT, by=head)
    later = {"since": day_in_wita(far), "until": day_in_wita(far)}
    for at, desk, subject, days in ((AT, "workshop", "W03", {}), (far, "workshop", "W03", later), (far, "park_planner", "", later)):
        absent = person("bengkel" if desk == "workshop" else "perencana")
        seat = place(person, stands_for=absent, desk=desk, subject=subject, **days)
        with pytest.raises(Refused, match="pelaksana tugas di pihak lain"):
            actions.name_deputy(programme, stranger, seat, at=at, by=head)
        with pytest.raises(Refused, match="pelaksana tugas di pihak lain"):
            actions.grant_role(programme, stranger, desk=desk, subject=subject, at=at, by=head)
    actions.revoke_role(programme, stranger, desk="agency", subject="DISTANBUN", at=far, by=head)
    actions.grant_role(programme, stranger, desk="workshop", subject="W03", at=far, by=head)


def test_a_later_term_does_not_end_the_one_that_runs(programme, person):
    stranger, head, third = person("orang-asing"), person("kepala"), AT + timedelta(days=3)
    actions.name_deputy(programme, stranger, place(person), at=AT, by=head)
    with pytest.raises(Refused, match="sedang menjadi pelaksana tugas di sini sampai") as refused:
        actions.name_deputy(programme, stranger, place(person, since=date(2026, 8, 10), until=date(2026, 8, 20)), at=third, by=head)
    assert refused.value.field == "first"
    longer = place(person, since=day_in_wita(third), until=date(2026, 8, 20))
    actions.name_deputy(programme, stranger, longer, at=third, by=head)
    assert Role.objects.get(programme=programme, person=stranger).until == date(2026, 8, 20)


def test_the_door_lets_a_deputy_in_on_its_days_alone(programme, person, visit):
    now = timezone.now()
    today, stranger = day_in_wita(now), person("orang-asing")
    member = Member("orang-asing", ("agency",), "DISTANBUN")
    assert visit(member, "/opd/").status_code == 302
    days = {"since": today, "until": today + timedelta(days=3)}
    actions.name_deputy(programme, stranger, place(person, **days), at=now, by=person("kepala"))
    assert visit(member, "/opd/").status_code == 200
    Role.objects.filter(person=stranger).update(since=today - timedelta(days=5), until=today - timedelta(days=1))
    assert visit(member, "/opd/").status_code == 404
    page = visit(HEAD, "/park/orang/pelaksana-tugas/").content.decode()
    assert "sudah berakhir" in page and "SPT/1/2026" in page
