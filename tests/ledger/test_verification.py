"""Whatever is changed behind the program's back is named: each attack on tables, columns and files, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.db import connection, connections, transaction
from django.db.models import Q

from tempa.delivery.models import Handover
from tempa.delivery.rules import HANDOVER_STEPS, handover_stage
from tempa.ledger import queries
from tempa.ledger.actions import found_programme, paper_place
from tempa.ledger.facts import KINDS
from tempa.ledger.models import ChainHead, Entry, LinkHolder, Paper, Person, RefusedDouble, SealedValue, WorkLink
from tempa.ledger.verification import verify
from tempa.ledger.verification.tallies import NO_TALLIES, Compared, tallies
from tempa.payment.models import Claim
from tempa.payment.rules import STEPS as CLAIMS
from tempa.payment.rules import claim_stage
from tests.contracts.parties import drafted
from tests.ledger.forging import forged
from tests.ledger.history import guarded_again, tell, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def history(for_the_file):
    """The history told once; what the tests do to it is undone behind each of them."""
    return tell(queries.person_named)


@pytest.fixture
def told(history, db):
    with transaction.atomic():
        yield history
        transaction.set_rollback(True)


def sentences(programme):
    return [f.template % f.values for f in verify(programme).faults]


def test_a_history_of_every_kind_holds(told):
    verdict = verify(told)
    assert [f.template % f.values for f in verdict.faults] == []
    head = ChainHead.objects.get(programme=told)
    assert (verdict.size, verdict.head) == (head.size, bytes(head.digest).hex())
    assert verdict.rows == sum(Compared.of(m).rows(told).count() for m in tallies()) > 400
    assert (verdict.papers, verdict.doubles, verdict.tables) == (Paper.objects.filter(programme=told).count(), 1, len(tallies()))


def test_the_demo_holds(history):
    verdict = verify(queries.programme_named("NTB-2020-IKM"))
    assert ([f.template % f.values for f in verdict.faults], verdict.rows > 5000) == ([], True)


def test_every_kind_of_fact_is_in_the_history(told):
    """A new kind has no place in the recount until it stands in tests/ledger/history.py."""
    assert set(Entry.objects.filter(programme=told).values_list("kind", flat=True)) == {
        name for name, kind in KINDS.items() if kind.__module__.startswith("tempa.")
    }


def test_every_tally_has_rows_in_the_history(told):
    """A table that no fact fills would be compared with nothing; one that is no tally stands in NO_TALLIES."""
    assert [m.__name__ for m in tallies() if not Compared.of(m).rows(told).exists()] == []
    assert not set(tallies()) & set(NO_TALLIES)


# What somebody with the database in their hands does -> words of the fault that names it. {p}: the programme's number.
ATTACKS = {
    "a lot moved to another workshop": (
        "UPDATE tempa_lot SET workshop = 'W09' WHERE lot = 'LOT-BARU-1'",
        ["tempa_lot, lot LOT-BARU-1", "workshop", "W09", "W03"],
    ),
    "a lot made larger": ("UPDATE tempa_lot SET quantity = 20 WHERE lot = 'LOT-BARU-1'", ["LOT-BARU-1", "quantity", "20", "2"]),
    "a lot given to another programme's plan": ("DELETE FROM tempa_lot WHERE lot = 'LOT-BARU-1'", ["tempa_lot", "LOT-BARU-1", "hilang"]),
    "a lot added": (
        "INSERT INTO tempa_lot ({lot}) SELECT {lot_as} FROM tempa_lot WHERE lot = 'LOT-BARU-1'",
        ["tempa_lot", "PALSU", "tidak berasal dari catatan"],
    ),
    "an offer's price": ("UPDATE tempa_offer SET unit_price = unit_price + 1 WHERE programme_id = {p}", ["tempa_offer", "kolom unit_price"]),
    "the estimate in the cells": ("UPDATE tempa_machinetype SET cells = replace(cells{text}, '12345678', '99'){json} WHERE key = 'TAN-001'",
                                  ["tempa_machinetype", "cells.unit_price", "99", "12345678"]),
    "an order line's quantity": ("UPDATE tempa_orderline SET quantity = 99 WHERE key = 'BARU-1'", ["tempa_orderline", "BARU-1", "99", "4", "#"]),
    "an order line gone": ("DELETE FROM tempa_orderline WHERE key = 'BARU-1'", ["tempa_orderline", "BARU-1", "hilang"]),
    "the waterfall": ("UPDATE tempa_ordermove SET units = units + 1 WHERE change = 'agreed'", ["tempa_ordermove", "units"]),
    "who is behind a change": ("UPDATE tempa_ordermove SET reason = 'lain' WHERE change = 'cancelled'", ["tempa_ordermove", "reason", "lain"]),
    "a role taken in the database": (
        "INSERT INTO tempa_role (programme_id, person_id, desk, subject) "
        "SELECT {p}, id, 'park_head', '' FROM tempa_person WHERE login = 'orang-asing'",
        ["tempa_role", "orang-asing", "park_head", "tidak berasal"],
    ),
    "a role lifted": ("UPDATE tempa_role SET desk = 'park_head' WHERE desk = 'supplier'", ["tempa_role", "supplier", "hilang"]),
    "a decision by another": (
        "UPDATE tempa_decision SET by_id = (SELECT id FROM tempa_person WHERE login = 'auditor') WHERE reason = 'terlalu mahal'",
        ["tempa_decision", "by_id", "auditor", "kepala"],
    ),
    "a refusal made an approval": ("UPDATE tempa_decision SET approved = {true} WHERE reason = 'terlalu mahal'", ["tempa_decision", "approved"]),
    "a proposal by another": ("UPDATE tempa_proposal SET note = 'lain' WHERE note = 'usul'", ["tempa_proposal", "note", "lain", "usul"]),
    "a plan's cost": ("UPDATE tempa_plan SET objective = objective + 1 WHERE origin = 'uji lagi'", ["tempa_plan", "objective", "101", "100"]),
    "a plan's figures": ("UPDATE tempa_plan SET figures = '{{}}' WHERE origin = 'uji lagi'", ["tempa_plan", "figures.a"]),
    "a run's outcome": ("UPDATE tempa_planningrun SET outcome = 'failed' WHERE seconds = 5", ["tempa_planningrun", "outcome", "failed", "done"]),
    "a plan's reasons": ("UPDATE tempa_explanation SET naive = '[]'", ["tempa_explanation", "naive"]),
    "an objection's answer": ("UPDATE tempa_objection SET is_upheld = {true}", ["tempa_objection", "is_upheld"]),
    "a decision by hand": ("UPDATE tempa_handdecision SET cost = 0", ["tempa_handdecision", "cost", "0", "10"]),
    "a rule back in force": ("UPDATE tempa_addedrule SET removed_at = NULL", ["tempa_addedrule", "removed_at"]),
    "a name for a type": ("UPDATE tempa_typealias SET type = 'TAN-002'", ["tempa_typealias", "TAN-002", "TAN-001"]),
    "a paper's name": ("UPDATE tempa_paper SET name = 'lain.zip' WHERE name = 'rencana.zip'", ["tempa_paper", "lain.zip"]),
    "a row's place": ("UPDATE tempa_cluster SET position = position + 100 WHERE key = 'SENTRA-1'", ["tempa_cluster", "SENTRA-1", "position"]),
    "a workshop's name": ("UPDATE tempa_workshop SET name = 'Lain' WHERE key = 'W03'", ["tempa_workshop", "W03", "name", "Lain"]),
    "a row of another programme": (
        "INSERT INTO tempa_programme (code, demo) VALUES ('LAIN', {false});"
        "UPDATE tempa_lot SET programme_id = (SELECT id FROM tempa_programme WHERE code = 'LAIN') WHERE lot = 'LOT-BARU-1'",
        ["tempa_lot", "LOT-BARU-1", "hilang"],
    ),
    "two people exchanged": (
        "UPDATE tempa_person SET public_id = '{zero}' WHERE login = 'perencana';"
        "UPDATE tempa_person SET public_id = '{planner}' WHERE login = 'kepala';"
        "UPDATE tempa_person SET public_id = '{head}' WHERE login = 'perencana'",
        ["tempa_decision", "by_id"],
    ),
    "a body": ("UPDATE tempa_entry SET body = replace(body, 'terlalu mahal', 'terlalu murah') WHERE kind = 'PlanRefused'",
               ["Catatan ke-", "tidak cocok dengan sidiknya"]),
    "a body that is none": ("UPDATE tempa_entry SET body = 'x' WHERE kind = 'PlanRefused'", ["Catatan ke-", "tidak dapat dibaca"]),
    "a body with a member more": ("UPDATE tempa_entry SET body = replace(body, '\"seq\"', '\"sek\":1,\"seq\"') WHERE kind = 'PlanRefused'",
                                  ["Catatan ke-", "bentuk catatan"]),
    "an entry gone": ("DELETE FROM tempa_entry WHERE kind = 'PlanRefused'", ["Catatan ke-", "hilang; sesudah"]),
    "the last entry gone": ("DELETE FROM tempa_entry WHERE sequence = {size}", ["Kepala rantai menyebut", "berakhir pada"]),
    "an entry's kind": ("UPDATE tempa_entry SET kind = 'PlanApproved' WHERE kind = 'PlanRefused'", ["kolom kind", "PlanApproved", "PlanRefused"]),
    "an entry's moment": ("UPDATE tempa_entry SET at = '2019-01-01 00:00:00+00:00' WHERE kind = 'PlanRefused'", ["kolom at", "2019-01-01"]),
    "an entry's author": (
        "UPDATE tempa_entry SET by_id = (SELECT id FROM tempa_person WHERE login = 'auditor') WHERE kind = 'PlanRefused'", ["kolom by"],
    ),
    "an entry's subject": ("UPDATE tempa_entry SET subject = 'plan:x' WHERE kind = 'PlanRefused'", ["kolom subject", "plan:x"]),
    "a further subject": ("UPDATE tempa_entrysubject SET subject = 'workshops:W09' WHERE subject = 'lot:LOT-BARU-1'",
                          ["kolom further subjects", "workshops:W09", "lot:LOT-BARU-1"]),
    "a further subject gone": ("DELETE FROM tempa_entrysubject WHERE subject = 'lot:LOT-BARU-1'", ["kolom further subjects", "lot:LOT-BARU-1"]),
    "a lot's end undone": ("UPDATE tempa_lot SET ended_at = NULL, ended_by_id = NULL WHERE lot = 'LOT-LAMA-2'",
                           ["tempa_lot", "LOT-LAMA-2", "ended_at"]),
    "an entry's number": ("UPDATE tempa_entry SET sequence = 900000 WHERE sequence = {size}", ["kolom seq", "900000"]),
    "an entry's name": ("UPDATE tempa_entry SET fact = '{zero}' WHERE kind = 'RuleRemoved'", ["kolom fact", "00000000-0000"]),
    "a previous hash": ("UPDATE tempa_entry SET previous = digest WHERE kind = 'PlanRefused'", ["tidak menyambung"]),
    "a sealed price": ("UPDATE tempa_sealedvalue SET value = '1' WHERE path = 'rupiah'", ["nilai tertutup rupiah", "tidak cocok"]),
    "a sealed price gone": ("DELETE FROM tempa_sealedvalue WHERE path = 'rupiah'", ["nilai tertutup rupiah hilang"]),
    "a price said to be personal": ("UPDATE tempa_sealedvalue SET personal = {true} WHERE path = 'rupiah'", ["rupiah", "salah ditandai"]),
    "a sealed value that nobody sealed": ("UPDATE tempa_sealedvalue SET path = 'units' WHERE path = 'rupiah'", ["units", "tidak cocok"]),
    "the head's size": ("UPDATE tempa_chainhead SET size = size + 1", ["Kepala rantai menyebut"]),
    "the head's hash": ("UPDATE tempa_chainhead SET digest = (SELECT digest FROM tempa_entry WHERE programme_id = {p} AND sequence = 1)",
                        ["Kepala rantai menyebut sidik lain"]),
    "the head's kinds": ("UPDATE tempa_chainhead SET kinds = '{{}}'", ["Kepala rantai menyebut", "PlanRefused"]),
    "a sealed value that is no JSON": ("UPDATE tempa_sealedvalue SET value = 'x' WHERE path = 'rupiah'", ["nilai tertutup rupiah", "tidak cocok"]),
    "a body with another kind of member": (
        "UPDATE tempa_entry SET body = replace(body, '\"seq\":', '\"seq\":0.') WHERE kind = 'PlanRefused'", ["bentuk catatan"]),
    "the head gone": ("DELETE FROM tempa_chainhead", ["Kepala rantai program ini hilang"]),
    "a refused double beside nothing": ("UPDATE tempa_refuseddouble SET fact = '{zero}'", ["Kiriman ganda", "tidak ada"]),
    "a refused double that says the same": ("UPDATE tempa_refuseddouble SET {q}values{q} = replace({q}values{q}, 'auditor', 'inspector')",
                                           ["Kiriman ganda", "bukan seperti saat disimpan"]),
    "a refused double without sense": ("UPDATE tempa_refuseddouble SET {q}values{q} = '[]'", ["Kiriman ganda", "bukan seperti saat disimpan"]),
}  # fmt: skip


def filled(statement, programme):
    """A statement in the words of the database at hand."""
    is_sqlite = connection.vendor == "sqlite"
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "tempa_lot") if c.name not in {"id", "entry_id"}]
    forged = Entry.objects.get(programme=programme, sequence=1).pk
    lot_as = ", ".join("'PALSU'" if c == "lot" else quote(c) for c in columns)
    name = (lambda u: u.hex) if is_sqlite else str
    return statement.format(
        p=programme.pk, size=ChainHead.objects.get(programme=programme).size, true="1" if is_sqlite else "true",
        false="0" if is_sqlite else "false", q='"', text="" if is_sqlite else "::text", json="" if is_sqlite else "::jsonb",
        lot=", ".join(map(quote, [*columns, "entry_id"])), lot_as=f"{lot_as}, '{name(forged)}'",
        zero="0" * 32, planner=name(queries.person_named("perencana").public_id), head=name(queries.person_named("kepala").public_id),
    )  # fmt: skip


@pytest.fixture
def attacked(told):
    """The history, and a function that runs statements on it without any guard."""

    def attack(statement):
        text = filled(statement, told)
        unguarded()
        try:
            with connection.cursor() as cursor:
                for one in text.split(";"):
                    cursor.execute(one)
                    assert cursor.rowcount > 0, "the attack changes nothing"
        finally:
            guarded_again()

    return attack


WRITTEN = re.compile(r"(?:UPDATE|INSERT INTO|DELETE FROM) (tempa_\w+)")
OF_THE_CHAIN = {
    "tempa_entry", "tempa_entrysubject", "tempa_sealedvalue", "tempa_chainhead", "tempa_refuseddouble", "tempa_person", "tempa_programme",
}  # fmt: skip


def rounds():
    """Names of attacks that are tried at once: each on a table of its own, which is compared by itself. What strikes the chain strikes
    alone, and is named from the entries, whichever database holds them."""
    found: list[tuple[set[str], list[str]]] = []
    for name, (statement, _words) in ATTACKS.items():
        tables = set(WRITTEN.findall(statement))
        free = None if tables & OF_THE_CHAIN else next((one for one in found if not one[0] & (tables | OF_THE_CHAIN)), None)
        if free is None:
            found.append((tables, [name]))
        else:
            free[0].update(tables)
            free[1].append(name)
    return [pytest.param(names, marks=[pytest.mark.once] if tables & OF_THE_CHAIN else []) for tables, names in found]


@pytest.mark.parametrize("names", rounds(), ids=", ".join)
def test_every_attack_is_named(names, told, attacked):
    for name in names:
        attacked(ATTACKS[name][0])
    found = sentences(told)
    for name in names:
        assert any(all(w in sentence for w in ATTACKS[name][1]) for sentence in found), (name, found)


def test_every_column_of_every_table_is_compared(told):
    """Whichever column somebody changes in a row is named; a row that then seems another one is named as lost and as added."""
    strangers = list(Person.objects.filter(login__in=["auditor", "perencana", "kepala"]).values_list("pk", flat=True))
    unguarded()
    try:
        with connection.constraint_checks_disabled():
            wanted = set().union(*(forged(model, told, strangers) for model in tallies()))
    finally:
        guarded_again()
    said = [f.values for f in verify(told).faults]
    named = {(str(v.get("table")), str(v.get("column", "")).split(".")[0]) for v in said}
    lost = {str(v.get("table")) for v in said if "column" not in v}
    assert sorted(one for one in wanted - named if one[0] not in lost) == []
    assert len(wanted) > 400


def led_to(steps, kinds):
    """Every stage to which facts may lead, in their order; what moves no stage is passed over."""
    reached, moves = {""}, {kind for _stage, kind in steps}
    for kind in (k for k in kinds if k in moves):
        reached = {after for stage in reached if (stage, kind) in steps for after in steps[stage, kind].split(" or ")}
    return reached


def kinds_about(programme, *subjects):
    """The kinds of entries about any of these, in their order."""
    about = Entry.objects.filter(programme=programme).filter(Q(subject__in=subjects) | Q(further__subject__in=subjects))
    return list(about.distinct().order_by("sequence").values_list("kind", flat=True))


def test_claims_and_handovers_stand_where_their_facts_lead(told):
    """The tables of steps that docs/stages.md draws, against the rules on what the tables hold."""
    seen = set()
    for c in Claim.objects.filter(programme=told).select_related("payment"):
        paid = getattr(c, "payment", None)
        kinds = kinds_about(told, f"claim:{c.claim}", *([f"payment:{paid.payment}"] if paid else []))
        stage = claim_stage(ended=c.ended_at is not None, complete=c.complete_on is not None, approved=paid is not None,
                            paid=paid is not None and paid.paid_on is not None)  # fmt: skip
        assert stage in led_to(CLAIMS["claim"], kinds), (c.claim, kinds)
        seen.add(stage)
    for h in Handover.objects.filter(programme=told):
        stage = handover_stage(taken=h.taken_at is not None, is_deemed=h.is_deemed, withdrawn=h.withdrawn_at is not None)
        assert led_to(HANDOVER_STEPS, kinds_about(told, f"handover:{h.handover}")) == {stage}
        seen.add(stage)
    assert seen >= {"paid", "withdrawn", "taken", "deemed"}


def test_one_change_is_one_fault(told, attacked):
    attacked(ATTACKS["a lot made larger"][0])
    sequence = Entry.objects.get(kind="LotAwarded", body__contains="LOT-BARU-1").sequence
    assert sentences(told) == [f"tempa_lot, lot LOT-BARU-1: kolom quantity berisi 20, menurut rantai 1 (#{sequence})."]


def test_erased_personal_data_is_no_fault(told):
    """A name may be erased with its salt, from the row too; the recount says how many it could not look at."""
    names = SealedValue.objects.filter(entry__programme=told, personal=True, entry__kind="RowStated", entry__subject="workshops:W03")
    erased = names.count()
    assert erased == 3 and names.delete()[0] == 3
    verdict = verify(told)
    assert (verdict.erased, verdict.faults) == (3, [])


def test_who_used_a_link_may_be_erased_too(told):
    """Name and phone go with their salts, and from the rows; the deeds stay, and so does the person without a name."""
    names = SealedValue.objects.filter(entry__programme=told, personal=True, entry__kind__in=["LinkTaken", "LinkIssued"])
    assert names.delete()[0] == 3
    assert WorkLink.objects.filter(programme=told).update(phone="") == LinkHolder.objects.filter(programme=told).update(name="", phone="") == 1
    verdict = verify(told)
    assert (verdict.erased, verdict.faults) == (3, [])


def test_a_paper_that_is_gone_or_exchanged_is_named(told):
    gone, other, *_ = list(Paper.objects.filter(programme=told, name="rencana.zip"))
    place, content = paper_place(gone.sha256), paper_place(other.sha256).read_bytes()
    kept = place.read_bytes()
    place.unlink()
    paper_place(other.sha256).write_bytes(content[:-1] + b"?")
    try:
        found = sentences(told)
    finally:
        place.write_bytes(kept)
        paper_place(other.sha256).write_bytes(content)
    assert len(found) == 2
    assert any(gone.sha256 in s and "tidak ada" in s for s in found)
    assert any(other.sha256 in s and "diganti" in s for s in found)
    assert sentences(told) == []


def test_a_forged_fact_that_cannot_have_happened_is_named(told, attacked):
    """An approval rewritten to be by the proposer: the link breaks, and the recount says that it could not be so."""
    entry = Entry.objects.filter(programme=told, kind="PlanApproved").latest("sequence")
    by, proposer = (queries.person_named(n).public_id for n in ("kepala", "perencana"))
    attacked(f"UPDATE tempa_entry SET body = replace(body, '{by}', '{proposer}') WHERE sequence = {entry.sequence}")
    found = sentences(told)
    assert any(f"Catatan ke-{entry.sequence} (PlanApproved) tidak mungkin terjadi" in s for s in found), found
    assert any("tempa_decision" in s and "tidak berasal" in s for s in found)


def test_other_programmes_have_no_part_in_it(told):
    other = found_programme(code="LAIN", at=Entry.objects.first().at, by=queries.person_named("perencana"))
    verdict = verify(other)
    assert (verdict.size, verdict.rows, verdict.faults) == (2, 2, [])
    assert verify(told).faults == []


def test_progress_is_told(told):
    heard = []
    verdict = verify(told, heard.append)
    assert heard and heard == sorted(heard) and heard[-1] == verdict.size


def test_nothing_is_left_and_nothing_is_written(told):
    """The scratch tables are gone afterwards, and the real ones are as they were."""
    before = (Entry.objects.count(), RefusedDouble.objects.count())
    verify(told)
    assert "scratch" not in [c.alias for c in connections.all(initialized_only=True)]
    assert (Entry.objects.count(), RefusedDouble.objects.count()) == before


def test_rows_that_a_database_numbers_are_told_by_their_names(told, person):
    """Contracts of another programme came first, so that the numbers of rows are not those of a recount of this one."""
    demo = queries.programme_named("NTB-2020-IKM")
    contract = drafted(demo, person)
    assert contract.pk > 1 and contract.items.count() > 1
    assert sentences(demo) == []
