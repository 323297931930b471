"""Inspections in the field: what an inspector takes along of each lot, and how an envelope becomes an inspection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here
from tempa.desks.frame.field.described import Choice, Form, Question, Task, Thing
from tempa.desks.frame.field.kinds import Kind, Received
from tempa.desks.frame.words import day_words, language
from tempa.ledger.actions import deed
from tempa.ledger.photos import keep_photos_in
from tempa.quality import actions, queries
from tempa.quality.rules import CRITICAL, FUNCTION, MAJOR

EVERY_UNIT = (CRITICAL, FUNCTION)


def tasks(here: Here) -> list[Task]:
    """Every lot that this person may inspect, those first that their week holds, by its days."""
    days = queries.days_of_lots(here.programme, here.person, here.today)
    found = queries.inspection_tasks(here.programme, here.person, here.today)
    found.sort(key=lambda one: (days.get((one["lot"], one["round"]), date.max)))
    return [with_day(task_of(one), days.get((one["lot"], one["round"]))) for one in found]


def with_day(task: Task, day: date | None) -> Task:
    """The task with the day on which the inspector's week holds it."""
    if day is None:
        return task
    return replace(task, lines=(_("Dijadwalkan %(day)s.") % {"day": day_words(day)}, *task.lines), due=str(day))


def task_of(one: Mapping[str, Any]) -> Task:
    """A lot, or the first article of a workshop, as a phone takes it along."""
    form = one["form"]
    conditions = list(form["conditions"])
    place = f"{one['maker_name']}, {one['regency']}"
    body = {"lot": one["lot"], "round": one["round"], "place": place, "conditions": conditions}
    things = [
        Thing(u["serial"], sampled_words(one, u), "full" if u["is_sampled"] else "every", {**body, "serial": u["serial"]}, u["is_done"])
        for u in one["units"]
    ]
    return Task(
        "inspection", f"{one['lot']}-{one['round']}", f"{one['lot']} · {one['type_name']}", (place, plan_words(one)),
        tuple(things), {
            "full": Form(form["form"], (*questions(one, form["checks"]), *rest(conditions))),
            "every": Form(form["form"], (*questions(one, [c for c in form["checks"] if c["category"] in EVERY_UNIT]), *rest(conditions))),
        },
    )  # fmt: skip


def plan_words(one: Mapping[str, Any]) -> str:
    if one["turn"] == "first_article":
        return _("Unit pertama jenis ini dari bengkel ini: semua butir diperiksa sebelum unit lain boleh dibuat.")
    units = one["units"]
    return _("%(all)s unit: butir kritis dan fungsi pada semua; semua butir pada %(n)s unit yang dipilih sistem.") % {
        "all": len(units), "n": sum(1 for unit in units if unit["is_sampled"]),
    }  # fmt: skip


def sampled_words(one: Mapping[str, object], unit: Mapping[str, object]) -> str:
    serial = str(unit["serial"])
    return _("%(serial)s · dipilih, semua butir") % {"serial": serial} if unit["is_sampled"] and one["turn"] != "first_article" else serial


def questions(one: Mapping[str, Any], checks: list[dict[str, str]]) -> Iterator[Question]:
    groups = {CRITICAL: _("Kritis (keselamatan)"), FUNCTION: _("Fungsi"), MAJOR: _("Mayor")}
    for check in checks:
        is_open = check.get("kind", "yes_no") != "yes_no" and not check.get("low") and not check.get("high")
        gauges = [gauge for gauge in one["instruments"] if check.get("quantity") and gauge["quantity"] == check["quantity"]]
        yield Question(
            check["check"], check.get("words_en", "") if language() == "en" and check.get("words_en") else check["words"],
            check.get("kind", "yes_no"), groups.get(check["category"], _("Minor")),  # type: ignore[arg-type]  # the sorts of a form are among those here
            help=_("Batasnya belum diisi: nilainya dicatat saja.") if is_open else "", unit=check.get("unit", ""),
            low=check.get("low", ""), high=check.get("high", ""), instruments=tuple(choice_of(gauge) for gauge in gauges), photo="fault",
        )  # fmt: skip


def choice_of(gauge: Mapping[str, str]) -> Choice:
    """An instrument with its range: on the phone no other value can be read from it."""
    return Choice(gauge["instrument"], f"{gauge['instrument']} ({gauge['low']}–{gauge['high']} {gauge['unit']})", gauge["low"], gauge["high"])


def rest(conditions: list[str]) -> Iterator[Question]:
    for number, words in enumerate(conditions):
        yield Question(f"condition-{number}", words, "text", _("Keadaan saat diuji"), is_optional=True)
    yield Question("unit-photo", _("Foto unit dan label nomornya"), "photo", _("Bukti"), is_optional=True)
    yield Question("point", _("Tempat pemeriksaan"), "point", _("Bukti"), is_optional=True)
    yield Question("note", _("Catatan"), "text", _("Bukti"), is_optional=True)


def receive(received: Received) -> None:
    """Photos are named first, so that an inspection never names one that is not kept; then the inspection under the envelope's identity."""
    body, answers = received.body, received.body["answers"]
    if received.photos:
        with deed(received.programme, at=received.at, by=received.person) as d:
            keep_photos_in(d, received.photos, name=f"{body['lot']} {body['serial']}")
    own = {"point", "note", "unit-photo"}
    checks = {name: one for name, one in answers.items() if name not in own and not name.startswith("condition-")}
    look = actions.Look(
        body["lot"], body["serial"], body["round"], {name: str(one.get("value", "")) for name, one in checks.items()},
        instruments={name: str(one["instrument"]) for name, one in checks.items() if one.get("instrument")},
        conditions=conditions_in(body, answers), photos=received.photos, place=str(body.get("place", ""))[:200],
        point=str(answers.get("point", {}).get("value", "")), note=note_in(answers, checks), form=body["form"], said_at=received.made_at,
    )  # fmt: skip
    actions.record_inspection(received.programme, look=look, at=received.at, by=received.person, identity=received.identity)


def conditions_in(body: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, str]:
    found = ((str(words), answers.get(f"condition-{number}", {}).get("value", "")) for number, words in enumerate(body.get("conditions", ())))
    return {words: str(value).strip() for words, value in found if str(value).strip()}


def note_in(answers: Mapping[str, Any], checks: Mapping[str, Any]) -> str:
    """What was noted of the whole and, after the code of its check, of each."""
    parts = [str(answers.get("note", {}).get("value", "")), *(f"{name}: {one['note']}" for name, one in checks.items() if one.get("note"))]
    return " · ".join(part.strip() for part in parts if part.strip())


INSPECTION = Kind("inspection", ("inspector",), tasks, receive)
