"""Red flags: patterns in the facts that an auditor should look at. None proves anything; each names the facts that it stands on.

What is looked at are the rows of the audit pack, so that page and pack say the same and anybody can count again. Sources: ISA 240, appendix 3
(circumstances that indicate the possibility of fraud); OECD, Guidelines for Fighting Bid Rigging in Public Procurement; Perpres 16/2018 articles 7
(conflicts of interest), 20 (2) (splitting) and 57 (handing over). The figures are settings, no rule names them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from tempa.registry.rules.remark import Remark

Row = Mapping[str, str]
HEAP, HEAP_SHARE = 10, 2
"""Acceptances of one agency on one day that are a heap: this many, and at least one in this many of all that it took."""
MOST_OF_ONE = 20
"""Machines of one recipient above which it is looked at."""
JUMP = 20
"""Percent by which a price above the one before, or above the median of its type, is a jump."""
LEAST_SHARE = 85
"""Percent of the price to the agency below which the maker's price is looked at."""
PASS_ON_DAYS = 14
MOST_SHOWN = 12  # subjects of one flag


@dataclass(frozen=True)
class Kind:
    """A pattern: its name, what to ask about it, and where it comes from."""

    name: Remark
    ask: Remark
    source: str


@dataclass(frozen=True)
class Flag:
    """One pattern found: its kind, the sentence, the facts that it stands on (`contract:K0001`, `unit:…`), rupiah where it is about money."""

    kind: str
    words: Remark
    about: tuple[str, ...]
    rupiah: int = 0


@dataclass(frozen=True)
class Evidence:
    """What is looked at: the pack's tables; photos by hash with each deed that showed them (subject, its name); what parties share; needs that
    were split."""

    tables: Mapping[str, Sequence[Row]]
    photos: Mapping[str, Collection[tuple[str, str]]] = field(default_factory=dict)
    ties: Sequence[tuple[str, tuple[str, ...]]] = ()
    recipients: Sequence[tuple[str, tuple[str, ...]]] = ()
    splits: Sequence[tuple[str, str, tuple[str, ...], int, int, str]] = ()
    today: str = ""

    def rows(self, table: str) -> Sequence[Row]:
        return self.tables.get(table, ())


FLAGS: Mapping[str, Kind] = {
    "photo": Kind(
        Remark("Foto yang sama dua kali"), Remark("Minta foto asli dengan waktu dan tempatnya, lalu lihat mesinnya."),
        "ISA 240, lampiran 3 (dokumen)",
    ),
    "uninspected": Kind(
        Remark("Diterima atau dikirim sebelum diperiksa"), Remark("Minta berita acara pemeriksaan dan alasan mesin berpindah tanpa pemeriksaan."),
        "Perpres 16/2018 pasal 57",
    ),
    "heaped": Kind(
        Remark("Serah terima menumpuk di satu hari"), Remark("Tanyakan apakah semua mesin itu benar-benar dilihat pada hari itu."),
        "ISA 240, lampiran 3 (transaksi yang tidak lazim)",
    ),
    "many": Kind(
        Remark("Satu penerima untuk banyak mesin"), Remark("Cocokkan dengan SK penerima dan lihat pemakaiannya."),
        "ISA 240, lampiran 3 (transaksi yang tidak lazim)",
    ),
    "jump": Kind(
        Remark("Harga melonjak"), Remark("Minta rincian harga dan sumber HPS sebelum dan sesudahnya."),
        "OECD, Guidelines for Fighting Bid Rigging: pola harga",
    ),
    "share": Kind(
        Remark("Bagian pembuat di bawah batas"), Remark("Tanyakan pekerjaan apa yang dibayar dengan selisihnya."),
        "pengaturan: 85 % dari harga kontrak",
    ),
    "related": Kind(
        Remark("Pihak yang berhubungan"), Remark("Periksa siapa pemilik dan siapa yang memutuskan."), "Perpres 16/2018 pasal 7",
    ),
    "split": Kind(
        Remark("Pembelian yang dipecah"), Remark("Minta alasan tertulis mengapa tidak satu paket."), "Perpres 16/2018 pasal 20 ayat (2)",
    ),
    "early": Kind(
        Remark("Dikerjakan sebelum kontrak"), Remark("Minta dasar tertulis untuk mulai bekerja dan siapa yang menanggung risikonya."),
        "kontrak paket audit, catatan: kontrak sesudah pekerjaan mulai",
    ),
    "kept": Kind(
        Remark("Uang belum diteruskan kepada pembuat"), Remark("Minta bukti transfer dan tanyakan langsung kepada pembuatnya."),
        "kontrak paket audit, hukum 12: 14 hari",
    ),
    "gone": Kind(
        Remark("Mesin dijual, hilang atau menganggur"), Remark("Datangi penerimanya; periksa apakah mesin dapat dialihkan."),
        "kontrak paket audit, hukum 14",
    ),
}  # fmt: skip


def red_flags(seen: Evidence) -> list[Flag]:
    """Every pattern found, kind by kind in the order of FLAGS, the heaviest first."""
    found = [
        *photos(seen), *uninspected(seen), *heaped(seen), *many(seen), *jumps(seen), *shares(seen), *related(seen), *splits(seen),
        *early(seen), *kept(seen), *gone(seen),
    ]  # fmt: skip
    order = list(FLAGS)
    return sorted(found, key=lambda f: (order.index(f.kind), -f.rupiah, f.about))


def photos(seen: Evidence) -> Iterator[Flag]:
    for sha256, shown in sorted(seen.photos.items()):
        deeds = sorted({name for _subject, name in shown})
        if len(deeds) > 1:
            words = Remark("Satu foto dipakai untuk %(n)s hal: %(what)s.", n=len(deeds), what=", ".join(deeds[:MOST_SHOWN]))
            yield Flag("photo", words, (*sorted({subject for subject, _name in shown})[:MOST_SHOWN], f"paper:{sha256}"))


def uninspected(seen: Evidence) -> Iterator[Flag]:
    """Units that an agency took over, or that were accepted, with no look at them before; told lot by lot."""
    first: dict[str, str] = {}
    for r in seen.rows("inspections"):
        first[r["serial"]] = min(first.get(r["serial"], "9"), r["at"])
    lot_of = {u["serial"]: u["lot"] for u in seen.rows("units")}
    accepted_lots = {r["lot"] for r in seen.rows("lot_decisions") if r["decided"] == "accepted"}
    late: dict[str, list[str]] = defaultdict(list)
    for r in seen.rows("handovers"):
        lot = lot_of.get(r["serial"], "")
        looked = first.get(r["serial"], "9")
        if r["step"] == "2" and looked > r["at"] and (lot not in accepted_lots or looked != "9"):
            late[lot].append(r["serial"])
    for lot, serials in sorted(late.items()):
        words = Remark("%(n)s mesin lot %(lot)s diserahkan kepada OPD sebelum ada pemeriksaan.", n=len(serials), lot=lot)
        yield Flag("uninspected", words, (f"lot:{lot}", *(f"unit:{s}" for s in sorted(serials)[:MOST_SHOWN])))


def heaped(seen: Evidence) -> Iterator[Flag]:
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    papers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for r in seen.rows("handovers"):
        if r["step"] == "2" and r["at"]:
            taken[r["receiver"]][r["at"][:10]] += 1
            papers[r["receiver"], r["at"][:10]].add("handover:" + r["handover"].removesuffix(f"-{r['serial']}"))
    for agency, days in sorted(taken.items()):
        for day, n in days.most_common(1):
            if n >= HEAP and n * HEAP_SHARE >= days.total():
                words = Remark("%(agency)s menerima %(n)s dari %(all)s mesinnya pada %(day)s.", agency=agency, n=n, all=days.total(), day=day)
                yield Flag("heaped", words, (f"agencies:{agency}", *sorted(papers[agency, day])[:MOST_SHOWN]))


def many(seen: Evidence) -> Iterator[Flag]:
    got: dict[str, list[str]] = defaultdict(list)
    for r in seen.rows("handovers"):
        if r["step"] == "3" and r["recipient"]:
            got[r["recipient"]].append(r["serial"])
    for recipient, serials in sorted(got.items()):
        if len(serials) > MOST_OF_ONE:
            words = Remark("Penerima %(recipient)s mendapat %(n)s mesin.", recipient=recipient, n=len(serials))
            yield Flag("many", words, (f"recipient:{recipient}", *(f"unit:{s}" for s in sorted(serials)[:MOST_SHOWN])))


def jumps(seen: Evidence) -> Iterator[Flag]:
    """An owner's estimate that was raised by more than JUMP percent at once, and a contract so much above the median of its type."""
    for r in seen.rows("order_changes"):
        if r["kind"] == "price" and r["before"].isdigit() and r["after"].isdigit() and int(r["after"]) * 100 > int(r["before"]) * (100 + JUMP):
            words = Remark("HPS jenis %(type)s naik dari %(before)s menjadi %(after)s sekaligus.", type=r["line"],
                           before=rupiah(int(r["before"])), after=rupiah(int(r["after"])))  # fmt: skip
            yield Flag("jump", words, (f"types:{r['line']}",), int(r["after"]) - int(r["before"]))
    prices: dict[str, list[int]] = defaultdict(list)
    for i in seen.rows("contract_items"):
        prices[i["type"]].append(int(i["unit_price"]))
    for i in seen.rows("contract_items"):
        middle, price = median(prices[i["type"]]), int(i["unit_price"])
        if len(prices[i["type"]]) > 2 and price * 100 > middle * (100 + JUMP):
            words = Remark("Kontrak %(contract)s membeli %(type)s seharga %(price)s; tengah-tengah harga kontrak jenis ini %(middle)s.",
                           contract=i["contract"], type=i["type"], price=rupiah(price), middle=rupiah(int(middle)))  # fmt: skip
            yield Flag("jump", words, (f"contract:{i['contract']}", f"lot:{i['lot']}"), (price - int(middle)) * int(i["quantity"]))


def shares(seen: Evidence) -> Iterator[Flag]:
    vendor = {c["contract"]: c["vendor"] for c in seen.rows("contracts")}
    for i in seen.rows("contract_items"):
        agreed, makers = int(i["unit_price"]), int(i["maker_price"])
        if i["maker"] != vendor.get(i["contract"], i["maker"]) and makers * 100 < agreed * LEAST_SHARE:
            words = Remark("%(maker)s mendapat %(share)s persen dari harga kontrak %(contract)s (lot %(lot)s).",
                           maker=i["maker"], share=makers * 100 // agreed, contract=i["contract"], lot=i["lot"])  # fmt: skip
            yield Flag("share", words, (f"contract:{i['contract']}", f"workshops:{i['maker']}", f"lot:{i['lot']}"),
                       (agreed - makers) * int(i["quantity"]))  # fmt: skip


SHARED = {
    "nik": Remark("NIK"), "npwp": Remark("NPWP"), "account": Remark("nomor rekening"), "phone": Remark("nomor telepon"),
    "address": Remark("alamat"), "representative": Remark("nama wakil"), "financier": Remark("pemberi modal"), "name": Remark("nama dan desa"),
    "contact": Remark("nama penghubung"),
}  # fmt: skip


def related(seen: Evidence) -> Iterator[Flag]:
    vendors = {c["vendor"] for c in seen.rows("contracts")}
    for by, workshops in seen.ties:
        if len(named := sorted(vendors.intersection(workshops))) > 1:
            words = Remark("Penyedia %(who)s memakai %(what)s yang sama.", who=", ".join(named), what=SHARED.get(by, by))
            yield Flag("related", words, tuple(f"workshops:{w}" for w in named))
    got = {r["recipient"] for r in seen.rows("handovers") if r["step"] == "3"}
    for by, recipients in seen.recipients:
        if len(named := sorted(got.intersection(recipients))) > 1:
            words = Remark("Penerima %(who)s memakai %(what)s yang sama.", who=", ".join(named), what=SHARED.get(by, by))
            yield Flag("related", words, tuple(f"recipient:{r}" for r in named))


def splits(seen: Evidence) -> Iterator[Flag]:
    known = {c["contract"] for c in seen.rows("contracts")}
    for agency, kind, packages, total, limit, citation in seen.splits:
        if known.issuperset(packages):
            words = Remark("%(agency)s membeli %(type)s dalam %(n)s paket, masing-masing paling banyak %(limit)s, bersama %(total)s (%(rule)s).",
                           agency=agency, type=kind, n=len(packages), limit=rupiah(limit), total=rupiah(total), rule=citation)  # fmt: skip
            yield Flag("split", words, (f"agencies:{agency}", *(f"contract:{p}" for p in packages)), total)


def early(seen: Evidence) -> Iterator[Flag]:
    lots = {i["lot"]: i["contract"] for i in seen.rows("contract_items")}
    signed = {c["contract"]: c for c in seen.rows("contracts")}
    began: dict[str, str] = {}
    for r in seen.rows("progress"):
        contract = lots.get(r["lot"], "")
        began[contract] = min(began.get(contract, "9"), r["at"][:10])
    for contract, day in sorted(began.items()):
        c = signed.get(contract)
        if c is not None and c["signed_on"] and day < c["signed_on"]:
            words = Remark("Kontrak %(contract)s ditandatangani %(signed)s, pekerjaannya mulai %(day)s.",
                           contract=contract, signed=c["signed_on"], day=day)  # fmt: skip
            yield Flag("early", words, (f"contract:{contract}",), int(c["value"]))


def kept(seen: Evidence) -> Iterator[Flag]:
    """What a vendor was paid for a maker's units more than two weeks ago and has not passed on."""
    item = {(i["contract"], i["lot"]): i for i in seen.rows("contract_items")}
    vendor = {c["contract"]: c["vendor"] for c in seen.rows("contracts")}
    unit = {u["serial"]: u for u in seen.rows("units")}
    ripe = {p["payment"] for p in seen.rows("payments") if p["paid_on"] and seen.today and days(p["paid_on"], seen.today) > PASS_ON_DAYS}
    owed: Counter[tuple[str, str]] = Counter()
    for r in seen.rows("payment_units"):
        u = unit.get(r["serial"])
        i = item.get((u["contract"], u["lot"])) if u and r["payment"] in ripe else None
        if i is not None and i["maker"] != vendor.get(i["contract"]):
            owed[i["contract"], i["maker"]] += int(i["maker_price"])
    for r in seen.rows("onward_payments"):
        owed[r["contract"], r["maker"]] -= int(r["amount"])
    for (contract, maker), left in sorted(owed.items()):
        if left > 0:
            words = Remark("Kontrak %(contract)s: %(left)s untuk %(maker)s belum diteruskan 14 hari sesudah dibayar.",
                           contract=contract, left=rupiah(left), maker=maker)  # fmt: skip
            yield Flag("kept", words, (f"contract:{contract}", f"workshops:{maker}"), left)


STATES = {"sold": Remark("dijual"), "not_found": Remark("tidak ditemukan"), "idle": Remark("menganggur"), "moved": Remark("pindah tempat")}


def gone(seen: Evidence) -> Iterator[Flag]:
    """Machines that the last check of use found sold or missing, each; idle ones, agency by agency."""
    last = {r["serial"]: r for r in sorted(seen.rows("use_checks"), key=lambda r: (r["at"], int(r["due_month"])))}
    agency = {r["serial"]: r["receiver"] for r in seen.rows("handovers") if r["step"] == "2"}
    idle: dict[str, list[str]] = defaultdict(list)
    for serial, r in sorted(last.items()):
        if r["state"] in ("sold", "not_found"):
            words = Remark("Mesin %(serial)s %(state)s pada %(day)s.", serial=serial, state=STATES[r["state"]], day=r["at"][:10])
            yield Flag("gone", words, (f"unit:{serial}",))
        elif r["state"] == "idle":
            idle[agency.get(serial, "")].append(serial)
    for code, serials in sorted(idle.items()):
        words = Remark("%(n)s mesin dari %(agency)s menganggur pada pemeriksaan terakhir.", n=len(serials), agency=code)
        yield Flag("gone", words, (f"agencies:{code}", *(f"unit:{s}" for s in serials[:MOST_SHOWN])))


def days(one: str, other: str) -> int:
    return (date.fromisoformat(other[:10]) - date.fromisoformat(one[:10])).days


def rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")
