"""How units change hands: workshop to park, park to agency, agency to recipient; each step by two people, once, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tempa.delivery.rules.use import BY_LINK, HANDOVER
from tempa.ledger.rules import PARK, May, No, Refused, Who

PARK_CODE = "PARK"
GOOD = ("accepted", "repaired", "concession")
"""Decisions by which a unit stands accepted (quality)."""
REMIND_AFTER = timedelta(days=7)
DEEMED_AFTER = timedelta(days=14)
"""A buyer who says nothing is reminded after a week, and after two has taken over by rule; a setting of the programme (belum diverifikasi)."""
WORKSHOPS = ("workshop", "teacher")
STAGES = ("offered", "taken", "deemed", "withdrawn")
HANDOVER_STEPS: Mapping[tuple[str, str], str] = {
    ("", "HandoverOffered"): "offered", ("offered", "HandoverTaken"): "taken", ("offered", "HandoverDeemed"): "deemed",
    ("offered", "HandoverWithdrawn"): "withdrawn",
}  # fmt: skip
"""Stage and kind of fact -> the stage after it; drawn in docs/stages.md."""


def handover_stage(*, taken: bool, is_deemed: bool, withdrawn: bool) -> str:
    """offered, taken, deemed or withdrawn: what follows from what has happened."""
    if withdrawn:
        return "withdrawn"
    if taken:
        return "deemed" if is_deemed else "taken"
    return "offered"


@dataclass(frozen=True)
class Passage:
    """What is known of a unit when it is to pass a step. `taken` are the steps behind it, each with its day."""

    serial: str
    standing: str
    maker: str
    vendor: str
    agency: str
    taken: dict[int, date]
    is_underway: bool = False
    meant_for: str = ""
    ready_on: date | None = None
    is_damaged: bool = False


def giver_of(step: int, unit: Passage) -> set[str]:
    """Who may hold the unit before the step: maker or vendor, then the park, then the agency."""
    shops = {unit.maker, unit.vendor}
    if step == 1:
        return shops
    if step == 2:
        return {PARK_CODE} if 1 in unit.taken else shops
    return {unit.agency}


def check_passage(unit: Passage, *, step: int, giver: str, receiver: str, recipient: str, on: date) -> None:
    """Refuses a unit that is not accepted, skips or repeats a step, comes from or goes to the wrong hand, or to a site that is not ready."""
    if unit.standing not in GOOD:
        raise Refused("Unit %(serial)s belum diterima pemeriksa (%(standing)s), jadi tidak dapat diserahkan.", field="serials", serial=unit.serial,
                      standing=unit.standing or "belum diperiksa")  # fmt: skip
    if step in unit.taken:
        raise Refused(
            "Unit %(serial)s sudah diserahkan pada langkah ini tanggal %(on)s.", field="serials", serial=unit.serial, on=str(unit.taken[step])
        )
    if unit.is_underway:
        raise Refused("Unit %(serial)s sedang menunggu dijawab dalam serah terima lain.", field="serials", serial=unit.serial)
    if unit.is_damaged:
        raise Refused("Unit %(serial)s rusak di jalan dan belum diperbaiki. Catat dulu perbaikannya di halaman Ronde.", field="serials",
                      serial=unit.serial)  # fmt: skip
    if any(later in unit.taken for later in range(step + 1, 4)):
        raise Refused("Unit %(serial)s sudah melewati langkah sesudahnya.", field="serials", serial=unit.serial)
    if step == 3 and 2 not in unit.taken:
        raise Refused("Unit %(serial)s belum diterima OPD, jadi belum dapat diserahkan kepada penerima.", field="serials", serial=unit.serial)
    if unit.taken and on < max(unit.taken.values()):
        raise Refused("Tanggal %(on)s lebih awal daripada langkah sebelumnya.", field="on", on=str(on))
    if giver not in giver_of(step, unit):
        raise Refused("Unit %(serial)s tidak ada pada %(giver)s. Yang memegangnya: %(holder)s.", field="serials", serial=unit.serial, giver=giver,
                      holder=" / ".join(sorted(giver_of(step, unit))))  # fmt: skip
    if step == 2 and receiver != unit.agency:
        raise Refused("Unit %(serial)s dikontrak untuk %(agency)s, bukan %(receiver)s.", field="receiver", serial=unit.serial, agency=unit.agency,
                      receiver=receiver)  # fmt: skip
    if step == 3:
        check_recipient_of(unit, recipient, on)


def check_recipient_of(unit: Passage, recipient: str, on: date) -> None:
    if unit.meant_for != recipient:
        raise Refused("Unit %(serial)s ditujukan untuk %(meant)s, bukan untuk %(recipient)s. Ubah dulu penetapannya dengan alasan.",
                      field="recipient", serial=unit.serial, meant=unit.meant_for or "belum siapa pun", recipient=recipient)  # fmt: skip
    if unit.ready_on is None or unit.ready_on > on:
        raise Refused(
            "Lokasi %(recipient)s belum dinyatakan siap (listrik, air, bangunan, operator). Periksa lokasinya dulu.", field="recipient",
            recipient=recipient,
        )  # fmt: skip


def acts_for(who: Who, organisation: str) -> bool:
    """Whether somebody gives or takes for an organisation: the park's own people, an agency, or a workshop at its desk or link."""
    if organisation == PARK_CODE:
        return who.sits_at(*PARK, "inspector")
    return who.speaks_for(organisation, "agency", *WORKSHOPS) or bool(who.link_for(HANDOVER, organisation))


def may_offer(who: Who, giver: str) -> May:
    """Who holds the units says that they leave."""
    return True if acts_for(who, giver) else No("Serah terima ini hanya dapat dimulai oleh %(giver)s sendiri.", giver=giver)


def may_take(
    who: Who, *, step: int, giver: str, receiver: str, given_by: int, recipient: str = "", judges: Collection[int] = ()
) -> May:
    """Another person, for the receiver, says what came; at the last step the agency notes it against the receiver's code, or the
    receiver itself by its link. Who signs for an agency has inspected none of it."""
    if step == 3 and recipient and who.link_for(BY_LINK, recipient):
        return True
    holder = giver if step == 3 else receiver
    if step == 2 and who.person in judges:
        return No("Anda memeriksa mesin ini. Yang memeriksa tidak menandatangani serah terimanya: minta rekan lain di OPD.")
    if not acts_for(who, holder):
        return No("Penerimaan ini hanya dapat dicatat oleh %(receiver)s sendiri.", receiver=holder)
    if step != 3 and who.person == given_by:
        return No("Yang menyerahkan tidak dapat sekaligus menerima. Minta orang lain mencatat penerimaannya.")
    return True


def may_withdraw_offer(who: Who, giver: str) -> May:
    return may_offer(who, giver)


def silence(offered_at: datetime, now: datetime) -> str:
    """What a handover that nobody answers has come to: "", remind or deem."""
    waited = now - offered_at
    if waited >= DEEMED_AFTER:
        return "deem"
    return "remind" if waited >= REMIND_AFTER else ""


def may_deem(who: Who, *, step: int, offered_at: datetime, now: datetime) -> May:
    """The park's head notes that an agency has taken over by saying nothing, once the days are over; other steps always need the hand."""
    if step != 2:
        return No("Hanya penyerahan kepada OPD yang dapat dianggap diterima karena tidak dijawab.")
    if not who.sits_at("park_head"):
        return No("Hanya kepala taman sains yang dapat mencatat bahwa OPD dianggap menerima.")
    if silence(offered_at, now) != "deem":
        return No("OPD masih punya waktu menjawab: dianggap diterima sesudah %(days)s hari.", days=DEEMED_AFTER.days)
    return True
