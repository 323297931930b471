"""Messages of workshops are taken once, judged by a person, and become reports; lessons and coaching visits are kept."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tempa.ledger.models import Entry
from tempa.ledger.rules import Refused
from tempa.production import actions, queries
from tempa.production.actions import Lesson, Settling, Taking, Visit
from tempa.production.messages import Message
from tempa.production.rules import Done
from tempa.values.period import day_in_wita
from tests.contracts.parties import TODAY
from tests.production.making import LATER, begun, card_of


def sent(text, hour=None, day=TODAY, sender="Pak Made"):
    return Message(text, day, sender if hour else None, hour)


def take(programme, person, workshop, *messages, **more):
    return actions.take_messages(programme, taking=Taking(workshop, list(messages), **more), at=LATER, by=person("perencana"))


def settle(programme, person, message, entries=(), problems=(), reason=""):
    settling = Settling(message, entries, (), problems, reason)
    return actions.settle_message(programme, settling=settling, at=LATER, by=person("perencana"))


def test_a_chat_exported_again_brings_only_what_is_new(programme, person):
    first = [sent("las 3", time(14, 5)), sent("las 3", time(14, 5)), sent("cat 1", time(15, 0))]
    take(programme, person, "W03", *first)
    with pytest.raises(Refused, match="sudah pernah diterima"):
        take(programme, person, "W03", *first)
    again = [Message(m.text, m.day, "+62 812 000", m.hour) for m in first]  # another phone calls him otherwise
    take(programme, person, "W03", *again, sent("cat 2", time(16, 0)))
    assert [m.text for m in queries.open_messages(programme)] == ["las 3", "las 3", "cat 1", "cat 2"]


def test_what_was_pasted_is_not_taken_from_an_export_of_that_day(programme, person):
    take(programme, person, "W03", sent("Las 3, ya pak"))
    with pytest.raises(Refused, match="sudah pernah diterima"):
        take(programme, person, "W03", sent("las 3, ya pak", time(14, 5)))
    take(programme, person, "W03", sent("las 3, ya pak", time(14, 5), TODAY + timedelta(days=1)))
    assert queries.open_messages(programme).count() == 2


def test_a_confirmed_message_becomes_a_report_with_its_words(programme, person):
    card = begun(programme, person)[0]
    take(programme, person, card.vendor, sent("potong 1", time(9, 0)))
    message = queries.open_messages(programme).get().message
    settle(programme, person, message, [Done(card.lot, card.steps[0].step, 1)])
    report = queries.progress(programme, [card.lot]).get()
    assert (report.source, report.quantity, report.note) == ("message", 1, "potong 1")
    held = queries.message_named(programme, message)
    assert (held.outcome, held.report, held.settled_by.name) == ("confirmed", "R00001", person("perencana").name)
    assert report.happened_at == min(queries.moment_of(programme, held), LATER)
    with pytest.raises(Refused, match="sudah diputuskan"):
        settle(programme, person, message, reason="keliru sekali")


def test_a_report_above_the_lot_is_refused_and_the_message_stays_open(programme, person):
    card = begun(programme, person)[0]
    take(programme, person, card.vendor, sent("potong 900", time(9, 0)))
    message = queries.open_messages(programme).get().message
    with pytest.raises(Refused, match="hanya"):
        settle(programme, person, message, [Done(card.lot, card.steps[0].step, 900)])
    assert queries.open_messages(programme).get().message == message
    assert card_of(programme, card.lot).steps[0].done == 0


def test_problems_of_a_message_are_stated_and_a_dropped_one_says_why(programme, person):
    card = begun(programme, person)[0]
    take(programme, person, card.vendor, sent("listrik mati, plat habis", time(9, 0)), sent("selamat pagi pak", time(9, 1)))
    first, second = [m.message for m in queries.open_messages(programme)]
    settle(programme, person, first, problems=[("power", ""), ("material", card.lot)])
    assert [(p.kind, p.lot, p.source, p.problem) for p in queries.open_problems(programme)] == [
        ("power", "", "message", "KD001"),
        ("material", card.lot, "message", "KD002"),
    ]
    with pytest.raises(Refused, match="mengapa pesan ini tidak dicatat"):
        settle(programme, person, second)
    settle(programme, person, second, reason="hanya sapaan")
    assert queries.message_named(programme, second).outcome == "dropped"


def test_only_the_office_takes_messages(programme, person):
    with pytest.raises(Refused, match="Hanya taman sains"):
        actions.take_messages(programme, taking=Taking("W03", [sent("las 3")]), at=LATER, by=person("orang-asing"))


def test_lots_that_may_be_spoken_of_know_what_is_done(programme, person):
    card = begun(programme, person)[0]
    spoken = {lot.lot: lot for lot in queries.lots_spoken_of(programme, card.vendor, TODAY)}
    assert spoken[card.lot].quantity == card.units
    assert [step.done for step in spoken[card.lot].steps] == [0] * len(card.steps)


def lesson(**more):
    return Lesson(**{"workshop": "W03", "day": TODAY, "skill": "weld", "minutes": 90, "students": ["Siti", "Agus"], "teacher": "Bu Wati"} | more)


def train(programme, person, **more):
    return actions.record_training(programme, lesson=lesson(**more), at=LATER, by=person("perencana"))


def test_hours_of_students_add_up_by_skill_and_stay_without_names_in_public(programme, person):
    train(programme, person)
    train(programme, person, minutes=60, students=["Siti", " Siti ", "Budi"])
    train(programme, person, skill="paint", minutes=30, students=["Siti"])
    assert [(one.student, one.minutes, one.total) for one in queries.learned(programme, "W03")] == [
        ("Agus", {"weld": 90}, 90),
        ("Budi", {"weld": 60}, 60),
        ("Siti", {"paint": 30, "weld": 150}, 180),
    ]
    assert queries.student_hours(programme) == {"W03": 90 * 2 + 60 * 2 + 30}
    taught = Entry.objects.filter(programme=programme, kind="TrainingRecorded")
    bodies = " ".join(str(entry.body) for entry in taught)
    assert "weld" in bodies and "Siti" not in bodies and "Wati" not in bodies


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"skill": "masak"}, "keterampilan"),
        ({"minutes": 5}, "15 menit"),
        ({"students": [" "]}, "nama siswa"),
        ({"teacher": " "}, "guru"),
        ({"day": date(2030, 1, 1)}, "belum tiba"),
        ({"lot": "TIDAK-ADA"}, "bukan lot"),
    ],
)
def test_a_lesson_that_says_too_little_is_refused(programme, person, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        train(programme, person, **wrong)


def test_a_visit_says_what_was_found_and_shown_and_later_what_changed(programme, person):
    by = person("perencana")
    visit = Visit("W03", TODAY, "quality", "las keropos di sudut rangka", "cara mengatur arus las", TODAY + timedelta(days=9))
    actions.record_visit(programme, visit=visit, at=LATER, by=by)
    found = queries.coachings(programme, "W03").get()
    assert (found.visit, found.found, found.changed) == ("BN0001", "las keropos di sudut rangka", "")
    actions.follow_visit(programme, visit="BN0001", changed="sambungan sudah rapi", at=LATER, by=by)
    held = queries.coaching_named(programme, "BN0001")
    assert (held.changed, held.changed_on, held.next_on) == ("sambungan sudah rapi", day_in_wita(LATER), None)
    with pytest.raises(Refused, match="Kunjungan berikutnya"):
        actions.record_visit(programme, visit=Visit("W03", TODAY, "quality", visit.found, visit.shown, TODAY), at=LATER, by=by)
    with pytest.raises(Refused, match="taman sains"):
        actions.follow_visit(programme, visit="BN0001", changed="sambungan sudah rapi", at=LATER, by=person("orang-asing"))
