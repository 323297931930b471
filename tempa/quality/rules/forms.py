"""What a test form asks of a machine, what an inspector wrote, and what follows: passed or failed, with nonconformities by class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tempa.ledger.rules import Refused
from tempa.quality.rules import CLASSES, CRITICAL, FUNCTION, MAJOR, MINOR

YES_NO, NUMBER, COUNT = "yes_no", "number", "count"
KINDS = (YES_NO, NUMBER, COUNT)
YES, NO = "yes", "no"
MOST_CHECKS = 60
LARGEST = Decimal(10) ** 9


@dataclass(frozen=True)
class Check:
    """One thing to look at. `low` and `high` are decimal text; a number without both has a limit that is not filled in yet.

    `quantity` names what an instrument must measure (blank: no instrument); `source` says where a limit comes from.
    """

    check: str
    words: str
    words_en: str
    category: str
    kind: str = YES_NO
    unit: str = ""
    low: str = ""
    high: str = ""
    quantity: str = ""
    source: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its limit is still to be filled in: a value is kept, and nothing is judged by it."""
        return self.kind != YES_NO and not self.low and not self.high

    @property
    def is_on_every_unit(self) -> bool:
        return self.category in (CRITICAL, FUNCTION)


@dataclass(frozen=True)
class Gauge:
    """An instrument on the day of an inspection: what it measures, from what to what, and until when its calibration holds."""

    instrument: str
    quantity: str
    unit: str
    low: str
    high: str
    calibrated_on: date
    expires_on: date


@dataclass(frozen=True)
class Finding:
    """What follows from the values of one unit; `failed` are the codes of the checks that it does not meet."""

    failed: tuple[str, ...]
    critical: int
    major: int
    minor: int

    @property
    def result(self) -> str:
        """A minor thing (paint, label, burr) is counted and put right; it fails no machine."""
        return "failed" if self.critical or self.major else "passed"


def as_rows(checks: Iterable[Check]) -> list[dict[str, str]]:
    """Checks as a fact keeps them: without what is blank."""
    return [{name: value for name, value in asdict(one).items() if value} for one in checks]


def read_checks(rows: Iterable[Mapping[str, Any]]) -> tuple[Check, ...]:
    """Checks as a fact keeps them, read back."""
    names = Check.__dataclass_fields__
    return tuple(Check(**{name: str(row.get(name, "")) for name in names} | {"kind": str(row.get("kind", YES_NO))}) for row in rows)


def check_form(checks: Collection[Check]) -> None:
    """Refuses a form that asks nothing, asks one thing twice, or whose limits cannot be met."""
    if not checks or len(checks) > MOST_CHECKS:
        raise Refused("Formulir berisi 1 sampai %(most)s butir periksa.", field="checks", most=MOST_CHECKS)
    codes = [one.check for one in checks]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise Refused("Butir %(check)s ada dua kali. Beri tiap butir kode sendiri.", field="checks", check=twice)
    for one in checks:
        check_one(one)
    if not any(one.category == CRITICAL for one in checks):
        raise Refused(
            "Formulir belum punya butir kritis (keselamatan). Tambahkan paling sedikit satu, misalnya pelindung bagian berputar.", field="checks",
        )  # fmt: skip


def check_one(one: Check) -> None:
    if not one.check or len(one.check) > 12 or not one.words.strip():
        raise Refused(
            "Butir %(check)s belum lengkap: isi kode (paling panjang 12 huruf) dan apa yang diperiksa.", field="checks", check=one.check or "baru",
        )  # fmt: skip
    if one.category not in CLASSES or one.kind not in KINDS:
        raise Refused("Butir %(check)s: pilih kelas dan cara menilainya dari daftar.", field="checks", check=one.check)
    if one.kind == YES_NO and (one.low or one.high):
        raise Refused("Butir %(check)s dijawab ya atau tidak, jadi tidak punya batas angka. Kosongkan batasnya.", field="checks", check=one.check)
    if one.kind == NUMBER and not one.unit:
        raise Refused("Butir %(check)s diukur dengan angka; tulis satuannya, misalnya kg/jam.", field="checks", check=one.check)
    low, high = limit_of(one, one.low), limit_of(one, one.high)
    if low is not None and high is not None and low > high:
        raise Refused(
            "Butir %(check)s: batas bawah %(low)s lebih besar daripada batas atas %(high)s.",
            field="checks", check=one.check, low=one.low, high=one.high,
        )  # fmt: skip


def limit_of(one: Check, text: str) -> Decimal | None:
    if not text:
        return None
    found = decimal(text)
    if found is None:
        raise Refused("Butir %(check)s: batas %(text)s bukan angka. Tulis misalnya 92 atau 0.5.", field="checks", check=one.check, text=text)
    return found


def decimal(text: str) -> Decimal | None:
    """A number as people type it, with a comma or a point; None where it is none."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= LARGEST else None


def required(checks: Iterable[Check], *, is_sampled: bool) -> tuple[Check, ...]:
    """What must be answered: critical and function on every unit, the rest on those of the sample."""
    return tuple(one for one in checks if is_sampled or one.is_on_every_unit)


def read_values(checks: Collection[Check], values: Mapping[str, str], gauges: Mapping[str, Gauge], on: date, *, is_sampled: bool) -> dict[str, str]:
    """Values in the form that is kept. Refuses an answer that is missing, unreadable, or that the instrument cannot have shown.

    `gauges`: check -> the instrument it was measured with.
    """
    asked = {one.check: one for one in checks}
    if unknown := sorted(set(values) - set(asked)):
        raise Refused("Butir %(check)s tidak ada di formulir ini. Muat ulang formulirnya.", field="values", check=unknown[0])
    for one in required(checks, is_sampled=is_sampled):
        if not values.get(one.check, "").strip():
            raise Refused("Butir %(check)s (%(words)s) belum diisi.", field=one.check, check=one.check, words=one.words)
    found = {code: read_value(asked[code], text.strip()) for code, text in values.items() if text.strip()}
    for code, value in found.items():
        check_gauge(asked[code], value, gauges.get(code), on)
    return found


def read_value(one: Check, text: str) -> str:
    if one.kind == YES_NO:
        if text not in (YES, NO):
            raise Refused("Butir %(check)s dijawab ya atau tidak.", field=one.check, check=one.check)
        return text
    value = decimal(text)
    if value is None:
        raise Refused("Butir %(check)s: %(text)s bukan angka. Tulis misalnya 92 atau 0,5.", field=one.check, check=one.check, text=text)
    if one.kind == COUNT and (value != int(value) or value < 0):
        raise Refused("Butir %(check)s adalah hitungan: tulis bilangan bulat mulai 0.", field=one.check, check=one.check)
    return f"{value:f}"


def check_gauge(one: Check, value: str, gauge: Gauge | None, on: date) -> None:
    """Refuses a measurement without its instrument, beyond its range, or by one whose calibration does not hold on that day."""
    if not one.quantity:
        return
    if gauge is None:
        raise Refused("Butir %(check)s diukur dengan alat. Pilih alat yang dipakai.", field=one.check, check=one.check)
    if gauge.quantity != one.quantity:
        raise Refused(
            "Alat %(gauge)s tidak mengukur hal yang diminta butir %(check)s. Pilih alat lain.",
            field=one.check, gauge=gauge.instrument, check=one.check,
        )  # fmt: skip
    if not gauge.calibrated_on <= on <= gauge.expires_on:
        raise Refused(
            "Kalibrasi alat %(gauge)s berlaku %(first)s sampai %(last)s, jadi tidak pada %(on)s. Ukur ulang dengan alat yang kalibrasinya berlaku.",
            field=one.check, gauge=gauge.instrument, first=str(gauge.calibrated_on), last=str(gauge.expires_on), on=str(on),
        )  # fmt: skip
    if one.kind == YES_NO:
        return
    if not Decimal(gauge.low) <= Decimal(value) <= Decimal(gauge.high):
        raise Refused(
            "Butir %(check)s: nilai %(value)s %(unit)s di luar rentang alat %(gauge)s (%(low)s sampai %(high)s %(unit)s). Periksa lagi angkanya, "
            "atau pakai alat lain.", field=one.check, check=one.check, value=value, unit=one.unit or gauge.unit, gauge=gauge.instrument,
            low=gauge.low, high=gauge.high,
        )  # fmt: skip


def is_met(one: Check, value: str) -> bool:
    """Whether an answer meets its check; one whose limit is not filled in yet is met by anything."""
    if one.kind == YES_NO:
        return value == YES
    number = Decimal(value)
    return (not one.low or number >= Decimal(one.low)) and (not one.high or number <= Decimal(one.high))


def finding(checks: Iterable[Check], values: Mapping[str, str]) -> Finding:
    """What was found on one unit; a failure of function counts as a major nonconformity, for the machine does not work."""
    failed = [one for one in checks if one.check in values and not is_met(one, values[one.check])]
    of = {category: sum(1 for one in failed if one.category == category) for category in CLASSES}
    return Finding(tuple(one.check for one in failed), of[CRITICAL], of[FUNCTION] + of[MAJOR], of[MINOR])
