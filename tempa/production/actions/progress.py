"""Progress: reported by the maker or the office, put right with a reason, and lots announced finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.queries import day_of
from tempa.ledger.rules import Refused, instant
from tempa.production import queries, rules
from tempa.production.actions.serials import serials_for, through_of
from tempa.production.facts import LotAnnounced, ProgressCorrected, ProgressReported
from tempa.production.queries import LotCard
from tempa.production.rules import Done


@dataclass(frozen=True)
class Report:
    """What a workshop says at once: `workshop` is the maker, or the lead that reports for its members.

    `said_at`: when it happened as the phone or the message says; None: now. `photos`: SHA-256 of photos that came before.
    """

    workshop: str
    entries: Sequence[Done]
    source: str
    said_at: datetime | None = None
    photos: Sequence[str] = ()
    note: str = ""

    def said(self) -> dict[str, Any]:
        """What a sender states of it, as the fact holds it."""
        return {
            "workshop": self.workshop, "entries": [vars(e) for e in self.entries], "source": self.source, "note": self.note.strip(),
            "said_at": instant(self.said_at) if self.said_at else "", "photos": list(dict.fromkeys(self.photos)),
        }  # fmt: skip


def report_progress(programme: Programme, *, report: Report, **doing: Unpack[Doing]) -> Entry:
    """Report units done at steps of lots. Two reports at once never say more than a lot has: they are counted one after the other.

    A lot whose units have no serials yet gets them by it; units whose last step it is are made from that day on.
    """
    with deed(programme, **doing) as d:
        if known := d.known(ProgressReported, **report.said()):
            return known
        d.still(*(f"lot:{e.lot}" for e in report.entries))
        fact = reported(d, report)
        entry = d.record(fact)
        keep_photos(d, report.photos, name=f"kemajuan {fact.report}")
        return entry


def reported(d: Deed, report: Report) -> ProgressReported:
    """The fact of a report, asked of the rules under the lock; serials that its lots lack are given before it."""
    rules.check_entries(report.entries)
    changes = rules.by_lot(report.entries)
    happened = rules.happened(report.said_at, d.at)
    cards = cards_for(d, list(changes), happened)
    own, leads = queries.makers_of(d.programme, report.workshop), queries.leads(d.programme)
    for card in cards.values():
        d.must(rules.may_report(d.who, card.maker, leads.get(card.maker, "")))
        if card.maker not in own:
            raise Refused("Lot %(lot)s bukan lot %(workshop)s atau anggotanya.", field="lot", lot=card.lot, workshop=report.workshop)
    rules.check_source(d.who, report.source)
    if len(report.note) > 2000:
        raise Refused("Catatan paling panjang 2.000 huruf. Persingkat, lalu kirim lagi.", field="note")
    d.follow(serials_for(d, cards))
    made = {}
    for lot, card in cards.items():
        after = rules.check_progress(card.state, changes[lot])
        if fresh := after.made - card.state.made:
            made[lot] = next_units(d.programme, lot, fresh)
    number = 1 + sum(d.head.count(kind.kind) for kind in (ProgressReported, ProgressCorrected))
    return ProgressReported(
        **report.said(), happened_at=instant(happened), report=f"R{number:05}", made=made, made_on=str(day_of(d.programme, happened)),
        through=through_of(d, report.workshop),
    )  # fmt: skip


def cards_for(d: Deed, lots: Sequence[str], happened: datetime) -> dict[str, LotCard]:
    """The lots that a report is about, as far as they are; refuses one on which work may not begin by then, or that is none."""
    day = day_of(d.programme, happened)
    cards = {c.lot: c for c in queries.lot_cards(d.programme, day, lots=lots)}
    for lot in lots:
        if lot not in cards:
            raise Refused(
                "Lot %(lot)s tidak ada, sudah berakhir, atau kontraknya belum berlaku pada %(day)s, jadi pekerjaannya belum boleh dilaporkan. "
                "Periksa kode lotnya; bila kontraknya belum ditandatangani, tanyakan kepada taman sains.",
                field="lot", lot=lot, day=str(day),
            )  # fmt: skip
    return cards


def next_units(programme: Programme, lot: str, count: int) -> list[str]:
    """The next unmade units of a lot, in the order of their numbers."""
    return queries.unmade_units(programme, lot)[:count]


def keep_photos(d: Deed, photos: Sequence[str], *, name: str) -> None:
    """Name the photos of a deed, which came before it; refuses more than one deed may have."""
    if len(photos) > rules.MOST_PHOTOS:
        raise Refused("Paling banyak %(most)s foto dalam satu laporan.", field="photos", most=rules.MOST_PHOTOS)
    keep_photos_in(d, photos, name=name)


def correct_progress(programme: Programme, *, change: Done, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Put a count right by so many units more or fewer (`change.quantity`), with the reason. What was reported stays told.

    Units that inspection waits for stay made: an announced unit is not taken back by a correction.
    """
    words = reason.strip()
    said: dict[str, Any] = {"lot": change.lot, "step": change.step, "quantity": change.quantity, "reason": words}
    with deed(programme, **doing) as d:
        if known := d.known(ProgressCorrected, **said):
            return known
        card = cards_for(d, [change.lot], d.at)[change.lot]
        d.must(rules.may_report(d.who, card.maker, queries.lead_of(programme, card.maker)))
        d.still(f"lot:{change.lot}")
        rules.check_reason(words)
        if not change.quantity:
            raise Refused("Perbaikan ini tidak mengubah apa pun. Tulis berapa unit lebih atau kurang.", field="quantity")
        after = rules.check_progress(card.state, {change.step: change.quantity})
        serials = units_changed(d, card, after.made - card.state.made)
        number = 1 + sum(d.head.count(kind.kind) for kind in (ProgressReported, ProgressCorrected))
        return d.record(ProgressCorrected(**said, workshop=card.maker, report=f"R{number:05}", serials=serials, made_on=str(d.today)))


def units_changed(d: Deed, card: LotCard, change: int) -> list[str]:
    """The units that a correction makes, or that are made no more by it: those last made, never announced ones."""
    if change >= 0:
        return next_units(d.programme, card.lot, change) if change else []
    open_ones = queries.units(d.programme, [card.lot]).filter(made_on__isnull=False, announced="").order_by("-made_on", "-number")
    serials = list(open_ones.values_list("serial", flat=True)[:-change])
    if len(serials) < -change:
        raise Refused(
            "Lot %(lot)s: %(announced)s unit sudah dinyatakan selesai dan menunggu pemeriksaan, jadi tidak dapat menjadi belum jadi lagi.",
            field="quantity", lot=card.lot, announced=card.announced,
        )  # fmt: skip
    return serials


def announce_lot(programme: Programme, *, lot: str, units: int = 0, **doing: Unpack[Doing]) -> Entry:
    """Say that made units of a lot (all of them where `units` is 0) are finished and wait for inspection."""
    with deed(programme, **doing) as d:
        if known := d.known(LotAnnounced, lot=lot, workshop=maker_of(programme, lot), units=units):
            return known
        d.still(f"lot:{lot}")
        return d.record(announced(d, lot, units))


def maker_of(programme: Programme, lot: str) -> str:
    found = queries.maker_of_lot(programme, lot)
    if found is None:
        raise Refused("Lot %(lot)s belum punya unit yang jadi. Laporkan dulu kemajuannya.", field="lot", lot=lot)
    return found


def announced(d: Deed, lot: str, units: int = 0) -> LotAnnounced:
    """The fact that finished units of a lot wait for inspection, asked of the rules under the lock."""
    maker = maker_of(d.programme, lot)
    d.must(rules.may_report(d.who, maker, lead := queries.lead_of(d.programme, maker)))
    serials = queries.unannounced_units(d.programme, lot)
    if not serials:
        raise Refused("Lot %(lot)s tidak punya unit jadi yang belum dinyatakan selesai. Laporkan dulu langkah terakhirnya.", field="units", lot=lot)
    if not 0 <= units <= len(serials):
        raise Refused("Lot %(lot)s baru %(made)s unit jadi yang belum dinyatakan selesai.", field="units", lot=lot, made=len(serials))
    code = f"S{1 + d.head.count(LotAnnounced.kind):04}"
    return LotAnnounced(lot, maker, units, code, serials[: units or None], through_of(d, maker, lead))


__all__ = ["Report", "announce_lot", "announced", "correct_progress", "keep_photos", "report_progress", "reported"]
