"""The part of the history that tells of the work after the contracts: made, inspected, supplied, handed over, paid."""

from __future__ import annotations

from uuid import uuid4

from tempa.delivery import facts as delivery
from tempa.openness import facts as openness
from tempa.payment import facts as payment
from tempa.production import facts as production
from tempa.quality import facts as quality
from tempa.supply import facts as supply


def tell_production(note, head):
    """One of two units is reported made, corrected, made again, gets an engine, is announced and replaced."""
    first, other, made = "SEJARAH-TAN-001-0001-X", "SEJARAH-TAN-001-0003-Z", "2020-08-03T01:10:00.000000Z"
    said = ("W03", [{"lot": "LOT-BARU-1", "step": 1, "quantity": 1}], made, "link", ["d" * 64], "kata Pak Made", made)
    note(production.ProgressReported(*said, "R00001", {"LOT-BARU-1": [first]}, "2020-08-03", str(uuid4())), head)
    note(production.ProgressCorrected("LOT-BARU-1", "W03", 1, -1, "salah ketik oleh bengkel", "R00002", [first], "2020-08-03"))
    note(production.ProgressReported(*said, "R00003", {"LOT-BARU-1": [first]}, "2020-08-03"), head)
    note(production.EngineFitted(first, "GX160 123"))
    note(production.LotAnnounced("LOT-BARU-1", "W03", 0, "S0001", [first]))
    note(production.UnitReplaced("LOT-BARU-1", first, "rangka retak", other))
    note(production.ProblemStated("W03", "LOT-BARU-1", "power", "listrik padam", "link", [], "KD001", str(uuid4())), head)
    note(production.ProblemTaken("KD001", "PARK", "2020-08-20"))
    note(production.ProblemClosed("KD001", "genset dipinjamkan"))
    messages = [{"sender": "Pak Made", "day": "2020-08-03", "hour": "14:05", "text": f"las {n}", "key": str(n) * 64, "photos": []} for n in (1, 2)]
    note(production.MessagesTaken("W03", "e" * 64, messages, ["PW00001", "PW00002"]))
    note(production.MessageSettled("PW00001", "W03", "confirmed", [{"lot": "LOT-BARU-1", "step": 1, "quantity": 1}], [], [], "", "R00003"))
    note(production.MessageSettled("PW00002", "W03", "dropped", [], [], [], "sudah dilaporkan", ""))
    note(production.TrainingRecorded("W03", "2020-08-03", "weld", 90, ["Siti", "Agus"], "Bu Wati", "LOT-BARU-1", "", "PL0001", 2), head)
    note(production.CoachingVisited("W03", "2020-08-03", "quality", "las keropos", "cara mengatur arus", "2020-08-20", [], "BN0001"))
    note(production.CoachingFollowed("BN0001", "W03", "2020-08-03", "las sudah rapi", ""))


def tell_quality(note, head, stranger):
    """Forms of which one is refused, a released first article, a rejected lot with a critical failure, a hold released, an accepted one."""
    form, refused, first, look, again = (uuid4() for _ in range(5))
    bad_lot, good_lot, action = (uuid4() for _ in range(3))
    serial, other = "SEJARAH-TAN-001-0003-Z", "SEJARAH-TAN-001-0004-0"
    note(quality.SamplingRuleSet("small_lot", "0.2", "0.1", "2.5", "kebiasaan taman sains"))
    note(quality.FormsTaken(["TAN-001"], "taken"))
    note(quality.RevisionIssued("TAN-001", "A", "gambar pertama", ""))
    note(quality.ContractRevisionNamed("K0001", "TAN-001", "A"))
    note(quality.InstrumentStated("SL-01", "pengukur bunyi", "sound", "dB(A)", "30", "130", "2020-01-05", "2021-01-05", "KAL-1"))
    for version, one in ((1, refused), (2, form)):
        check = {"check": "A01", "words": "pelindung", "category": "critical", "kind": "yes_no"}
        note(quality.FormProposed(str(one), "TAN-001", "A", [check], ["beban penuh"], "", version), identity=one)
    note(quality.FormRefused(str(refused), "TAN-001", "batas belum diisi"), head)
    note(quality.FormConfirmed(str(form), "TAN-001"), head)
    looked = {"lot": "LOT-BARU-1", "form": str(form), "instruments": {}, "conditions": {}, "photos": [], "place": "Labuapi", "point": "-8.6,116.1",
              "note": "", "type": "TAN-001", "maker": "W03", "house": "W01", "inspector_house": "PARK", "look": 1, "is_full": True,
              "is_original": True, "at": "2020-08-03T01:10:00.000000Z", "claimed_at": ""}  # fmt: skip
    good = {"checks": {"A01": "yes"}, "result": "passed", "failed": [], "critical": 0, "major": 0, "minor": 0}
    bad = {"checks": {"A01": "no"}, "result": "failed", "failed": ["A01"], "critical": 1, "major": 0, "minor": 0}
    note(quality.InspectionRecorded(inspection=str(first), serial=serial, round=0, **looked, **good), stranger, first)
    note(quality.FirstArticleDecided(str(first), True, "", "TAN-001", "A", "W03"), head)
    note(quality.LotsPlanned(["LOT-BARU-1"], ""))
    for round, name, found, decision, decided in ((1, look, bad, bad_lot, "rejected"), (2, again, good, good_lot, "accepted")):
        note(quality.LotPlanned("LOT-BARU-1", round, "TAN-001", "W03", str(form), "small_lot", "first", [serial], [serial], 1, 0, "0" * 64, 1, {}))
        note(quality.InspectionRecorded(inspection=str(name), serial=serial, round=round, **looked, **found), stranger, name)
        note(quality.LotDecided(str(decision), "LOT-BARU-1", round, decided, "", "TAN-001", "W03", "first", 1, 0, 1, 1, 0,
                                found["critical"], 0, "Ditolak.", "Rejected."), head, decision)  # fmt: skip
        note(quality.UnitsDecided("LOT-BARU-1", [serial], "rework" if round == 1 else "repaired", 5, "las ulang", str(decision)), head)
    note(quality.UnitsDecided("LOT-BARU-1", [serial], "concession", 5, "di luar ukuran sedikit", str(good_lot), 250_000), head)
    note(quality.HoldReleased("W03", "TAN-001", "pelindung dipasang"), head)
    note(quality.UnitsDecided("LOT-BARU-1", [other], "scrapped", None, "rangka patah", str(bad_lot)), head)
    note(quality.CertificateMade(str(good_lot), "0" * 64, 1))
    note(quality.CauseTackled(str(action), "W03", "TAN-001", "A01", "cetakan aus", "cetakan diganti", "Pak Darma", "2020-08-20"), identity=action)
    note(quality.CauseClosed(str(action), {"before": 5, "after": 9}))
    tell_week(note, stranger)


def tell_week(note, stranger):
    """A week with one errand that is done on Monday and one that found no place; a person moves the first to Tuesday."""
    inspector, who = str(stranger.public_id), {"week": "2020-08-03"}
    errand = {"kind": "lot", "key": "LOT-BARU-1/1", "area": "SENTRA-1", "work": 90, "begins": 20, "metres": 9_000, "travel": 20, "crossings": 0,
              "why": [["since", "2020-08-01"]]}  # fmt: skip
    works = [{"inspector": inspector, "dates": ["2020-08-03", "2020-08-04"], "most_minutes": 900}]
    left = [{"kind": "visit", "key": "W04", "area": "SENTRA-1", "work": 180, "left": "days"}]
    for day in ("2020-08-03", "2020-08-04"):
        trip = {"inspector": inspector, "begins": day, "day_minutes": [130], "metres": 18_000, "crossings": 0, "errands": [{**errand, "day": day}]}
        if day == "2020-08-03":
            note(quality.WeekPlanned(**who, seed=1, inspectors=works, trips=[trip], left=left))
        else:
            change = {"errand": "lot:LOT-BARU-1/1", "to": inspector, "day": day}
            note(quality.WeekChanged(**who, change=change, reason="bengkel tutup hari Senin", inspectors=works, trips=[trip], left=left))


def tell_supply(note, head):
    """An inquiry with its quote; an order from approval to invoice, one refused, one cancelled; material out, back and counted."""
    inquiry, invoice = uuid4(), uuid4()
    note(supply.MaterialTermsStated("ST-HOL25", "5", "1", "diukur di bengkel"))
    note(supply.LocalContentStated("SUP-L1", "", "12.5", "surat pemasok"))
    note(supply.QuotesAsked(str(inquiry), {"ST-HOL25": "10"}, ["SUP-L1"], "2020-08-10", "2020-09-01", ""), identity=inquiry)
    note(supply.QuoteStated(str(inquiry), "SUP-L1", {"ST-HOL25": 91_000}, 50_000, 3, "2020-09-01", "office", "", ""))
    for order, wants_second in (("B0001", True), ("B0002", True), ("B0003", False)):
        lines = [{"line": "1", "material": "ST-HOL25", "quantity": "10"}, {"line": "2", "material": "EN-BENSIN", "quantity": "2"}]
        note(supply.PurchaseDrafted(order, str(inquiry), "SUP-L1", lines, {"1": 91_000, "2": 1_500_000}, 50_000, "2020-08-20", "termurah",
                                    wants_second, "" if wants_second else "2020-08-03"))  # fmt: skip
    note(supply.PurchaseApproved("B0001", "", "2020-08-03"), head)
    note(supply.PurchaseRefused("B0002", "terlalu mahal"), head)
    note(supply.PurchaseSent("B0001", "WhatsApp"))
    note(supply.PurchaseAnswered("B0001", True, "2020-08-18", "siap", ""))
    note(supply.PurchaseChanged("B0001", {"B0001.1": "9.5"}, "2020-08-21", "cukup sekian"))
    note(supply.PurchaseCancelled("B0003", "tidak jadi"))
    note(supply.DeliveryAnnounced("B0001", "2020-08-18", {"B0001.1": "9"}, "truk", ""))
    came = {"B0001.2": "2", "B0001.1": "9"}  # not in the order in which the chain writes them
    note(supply.GoodsReceived("T0001", "B0001", "2020-08-04", came, {"B0001.1": 819_000, "B0001.2": 3_000_000}, {"B0001.1": "heat 8812"},
                              {"B0001.2": ["GX-1"]}, ["d" * 64], ""))  # fmt: skip
    note(supply.EnginesNumbered("B0001.2", ["GX-2"]))
    note(supply.InvoiceStated(str(invoice), "B0001", "F-9", "2020-08-05", 3_819_000, "", ""), identity=invoice)
    note(supply.InvoiceDecided(str(invoice), True, ""))
    lines = [{"lot": "LOT-BARU-1", "material": "ST-HOL25", "quantity": "2.5", "engines": []},
             {"lot": "LOT-BARU-1", "material": "EN-BENSIN", "quantity": "2", "engines": ["GX-1", "GX-2"]}]  # fmt: skip
    note(supply.MaterialIssued("M0001", "W03", "2020-08-05", lines, {"1": 227_500, "2": 3_000_000}, ""))
    note(supply.IssueConfirmed("M0001", True, "", ""))
    back = [{"lot": "LOT-BARU-1", "material": "EN-BENSIN", "quantity": "1", "engines": ["GX-2"]}]
    note(supply.MaterialReturned("M0002", "W03", "2020-08-06", back, {"1": 1_500_000}, "cacat"))
    note(supply.StockCounted("H0001", "ST-HOL25", "2020-08-06", "6", "-0.5", -45_500, "dipotong untuk contoh"))


def tell_delivery(note, taker):
    """A group asks, is named by decree and looked at; a unit goes to it over the agency, is checked, breaks and is mended."""
    unit, other = "SEJARAH-TAN-001-0003-Z", "SEJARAH-TAN-001-0001-X"
    note(delivery.RecipientRegistered("R0001", "group", "BIMA", "DISTANBUN", "Sape", "Kelompok Tani", "Pak Amin", "0812", ""))
    note(delivery.MachineRequested("P00001", "R0001", "TAN-001", 2, "2020-07-01", "40", "jagung", "paper"))
    note(delivery.RequestDecided("P00001", "accepted", "kelompok aktif"))
    note(delivery.DecreeIssued("DISTANBUN", "SK/1", "2020-08-03", ["P00001"], ""), taker)
    note(delivery.SiteNeedStated("TAN-001", 220, "2.2", False, True, True, "", "", "pelat nama"))
    note(delivery.SiteInspected("R0001", "2020-08-03", 225, "3", False, True, True, "", [], "-8.5,118.9", True))
    note(delivery.UnitsAssigned("DISTANBUN", {unit: ["P00001", "urutan 1"], other: ["P00001", "urutan 1"]}))
    note(delivery.UnitReassigned(other, "", "diganti"))
    for code, step, giver, receiver, recipient, serials in (
        ("ST00001", 2, "W03", "DISTANBUN", "", [unit, other]), ("ST00002", 2, "W03", "DISTANBUN", "", [other]),
        ("ST00003", 3, "DISTANBUN", "", "R0001", [unit]),
        ("ST00004", 2, "W03", "DISTANBUN", "", []),
    ):  # fmt: skip
        note(delivery.HandoverOffered(code, step, giver, receiver, recipient, "DISTANBUN", serials, "123456" if step == 3 else "", ""))
        if code == "ST00001":
            note(delivery.HandoverTaken(code, "2020-08-03", {other: "penyok"}, ["d" * 64], "BAST/1", "", ""), taker)
    note(delivery.HandoverDeemed("ST00002", "2020-08-20", str(taker.public_id), "sudah diingatkan"))
    note(delivery.HandoverTaken("ST00003", "2020-08-21", {}, [], "", "-8.5,118.9", ""), taker)
    note(delivery.HandoverWithdrawn("ST00004", "salah pilih"))
    tell_rounds(note, taker, unit, other)
    note(delivery.UseChecked("PK00001", unit, 1, "2020-09-21", "visit", "used", "12.5", "", "", []))
    note(delivery.RepairReported("PB00001", unit, "W03", "2020-09-22", True, "dinamo mati", "Pak Amin"))
    note(delivery.RepairMoved("PB00001", "accepted", "2020-09-23", "", [["dinamo", "1"]], ["d" * 64], ""))
    note(delivery.RepairClosed("PB00001", "2020-09-25", "dinamo digulung", 350_000))
    note(delivery.MachineCommissioned(unit, "2020-08-22", True, "210", 3, "Pak Darma", "", []))
    site = (220, "2.2", True, True, False, "jagung", "Kelompok Baru", "Bu Sri", "62812", "", "2026-11")
    for n in (1, 2):
        note(delivery.RequestSent(f"PM0000{n}", "DISTANBUN", "group", "BIMA", "Sape", "TAN-001", 1, "40", *site, f"{n}" * 64))
    note(delivery.MachineRequested("P00002", "R0001", "TAN-001", 1, "2020-08-01", "40", "", "self"))
    note(delivery.RequestTakenIn("PM00001", "R0001", "R0001", "P00002"), taker)
    note(delivery.RequestTurnedAway("PM00002", "sudah pernah meminta"), taker)
    note(delivery.UnitReallocated(unit, "R0001", "P00002", "2020-09-26", "menganggur tiga bulan"))


def tell_rounds(note, stranger, unit, other):
    """Three rounds: one driven to its end with a machine hurt, one changed until nothing is left of it, one called off."""
    note(delivery.LorryNoted("TR01", "DR 1", 2000, 6, 4, True, "Pak Udin", "0812"))
    stop = {"recipient": "R0001", "serials": [unit], "kilograms": 175, "day": "2020-08-04", "begins": 60, "metres": 9_000, "minutes": 16,
            "crossings": 0, "why": [["waiting", "2020-07-01"]]}  # fmt: skip
    row = {"lorry": "TR01", "starts_on": "2020-08-04", "days": 1, "metres": 18_000, "minutes": 67, "crossings": 0, "ferry_rupiah": 0}
    rows = [{"round": f"RD000{n}", **row, "stops": [stop | {"serials": [one]}]} for n, one in ((1, unit), (2, other), (3, other))]
    note(delivery.RoundsPlanned("2020-08-04", 3, ["TR01"], 1, {"kmh": "35"}, rows, {"R0001": "days"}))
    note(delivery.RoundsChanged({"what": "move", "round": "RD0002"}, "jalan putus", [rows[1] | {"stops": []}]))
    note(delivery.RoundCancelled("RD0003", "truk mogok"))
    note(delivery.HandoverOffered("ST00005", 3, "DISTANBUN", "", "R0001", "DISTANBUN", [other], "123456", ""))
    note(delivery.RoundConfirmed("RD0001", {"1": "ST00005"}))
    note(delivery.StopReached("RD0001", 1, ""))
    note(delivery.HandoverTaken("ST00005", "2020-08-04", {other: "rusak di jalan: jatuh"}, [], "", "", ""), stranger)
    note(delivery.DamagedInTransport("KR00001", "RD0001", other, "jatuh", ["d" * 64], "2020-08-04", ""))
    note(delivery.DamageMended("KR00001", other, "2020-08-09", "rangka diluruskan"))
    note(delivery.StopFailed("RD0001", 1, "jalan putus", ""))
    note(delivery.RoundEnded("RD0001", "", ""))


def tell_payment(note, head, stranger, payer):
    """One claim is withdrawn, one sent back, one paid; the vendor passes money on, which the maker confirms."""
    unit = "SEJARAH-TAN-001-0003-Z"
    for n in (1, 2, 3):
        note(payment.ClaimSubmitted(f"TG0000{n}", "K0001", "DISTANBUN", "W03", "delivery", "DISTANBUN-I", "2020-09-01", [unit], 9_000_000, ""))
        if n < 3:
            note((payment.ClaimWithdrawn, payment.ClaimReturned)[n - 1](f"TG0000{n}", "salah jumlah"))
    note(payment.ClaimPaperShown("TG00003", {"handover": ["BAST/1", "2020-08-03", "", ""], "npwp": ["01", "", "", ""]}, "2020-09-02"))
    parts = dict.fromkeys(payment.AMOUNTS, 0) | {"gross": 9_000_000, "income_tax": 135_000, "net": 8_865_000}
    note(payment.PaymentApproved("BY00001", "TG00003", "K0001", "DISTANBUN-I", "5.1", "2020-09-03", ["PMK 59"], 0, parts, {unit: 9_000_000}), head)
    note(payment.PaymentMade("BY00001", "2020-09-04", "SP2D/1"), payer)
    note(payment.ClaimSubmitted("TG00004", "K0001", "DISTANBUN", "W03", "advance", "DISTANBUN-I", "2020-09-01", [], 2_000_000, ""))
    note(payment.ClaimPaperShown("TG00004", {"advance_guarantee": ["BG/1", "2020-09-01", "", ""]}, "2020-09-02"))
    parts = dict.fromkeys(payment.AMOUNTS, 0) | {"gross": 2_000_000, "net": 2_000_000}
    note(payment.PaymentApproved("BY00002", "TG00004", "K0001", "DISTANBUN-I", "5.1", "2020-09-03", ["Perpres 16/2018"], 0, parts, {}), head)
    note(payment.PaymentMade("BY00002", "2020-09-04", "SP2D/2"), payer)
    note(payment.AdvanceReturned("BY00002", "2020-09-06", 500_000, "STS/1"), payer)
    note(payment.OnwardPaid("TR00001", "K0001", "W03", "W04", "2020-09-05", 1_000_000, "TRF/1", "", ""))
    note(payment.OnwardDenied("TR00001", "buku rekening kosong", ""), stranger)
    note(payment.OnwardConfirmed("TR00001", ""), stranger)
    chosen = {"BY00001": [9_000_000, 0]}
    note(openness.SampleDrawn("SA0001", "payments", 95, 3_000_000, 0, 1_000_000, 7, "ab" * 32, 40, 1, 9_000_000, chosen, ""), stranger)
    note(openness.SampleItemExamined("SA0001", "BY00001", 8_500_000, "kuitansi Rp500.000 lebih kecil"), stranger)
