"""Revisions issued and named in contracts, test forms by two people, instruments calibrated, the sampling rule set."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Unpack
from uuid import UUID, uuid4

from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.contracts.rules import may_prepare
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind
from tempa.ledger.rules import PARK, Refused, may_as_park, second_hand
from tempa.quality import queries, rules
from tempa.quality.facts import (
    ContractRevisionNamed,
    FormConfirmed,
    FormProposed,
    FormRefused,
    FormsTaken,
    InstrumentStated,
    RevisionIssued,
    SamplingRuleSet,
)
from tempa.quality.models import TestForm
from tempa.quality.rules import library
from tempa.quality.rules.forms import Check, as_rows, check_form, decimal
from tempa.quality.rules.lots import RULES, SamplingRule
from tempa.quality.sampling.table import mil_std_105e

LONGEST_CODE = 12
FIRST_REVISION = "A"
LIBRARY_NOTE = "Dari pustaka formulir. Batas yang bertanda belum diisi ditetapkan taman sains sebelum dipakai untuk menolak."


def issue_revision(
    programme: Programme, *, type: str, revision: str, specification: str, drawing: tuple[bytes, str, str] | None = None,
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Issue a drawing and specification of a type. `drawing`: content, name and media type of its file."""
    code, words = revision.strip().upper(), specification.strip()
    with deed(programme, **doing) as d:
        if known := d.known(RevisionIssued, type=type, revision=code, specification=words):
            return known
        d.must(may_as_park(d.who))
        d.still(f"types:{type}")
        existing_type(programme, type)
        if not code or len(code) > LONGEST_CODE or any(c.isspace() for c in code):
            raise Refused("Tulis kode revisi tanpa spasi, misalnya A atau B1.", field="revision")
        if queries.revisions(programme, type).filter(revision=code).exists():
            raise Refused("Revisi %(revision)s untuk jenis ini sudah ada. Pakai kode berikutnya.", field="revision", revision=code)
        rules.check_words(words, field="specification", what="spesifikasinya")
        sha256 = keep_paper_in(d, drawing[0], name=drawing[1], media_type=drawing[2]) if drawing else ""
        return d.record(RevisionIssued(type, code, words, sha256))


def existing_type(programme: Programme, type: str) -> None:
    if catalogue.type_named(programme, type) is None:
        raise Refused("Jenis %(type)s tidak ada di katalog.", field="type", type=type)


def name_revision(programme: Programme, *, contract: str, type: str, revision: str, **doing: Unpack[Doing]) -> Entry:
    """State which revision of a type a contract orders; the agency does so, or the park for it."""
    with deed(programme, **doing) as d:
        if known := d.known(ContractRevisionNamed, contract=contract, type=type, revision=revision):
            return known
        c = contracts.contract_named(programme, contract)
        if c is None:
            raise Refused("Kontrak %(contract)s tidak ada di program ini.", contract=contract)
        d.must(may_prepare(d.who, c.agency))
        d.still(f"contract:{contract}", f"types:{type}")
        if not queries.revisions(programme, type).filter(revision=revision).exists():
            raise Refused("Revisi %(revision)s untuk jenis %(type)s belum diterbitkan.", field="revision", revision=revision, type=type)
        return d.record(ContractRevisionNamed(contract, type, revision))


def propose_form(
    programme: Programme, *, type: str, revision: str, checks: Sequence[Check], conditions: Sequence[str] = (), note: str = "",
    **doing: Unpack[Doing],
) -> UUID:  # fmt: skip
    """Propose a version of what is checked on a machine of a type and revision. Returns its name."""
    said: dict[str, Any] = {"type": type, "revision": revision, "checks": as_rows(checks), "conditions": list(conditions), "note": note.strip()}
    with deed(programme, **doing) as d:
        if d.known(FormProposed, **said):
            return d.identity
        d.must(may_as_park(d.who))
        d.still(f"types:{type}")
        existing_type(programme, type)
        if not queries.revisions(programme, type).filter(revision=revision).exists():
            raise Refused(
                "Revisi %(revision)s untuk jenis ini belum diterbitkan. Terbitkan dulu gambar dan spesifikasinya.",
                field="revision", revision=revision,
            )  # fmt: skip
        check_form(checks)
        d.record(FormProposed(str(d.identity), **said, version=queries.next_versions(programme, [type])[type]))
        return d.identity


def take_library(programme: Programme, *, types: Collection[str], **doing: Unpack[Doing]) -> int:
    """Take ready forms of the library for types without one; a type without a revision gets its first. Returns how many."""
    wanted = sorted(set(types))
    with deed(programme, **doing) as d:
        if d.known(FormsTaken, types=wanted, act="taken"):
            return len(wanted)
        d.must(may_as_park(d.who))
        d.still("forms")
        names = {t.type: t.name_id for t in catalogue.types(programme).filter(type__in=wanted)}
        if unknown := [type for type in wanted if type not in names]:
            raise Refused("Jenis %(type)s tidak ada di katalog.", field="types", type=unknown[0])
        if not wanted:
            raise Refused("Pilih paling sedikit satu jenis mesin.", field="types")
        d.record(FormsTaken(wanted, "taken"))
        current, versions = queries.current_revisions(programme), queries.next_versions(programme, wanted)
        d.follow(RevisionIssued(t, FIRST_REVISION, f"Spesifikasi katalog {names[t]}", "") for t in wanted if t not in current)
        d.follow(from_library(programme, t, names[t], current.get(t, FIRST_REVISION), versions[t]) for t in wanted)
        return len(wanted)


def from_library(programme: Programme, type: str, name: str, revision: str, version: int) -> FormProposed:
    parts = [material for _part, material in catalogue.parts_list(programme, type) if material is not None]
    drives = [material.material for material in parts if material.cells["kind"] == "engine"]
    made = library.form_for(name, library.drive_of(drives))
    return FormProposed(str(uuid4()), type, revision, as_rows(made.checks), list(made.conditions), LIBRARY_NOTE, version)


def confirm_form(programme: Programme, *, form: UUID, **doing: Unpack[Doing]) -> Entry:
    """A second person confirms a form: from then on its type and revision are inspected by it."""
    with deed(programme, **doing) as d:
        if known := d.known(FormConfirmed, form=str(form)):
            return known
        found = undecided(d, form)
        d.still(f"form:{form}")
        return d.record(FormConfirmed(str(form), found.type))


def confirm_forms(programme: Programme, *, forms: Collection[UUID], **doing: Unpack[Doing]) -> int:
    """Confirm several forms at once; all or none. Returns how many."""
    wanted = sorted(forms, key=str)
    with deed(programme, **doing) as d:
        types = sorted({f.type for f in queries.forms(programme).filter(form__in=wanted)})
        if d.known(FormsTaken, types=types, act="confirmed"):
            return len(wanted)
        if not wanted:
            raise Refused("Pilih paling sedikit satu formulir.", field="forms")
        found = sorted((undecided(d, form) for form in wanted), key=lambda form: (form.type, form.version))
        d.still("forms", *(f"form:{form}" for form in wanted))
        d.record(FormsTaken(types, "confirmed"))
        d.follow(FormConfirmed(str(f.form), f.type) for f in found)
        return len(found)


def undecided(d: Deed, form: UUID) -> TestForm:
    """The form, where this person may decide on it."""
    found = queries.form_named(d.programme, form)
    d.must(may_as_park(d.who))
    if found is None:
        raise Refused("Formulir itu tidak ada di program ini.")
    if found.decided_at is not None:
        raise Refused("Formulir %(type)s versi %(version)s sudah diputus.", type=found.type, version=found.version)
    d.must(second_hand(found.proposed_by_id, d.by.pk, hands_behind(d.programme, d.by, PARK)))
    return found


def refuse_form(programme: Programme, *, form: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses a form, and says why."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(FormRefused, form=str(form), reason=words):
            return known
        found = undecided(d, form)
        d.still(f"form:{form}")
        rules.check_words(words)
        return d.record(FormRefused(str(form), found.type, words))


def state_instrument(
    programme: Programme, *, instrument: str, values: dict[str, str], calibrated_on: date, expires_on: date, **doing: Unpack[Doing]
) -> Entry:
    """Note a calibration. `values`: name, quantity (one of the library's), unit, low, high, certificate."""
    code = instrument.strip().upper()
    kept = {name: values.get(name, "").strip() for name in ("name", "quantity", "unit", "low", "high", "certificate")}
    low, high = (decimal(kept[name]) for name in ("low", "high"))
    said = {"instrument": code, **kept, "low": f"{low:f}" if low is not None else "", "high": f"{high:f}" if high is not None else "",
            "calibrated_on": str(calibrated_on), "expires_on": str(expires_on)}  # fmt: skip
    with deed(programme, **doing) as d:
        if known := d.known(InstrumentStated, **said):
            return known
        d.must(may_as_park(d.who))
        d.still(f"instrument:{code}")
        check_instrument(programme, code, kept, calibrated_on, expires_on, d.today)
        return d.record(InstrumentStated(**said))


def check_instrument(programme: Programme, code: str, kept: dict[str, str], calibrated_on: date, expires_on: date, today: date) -> None:
    if not code or len(code) > 40 or not kept["name"]:
        raise Refused("Tulis kode alat (misalnya SL-01) dan namanya.", field="instrument")
    if kept["quantity"] not in library.QUANTITIES:
        raise Refused("Pilih dari daftar apa yang diukur alat ini.", field="quantity")
    low, high = decimal(kept["low"]), decimal(kept["high"])
    if low is None or high is None or low >= high:
        raise Refused("Tulis rentang alat: angka terkecil dan terbesar yang dapat ditunjukkannya.", field="low")
    if calibrated_on > today:
        raise Refused("Tanggal kalibrasi %(on)s masih di depan.", field="calibrated_on", on=str(calibrated_on))
    if expires_on <= calibrated_on:
        raise Refused("Kalibrasi berakhir sesudah tanggal kalibrasinya. Periksa kedua tanggal.", field="expires_on")
    if queries.instruments(programme).filter(instrument=code, calibrated_on=calibrated_on).exists():
        raise Refused("Kalibrasi alat %(code)s pada %(on)s sudah tercatat.", field="calibrated_on", code=code, on=str(calibrated_on))


def set_sampling_rule(programme: Programme, *, rule: SamplingRule, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Set by what lots are sampled from now on; plans that are drawn already stay as they are."""
    said = {"rule": rule.rule, "limiting_quality": rule.limiting_quality, "beta": rule.beta, "aql": rule.aql, "reason": reason.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(SamplingRuleSet, **said):
            return known
        d.must(may_as_park(d.who))
        d.still("sampling")
        rules.check_words(reason)
        if rule.rule not in RULES:
            raise Refused("Pilih aturan dari daftar.", field="rule")
        for field, text, most in (("limiting_quality", rule.limiting_quality, Fraction(1, 2)), ("beta", rule.beta, Fraction(1, 2))):
            check_share(field, text, most)
        if rule.aql not in mil_std_105e().aqls:
            raise Refused(
                "AQL %(aql)s tidak ada di tabel. Pilih salah satu dari %(aqls)s.", field="aql", aql=rule.aql, aqls=" ".join(mil_std_105e().aqls),
            )  # fmt: skip
        return d.record(SamplingRuleSet(**said))


def check_share(field: str, text: str, most: Fraction) -> None:
    found = decimal(text)
    if found is None or not 0 < Fraction(found) <= most:
        raise Refused("%(text)s bukan bagian di atas 0 sampai 0.5. Tulis misalnya 0.2 untuk 20 persen.", field=field, text=text or "(kosong)")


