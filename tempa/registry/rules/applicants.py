"""A call for workshops that want to take part: who applies, in which order they wait, who is admitted or refused, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tempa.ledger.rules import May, No, Refused, Who, may_as_park
from tempa.registry.rules.verification import LEAST_WORDS, MOST_TEXT

LONGEST_CALL = timedelta(days=366)
OUTCOMES = ("waiting", "refused", "admitted")
STEPS: Mapping[tuple[str, str], str] = {
    ("", "ApplicationMade"): "waiting", ("waiting", "ApplicationRefused"): "refused", ("waiting", "ApplicantAdmitted"): "admitted",
    ("waiting", "ApplicationWithdrawn"): "withdrawn",
}  # fmt: skip
"""(stage, kind of fact) -> the stage after it; drawn in docs/stages.md."""


@dataclass(frozen=True)
class Applying:
    """What somebody says who wants to take part. Name, owner, phone and what they tell are personal."""

    name: str
    owner: str
    phone: str
    regency: str
    village: str
    workers: int
    processes: Sequence[str]
    has_nib: bool
    words: str = ""


def may_open_call(who: Who) -> May:
    return may_as_park(who)


def may_apply(who: Who, *, is_applicant: bool) -> May:
    """Whoever wants to take part applies for themselves, without an account; the park notes who comes to its counter."""
    return True if is_applicant else may_as_park(who)


def may_decide_application(who: Who, stage: str) -> May:
    if stage != "waiting":
        return No("Pendaftaran ini sudah diputuskan atau ditarik.")
    return may_as_park(who)


def check_applicant_call(*, opens_at: datetime, closes_at: datetime, places: int, note: str, at: datetime) -> None:
    if closes_at <= at or closes_at <= opens_at:
        raise Refused("Waktu tutupnya sudah lewat atau sebelum dibuka. Pilih waktu yang akan datang.", field="closes_at")
    if closes_at - at > LONGEST_CALL:
        raise Refused("Pendaftaran dibuka paling lama satu tahun. Pilih waktu tutup yang lebih dekat.", field="closes_at")
    if not 1 <= places <= 1000:
        raise Refused("Tulis berapa bengkel yang dicari, 1 sampai 1.000.", field="places")
    if len(note) > MOST_TEXT:
        raise Refused("Penjelasan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field="note")


def check_open(*, opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    if at < opens_at:
        raise Refused("Pendaftaran belum dibuka. Datang lagi sesudah dibuka.")
    if at >= closes_at:
        raise Refused("Pendaftaran sudah ditutup. Tanyakan kepada taman sains kapan dibuka lagi.")


def check_applying(asked: Applying, *, processes: Collection[str], regencies: Collection[str], phones: Collection[str]) -> None:
    """Refuses what is incomplete; `phone` and `phones` (of who waits already) are as `read_phone` gives them."""
    for field, text, most in (("name", asked.name, 200), ("owner", asked.owner, 120), ("village", asked.village, 120)):
        if not 2 <= len(text) <= most:
            raise Refused("Isi bagian ini, 2 sampai %(most)s huruf.", field=field, most=most)
    if not asked.phone:
        raise Refused("Tulis nomor HP Anda, misalnya 0812-3456-7890.", field="phone")
    if asked.phone in phones:
        raise Refused("Nomor HP ini sudah mendaftar dan masih menunggu. Buka halaman Lihat pendaftaran dengan kodenya.", field="phone")
    if asked.regency not in regencies:
        raise Refused("Pilih kabupaten atau kota dari daftar.", field="regency")
    if not 1 <= asked.workers <= 500:
        raise Refused("Tulis jumlah pekerja, 1 sampai 500 orang.", field="workers")
    if not asked.processes or set(asked.processes) - set(processes):
        raise Refused("Pilih paling sedikit satu pekerjaan yang dapat Anda lakukan.", field="processes")
    if len(asked.words) > MOST_TEXT:
        raise Refused("Ceritanya paling panjang 2.000 huruf. Persingkat, lalu kirim lagi.", field="words")


def check_refusal(reason: str) -> None:
    """An applicant reads why: a sentence, not a word."""
    if not LEAST_WORDS <= len(reason.strip()) <= MOST_TEXT:
        raise Refused("Tulis alasannya, 10 sampai 2.000 huruf. Pendaftar membacanya.", field="reason")


def check_admission(*, code: str, taken: Collection[str], has_nib: bool, lead: str, leads: Collection[str], clusters: Collection[str],
                    cluster: str) -> None:  # fmt: skip
    """A code of its own, a cluster, and a lead where there are no papers."""
    if not (1 <= len(code) <= 20 and code.isascii() and code.replace("-", "").isalnum() and code == code.upper()):
        raise Refused("Kode bengkel terdiri atas huruf besar dan angka, paling panjang 20.", field="code")
    if code in taken:
        raise Refused("Kode %(code)s sudah dipakai. Pilih kode lain.", field="code", code=code)
    if lead and lead not in leads:
        raise Refused("%(lead)s bukan IKM Induk. Pilih IKM Induk dari daftar.", field="lead", lead=lead)
    if not lead and not has_nib:
        raise Refused("Pendaftar ini belum mempunyai NIB, jadi bekerja di bawah IKM Induk. Pilih IKM Induknya.", field="lead")
    if cluster not in clusters:
        raise Refused("Pilih sentra dari daftar.", field="cluster")
