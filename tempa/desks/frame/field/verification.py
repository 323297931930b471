"""Verification of workshops in the field: the criteria of the day as a form, and how an envelope becomes a visit that a second person signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here
from tempa.desks.frame.field.answers import counts, of, rows, texts, value, whole
from tempa.desks.frame.field.described import Choice, Form, Question, Task, Thing
from tempa.desks.frame.field.kinds import Kind, Received
from tempa.desks.frame.words import day, language, term
from tempa.ledger.actions import paper_place
from tempa.ledger.photos import JPEG
from tempa.ledger.queries import zone_of
from tempa.registry import actions, queries
from tempa.registry.actions.verification import Photo
from tempa.registry.rules.criteria import PARTS, CriteriaSet
from tempa.registry.rules.verification import LEGAL_TIERS, PAPERS, Visit
from tempa.values.period import day_in

AHEAD = timedelta(days=60)  # workshops whose visit is due until then go along
MOST = 60


def tasks(here: Here) -> list[Task]:
    criteria = queries.criteria_on(here.programme, here.today)
    due = queries.due_for_visit(here.programme, here.today, AHEAD)[:MOST]
    form, until = Form(criteria.id, tuple(questions(criteria))), _("Kunjungan pada atau sebelum %(day)s.") % {"day": day(here.today + AHEAD)}
    return [
        Task("verification", site.workshop, _("Verifikasi %(name)s") % {"name": site.name}, (site.regency, until),
             (Thing(site.workshop, site.name, "visit", {"workshop": site.workshop}),), {"visit": form})
        for site in due
    ]  # fmt: skip


def questions(criteria: CriteriaSet) -> Iterator[Question]:
    words = {"premises": _("Tempat"), "competence": _("Kemampuan"), "staff": _("Orang"), "equipment": _("Mesin perkakas")}
    scores = tuple(Choice(value, said) for value, said in (
        ("0", _("0 · tidak ada")), ("25", _("25 · kurang")), ("50", _("50 · cukup")), ("75", _("75 · baik")), ("100", _("100 · sangat baik")),
    ))  # fmt: skip
    for part in PARTS:
        for one in criteria.scored():
            if one.part == part:
                yield Question(f"s-{one.code}", one.en if language() == "en" else one.id, "choice", words[part], choices=scores, photo="may")
    processes = tuple(Choice(p.code, p.en if language() == "en" else p.id) for p in criteria.processes)
    yield from rows_of(processes)
    yield from legality()
    signed = _("Tanda tangan")
    yield Question("sign-owner", _("Pemilik atau yang mewakili bengkel"), "signature", signed)
    later = _("Orang kedua menandatangani di kantor sesudah catatan ini terkirim.")
    yield Question("sign-inspector", _("Yang memeriksa"), "signature", signed, help=later)


def rows_of(processes: tuple[Choice, ...]) -> Iterator[Question]:
    group = _("Daftar mesin dan orang")
    yield Question("machines", _("Mesin"), "rows", group, is_optional=True, of=(
        Question("process", _("Proses"), "choice", choices=processes), Question("name", _("Nama mesin"), "text"),
        Question("count", _("Jumlah"), "count", least="1", most="100"), Question("working", _("Yang jalan"), "count", most="100"),
        Question("capacity", _("Kapasitas"), "text", is_optional=True), Question("photo", _("Foto mesin"), "photo", is_optional=True),
    ))  # fmt: skip
    yield Question("skills", _("Keahlian"), "rows", group, is_optional=True, of=(
        Question("process", _("Proses"), "choice", choices=processes), Question("people", _("Berapa orang"), "count", most="500"),
        Question("certified", _("Yang bersertifikat"), "count", most="500"),
    ))  # fmt: skip
    yield Question("people", _("Orang"), "rows", group, is_optional=True, help=_("Nama orang tidak diumumkan."), of=(
        Question("name", _("Nama"), "text"), Question("process", _("Proses"), "choice", choices=processes),
        Question("skill", _("Keahlian"), "text", is_optional=True),
    ))  # fmt: skip


def legality() -> Iterator[Question]:
    group, shown = _("Legalitas dan modal"), (Choice("yes", _("ditunjukkan")), Choice("no", _("tidak ada")))
    names = {"nib": "NIB", "npwp": "NPWP", "account": _("Rekening bank"), "tkdn": _("Sertifikat TKDN")}
    for code in PAPERS:
        yield Question(f"p-{code}", names[code], "choice", group, choices=shown, photo="may")
    yield Question("legal-tier", _("Tingkat"), "choice", group, choices=tuple(Choice(tier, term(tier)) for tier in LEGAL_TIERS))
    yield Question("cash", _("Uang kerja yang ditunjukkan"), "count", group, unit="Rp", is_optional=True)
    yield Question("workers", _("Jumlah pekerja"), "count", group, least="1", most="500")
    yield Question("village", _("Desa atau kelurahan"), "text", group, help=_("Inilah yang diumumkan; titik tepatnya tidak."))
    yield Question("place", _("Titik bengkel"), "point", group, is_optional=True)


def receive(received: Received) -> None:
    answers = received.body["answers"]
    visit = Visit(
        workshop=received.body["workshop"], visited_on=day_in(zone_of(received.programme), received.made_at), scores=of(answers, "s-", whole),
        legal_tier=value(answers, "legal-tier"), workers=whole(value(answers, "workers")), village=value(answers, "village"),
        machines=[{**texts(row, "process", "name", "capacity"), **counts(row, "count", "working")} for row in rows(answers, "machines")],
        skills=[{**texts(row, "process"), **counts(row, "people", "certified")} for row in rows(answers, "skills")],
        people=[texts(row, "name", "process", "skill") for row in rows(answers, "people")],
        papers={code: said == "yes" for code, said in of(answers, "p-", str).items()}, notes=notes(answers),
        cash_limit=whole(value(answers, "cash")) if value(answers, "cash") else None, place=value(answers, "place"),
    )  # fmt: skip
    actions.record_verification(
        received.programme, visit=visit, photos=list(photos(answers, received.photos)), source="field", made_at=received.made_at, at=received.at,
        by=received.person, identity=received.identity,
    )  # fmt: skip


def notes(answers: Mapping[str, Any]) -> dict[str, str]:
    said = {name.removeprefix("s-"): str(one.get("note", "")).strip() for name, one in answers.items() if name.startswith("s-")}
    return {code: note for code, note in said.items() if note}


def photos(answers: Mapping[str, Any], kept: tuple[str, ...]) -> Iterator[Photo]:
    """Each picture with what it shows; their files are on disk already."""
    shown = {digest: name for name, one in answers.items() for digest in one.get("photos", ())}
    shown |= {digest: value(row, "name") for row in rows(answers, "machines") for digest in row.get("photo", {}).get("photos", ())}
    for digest in kept:
        what = shown.get(digest, "")[:60]
        yield Photo(what, f"verifikasi {what}.jpg", JPEG, paper_place(digest).read_bytes())


VERIFICATION = Kind("verification", ("inspector",), tasks, receive)
