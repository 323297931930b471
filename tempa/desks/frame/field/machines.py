"""Machines at their recipients, in the field: is the site ready, was the machine run and somebody taught, how is it used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.delivery.speech import STATES, agency_of
from tempa.desks.frame.door import Here
from tempa.desks.frame.field.answers import value, whole
from tempa.desks.frame.field.described import MOST_TASKS, Choice, Form, Question, Task, Thing
from tempa.desks.frame.field.kinds import Kind, Received
from tempa.desks.frame.words import day_words
from tempa.ledger.queries import zone_of
from tempa.production import queries as production
from tempa.values.period import day_in

LOOKS_AFTER = ("agency", "park_planner", "park_head")
FOLLOWS = (*LOOKS_AFTER, "inspector")  # an inspector's week holds checks of use; phones of recipients stay with the others


def place_of(here: Here, r: delivery.Recipient) -> str:
    return ", ".join(part for part in (r.village, figures.destination_names(here).get(r.destination, r.destination)) if part)


def told_at(r: delivery.Recipient) -> tuple[str, ...]:
    said = " · ".join(part for part in (r.contact, r.phone) if part)
    return (said,) if said else ()


# --- the site ---------------------------------------------------------------------------------------------------------


def sites(here: Here) -> list[Task]:
    """Recipients who are to get a machine and whose site was not found ready, who waits longest first."""
    waiting = delivery.requests(here.programme, agency_of(here)).filter(decided="accepted", recipient__ready_on=None)
    wanted: dict[delivery.Recipient, list[str]] = defaultdict(list)
    types = figures.type_names(here)
    for request in waiting:
        wanted[request.recipient].append(f"{request.quantity} {types.get(request.type, request.type)}")
    form = Form("site-1", tuple(measured()))
    return [
        Task("site", r.recipient, _("Lokasi %(name)s") % {"name": r.name}, (place_of(here, r), *told_at(r), ", ".join(asked)),
             (Thing(r.recipient, _("Periksa kesiapan lokasi"), "site", {"recipient": r.recipient}),), {"site": form})
        for r, asked in list(wanted.items())[:MOST_TASKS]
    ]  # fmt: skip


def measured() -> Iterator[Question]:
    there = (Choice("yes", _("ada")), Choice("no", _("tidak ada")))
    power, place = _("Listrik"), _("Tempat")
    yield Question("volts", _("Tegangan terukur"), "count", power, unit="volt", most="1000", is_optional=True, photo="may",
                   help=_("Ukur dengan alat saat beban biasa; foto layarnya."))  # fmt: skip
    yield Question("power", _("Daya terpasang"), "number", power, unit="kVA", is_optional=True)
    yield Question("water", _("Air"), "choice", place, choices=there)
    yield Question("building", _("Bangunan beratap"), "choice", place, choices=there)
    yield Question("operator", _("Operator yang sudah dilatih"), "choice", place, choices=there)
    yield Question("photo", _("Foto lokasi"), "photo", place)
    yield Question("point", _("Tempat menurut GPS"), "point", place, is_optional=True)
    yield Question("note", _("Catatan"), "text", place, is_optional=True)


def receive_site(received: Received) -> None:
    answers = received.body["answers"]
    water, building, operator = (value(answers, name) == "yes" for name in ("water", "building", "operator"))
    volts = whole(value(answers, "volts")) if value(answers, "volts") else None
    site = rules.Site(volts, rules.requests.amount(value(answers, "power"), field="power"), water, building, operator)
    actions.inspect_site(
        received.programme, recipient=str(received.body["recipient"]), on=day_of(received), site=site,
        visit=actions.SiteVisit(value(answers, "note")[:300], received.photos, value(answers, "point")),
        at=received.at, by=received.person, identity=received.identity,
    )  # fmt: skip


def day_of(received: Received) -> date:
    return day_in(zone_of(received.programme), received.made_at)


SITE = Kind("site", LOOKS_AFTER, sites, receive_site, MOST_TASKS)


# --- the first run ----------------------------------------------------------------------------------------------------


def first_runs(here: Here) -> list[Task]:
    """Machines that their recipients have and that nobody has seen running there, the latest handed over first."""
    run, got = delivery.commissionings(here.programme), delivery.handed_over(here.programme, 3)
    form = Form("run-1", tuple(running()))
    waiting = sorted((serial for serial in got if serial not in run), key=lambda serial: (got[serial], serial), reverse=True)
    since = {serial: _("Diterima %(day)s.") % {"day": day_words(got[serial])} for serial in waiting}
    return by_recipient(here, "run", waiting, since, {"run": form}, _("Uji %(name)s"))


def by_recipient(
    here: Here, kind: str, serials: list[str], lines: Mapping[str, str], forms: Mapping[str, Form], title: str,
    body: Mapping[str, Mapping[str, object]] | None = None,
) -> list[Task]:  # fmt: skip
    """A task for each recipient that has some of these machines, one thing for each machine."""
    held = delivery.holders_of(here.programme, serials, agency_of(here), MOST_TASKS)
    types = figures.type_names(here)
    of = dict(production.types_of_units(here.programme, {serial for _r, units in held for serial in units}))
    return [
        Task(kind, r.recipient, title % {"name": r.name}, (place_of(here, r), *(told_at(r) if here.role in LOOKS_AFTER else ())), tuple(
            Thing(serial, f"{serial} · {types.get(of[serial], '')} · {lines[serial]}", kind,
                  {"serial": serial, **(body or {}).get(serial, {})})
            for serial in units
        ), forms)
        for r, units in held
    ]  # fmt: skip


def running() -> Iterator[Question]:
    yield Question("runs", _("Mesinnya jalan di tempat"), "choice", choices=(Choice("yes", _("jalan")), Choice("no", _("belum jalan"))))
    yield Question("output", _("Hasil tiap jam"), "number", is_optional=True)
    yield Question("trained", _("Berapa orang dilatih"), "count", most="500")
    yield Question("trainer", _("Siapa yang melatih"), "text", is_optional=True)
    yield Question("photo", _("Foto mesin saat dicoba"), "photo")
    yield Question("note", _("Catatan"), "text", is_optional=True, help=_("Wajib bila mesinnya belum jalan atau belum ada yang dilatih."))


def receive_run(received: Received) -> None:
    answers = received.body["answers"]
    run = actions.FirstRun(
        str(received.body["serial"]), day_of(received), runs=value(answers, "runs") == "yes", trained=whole(value(answers, "trained")),
        output_per_hour=value(answers, "output"), trainer=value(answers, "trainer")[:200], note=value(answers, "note")[:500],
        photos=received.photos,
    )  # fmt: skip
    actions.commission(received.programme, run=run, at=received.at, by=received.person, identity=received.identity)


RUN = Kind("run", FOLLOWS, first_runs, receive_run, MOST_TASKS)


# --- its use ----------------------------------------------------------------------------------------------------------


def uses(here: Here) -> list[Task]:
    """Checks of use that are due, as many as the sample of the day asks for."""
    mine = delivery.taken_by(here.programme, agency_of(here)) if agency_of(here) else None
    due = rules.sampled([d for d in delivery.due(here.programme, here.today) if mine is None or d.serial in mine], here.programme.code)
    lines = {d.serial: _("%(m)s bulan") % {"m": d.month} for d in due}
    months: dict[str, Mapping[str, object]] = {d.serial: {"month": d.month} for d in due}
    return by_recipient(here, "use", [d.serial for d in due], lines, {"use": Form("use-1", tuple(using()))}, _("Pemakaian %(name)s"), months)


def using() -> Iterator[Question]:
    states = tuple(Choice(code, str(words)) for code, (_tag, words) in STATES.items())
    yield Question("state", _("Keadaan mesin"), "choice", choices=states, photo="may")
    yield Question("hours", _("Jam dipakai tiap minggu"), "number", most="168", is_optional=True)
    yield Question("output", _("Hasil tiap minggu"), "number", is_optional=True)
    yield Question("note", _("Yang ditemukan dan yang akan dilakukan"), "text", is_optional=True, help=_("Wajib bila mesinnya tidak dipakai."))


def receive_use(received: Received) -> None:
    answers = received.body["answers"]
    found = rules.UseFound(
        str(received.body["serial"]), int(received.body["month"]), day_of(received), way="visit", state=value(answers, "state"),
        hours_per_week=value(answers, "hours"), output_per_week=value(answers, "output"), note=value(answers, "note")[:500],
        photos=received.photos,
    )  # fmt: skip
    actions.check_use(received.programme, found=found, at=received.at, by=received.person, identity=received.identity)


USE = Kind("use", FOLLOWS, uses, receive_use, MOST_TASKS)
