"""People who ask an agency for a machine themselves, without an account: what they must say, and who takes it into the queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tempa.delivery.rules.requests import check_recipient
from tempa.ledger.rules import May, No, Refused, Who, read_phone

CONSENT = "2026-11"
"""Which wording of the consent to keep personal data was shown (UU 27/2022 Ps 20 and 21); a new wording is a new day."""
ASKING = ("group", "village", "firm")
MOST_AT_ONCE = 20
MOST_OPEN = 3


@dataclass(frozen=True)
class Asker:
    """Who asks, in their own words: a group, village or firm, and the person who can be reached."""

    kind: str
    name: str
    contact: str
    phone: str
    village: str
    destination: str


def check_sent(asker: Asker, *, destinations: Collection[str], quantity: int, has_consent: bool, open_from_phone: int) -> None:
    """Refuses who does not say who they are, does not agree that it is kept, asks for too much or too often."""
    if asker.kind not in ASKING:
        raise Refused("Pilih jenis pemohon: kelompok, desa atau usaha kecil.", field="kind")
    check_recipient(
        kind=asker.kind, name=asker.name, village=asker.village, phone=asker.phone, destination=asker.destination, destinations=destinations
    )
    if len(asker.contact) < 3:
        raise Refused("Tulis nama orang yang dapat dihubungi.", field="contact")
    if not read_phone(asker.phone):
        raise Refused("Tulis nomor HP yang dapat dihubungi, misalnya 0812-3456-7890.", field="phone")
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Refused("Jumlah yang diminta harus antara 1 dan %(most)s mesin.", field="quantity", most=MOST_AT_ONCE)
    if not has_consent:
        raise Refused("Centang persetujuan, supaya nama dan nomor HP Anda boleh disimpan. Tanpa itu permohonan tidak dapat diurus.", field="consent")
    if open_from_phone >= MOST_OPEN:
        raise Refused(
            "Sudah ada %(n)s permohonan dari nomor HP ini yang belum dijawab. Tunggu jawabannya dulu, atau lihat dengan kodenya.",
            field="phone", n=open_from_phone,
        )  # fmt: skip


def may_take_in(who: Who, agency: str) -> May:
    """An officer of the agency that was asked decides what enters its queue."""
    if who.speaks_for(agency, "agency"):
        return True
    return No("Hanya petugas OPD itu sendiri yang menerima permohonan ke dalam antreannya.")
