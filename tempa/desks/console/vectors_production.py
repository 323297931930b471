"""What production says to the known right answers: check characters of serials."""

from __future__ import annotations

from typing import Any

from tempa.values.serial import is_right, with_check


def serial_check(case: dict[str, Any]) -> dict[str, Any]:
    """`body` -> its serial; `serial` -> whether its check character is right."""
    return {"serial": with_check(case["body"])} if "body" in case else {"ok": is_right(case["serial"])}


KINDS = {"serial_check": serial_check}
