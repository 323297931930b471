"""Deeds that break a law about contracts, on purpose: each is refused with its sentence, and nothing of it stays."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tempa.catalogue import actions as prices
from tempa.catalogue import queries as catalogue
from tempa.contracts import actions, queries, rules
from tempa.contracts.actions.drafting import Terms
from tempa.demand import actions as demand
from tempa.ledger.models import Entry
from tempa.ledger.rules import Refused
from tests.contracts.parties import AT, TODAY, VENDOR, WHY, drafted, in_force, negotiated, signed
from tests.contracts.test_contract_holds import objected

DAYS = {"on": TODAY, "starts_on": TODAY, "due_on": TODAY + timedelta(days=30)}
LATER = {"at": AT + timedelta(days=1)}


def offered(programme, person):
    c = drafted(programme, person)
    asked = {i.item: i.unit_price for i in queries.items_of(c)}
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked=asked, at=AT, by=person("opd"))
    return queries.contract_named(programme, c.contract)


def agreed(c, more=0, maker=0):
    return {i.item: [i.unit_price + more, i.maker_price + maker] for i in queries.items_of(c)}


def cheaper_estimate(programme, person, c):
    """The owner's estimate of a type falls after its price was agreed."""
    item = c.items.first()
    demand.change_price(programme, type=item.type, after=str(item.unit_price - 1), why=demand.Why("price_agreed"), at=AT, by=person("perencana"))
    return DAYS | {"on": TODAY + timedelta(days=1), "starts_on": TODAY + timedelta(days=1)}


BROKEN = {
    "a lot in two contracts": (drafted, "sudah ada di kontrak lain", lambda p, c, who: actions.draft_contracts(
        p, lots=[c.items.first().lot], at=AT, by=who("perencana"))),
    "an advance above the whole price": (drafted, "bukan bagian antara 0 dan 1", lambda p, c, who: actions.redraft(
        p, contract=c.contract, terms=Terms(advance_rate="1.2"), due_on=c.due_on, why=WHY, at=AT, by=who("perencana"))),
    "a draft left with fewer than are made": (drafted, "sudah jadi 2 unit", lambda p, c, who: actions.reduce_draft(
        p, contract=c.contract, quantities={"1": 1}, reason=WHY, made=lambda: {queries.items_of(c)[0].lot: 2}, at=AT, by=who("perencana"))),
    "a draft that grows": (drafted, "harus antara 0 dan", lambda p, c, who: actions.reduce_draft(
        p, contract=c.contract, quantities={"1": 10_000}, reason=WHY, at=AT, by=who("perencana"))),
    "a draft of which nothing is left": (drafted, "Tarik saja konsepnya", lambda p, c, who: actions.reduce_draft(
        p, contract=c.contract, quantities={i.item: 0 for i in queries.items_of(c)}, reason=WHY, at=AT, by=who("perencana"))),
    "a reduction that takes nothing": (drafted, "Belum ada butir yang dikurangi", lambda p, c, who: actions.reduce_draft(
        p, contract=c.contract, quantities={}, reason=WHY, at=AT, by=who("perencana"))),
    "a reduction of an item that is not there": (drafted, "Butir 999 tidak ada", lambda p, c, who: actions.reduce_draft(
        p, contract=c.contract, quantities={"999": 0}, reason=WHY, at=AT, by=who("perencana"))),
    "an offer of tomorrow": (drafted, "harus antara", lambda p, c, who: actions.receive_offer(
        p, contract=c.contract, on=TODAY + timedelta(days=1), asked={i.item: 1 for i in queries.items_of(c)}, at=AT, by=who("opd"))),
    "an offer for a part": (drafted, "belum diisi", lambda p, c, who: actions.receive_offer(
        p, contract=c.contract, on=TODAY, asked={"1": 1}, at=AT, by=who("opd"))),
    "agreed above the offer": (offered, "lebih tinggi daripada yang ditawarkan", lambda p, c, who: actions.negotiate(
        p, contract=c.contract, on=TODAY, agreed=agreed(c, more=1), why=WHY, at=AT, by=who("opd"))),
    "a maker paid more than is got": (offered, "lebih besar daripada harga kepada OPD", lambda p, c, who: actions.negotiate(
        p, contract=c.contract, on=TODAY, agreed=agreed(c, maker=1), why=WHY, at=AT, by=who("opd"))),
    "agreed without a ground": (offered, "paling sedikit 10 huruf", lambda p, c, who: actions.negotiate(
        p, contract=c.contract, on=TODAY, agreed=agreed(c), why="ok", at=AT, by=who("opd"))),
    "signed before it is priced": (offered, "belum disepakati", lambda p, c, who: actions.sign(
        p, contract=c.contract, **DAYS, at=AT, by=who("opd"))),
    "signed tomorrow": (negotiated, "masih di depan", lambda p, c, who: actions.sign(
        p, contract=c.contract, **DAYS | {"on": TODAY + timedelta(days=1)}, at=AT, by=who("opd"))),
    "signed before it was drafted": (negotiated, "tidak boleh lebih awal", lambda p, c, who: actions.sign(
        p, contract=c.contract, **DAYS | {"on": TODAY - timedelta(days=1)}, at=AT, by=who("opd"))),
    "finished before it starts": (negotiated, "lebih awal daripada hari mulai", lambda p, c, who: actions.sign(
        p, contract=c.contract, **DAYS | {"due_on": TODAY - timedelta(days=1)}, at=AT, by=who("opd"))),
    "started before it is signed": (negotiated, "lebih awal daripada tanggal kontrak", lambda p, c, who: actions.sign(
        p, contract=c.contract, **DAYS | {"starts_on": TODAY - timedelta(days=1)}, at=AT, by=who("opd"))),
    "signed above an estimate that has fallen since": (negotiated, "di atas HPS", lambda p, c, who: actions.sign(
        p, contract=c.contract, **cheaper_estimate(p, who, c), **LATER, by=who("opd"))),
    "signed with a vendor that has no NPWP": (negotiated, "NPWP atau NIK", lambda p, c, who: (
        actions.state_vendor(
            p, said=actions.VendorSaid(workshop=c.vendor, values=VENDOR | {"nik": ""}, charges_vat=False, since=TODAY), at=AT, by=who("perencana")
        ),
        actions.sign(p, contract=c.contract, **DAYS, at=AT, by=who("opd")))),
    "signed by the park": (negotiated, "Hanya pejabat OPD", lambda p, c, who: actions.sign(p, contract=c.contract, **DAYS, at=AT, by=who("kepala"))),
    "signed twice": (signed, "sudah ditandatangani", lambda p, c, who: actions.sign(p, contract=c.contract, **DAYS, at=AT, by=who("opd"))),
    "withdrawn after the signature": (signed, "Batalkan dengan adendum", lambda p, c, who: actions.withdraw(
        p, contract=c.contract, reason=WHY, at=AT, by=who("opd"))),
    "countersigned before the agency signed": (signed, "harus antara", lambda p, c, who: actions.countersign(
        p, contract=c.contract, on=TODAY - timedelta(days=1), signatory="X", copy=actions.papers.Copy(b"%PDF", "a.pdf", "application/pdf"), at=AT,
        by=who("perencana"))),
    "an addendum before both have signed": (signed, "Adendum hanya untuk kontrak yang berlaku", lambda p, c, who: actions.sign_addendum(
        p, contract=c.contract, said=actions.Addendum(TODAY, [rules.Amendment("due_on", "2027-01-01")], WHY), at=AT, by=who("opd")
    )),
    "an addendum dated before the contract": (in_force, "harus antara", lambda p, c, who: actions.sign_addendum(
        p, contract=c.contract, said=actions.Addendum(TODAY - timedelta(days=1), [rules.Amendment("due_on", "2027-01-01")], WHY), at=AT,
        by=who("opd"),
    )),
    "an addendum of the park": (in_force, "Hanya pejabat OPD", lambda p, c, who: actions.sign_addendum(
        p, contract=c.contract, said=actions.Addendum(TODAY, [rules.Amendment("due_on", "2027-01-01")], WHY), at=AT, by=who("kepala")
    )),
    "fewer units than are made": (in_force, "sudah jadi", lambda p, c, who: actions.sign_addendum(
        p, contract=c.contract, said=actions.Addendum(TODAY, [rules.Amendment("quantity", "0", "1")], WHY),
        already=actions.Already(lambda: {c.items.get(item="1").lot: 1}), at=AT, by=who("opd"),
    )),
    "a risk note for yesterday": (drafted, "tidak berlaku surut", lambda p, c, who: actions.let_begin(
        p, contract=c.contract, from_on=TODAY - timedelta(days=1), note=WHY, at=AT, by=who("kepala"))),
    "a risk note where none is needed": (in_force, "tidak diperlukan", lambda p, c, who: actions.let_begin(
        p, contract=c.contract, from_on=TODAY, note=WHY, at=AT, by=who("kepala"))),
    "a number for a paper of tomorrow": (drafted, "harus antara", lambda p, c, who: actions.number_papers(
        p, contract=c.contract, papers={"invitation": TODAY + timedelta(days=1)}, at=AT, by=who("opd"))),
    "the number of a signature voided": (signed, "nomor yang ditandatangani", lambda p, c, who: actions.void_paper(
        p, contract=c.contract, number=c.number, reason=WHY, at=AT, by=who("opd"))),
}  # fmt: skip


CHANGES = {"OrderChanged", "VendorStated"}  # what two of them do first, on the way to the deed that is refused
STAGES = (drafted, offered, negotiated, signed, in_force)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_deeds_that_break_a_law_are_refused(programme, person, stage):
    """One contract stands for all laws of its stage: a refused deed leaves nothing that the next could meet."""
    c = stage(programme, person)
    before, said_by = Entry.objects.filter(programme=programme).exclude(kind__in=CHANGES).count(), {}
    laws = {law: (said, broken) for law, (at, said, broken) in BROKEN.items() if at is stage}
    for law, (said, broken) in sorted(laws.items(), key=lambda one: "estimate" in one[0] or "NPWP" in one[0]):
        try:
            broken(programme, c, person)
            said_by[law] = "not refused"
        except Refused as refused:
            if not re.search(said, str(refused), re.IGNORECASE):
                said_by[law] = str(refused)
    assert said_by == {} and len(laws) > 1
    assert Entry.objects.filter(programme=programme).exclude(kind__in=CHANGES).count() == before
    assert rules.contract_stage(queries.history_of(queries.contract_named(programme, c.contract))) == rules.contract_stage(queries.history_of(c))


@pytest.mark.parametrize("ends", ["answered", "overruled", "overruled then answered"])
def test_a_price_objection_holds_the_signature_until_it_is_answered_or_overruled(programme, person, ends):
    c = negotiated(programme, person)
    objection = objected(programme, person, c.items.first().type)

    def sign():
        return actions.sign(programme, contract=c.contract, **DAYS, at=AT, by=person("opd"))

    with pytest.raises(Refused, match="jawaban atas keberatan harga"):
        sign()
    if "overruled" in ends:
        prices.overrule_price_objection(programme, objection=objection, reason="pekerjaan mendesak untuk panen", at=AT, by=person("kepala"))
    if "answered" in ends:
        prices.answer_price_objection(programme, objection=objection, answer="Harga memuat bahan baru.", upheld=False, at=AT, by=person("perencana"))
    assert sign().kind == "ContractSigned" and catalogue.unanswered_price_objections(programme).filter(overruled_at=None).count() == 0
