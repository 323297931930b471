"""Texts for WhatsApp: to copy, or one touch away where a phone number is known."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Message:
    """A text ready to send; `mark` tells it apart from others on its page, `phone` is digits with the country in front, or blank."""

    text: str
    mark: str = "pesan"
    phone: str = ""

    @property
    def address(self) -> str:
        """Where a touch opens WhatsApp with this text; without a number the sender chooses whom."""
        return f"https://wa.me/{self.phone}?text={quote(self.text)}"


def write_to(phone: str) -> str:
    """Where a touch opens WhatsApp to write to somebody; blank without a number."""
    return f"https://wa.me/{phone}" if phone else ""


def phone_words(phone: str) -> str:
    """`6281234567890` as people here write it: `0812-3456-7890`."""
    if not phone.startswith("62"):
        return f"+{phone}" if phone else ""
    own = f"0{phone[2:]}"
    return "-".join(part for part in (own[:4], own[4:8], own[8:]) if part)
