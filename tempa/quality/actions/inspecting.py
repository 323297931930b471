"""Samples of announced lots drawn, and units inspected: one by one as a phone sends them, or a visit at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Unpack
from uuid import UUID

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import kept_papers, zone_of
from tempa.ledger.rules import No, Refused, instant
from tempa.ledger.writing import by_key
from tempa.production import queries as production
from tempa.quality import queries, rules
from tempa.quality.facts import InspectionRecorded, LotPlanned, LotsPlanned
from tempa.quality.models import LotDecision, LotPlan, TestForm
from tempa.quality.queries import FieldOf, FieldRecord, ToPresent
from tempa.quality.rules.forms import Check, Gauge, finding, read_values
from tempa.quality.rules.lots import SORTING, plan_of
from tempa.registry import queries as registry
from tempa.registry.rules.probation import Probation
from tempa.values.period import day_in
from tempa.values.serial import is_right

MOST_PHOTOS = 30
LONGEST_NOTE = 2000


def nothing_known(_programme: Programme, _today: date) -> Mapping[str, FieldRecord]:
    """No machine is at a recipient yet."""
    return {}


def plan_lots(
    programme: Programme, *, lots: Collection[str], sort: bool = False, field: FieldOf = nothing_known, **doing: Unpack[Doing]
) -> int:
    """Draw the samples of announced lots, all or none; returns how many. `sort`: look at every unit instead, each decides for itself.

    Of a workshop on probation every unit is inspected in full; its rating asks how its machines last at their recipients (`field`).
    """
    wanted = sorted(set(lots))
    with deed(programme, **doing) as d:
        if d.known(LotsPlanned, lots=wanted, turn=SORTING if sort else ""):
            return len(wanted)
        if not d.who.sits_at(*rules.INSPECTORS):
            d.must(No("Hanya pemeriksa dan taman sains yang mengundi contoh."))
        d.still(*(f"lot:{lot}" for lot in wanted))
        if not wanted:
            raise Refused("Pilih paling sedikit satu lot.", field="lots")
        waiting = {one.presented.lot: one for one in queries.to_present(programme, wanted)}
        if missing := [lot for lot in wanted if lot not in waiting]:
            raise Refused(
                "Lot %(lot)s tidak menunggu pemeriksaan: unitnya belum dinyatakan selesai, atau contohnya sudah diundi.",
                field="lots", lot=missing[0],
            )  # fmt: skip
        facts = Planner(programme, d.today, sort, field).facts([waiting[lot] for lot in wanted])
        d.record(LotsPlanned(wanted, SORTING if sort else ""))
        d.follow(facts)
        return len(facts)


class Planner:
    """Plans several lots on what is known of their workshops, read once."""

    def __init__(self, programme: Programme, on: date, sort: bool, field: FieldOf) -> None:
        self.programme, self.sort, self.on, self.field = programme, sort, on, field
        self.probations: dict[str, Probation] = {}
        self.rule, self.holds = queries.sampling_rule(programme), queries.open_holds(programme)
        self.histories = queries.by_workshop(queries.original_results(programme))
        self.released = queries.released(programme, on)

    def facts(self, waiting: Sequence[ToPresent]) -> list[LotPlanned]:
        makers = {one.maker for one in waiting}
        self.probations = registry.probations(
            self.programme, makers, lambda codes: queries.results_of_all(self.programme, codes, self.on, field=self.field)
        )
        return [self.fact(one) for one in waiting]

    def fact(self, one: ToPresent) -> LotPlanned:
        lot = one.presented.lot
        form = self.form_of(one)
        if (one.maker, one.type) in self.holds:
            raise Refused(
                "Lot %(lot)s ditahan: pada %(type)s dari %(maker)s ditemukan cacat kritis. Kepala taman sains harus melepasnya dulu.", field="lots",
                lot=lot, type=one.type, maker=one.maker,
            )  # fmt: skip
        if one.undecided:
            raise Refused(
                "Lot %(lot)s: unit %(serial)s gagal dan belum diputus. Putuskan dulu (perbaiki atau musnahkan), baru lotnya diperiksa ulang.",
                field="lots", lot=lot, serial=one.undecided[0],
            )  # fmt: skip
        presented = replace(one.presented, turn=SORTING) if self.sort else one.presented
        past = queries.past_of(self.programme, one.maker, one.type, self.histories, inspect_all=self.probations[one.maker].inspect_all)
        made = plan_of(presented, self.rule, past)
        return LotPlanned(
            lot, presented.round, one.type, one.maker, str(form.form), made.rule, made.turn, list(presented.serials), list(made.sample),
            made.n, made.c, presented.seed, one.seed_of, made.basis,
        )  # fmt: skip

    def form_of(self, one: ToPresent) -> TestForm:
        """The form of the revision that the contract orders, once the workshop's first article after it was released."""
        revision = queries.revision_of(self.programme, one.contract, one.type)
        form = queries.form_for(self.programme, one.type, revision)
        if form is None:
            raise Refused(
                "Jenis %(type)s belum punya formulir uji yang disahkan untuk revisi %(revision)s.",
                field="lots", type=one.type, revision=revision or "(belum ada)",
            )  # fmt: skip
        if queries.wants_first_article(one, revision, self.released):
            raise Refused(
                "Unit pertama %(type)s revisi %(revision)s dari %(maker)s belum dilepas, atau sesudahnya ada lot yang ditolak. Periksa unit "
                "pertamanya dan minta orang kedua melepasnya, baru lot %(lot)s diperiksa.", field="lots", type=one.type, revision=revision,
                maker=one.maker, lot=one.presented.lot,
            )  # fmt: skip
        return form


@dataclass(frozen=True)
class Look:
    """What an inspector says of one unit. `said_at`: when it was done by the clock of the device, None: now.

    `place` names the place in words; `point` is the exact one, which is personal. `form`: the version that the device used.
    """

    lot: str
    serial: str
    round: int
    checks: Mapping[str, str]
    instruments: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    photos: Sequence[str] = ()
    place: str = ""
    point: str = ""
    note: str = ""
    form: str = ""
    said_at: datetime | None = None


def record_inspection(programme: Programme, *, look: Look, **doing: Unpack[Doing]) -> Entry:
    """Record what was found on one unit; `at` is the server's moment.

    Photos are named by their hashes and must have been kept before. Round 0 inspects a workshop's first article.
    """
    with deed(programme, **doing) as d:
        [look] = as_labelled(programme, [look])
        if known := d.known(InspectionRecorded, **said_of(d.identity, look)):
            return known
        d.still(f"unit:{look.serial}", f"form:{look.form}")
        return d.record(Visit(d, [look]).fact(d.identity, look))


def record_visit(programme: Programme, *, looks: Mapping[UUID, Look], **doing: Unpack[Doing]) -> int:
    """Record what was found on several units of a visit, each under its own identity; all or none. Returns how many."""
    with deed(programme, **doing) as d:
        if not looks:
            raise Refused("Belum ada unit yang diperiksa.")
        looks = dict(zip(looks, as_labelled(programme, looks.values()), strict=True))
        earlier = by_key(Entry, list(looks))
        for one, entry in earlier.items():
            replace(d, identity=one, earlier=entry).known(InspectionRecorded, **said_of(one, looks[one]))
        d.still(*(f"unit:{look.serial}" for look in looks.values()))
        visit = Visit(d, looks.values())
        d.record_many([(one, visit.fact(one, look)) for one, look in looks.items() if one not in earlier])
        return len(looks)


def as_labelled(programme: Programme, looks: Iterable[Look]) -> list[Look]:
    """The looks with each serial as it was given, however it was typed off the label."""
    some = list(looks)
    given = production.serials_as_given(programme, {look.serial for look in some})
    return [look if given[look.serial] == look.serial else replace(look, serial=given[look.serial]) for look in some]


def said_of(identity: UUID, look: Look) -> dict[str, object]:
    """What the sender states, as the fact keeps it."""
    return {
        "inspection": str(identity), "lot": look.lot, "serial": look.serial, "round": look.round,
        "checks": {code: tidy(text) for code, text in sorted(look.checks.items()) if text.strip()},
        "instruments": dict(sorted(look.instruments.items())), "conditions": dict(sorted(look.conditions.items())), "photos": list(look.photos),
        "place": look.place.strip(), "point": look.point.strip(),
        "note": look.note.strip(),
    }  # fmt: skip


def tidy(text: str) -> str:
    return text.strip().replace(",", ".")


class Visit:
    """Makes the facts of one inspector's visit; what they have in common is read once."""

    def __init__(self, d: Deed, looks: Iterable[Look]) -> None:
        self.d, self.programme, self.zone = d, d.programme, zone_of(d.programme)
        self.houses = queries.houses_of(d.programme, d.by)
        serials = {look.serial for look in looks}
        self.units = production.units_with(d.programme, serials)
        leads = registry.leads(d.programme)
        self.makers = {code: rules.Maker(code, leads.get(code, "")) for code in {u.maker for u in self.units.values()}}
        self.seen = queries.looks_at(d.programme, serials)
        self.decided: dict[tuple[str, int], LotDecision | None] = {}
        self.forms: dict[tuple[str, int], tuple[TestForm, LotPlan | None]] = {}
        self.checks: dict[UUID, tuple[Check, ...]] = {}
        self.gauges: dict[date, dict[str, Gauge]] = {}

    def fact(self, identity: UUID, look: Look) -> InspectionRecorded:
        said = said_of(identity, look)
        unit = self.unit(look, str(said["serial"]))
        maker, earlier = self.makers[unit.maker], self.seen.get(unit.serial, ())
        self.d.must(rules.may_inspect(self.d.who, maker, self.houses))
        form, plan = self.form_of(look, unit)
        self.check_turn(look, unit.serial, plan)
        when, claimed = self.moment(look, unit.made_on)
        is_full = plan is None or unit.serial in plan.sample
        checks = self.checks_of(form)
        on = day_in(self.zone, when)
        if on not in self.gauges:
            self.gauges[on] = queries.gauges_on(self.programme, on)
        gauges = self.gauges[on]
        values = read_values(
            checks, dict(said["checks"]), {code: gauges[name] for code, name in look.instruments.items() if name in gauges},  # type: ignore[call-overload]
            on, is_sampled=is_full,
        )  # fmt: skip
        self.check_rest(look)
        found = finding(checks, values)
        answered = set(values) >= {one.check for one in checks}
        return InspectionRecorded(
            **(said | {"checks": values}), form=str(form.form), look=sum(r == look.round for r, _who in earlier) + 1, type=unit.type,  # type: ignore[arg-type]
            maker=unit.maker, house=maker.house, inspector_house=min(self.houses, default=rules.PARK_HOUSE), is_full=is_full or answered,
            is_original=look.round > 0 and all(r in (0, look.round) for r, _who in earlier), at=instant(when), claimed_at=claimed,
            result=found.result, failed=list(found.failed), critical=found.critical, major=found.major, minor=found.minor,
        )  # fmt: skip

    def unit(self, look: Look, serial: str) -> production.Unit:
        if not is_right(serial):
            raise Refused(
                "Nomor seri %(serial)s salah ketik: huruf periksa di ujungnya tidak cocok. Baca lagi labelnya.", field="serial", serial=serial,
            )  # fmt: skip
        unit = self.units.get(serial)
        if unit is None:
            raise Refused("Nomor seri %(serial)s tidak ada di program ini. Periksa labelnya.", field="serial", serial=serial)
        if unit.lot != look.lot:
            raise Refused(
                "Unit %(serial)s bukan bagian lot %(lot)s, tetapi lot %(other)s.", field="serial", serial=serial, lot=look.lot, other=unit.lot,
            )  # fmt: skip
        if unit.made_on is None:
            raise Refused("Unit %(serial)s belum dilaporkan selesai, jadi belum dapat diperiksa.", field="serial", serial=serial)
        if unit.scrapped_at is not None:
            raise Refused("Unit %(serial)s sudah dimusnahkan dan diganti.", field="serial", serial=serial)
        return unit

    def form_of(self, look: Look, unit: production.Unit) -> tuple[TestForm, LotPlan | None]:
        """The form of the lot's plan; of a first article that of the revision which its contract orders."""
        key = (look.lot, look.round)
        if key not in self.forms:
            plan = queries.plan_named(self.programme, look.lot, look.round) if look.round else None
            if look.round and plan is None:
                raise Refused(
                    "Contoh lot %(lot)s untuk putaran %(round)s belum diundi. Bila unit pertamanya belum dilepas, periksa itu dulu.", lot=look.lot,
                    round=look.round,
                )  # fmt: skip
            form = queries.form_of_plan(plan) if plan else self.form_ordered(unit)
            if form is None:
                raise Refused("Jenis %(type)s belum punya formulir uji yang disahkan.", type=unit.type)
            self.forms[key] = form, plan
        form, plan = self.forms[key]
        if look.form and look.form != str(form.form):
            raise Refused(
                "Pemeriksaan ini memakai formulir lain daripada rencana lotnya. Unduh lagi tugasnya, lalu periksa ulang butir yang berbeda.",
                field="form",
            )  # fmt: skip
        return form, plan

    def form_ordered(self, unit: production.Unit) -> TestForm | None:
        return queries.form_for(self.programme, unit.type, queries.revision_of(self.programme, unit.contract, unit.type))

    def checks_of(self, form: TestForm) -> tuple[Check, ...]:
        if form.pk not in self.checks:
            self.checks[form.pk] = queries.checks_of(form)
        return self.checks[form.pk]

    def check_turn(self, look: Look, serial: str, plan: LotPlan | None) -> None:
        if plan is None:
            return
        if serial not in plan.serials:
            raise Refused("Unit %(serial)s tidak diajukan pada putaran %(round)s lot ini.", field="serial", serial=serial, round=look.round)
        if (look.round, self.d.by.pk) in self.seen.get(serial, ()):
            raise Refused(
                "Anda sudah memeriksa unit %(serial)s pada putaran ini. Catatan pertama tetap; yang kedua oleh pemeriksa lain.",
                field="serial", serial=serial,
            )  # fmt: skip
        key = (look.lot, look.round)
        if key not in self.decided:
            self.decided[key] = queries.decision_on(self.programme, look.lot, look.round)
        decided = self.decided[key]
        if decided is not None and decided.by_id == self.d.by.pk:
            raise Refused("Anda yang memutus putaran ini, jadi tidak dapat ikut memeriksanya.")

    def moment(self, look: Look, made_on: date | None) -> tuple[datetime, str]:
        """When it was done, and what the device said where that cannot be so: before the unit was made, or after it was received."""
        said, received = look.said_at, self.d.at
        if said is None:
            return received, ""
        if said <= received and (made_on is None or made_on <= day_in(self.zone, said)):
            return said, ""
        return received, instant(said)

    def check_rest(self, look: Look) -> None:
        if len(look.photos) > MOST_PHOTOS:
            raise Refused("Paling banyak %(most)s foto untuk satu unit.", field="photos", most=MOST_PHOTOS)
        if look.photos and (gone := sorted(set(look.photos) - kept_papers(self.programme, look.photos))):
            raise Refused("Foto %(photo)s belum sampai di server. Kirim dulu fotonya.", field="photos", photo=gone[0][:12])
        if len(look.note) > LONGEST_NOTE:
            raise Refused("Catatan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field="note")


