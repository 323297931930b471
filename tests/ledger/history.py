"""A small programme in whose history every kind of fact occurs; and a way to change it behind the program's back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from tempa.allocation import facts as allocation
from tempa.catalogue import facts as catalogue
from tempa.catalogue.facts import AliasDecided, PriceObjected, PriceObjectionAnswered, PriceObjectionOverruled
from tempa.contracts import facts as contracts
from tempa.demand.actions import load_programme
from tempa.demand.facts import OrderChanged
from tempa.demand.models import OrderLine
from tempa.ledger.actions import found_programme, keep_paper, record
from tempa.ledger.facts import (
    DeputyNamed,
    InvitationIssued,
    LinkIssued,
    LinkRevoked,
    LinkTaken,
    PasswordChosen,
    RoleGranted,
    RoleRevoked,
    RowStated,
    RowWithdrawn,
    TableArranged,
)
from tempa.ledger.models import Role
from tempa.ledger.queries import keys_in_order
from tempa.ledger.rules import Refused
from tempa.production import facts as production
from tempa.registry import facts as registry
from tempa.registry.facts import OfferCallExtended, OfferCallOpened, OffersStated
from tempa.registry.models import Closure, Offer
from tempa.registry.rules.criteria import printed
from tempa.values.programme import read_programme
from tests.conftest import NTB
from tests.ledger.history_of_work import (
    tell_delivery,
    tell_payment,
    tell_production,
    tell_quality,
    tell_supply,
)

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)


def tell(person):
    """The programme SEJARAH: its tables and changes, two plans and a refused one, objections, decisions by hand, rules, a double."""
    planner, head, stranger = person("perencana"), person("kepala"), person("orang-asing")
    programme = found_programme(code="SEJARAH", at=AT, by=planner, desks=("park_planner",))
    load_programme(programme, small_tables(), at=AT, by=planner)
    moment = iter(AT + timedelta(minutes=n) for n in range(1, 500))

    def note(fact, by=planner, identity=None):
        return record(programme, fact, at=next(moment), by=by, identity=identity)

    note(RoleGranted(str(head.public_id), "park_head", ""), stranger)  # not by who puts plans forward
    note(RoleGranted(str(person("pemasok").public_id), "supplier", "SUP-L1"))
    tell_tables(programme, note, stranger)
    tell_prices(note, head)
    tell_changes(programme, note)
    first = tell_plan(programme, note, planner, head, moment)
    tell_plan(programme, note, planner, head, moment, first)
    tell_rest(note, first, head)
    tell_offers(programme, note, head, stranger)
    tell_contracts(note, head)
    tell_registry(programme, note, head)
    tell_supply(note, head)
    tell_quality(note, head, stranger)
    tell_delivery(note, person("opd"))
    tell_payment(note, head, stranger, person("pemasok"))
    twice = uuid4()
    note(RoleGranted(str(stranger.public_id), "inspector", ""), head, twice)
    with pytest.raises(Refused):
        note(RoleGranted(str(stranger.public_id), "auditor", ""), head, twice)
    return programme


def small_tables():
    """The demo's tables with the types of its first five order lines alone."""
    tables = {name: list(rows) for name, rows in read_programme(NTB).items()}
    tables["orders"] = tables["orders"][:5]
    types = {row["type"] for row in tables["orders"]}
    for name in ("types", "routings", "bom", "offers"):
        tables[name] = [row for row in tables[name] if row["type"] in types]
    return tables


def tell_tables(programme, note, stranger):
    rows = dict(Closure.objects.filter(programme=programme).values_list("key", "cells"))
    key, row = next(iter(rows.items()))
    note(RowStated("closures", "baru", row))
    note(RowWithdrawn("closures", key))
    note(TableArranged("closures", list(reversed(keys_in_order(programme, "closures")))))
    note(AliasDecided("mesin pencacah rumput", "TAN-001"))
    note(RoleGranted(str(stranger.public_id), "auditor", ""))
    note(RoleRevoked(str(stranger.public_id), "auditor", ""))
    note(InvitationIssued(str(stranger.public_id), "2020-08-10T01:10:00.000000Z"))
    note(PasswordChosen(str(stranger.public_id), "outside", ""), stranger)
    deputy = (str(stranger.public_id), str(programme_planner(programme).public_id), "park_planner", "")
    note(DeputyNamed(*deputy, "2020-08-03", "2020-08-20", "SPT/1"))
    note(DeputyNamed(*deputy, "2020-09-01", "2020-09-20", "SPT/2"))
    note(RoleGranted(str(stranger.public_id), "park_planner", ""))
    note(RoleRevoked(str(stranger.public_id), "park_planner", ""))
    note(DeputyNamed(*deputy, "2020-09-01", "2020-09-20", "SPT/3"))


def programme_planner(programme):
    return Role.objects.filter(programme=programme, desk="park_planner", until=None).first().person


def tell_changes(programme, note):
    first, second, third = OrderLine.objects.filter(programme=programme).order_by("position")[:3]

    def change(what, key, before, after, row=None):
        note(OrderChanged(what, key, before, after, row or {}, "agency", "permintaan OPD", "027/11/2020"))

    change("quantity", first.key, str(first.quantity), str(first.quantity + 3))
    change("due_date", first.key, str(first.due_date), "2020-11-20")
    change("destination", first.key, first.destination, second.destination)
    change("price", first.type, "1", "12345678")
    change("cancelled", second.key, str(second.quantity), "0")
    change("added", "BARU-1", "", "4", third.cells | {"line": "BARU-1", "quantity": "4"})


def tell_prices(note, head):
    """A price put right, a list from a file, a machine from outside with its use, local content, and sheets of which one is refused."""
    wrong, first, second, third = (uuid4() for _ in range(4))
    price = ("2020-07-01", "2020-12-31", "quotation", "penawaran 12", "Cakranegara")
    note(catalogue.PriceStated("material", "ST-HOL25", 9_000, 9_200, 9_500, *price, ""), identity=wrong)
    note(catalogue.PriceStated("material", "ST-HOL25", 90_000, 92_000, 95_000, *price, str(wrong)))
    note(catalogue.PriceListRead("0" * 64, 1))
    note(catalogue.PriceStated("margin", "", 800, 1_200, 1_500, "2020-07-01", "", "survey", "survei", "Mataram", ""))
    note(catalogue.OutsideOfferStated("TAN-001", "CV Contoh", "Surabaya", 6_500_000, 6_900_000, 7_400_000, "160", "650", 2, 3_500, 150_000,
                                      250_000, 300_000, 450_000, "12", "", "2020-07-01", "", "quotation", "surat 5"))  # fmt: skip
    needs = {"fuel_per_hour": "1.2", "maintenance": 650_000, "downtime_hours": "12", "salvage": 500_000, "output": "450"}
    note(catalogue.UseStated("TAN-001", "600", 7_650, 60_000, "6", 5, "kg", {"local": needs, "outside": needs}, "2020-07-01", "survey", "uji"))
    note(catalogue.CertificateStated("materials:EN-BENSIN", "PT Contoh", "TKDN-1", "16/2011", "40", "0", "2019-07-01", "2022-06-30"))
    note(catalogue.OriginStated("EN-BENSIN", "0", "10", "", "2020-07-01"))
    note(catalogue.OriginStated("EN-BENSIN", "0", "12", "nota", "2020-07-02"))
    for sheet, version in ((first, 1), (second, 2), (third, 3)):
        note(catalogue.EstimateSheetSet(
            str(sheet), "TAN-001", version, "2020-07-01", [{"type": "TAN-001", "quantity": 13, "lot": 13}],
            {"TAN-001": {"unit_price": 9_000_000, "cost": 6_000_000, "low": 1, "likely": 2, "high": 3}}, [{"key": "harga:X"}],
            117_000_000, 11_700_000, "UU 42/2009 Ps 7", "10 %", "Budi", "198001012005011001", "survei"), identity=sheet)  # fmt: skip
    note(catalogue.EstimateSheetRefused(str(third), "salah ketik pada harga"), head)
    note(catalogue.EstimateSheetApproved(str(first), ""), head)
    note(catalogue.EstimateSheetApproved(str(second), "baru"), head)
    note(OrderChanged("price", "TAN-001", "12345678", "9000000", {}, "price_agreed", "", "", str(second)))


def tell_plan(programme, note, planner, head, moment, old=None):
    """A run that makes two plans: one is refused, the other approved in the place of `old`, with lots of W03."""
    run, new, refused = (uuid4() for _ in range(3))
    note(allocation.PlanningStarted(str(run), 5, 1, "", "0" * 64, {"kind": "scenario", "prices": {"TAN-001": 5}}), identity=run)
    for plan, origin in ((new, "uji"), (refused, "uji lagi")):
        content = b"isi rencana " + plan.bytes
        paper = keep_paper(programme, content, name="rencana.zip", media_type="application/zip", at=next(moment), by=planner)
        note(allocation.PlanMade(str(plan), str(run), origin, 100, 90, 5, 0, 0, 1, "0" * 64, paper, {"a": [1, 0.5]}, "plan",
                                 str(old or "")), identity=plan)  # fmt: skip
        note(allocation.PlanProposed(str(plan), "usul"))
    note(allocation.PlanningEnded(str(run), "done", ""))
    note(allocation.PlanExplained(str(new), paper, [{"rule": "cheapest-fit", "total": 5}]))
    note(allocation.PlanRefused(str(refused), "terlalu mahal"), head)
    note(allocation.PlanApproved(str(new), ""), head)
    mark = "BARU" if old else "LAMA"
    if old:
        note(allocation.PlanSuperseded(str(old), str(new), ["LOT-LAMA-1"]), head)
        note(allocation.LotRescheduled(str(new), "LOT-LAMA-1", 4, 6, 7), head)
        note(allocation.PlanSuperseded(str(new), str(new), ["LOT-LAMA-1"]), head)  # as an earlier version did at a double click
        note(allocation.PlanReinstated(str(new), "klik ganda"), head)
    for n in (1, 2):
        note(allocation.LotAwarded(str(new), f"LOT-{mark}-{n}", "L0001", "W03", 2, 3, 5, 6), head)
    return new


def tell_contracts(note, head):
    """Two contracts: one is signed by both, changed and ended, the other withdrawn; particulars, papers, versions of rules."""
    note(contracts.OfficerNamed("DISTANBUN", "ppk", "Rina Contoh", "198001012005012001", "821/12", "2020-01-05", "2020-01-05"))
    note(contracts.AgencyStated("DISTANBUN", "Jalan 1", "Mataram", "DPA/1", "2020-01-05", "{nomor}/{opd}/{tahun}"))
    named = ("representative", "post", "deed", "nib", "npwp", "nik", "address", "phone", "bank", "account", "holder", "financier")
    texts = dict.fromkeys((*named, "tax_certificate"), "contoh")
    note(contracts.VendorStated("W03", "ud", **texts, charges_vat=False, tax_status="none", tax_certificate_on="", tax_certificate_until="",
                                since="2020-01-05"))  # fmt: skip
    for code, lot in (("K0001", "LOT-BARU-1"), ("K0002", "LOT-BARU-2")):
        item = {"item": "1", "lot": lot, "line": "L0001", "budget_line": "DISTANBUN-I", "type": "TAN-001", "maker": "W03", "quantity": 2}
        note(contracts.ContractDrafted(code, "DISTANBUN", "W03", "normal", "spk", "satu lot", "0.3", "0", True, "2020-10-01", [item],
                                       {"1": [9_000_000] * 3}))  # fmt: skip
        note(contracts.PaperNumbered(code, "DISTANBUN", "invitation", "2020-08-03", "", int(code[-1]), f"00{code[-1]}/DISTANBUN/2020"))
    note(contracts.DraftReduced("K0002", {"1": 1}, "kuitansi", "satu unit batal"))
    note(contracts.ContractRedrafted("K0001", "normal", "kuitansi", "0.2", "0.05", False, "2020-10-02", "disepakati lain"))
    note(contracts.OfferReceived("K0001", "2020-08-03", {"1": 9_200_000}))
    note(contracts.PriceNegotiated("K0001", "2020-08-03", {"1": [9_100_000, 9_100_000]}, "di tengah", "kuitansi"))
    note(contracts.RiskNoted("K0001", "2020-08-02", "bahan sudah dibeli"), head)
    note(contracts.ContractSigned("K0001", "2020-08-03", "2020-08-03", "2020-10-02", "003/DISTANBUN/2020", "kuitansi", 18_200_000, 0, ["Ps 28"]))
    note(contracts.ContractCountersigned("K0001", "2020-08-03", "Pak Darma", ""), head)
    note(contracts.PaperMade("K0001", "001/DISTANBUN/2020", "a" * 64))
    note(contracts.SignedCopyKept("K0001", "001/DISTANBUN/2020", "b" * 64))
    note(contracts.PaperNumbered("", "DISTANBUN", "handover_minutes", "2020-08-03", "", 9, "009/DISTANBUN/2020", "handover:ST00001"))
    note(contracts.PaperMade("", "009/DISTANBUN/2020", "e" * 64, "handover:ST00001"))
    note(production.SerialsGiven("LOT-BARU-1", "K0001", "TAN-001", "W03", ["SEJARAH-TAN-001-0001-X", "SEJARAH-TAN-001-0002-Y"]))
    tell_production(note, head)
    due = {"what": "due_on", "item": "", "before": "2020-10-02", "after": "2020-10-09"}
    fewer = {"what": "quantity", "item": "1", "before": "2", "after": "1"}
    cheaper = {"what": "unit_price", "item": "1", "before": "9100000", "after": "9000000"}
    note(contracts.AddendumSigned("K0001", "2020-08-04", [due, fewer], [cheaper], {"1": 9_000_000}, "pesanan dipotong", "", "A1", "004", 0))
    note(allocation.LotReduced("LOT-BARU-1", "L0001", 2, 1, "pesanan dipotong"))
    note(allocation.LotRaised("LOT-BARU-1", "L0001", 1, 2, "pesanan kembali"))
    note(allocation.LotReduced("LOT-BARU-1", "L0001", 2, 1, "pesanan dipotong lagi"))
    end = {"what": "cancelled", "item": "", "before": "", "after": ""}
    note(contracts.AddendumSigned("K0001", "2020-08-05", [end], [], {}, "batal", "", "A2", "005", 0))
    note(allocation.LotReduced("LOT-BARU-1", "L0001", 1, 0, "batal"))
    note(contracts.ContractWithdrawn("K0002", "salah lot"))
    note(contracts.PaperVoided("K0002", "002/DISTANBUN/2020", "konsep ditarik"))
    note(contracts.TemplateChanged("spk", "c" * 64, "kop surat baru"))
    for decide in (contracts.RuleVersionConfirmed, lambda v, r: contracts.RuleVersionRefused(v, r, "tidak ada teksnya")):
        version = uuid4()
        content = {"id": "ppn", "valid_from": "2020-08-01", "citation": "c", "source": "s", "verified": False, "parameters": {"rate": "1/100"}}
        note(contracts.RuleVersionProposed(str(version), "ppn", content, "uji"), identity=version)
        note(decide(str(version), "ppn"), head)


def tell_rest(note, plan, head):
    objection, decision, rule = (uuid4() for _ in range(3))
    note(allocation.ObjectionRaised(str(objection), str(plan), "W03", "kurang", [{"kind": "offer_to_hps"}]), identity=objection)
    note(allocation.ObjectionReplayed(str(objection), {"total": 5}))
    note(allocation.ObjectionAnswered(str(objection), False, "tetap"), head)
    content = {"lot": "LOT-BARU-1"}
    note(allocation.HandDecided(str(decision), str(plan), "pin", "LOT-BARU-1", content, 10, [], "kesepakatan"), identity=decision)
    note(allocation.HandWithdrawn(str(decision), "berubah"))
    note(allocation.RuleAdded(str(rule), {"kind": "site_lots", "lots": 3}, "tidak sanggup"), identity=rule)
    note(allocation.RuleRemoved(str(rule), "sanggup lagi"))


def tell_offers(programme, note, head, stranger):
    """A call, a link that somebody takes, offers stated and one withdrawn, an objection to a price overruled and then answered."""
    call, link, objection, offer = uuid4(), uuid4(), uuid4(), Offer.objects.filter(programme=programme).first()
    note(OfferCallOpened(str(call), [offer.type], "2020-08-03T00:00:00.000000Z", "2020-08-10T00:00:00.000000Z", "uji"), identity=call)
    note(OfferCallExtended(str(call), "2020-08-12T00:00:00.000000Z", "libur bersama"))
    expires, digest = "2020-08-20T00:00:00.000000Z", link.hex * 2
    note(LinkIssued(str(link), "workshop", offer.workshop, "offers", str(call), expires, "6281234567890", digest), identity=link)
    note(LinkTaken(str(link), str(stranger.public_id), "Pak Made", "6281234567890", "outside"), stranger)
    note(OffersStated(offer.workshop, str(call), {offer.type: "7654321"}, "link", "", str(link)), stranger)
    note(OffersStated("W30", "", {offer.type: ""}, "office", "surat bengkel", ""))
    note(LinkRevoked(str(link), "HP-nya hilang"))
    lines = [{"what": "bahan", "amount": 9_000_000}]
    note(PriceObjected(str(objection), offer.type, offer.workshop, "", "bahan naik", lines, [], 7_000_000, str(link)), stranger, objection)
    note(PriceObjectionOverruled(str(objection), "musim tanam tidak menunggu"), head)
    note(PriceObjectionAnswered(str(objection), True, "harga disurvei lagi", "HPS-1"), head)


def tell_registry(programme, note, head):
    """Criteria confirmed and refused, visits signed and given back, an appeal upheld, offers held and let through, a shared machine booked and
    freed, another lead, records merged and not, applicants admitted, refused and gone."""
    criteria = printed().as_content()
    for name, decide in (("u-1", registry.CriteriaConfirmed), ("u-2", lambda v, n: registry.CriteriaRefused(v, n, "tidak perlu"))):
        version = uuid4()
        note(registry.CriteriaProposed(str(version), criteria | {"id": name, "valid_from": "2020-09-01"}, "uji"), identity=version)
        note(decide(str(version), name), head)
    visits = [uuid4(), uuid4()]
    machines = [{"process": "smaw", "name": "Trafo las", "count": 2, "working": 1, "capacity": "250 A"}]
    for name in visits:
        note(registry.VerificationRecorded(
            str(name), "W03", "2020-1", "2020-06-02", {"power": 70}, {"premises": 70}, machines, [{"process": "smaw", "people": 1, "certified": 0}],
            [{"name": "Amaq", "process": "smaw", "skill": "lama"}], {"power": "kabel"}, {"nib": True}, [{"what": "tampak depan", "sha256": "d" * 64}],
            {"weld": "30"}, "registered", 3, 40_000_000, "Getap", "-8.6,116.1,9", "2021-12-02", "2021-10-03", "desk", "2020-06-02T01:00:00.000000Z",
        ), identity=name)  # fmt: skip
    note(registry.VerificationSigned(str(visits[0]), "W03", True), head)
    note(registry.VerificationReturned(str(visits[1]), "W03", "nilai listrik tidak cocok dengan foto"), head)
    appeal = uuid4()
    note(registry.VerificationAppealed(str(appeal), str(visits[0]), "W03", ["power"], "kabel sudah baru", ""), identity=appeal)
    note(registry.AppealAnswered(str(appeal), str(visits[0]), "W03", True, "benar, sudah diganti", {"power": 80}, {"premises": 80}), head)
    tell_eligibility(programme, note, head)
    booking, lathe = uuid4(), ("STIPARK-BUBUT-1", "STIPARK", "turning", "Bubut", 8, 16)
    note(registry.SharedMachineStated(*lathe, [0, 1], "", False))
    for name, hours in ((booking, (9, 11)), (uuid4(), (11, 12))):
        note(registry.MachineBooked(str(name), lathe[0], "W03", "2020-08-11", *hours, "poros", ""), identity=name)
    note(registry.BookingCancelled(str(booking), lathe[0], "W03", "bahan belum datang"))
    note(registry.LeadChanged("W09", "W08", "W01", "2020-08-03", "pindah tempat"))
    for gone, decide in (("W10", registry.MergeConfirmed), ("W11", lambda m, k, g: registry.MergeRefused(m, k, g, "dua usaha"))):
        merge = uuid4()
        note(registry.MergeProposed(str(merge), "W09", gone, "satu pemilik"), identity=merge)
        note(decide(str(merge), "W09", gone), head)
    tell_applicants(note)


def tell_eligibility(programme, note, head):
    site = Offer.objects.filter(programme=programme).last().workshop
    offers = list(Offer.objects.filter(programme=programme, workshop=site).order_by("type")[:2])
    because = {o.type: {"template": "%(process)s: tidak ada mesinnya", "values": {"process": "las TIG"}} for o in offers}
    note(registry.TypeProcessesStated(offers[0].type, ["tig"], "baja tahan karat"))
    note(registry.OffersHeld(site, {o.type: o.unit_price for o in offers}, because))
    note(registry.EligibilityOverruled(site, offers[0].type, "mesin dipinjam dari sekolah"), head)
    note(registry.OffersReturned(site, {offers[0].type: offers[0].unit_price}))
    note(registry.OffersHeld(site, {o.type: o.unit_price for o in offers}, because))


def tell_applicants(note):
    call = uuid4()
    note(registry.ApplicantCallOpened(str(call), "2020-08-03T00:00:00.000000Z", "2020-09-03T00:00:00.000000Z", 3, "uji"), identity=call)
    decisions = (
        lambda name: registry.ApplicantAdmitted(name, "W99", "W01", "SENTRA-1", ""), lambda name: registry.ApplicationRefused(name, "terlalu jauh"),
        lambda name: registry.ApplicationWithdrawn(name, "pindah usaha"),
    )  # fmt: skip
    for n, decide in enumerate(decisions):
        name = uuid4()
        note(registry.ApplicationMade(str(name), str(call), "UD Contoh", "Lalu", f"62812345678{n}", "pagar", "Lombok Timur", "Sikur", 3, ["smaw"],
                                      False, name.hex * 2), identity=name)  # fmt: skip
        note(decide(str(name)))


def unguarded():
    """Take away what guards the database, as somebody may who has it in their hands: triggers, checks, keys."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in names:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")


def guarded_again():
    """Checks as they were; a rollback of the test brings back the triggers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
