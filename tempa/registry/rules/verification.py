"""What a visit to a workshop must hold, how its scores follow, who signs it, who appeals, and who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tempa.ledger.rules import PARK, May, No, Refused, Who
from tempa.registry.rules.criteria import FULL_SCORE, PARTS, RESOURCES, CriteriaSet
from tempa.values.period import months_after

VERIFICATION = "verification"
"""The purpose of the link by which a workshop without an account sees its verification, appeals, and books shared machines."""
VERIFIERS = ("inspector", *PARK)
LEGAL_TIERS = ("unregistered", "registered", "capitalised")
PAPERS = ("nib", "npwp", "account", "tkdn")
MOST_TEXT, LEAST_WORDS = 2000, 10
MOST_ROWS = 40
STEPS: Mapping[tuple[str, str], str] = {
    ("", "VerificationRecorded"): "recorded", ("recorded", "VerificationSigned"): "in force", ("recorded", "VerificationReturned"): "returned",
    ("in force", "VerificationAppealed"): "appealed", ("appealed", "AppealAnswered"): "in force",
}  # fmt: skip
"""(stage, kind of fact) -> the stage after it; drawn in docs/stages.md."""


@dataclass(frozen=True)
class Visit:
    """What was found at a workshop on a day.

    `scores`: criterion -> 0 to 100. `machines`: each with process, name, count, working, capacity. `skills`: each with process, people,
    certified. `people`: names with what they can do; personal. `place`: the exact point, personal; `village` is what may be told.
    `hours`: resource -> hours a week as text; blank: as before. `papers`: which of PAPERS were shown. `valid_until` None: by the criteria.
    """

    workshop: str
    visited_on: date
    scores: Mapping[str, int]
    legal_tier: str
    workers: int
    village: str
    machines: Sequence[Mapping[str, Any]] = ()
    skills: Sequence[Mapping[str, Any]] = ()
    people: Sequence[Mapping[str, str]] = ()
    papers: Mapping[str, bool] = field(default_factory=dict)
    hours: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    cash_limit: int | None = None
    place: str = ""
    valid_until: date | None = None
    revisit_on: date | None = None


def part_scores(scores: Mapping[str, int], criteria: CriteriaSet) -> dict[str, int]:
    """Part -> its weighted mean, rounded half up."""
    found: dict[str, int] = {}
    for part in PARTS:
        own = [c for c in criteria.scored() if c.part == part]
        weight = sum(c.weight for c in own)
        found[part] = (2 * sum(c.weight * scores[c.code] for c in own) + weight) // (2 * weight)
    return found


def dates_of(visit: Visit, criteria: CriteriaSet) -> tuple[date, date]:
    """(valid until, to be visited again on): as stated, else as the criteria say."""
    until = visit.valid_until or months_after(visit.visited_on, criteria.months)
    return until, visit.revisit_on or max(visit.visited_on, until - timedelta(days=criteria.revisit_before))


def may_verify(who: Who, workshop: str) -> May:
    """Inspectors and the park's office verify; nobody a workshop for which they speak."""
    if who.speaks_for(workshop, "workshop", "teacher") or not who.sits_at(*VERIFIERS):
        return No("Verifikasi dilakukan pemeriksa atau taman sains, bukan bengkel itu sendiri.")
    return True


def may_sign(who: Who, *, workshop: str, recorded_by: int, is_decided: bool) -> May:
    """A second person signs what a first one found, once; neither is the workshop's own."""
    if is_decided:
        return No("Verifikasi ini sudah ditandatangani atau dikembalikan. Muat ulang halaman untuk melihat keadaannya.")
    if who.person == recorded_by:
        return No("Tanda tangan kedua harus dari orang lain, bukan dari yang memeriksa. Minta orang kedua membuka halaman ini.")
    return may_verify(who, workshop)


def may_appeal(who: Who, workshop: str) -> May:
    """A workshop appeals for itself at its desk or by its link; the park notes what came by letter."""
    if acts_for(who, workshop) or who.sits_at(*PARK):
        return True
    return No("Hanya bengkel itu sendiri, atau taman sains atas suratnya, yang mengajukan keberatan atas verifikasi.")


def acts_for(who: Who, workshop: str) -> bool:
    return who.speaks_for(workshop, "workshop", "teacher") or bool(who.link_for(VERIFICATION, workshop))


def may_answer_appeal(who: Who, *, recorded_by: int, signed_by: int | None, is_answered: bool) -> May:
    """The park's office answers, by somebody who signed nothing of it: a third pair of eyes."""
    if is_answered:
        return No("Keberatan ini sudah dijawab.")
    if not who.sits_at(*PARK):
        return No("Hanya taman sains yang menjawab keberatan atas verifikasi.")
    if who.person in (recorded_by, signed_by):
        return No("Anda ikut menandatangani verifikasi ini, jadi orang lain di taman sains yang menjawab keberatannya.")
    return True


def check_visit(visit: Visit, criteria: CriteriaSet, *, kind: str, today: date) -> None:
    """Refuses what is incomplete or impossible, each with the field it is about."""
    if kind == "facility":
        raise Refused("Fasilitas bersama tidak diverifikasi untuk mendapat lot. Pilih bengkel atau sekolah.", field="workshop")
    if visit.visited_on > today:
        raise Refused("Tanggal kunjungan masih di depan. Isi pada hari kunjungan atau sesudahnya.", field="visited_on")
    check_scores(visit.scores, criteria)
    check_machines(visit, criteria)
    check_legality(visit)
    if not 1 <= visit.workers <= 500:
        raise Refused("Tulis jumlah pekerja, 1 sampai 500 orang.", field="workers")
    if not 2 <= len(visit.village) <= 120:
        raise Refused("Tulis desa atau kelurahan bengkel itu; titik tepatnya tidak diumumkan.", field="village")
    check_place(visit.place)
    for resource, hours in visit.hours.items():
        check_hours(resource, hours)
    until, revisit = dates_of(visit, criteria)
    if not visit.visited_on < until <= months_after(visit.visited_on, criteria.months):
        raise Refused("Verifikasi berlaku paling lama %(months)s bulan sesudah kunjungan.", field="valid_until", months=criteria.months)
    if not visit.visited_on <= revisit <= until:
        raise Refused("Kunjungan ulang jatuh antara kunjungan ini dan hari terakhir berlakunya.", field="revisit_on")
    for code, note in visit.notes.items():
        if len(note) > MOST_TEXT:
            raise Refused("Catatan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field=f"n-{code}")


def check_scores(scores: Mapping[str, int], criteria: CriteriaSet) -> None:
    for c in criteria.scored():
        if not 0 <= scores.get(c.code, -1) <= FULL_SCORE:
            raise Refused("Beri nilai 0 sampai 100 untuk: %(criterion)s.", field=f"s-{c.code}", criterion=c.id)
    if unknown := set(scores) - {c.code for c in criteria.scored()}:
        raise Refused("Kriteria %(criterion)s tidak dinilai pada versi %(version)s.", criterion=sorted(unknown)[0], version=criteria.id)


def check_machines(visit: Visit, criteria: CriteriaSet) -> None:
    known = {p.code for p in criteria.processes}
    if len(visit.machines) > MOST_ROWS or len(visit.skills) > MOST_ROWS or len(visit.people) > MOST_ROWS:
        raise Refused("Paling banyak %(most)s baris mesin atau orang.", most=MOST_ROWS)
    for m in visit.machines:
        if m["process"] not in known:
            raise Refused("Proses %(process)s tidak ada dalam daftar. Pilih dari daftar.", field="machines", process=m["process"])
        if not 1 <= m["count"] <= 100 or not 0 <= m["working"] <= m["count"]:
            raise Refused("Mesin %(name)s: tulis jumlahnya 1 sampai 100, yang jalan tidak lebih dari itu.", field="machines", name=m["name"])
        if not 1 <= len(m["name"]) <= 120 or len(m["capacity"]) > 120:
            raise Refused("Tulis nama mesin dan kapasitasnya, paling panjang 120 huruf.", field="machines")
    for s in visit.skills:
        if s["process"] not in known:
            raise Refused("Proses %(process)s tidak ada dalam daftar. Pilih dari daftar.", field="skills", process=s["process"])
        if not 0 <= s["certified"] <= s["people"] <= 500:
            raise Refused("Orang untuk %(process)s: yang bersertifikat tidak lebih dari jumlahnya.", field="skills", process=s["process"])
    if any(not 2 <= len(p["name"]) <= 120 for p in visit.people):
        raise Refused("Tulis nama orang, 2 sampai 120 huruf.", field="people")


def check_legality(visit: Visit) -> None:
    """The three tiers of 2020: able without papers; papers without capital; papers and a little capital."""
    if visit.legal_tier not in LEGAL_TIERS:
        raise Refused("Pilih tingkat legalitas dan modal dari daftar.", field="legal_tier")
    if visit.legal_tier == "unregistered" and visit.papers.get("nib"):
        raise Refused("NIB ditunjukkan, jadi bengkel ini terdaftar. Pilih tingkat yang lain.", field="legal_tier")
    if visit.legal_tier != "unregistered" and not visit.papers.get("nib"):
        raise Refused("Tingkat ini memerlukan NIB. Centang NIB bila ditunjukkan, atau pilih belum terdaftar.", field="legal_tier")
    if visit.cash_limit is not None and not 0 <= visit.cash_limit <= 10**12:
        raise Refused("Uang kerja harus 0 atau lebih.", field="cash_limit")
    if visit.legal_tier == "capitalised" and not visit.cash_limit:
        raise Refused("Tingkat bermodal memerlukan jumlah uang kerja yang ditunjukkan.", field="cash_limit")


def check_place(place: str) -> None:
    """The exact point is `latitude,longitude` with an accuracy in metres behind it where known; blank: none was taken."""
    if not place:
        return
    try:
        latitude, longitude, *accuracy = (float(part) for part in place.split(","))
    except ValueError:
        latitude, longitude, accuracy = 99.0, 999.0, []
    if not (-11 <= latitude <= 6 and 95 <= longitude <= 141 and len(accuracy) <= 1 and all(0 <= a <= 100_000 for a in accuracy)):
        raise Refused("Titik %(place)s bukan di Indonesia. Ambil lagi dari GPS, atau kosongkan.", field="place", place=place)


def check_hours(resource: str, hours: str) -> None:
    try:
        hundredths = round(float(hours) * 100)
        fits = 0 <= hundredths <= 500_000 and float(hours) * 100 == hundredths
    except (ValueError, OverflowError):
        fits = False
    if resource not in RESOURCES or not fits:
        raise Refused("Jam kerja %(resource)s seminggu ditulis dalam angka, paling banyak dua angka di belakang koma.",
                      field=f"h-{resource}", resource=resource)  # fmt: skip


def check_words(text: str, *, field: str = "reason") -> None:
    """Refuses fewer than ten letters where somebody will ask later why."""
    if not LEAST_WORDS <= len(text.strip()) <= MOST_TEXT:
        raise Refused("Tulis alasannya, 10 sampai 2.000 huruf.", field=field)


def check_appeal(*, criteria: Sequence[str], known: Sequence[str], is_waiting: bool, is_last: bool) -> None:
    """Refuses an appeal against what was not scored, a second one while the first waits, and one against an older visit."""
    if not is_last:
        raise Refused("Sudah ada verifikasi yang lebih baru. Ajukan keberatan atas yang terakhir.")
    if is_waiting:
        raise Refused("Keberatan Anda atas verifikasi ini masih menunggu jawaban.")
    if set(criteria) - set(known) or not criteria:
        raise Refused("Pilih kriteria yang menurut Anda salah dinilai.", field="criteria")


def check_corrected(corrected: Mapping[str, int], *, upheld: bool, appealed: Sequence[str]) -> None:
    """What is upheld corrects scores of the criteria appealed; what is not corrects nothing."""
    if upheld and not corrected:
        raise Refused("Keberatan diterima berarti ada nilai yang diubah. Tulis nilai yang baru.", field="upheld")
    if not upheld and corrected:
        raise Refused("Keberatan ditolak, jadi tidak ada nilai yang diubah. Kosongkan nilai baru.", field="upheld")
    for code, score in corrected.items():
        if code not in appealed or not 0 <= score <= FULL_SCORE:
            raise Refused("Ubah hanya kriteria yang dikeberatkan, dengan nilai 0 sampai 100.", field=f"s-{code}")
