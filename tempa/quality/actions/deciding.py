"""Decisions: first articles released, lots accepted or rejected, machines reworked, let go by concession or scrapped, holds released."""

from __future__ import annotations

from collections.abc import Collection
from typing import Unpack
from uuid import UUID

from tempa.contracts import queries as contracts
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused, may_as_park
from tempa.production import queries as production
from tempa.production.actions import replace_unit_in
from tempa.quality import queries, rules
from tempa.quality.facts import CertificateMade, FirstArticleDecided, HoldReleased, LotDecided, UnitsDecided
from tempa.quality.models import LotDecision
from tempa.quality.rules.lots import check_decision, sentence_of
from tempa.quality.rules.units import CONCESSION, SCRAPPED, check_price_cut, check_unit_decision, follow_lot


def decide_first_article(programme: Programme, *, inspection: UUID, release: bool, reason: str = "", **doing: Unpack[Doing]) -> Entry:
    """Release a workshop's first article of a type and revision, so that its lots may be inspected; or not, and say why."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(FirstArticleDecided, inspection=str(inspection), released=release, reason=words):
            return known
        found = queries.look_named(programme, inspection)
        if found is None or found.round != 0:
            raise Refused("Pemeriksaan unit pertama itu tidak ada di program ini.")
        d.must(rules.may_release_first_article(d.who, inspected_by=found.inspector_id))
        d.still(f"first:{found.type}:{found.maker}", f"unit:{found.serial}")
        if queries.is_decided_first(found):
            raise Refused("Unit pertama ini sudah diputus.")
        if release and found.result != "passed":
            raise Refused("Unit pertama ini gagal, jadi tidak dapat dilepas. Perbaiki, lalu periksa lagi sebagai unit pertama.")
        if not release:
            rules.check_words(words)
        return d.record(FirstArticleDecided(str(inspection), release, words, found.type, found.form.revision, found.maker))


def decide_lot(programme: Programme, *, lot: str, round: int, accept: bool, reason: str = "", **doing: Unpack[Doing]) -> UUID:
    """Accept or reject a presentation of a lot; an accepted one accepts its good units too. Returns the name of the decision."""
    decided, words = "accepted" if accept else "rejected", reason.strip()
    with deed(programme, **doing) as d:
        if d.known(LotDecided, lot=lot, round=round, decided=decided, reason=words):
            return d.identity
        plan = queries.plan_named(programme, lot, round)
        if plan is None:
            raise Refused("Putaran %(round)s lot %(lot)s belum direncanakan.", lot=lot, round=round)
        d.must(rules.may_decide(d.who, inspected=queries.inspected_by(programme, lot, round, d.by)))
        d.still(f"lot:{lot}")
        if queries.is_decided(programme, lot, round):
            raise Refused("Putaran %(round)s lot %(lot)s sudah diputus.", lot=lot, round=round)
        s = queries.standing_of(programme, plan)
        check_decision(s, accept=accept, is_held=(plan.maker, plan.type) in queries.open_holds(programme))
        said = sentence_of(s, plan.basis, accept=accept)
        d.record(LotDecided(
            str(d.identity), lot, round, decided, words, plan.type, plan.maker, plan.turn, s.n, s.c, s.lot_size, s.inspected, s.bad, s.critical,
            s.minor, said.id, said.en,
        ))  # fmt: skip
        d.follow(units_after(d, lot, plan.serials, accept=accept))
        return d.identity


def units_after(d: Deed, lot: str, serials: Collection[str], *, accept: bool) -> list[UnitsDecided]:
    """What follows for the units of a lot from the decision that was just recorded."""
    units = list(queries.unit_histories(d.programme, serials).values())
    return [UnitsDecided(lot, found, decided, None, "", str(d.identity)) for decided, found in sorted(follow_lot(units, accept=accept).items())]


def decide_unit(
    programme: Programme, *, serials: Collection[str], decided: str, reason: str, cost: int | None = None, price_cut: int | None = None,
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Decide what becomes of failed units of one lot: rework, concession by the agency, or scrap, which asks for another unit in its place.

    A concession says by how many rupiah each unit is cheaper for it, be it nothing.
    """
    asked, words = sorted(set(production.serials_as_given(programme, serials).values())), reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(UnitsDecided, serials=asked, decided=decided, cost=cost, reason=words, price_cut=price_cut):
            return known
        there = production.units_with(programme, asked)
        units = [there.get(serial) for serial in asked]
        if not asked or any(u is None for u in units) or len(lots := {u.lot for u in units if u}) != 1:
            raise Refused("Pilih unit dari satu lot yang ada di program ini.", field="serials")
        lot, contract = lots.pop(), units[0].contract if units[0] else ""
        bought = contracts.contract_named(programme, contract)
        signer = bought.signed_by_id if bought else None
        d.must(rules.may_decide_unit(d.who, decided, bought.agency if bought else "", is_signer=d.by.pk == signer))
        d.still(f"lot:{lot}", *(f"unit:{serial}" for serial in asked))
        rules.check_words(words)
        for u in queries.unit_histories(programme, asked).values():
            check_unit_decision(u, decided, cost)
        check_price_cut(decided, price_cut, price_of(programme, contract, lot))
        entry = d.record(UnitsDecided(lot, asked, decided, cost, words, str(following(programme, lot, decided).decision), price_cut))
        if decided == SCRAPPED:
            for serial in asked:
                replace_unit_in(d, serial, words)
        return entry


def price_of(programme: Programme, contract: str, lot: str) -> int:
    """What one unit of a lot costs by its contract."""
    return contracts.prices_of_lots(programme, contract).get(lot, 0)


def following(programme: Programme, lot: str, decided: str) -> LotDecision:
    """The decision on the lot that a decision on its unit follows from."""
    last = queries.last_decision(programme, lot, "accepted" if decided in (CONCESSION, "repaired", "accepted") else "")
    if last is None:
        raise Refused("Lot %(lot)s belum diputus. Putuskan lotnya dulu, baru unitnya.", lot=lot)
    return last


def release_hold(programme: Programme, *, workshop: str, type: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Let a workshop's lots of a type go on after a critical failure, in one's own name and with the reason."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(HoldReleased, workshop=workshop, type=type, reason=words):
            return known
        held = list(queries.holds(programme).filter(workshop=workshop, type=type, released_at=None))
        finders = [h.inspection.inspector_id for h in held]
        d.must(rules.may_release(d.who, found_by=d.by.pk if d.by.pk in finders else 0))
        d.still(f"hold:{workshop}:{type}", f"workshops:{workshop}")
        if not held:
            raise Refused("Tidak ada penahanan untuk bengkel dan jenis itu.")
        rules.check_words(words)
        return d.record(HoldReleased(workshop, type, words))


def keep_certificate(programme: Programme, *, decision: UUID, content: bytes, **doing: Unpack[Doing]) -> Entry:
    """Keep the certificate of an accepted presentation; it gets the next number."""
    with deed(programme, **doing) as d:
        if known := d.known(CertificateMade, decision=str(decision)):
            return known
        d.must(may_as_park(d.who))
        d.still(f"lot_decision:{decision}")
        found = queries.decision_named(programme, decision)
        if found is None or found.decided != "accepted":
            raise Refused("Sertifikat hanya untuk lot yang diterima.")
        if queries.certificate_of(found) is not None:
            raise Refused("Sertifikat untuk keputusan ini sudah ada.")
        number = queries.next_certificate(programme)
        sha256 = keep_paper_in(d, content, name=f"sertifikat-{number:04}.pdf", media_type="application/pdf")
        return d.record(CertificateMade(str(decision), sha256, number))
