"""Links for people without an account: for what, for whom, until when, and who says that they use one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from tempa.ledger.rules.refusals import Refused

LINK_PURPOSES = ("offers", "contract", "supply", "production", "verification", "round", "recipient")
"""What a link without an account may be for; a later room adds its own."""
LINK_MOST = timedelta(days=400)


def check_links(*, purpose: str, organisations: Collection[str], expires_at: datetime, at: datetime) -> None:
    """Refuses links for nothing and nobody, and those that would never work or for ever."""
    if purpose not in LINK_PURPOSES:
        raise ValueError(f"no link is for {purpose}")
    if not organisations:
        raise Refused("Pilih paling sedikit satu penerima tautan.", field="organisations")
    if expires_at <= at:
        raise Refused("Tautan itu sudah berakhir sebelum dikirim. Pilih waktu yang akan datang.", field="expires_at")
    if expires_at > at + LINK_MOST:
        raise Refused("Tautan berlaku paling lama %(days)s hari. Pilih waktu yang lebih dekat.", field="expires_at", days=LINK_MOST.days)


def check_open_link(*, revoked: bool, expires_at: datetime, at: datetime) -> None:
    """Refuses a link that was revoked or has run out, and says what to do."""
    if revoked:
        raise Refused(
            "Tautan ini sudah dicabut atau diganti dengan yang lebih baru. Pakai pesan yang terakhir Anda terima, atau minta tautan baru."
        )
    if at >= expires_at:
        raise Refused("Tautan ini sudah berakhir. Minta tautan baru kepada taman sains.")


def read_phone(typed: str) -> str:
    """A phone number as people type it (`0812-3456-7890`, `+62 812...`), as digits with the country in front; empty where it is none."""
    if set(typed) - set("0123456789 +-.()/"):
        return ""
    digits = "".join(c for c in typed if c.isdigit())
    if digits.startswith("0") and not digits.startswith("00"):
        digits = f"62{digits[1:]}"
    elif digits.startswith("8") and not typed.strip().startswith("+"):
        digits = f"62{digits}"
    return digits if 10 <= len(digits) <= 15 and not digits.startswith("0") else ""


def check_holder(name: str, phone: str) -> None:
    """Refuses somebody at a link who does not say who they are. `phone` is what `read_phone` made of it."""
    if not 2 <= len(name) <= 120:
        raise Refused("Tulis nama Anda, 2 sampai 120 huruf.", field="name")
    if not phone:
        raise Refused("Tulis nomor HP Anda, misalnya 0812-3456-7890.", field="phone")


def check_revocation(*, is_revoked: bool, reason: str) -> None:
    if is_revoked:
        raise Refused("Tautan itu sudah dicabut. Muat ulang halaman untuk melihat keadaannya.")
    if len(reason.strip()) < 5:
        raise Refused("Tulis mengapa tautan itu dicabut, paling sedikit 5 huruf.", field="reason")
