"""Who may do what with a contract, its stages, how lots are bundled into contracts, and what a draft, signature or addendum must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tempa.contracts.law import Form, document_form
from tempa.ledger.rules import PARK, May, No, Refused, Who

ROUTES = ("normal", "emergency")
FORMS = {
    Form.RECEIPT: "receipt", Form.KUITANSI: "kuitansi", Form.SPK: "spk", Form.AGREEMENT: "agreement", Form.ORDER_LETTER: "purchase_order",
}  # fmt: skip
"""Forms of the law by the codes that the audit pack knows them by."""
CONTRACT = "contract"
"""The purpose of the link by which a workshop without an account acts on its own contracts."""
POSTS = ("pa", "kpa", "ppk", "pp", "pptk", "treasurer")
"""Budget user, deputy, commitment officer, procurement officer, activity officer, treasurer (Perpres 16/2018 Ps 8)."""
SIGNING_POSTS = ("ppk", "kpa", "pa")
LEGAL_FORMS = ("person", "ud", "cv", "pt", "cooperative", "school")
TAX_STATUSES = ("none", "suket", "statement", "exempt")
SPLITS = ("none", "budget_line", "type", "month")
LEAST_WORDS = 10
MAKERS_SHARE = Fraction(85, 100)
"""Below this share of the price to the agency a maker's price is an alarm; a setting, no rule names it."""

STEPS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "contract": {
        ("", "ContractDrafted"): "drafted", ("drafted", "ContractRedrafted"): "drafted", ("drafted", "OfferReceived"): "offered",
        ("offered", "ContractRedrafted"): "offered", ("offered", "OfferReceived"): "offered", ("offered", "PriceNegotiated"): "negotiated",
        ("negotiated", "ContractRedrafted"): "negotiated", ("negotiated", "PriceNegotiated"): "negotiated",
        ("negotiated", "ContractSigned"): "signed", ("signed", "ContractCountersigned"): "in_force",
        ("in_force", "AddendumSigned"): "in_force or ended", ("drafted", "ContractWithdrawn"): "withdrawn",
        ("offered", "ContractWithdrawn"): "withdrawn", ("negotiated", "ContractWithdrawn"): "withdrawn",
    },
}  # fmt: skip
"""Stage and kind of fact -> the stage after it; drawn in docs/stages.md. An addendum that cancels the contract ends it."""


@dataclass(frozen=True)
class ContractHistory:
    """What has happened to a contract so far, as rules see it; people by their number, None where it has not happened."""

    agency: str
    vendor: str
    offered_on: date | None = None
    negotiated_on: date | None = None
    signed_on: date | None = None
    signed_by: int | None = None
    countersigned_on: date | None = None
    is_withdrawn: bool = False
    ended_on: date | None = None


def contract_stage(c: ContractHistory) -> str:
    """drafted, offered, negotiated, signed, in_force, ended or withdrawn: what follows from what has happened."""
    if c.is_withdrawn:
        return "withdrawn"
    if c.ended_on is not None:
        return "ended"
    if c.countersigned_on is not None:
        return "in_force"
    if c.signed_on is not None:
        return "signed"
    if c.negotiated_on is not None:
        return "negotiated"
    return "drafted" if c.offered_on is None else "offered"


def may_prepare(who: Who, agency: str) -> May:
    """The agency's buyer prepares its contracts; the park does so for it."""
    if who.speaks_for(agency, "agency") or who.sits_at(*PARK):
        return True
    return No("Hanya OPD itu sendiri, atau taman sains untuknya, yang dapat menyiapkan kontrak ini.")


def may_change(who: Who, c: ContractHistory) -> May:
    """A contract changes by itself only before it is signed."""
    if contract_stage(c) not in ("drafted", "offered", "negotiated"):
        return No("Kontrak ini sudah %(stage)s, jadi tidak dapat diubah lagi sebagai konsep.", stage=SAID[contract_stage(c)])
    return may_prepare(who, c.agency)


SAID = {
    "signed": "ditandatangani; perubahan hanya lewat adendum sesudah penyedia menandatangani",
    "in_force": "berlaku; perubahan hanya lewat adendum", "ended": "berakhir", "withdrawn": "ditarik",
}  # fmt: skip


def may_negotiate(who: Who, c: ContractHistory) -> May:
    """Prices are agreed after the vendor has offered, and before anybody has signed."""
    if c.offered_on is None and contract_stage(c) == "drafted":
        return No("Penawaran penyedia belum dicatat. Catat penawarannya dulu.")
    return may_change(who, c)


def may_sign(who: Who, c: ContractHistory) -> May:
    """The agency's officer signs what has been negotiated; the park never signs for an agency."""
    stage = contract_stage(c)
    if stage in SAID:
        return No("Kontrak ini sudah %(stage)s.", stage=SAID[stage])
    if stage != "negotiated":
        return No("Harga kontrak ini belum disepakati. Catat penawaran dan hasil negosiasinya dulu.")
    if who.speaks_for(c.agency, "agency"):
        return True
    return No("Hanya pejabat OPD itu sendiri yang dapat menandatangani kontrak ini.")


def acts_for(who: Who, workshop: str) -> bool:
    """Whether somebody speaks for a workshop or school: at its desk, or by its link for contracts."""
    return who.speaks_for(workshop, "workshop", "teacher") or bool(who.link_for(CONTRACT, workshop))


def may_countersign(who: Who, c: ContractHistory, *, has_copy: bool) -> May:
    """The vendor signs what the agency has signed; agency or park may note it for the vendor with the signed copy at hand."""
    stage = contract_stage(c)
    if stage != "signed":
        return No("Kontrak ini belum ditandatangani OPD." if stage not in SAID else "Kontrak ini sudah %(stage)s.", stage=SAID.get(stage, ""))
    if acts_for(who, c.vendor):
        return True
    if not may_prepare(who, c.agency):
        return No("Hanya penyedia itu sendiri yang dapat menandatangani, atau OPD dan taman sains dengan salinan bertanda tangan.")
    if not has_copy:
        return No("Lampirkan salinan yang ditandatangani penyedia: OPD dan taman sains tidak dapat menandatangani atas namanya.")
    return True


def may_amend(who: Who, c: ContractHistory) -> May:
    """The agency signs an addendum of a contract in force."""
    if contract_stage(c) != "in_force":
        return No("Adendum hanya untuk kontrak yang berlaku, yaitu yang ditandatangani kedua pihak dan belum berakhir.")
    if who.speaks_for(c.agency, "agency"):
        return True
    return No("Hanya pejabat OPD itu sendiri yang dapat menandatangani adendum.")


def may_withdraw(who: Who, c: ContractHistory) -> May:
    """A draft is dropped by whoever may prepare it; a signed contract is not."""
    if contract_stage(c) in ("signed", "in_force"):
        return No("Kontrak ini sudah ditandatangani. Batalkan dengan adendum yang ditandatangani kedua pihak.")
    return may_change(who, c)


def may_let_begin(who: Who, c: ContractHistory) -> May:
    """The agency, or the head of the park, lets work begin before the contract is in force, in their own name."""
    if contract_stage(c) in ("ended", "withdrawn"):
        return No("Kontrak ini sudah %(stage)s.", stage=SAID[contract_stage(c)])
    if who.speaks_for(c.agency, "agency") or who.sits_at("park_head"):
        return True
    return No("Hanya OPD itu atau kepala taman sains yang dapat membolehkan pekerjaan mulai sebelum kontrak berlaku.")


def may_state_vendor(who: Who, workshop: str, lead: str = "") -> May:
    """A workshop states its own particulars, its lead and the park may do so for it."""
    if any(acts_for(who, code) for code in (workshop, lead) if code) or who.sits_at(*PARK):
        return True
    return No("Hanya bengkel itu sendiri, IKM Induknya, atau taman sains yang dapat mengisi data ini.")


def may_confirm_version(who: Who, *, proposed_by: int, is_decided: bool) -> May:
    """A second person of the park decides on a version of a rule, once."""
    if is_decided:
        return No("Versi aturan ini sudah diputuskan.")
    if not who.sits_at(*PARK):
        return No("Hanya taman sains yang dapat memutuskan versi aturan.")
    if who.person == proposed_by:
        return No("Versi aturan disahkan oleh orang kedua, bukan oleh yang mengajukannya.")
    return True


# --- bundling --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LotToContract:
    """A lot in force that no contract has: what bundling looks at. Prices in whole rupiah a unit without VAT."""

    lot: str
    line: str
    agency: str
    budget_line: str
    type: str
    maker: str
    lead: str
    quantity: int
    offer: int
    estimate: int
    due_on: date
    handover_on: date

    @property
    def vendor(self) -> str:
        """Who signs: the lead of a member or school, else the site itself."""
        return self.lead or self.maker


@dataclass(frozen=True)
class Bundle:
    """Lots of one agency and vendor that go into one contract; `part` names what they were split by, blank for none."""

    agency: str
    vendor: str
    part: str
    lots: tuple[LotToContract, ...]

    @property
    def value(self) -> int:
        return sum(one.quantity * one.offer for one in self.lots)

    @property
    def due_on(self) -> date:
        """The last day by which all of it is needed, or the plan hands it over where that is later."""
        return max(max(one.due_on, one.handover_on) for one in self.lots)

    @property
    def makers(self) -> tuple[str, ...]:
        """Members and schools that make part of it under the vendor."""
        return tuple(sorted({one.maker for one in self.lots} - {self.vendor}))


def bundles(lots: Iterable[LotToContract], split: str = "none") -> list[Bundle]:
    """One contract for each agency and vendor, or one for each part of it by `split` (one of SPLITS), in order of their codes."""
    parts: dict[str, Callable[[LotToContract], str]] = {
        "none": lambda one: "", "budget_line": lambda one: one.budget_line, "type": lambda one: one.type,
        "month": lambda one: f"{max(one.due_on, one.handover_on):%Y-%m}",
    }  # fmt: skip
    if split not in parts:
        raise Refused("Pilih cara membagi kontrak dari daftar.", field="split")
    groups: dict[tuple[str, str, str], list[LotToContract]] = {}
    for one in lots:
        groups.setdefault((one.agency, one.vendor, parts[split](one)), []).append(one)
    return [Bundle(*key, tuple(sorted(groups[key], key=lambda one: one.lot))) for key in sorted(groups)]


def form_of(value: int, on: date, *, e_purchasing: bool = False) -> str:
    """The code of the form that a contract of this value takes on that day (Perpres 16/2018 Ps 28)."""
    return FORMS[document_form(value, on, e_purchasing).form]


# --- what must hold --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """An item of a contract as rules see it; prices in whole rupiah a unit without VAT."""

    item: str
    lot: str
    type: str
    maker: str
    budget_line: str
    quantity: int
    unit_price: int
    maker_price: int


def check_reason(text: str, *, field: str = "reason", what: str = "alasannya") -> None:
    """Refuses fewer than ten letters where somebody will ask years later why."""
    if len(text.strip()) < LEAST_WORDS:
        raise Refused("Tulis %(what)s, paling sedikit 10 huruf.", field=field, what=what)
    if len(text) > 2000:
        raise Refused("Penjelasan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field=field)


def check_rate(text: str, *, field: str) -> Fraction:
    """A share from 0 to 1 as the papers state it, such as "0.3"."""
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(-1)
    if not 0 <= rate <= 1 or "/" in text:
        raise Refused("%(value)s bukan bagian antara 0 dan 1. Tulis misalnya 0.3 untuk 30 persen.", field=field, value=text or "(kosong)")
    return rate


def check_items(items: Iterable[Item], vendor: str, estimates: Mapping[str, int]) -> None:
    """Prices within the owner's estimate of the day, and the maker's within the vendor's."""
    for i in items:
        if i.unit_price < 1 or i.maker_price < 1:
            raise Refused("Harga butir %(item)s harus lebih dari 0.", field="prices", item=i.item)
        if i.unit_price > estimates[i.type]:
            raise Refused(
                "Harga butir %(item)s (%(type)s) Rp%(price)s di atas HPS jenis itu, Rp%(estimate)s. Turunkan harganya, atau ubah dulu HPS "
                "dengan lembar yang disahkan.", field="prices", item=i.item, type=i.type, price=dotted(i.unit_price),
                estimate=dotted(estimates[i.type]),
            )  # fmt: skip
        if i.maker_price > i.unit_price:
            raise Refused(
                "Harga untuk pembuat %(maker)s pada butir %(item)s lebih besar daripada harga kepada OPD.", field="prices", maker=i.maker, item=i.item
            )
        if i.maker == vendor and i.maker_price != i.unit_price:
            raise Refused(
                "Penyedia membuat butir %(item)s sendiri, jadi harga pembuat sama dengan harga kepada OPD.", field="prices", item=i.item
            )


def check_budget(added: Mapping[str, int], held: Mapping[str, int], amounts: Mapping[str, int]) -> None:
    """Per budget line, what contracts hold already and what is added stay within its amount (whole rupiah)."""
    for line, more in added.items():
        together = held.get(line, 0) + more
        if more > 0 and together > amounts.get(line, 0):
            raise Refused(
                "Mata anggaran %(line)s tidak cukup: pagunya Rp%(amount)s, kontrak di atasnya menjadi Rp%(together)s. Kurangi isi kontrak, "
                "atau tambah dulu pagunya.", field="prices", line=line, amount=dotted(amounts.get(line, 0)), together=dotted(together),
            )  # fmt: skip


def check_dates(*, today: date, on: date, starts_on: date, due_on: date, route: str, drafted_on: date, ordered_on: date | None) -> None:
    """The order of a contract's days. `ordered_on`: the day of the order letter, which lets an emergency start first."""
    if on > today:
        raise Refused("Tanggal tanda tangan %(on)s masih di depan. Tulis hari ini atau hari sebelumnya.", field="on", on=str(on))
    if on < drafted_on:
        raise Refused(
            "Kontrak ini baru disiapkan pada %(drafted)s; tanggal tanda tangan tidak boleh lebih awal.", field="on", drafted=str(drafted_on)
        )
    if due_on < starts_on:
        raise Refused("Hari selesai %(due)s lebih awal daripada hari mulai %(start)s.", field="due_on", due=str(due_on), start=str(starts_on))
    if starts_on >= on:
        return
    if route != "emergency":
        raise Refused("Hari mulai %(start)s lebih awal daripada tanggal kontrak %(on)s.", field="starts_on", start=str(starts_on), on=str(on))
    if ordered_on is None or ordered_on > starts_on:
        raise Refused(
            "Pada jalur darurat pekerjaan boleh mulai sebelum kontrak hanya dengan surat pesanan. Buat dulu surat pesanan bertanggal paling "
            "lambat %(start)s.", field="starts_on", start=str(starts_on),
        )  # fmt: skip


@dataclass(frozen=True)
class Amendment:
    """One row of an addendum as asked for: `what` is quantity, unit_price, due_on or cancelled; `item` blank for the last two."""

    what: str
    after: str = ""
    item: str = ""


def check_addendum(
    asked: Sequence[Amendment], items: Mapping[str, Item], *, due_on: date, starts_on: date, on: date, today: date, not_before: date
) -> list[dict[str, str]]:
    """The rows of an addendum with what stood before; refuses one that changes nothing, twice the same, or out of bounds."""
    if not asked:
        raise Refused("Adendum ini tidak mengubah apa pun. Pilih apa yang berubah.", field="changes")
    if on > today or on < not_before:
        raise Refused(
            "Tanggal adendum %(on)s harus antara %(first)s (kontrak atau adendum sebelumnya) dan hari ini.", field="on", on=str(on),
            first=str(not_before),
        )  # fmt: skip
    if len({(a.what, a.item) for a in asked}) < len(asked):
        raise Refused("Satu hal disebut dua kali dalam adendum ini. Tulis satu kali saja.", field="changes")
    if any(a.what == "cancelled" for a in asked) and len(asked) > 1:
        raise Refused("Adendum yang membatalkan seluruh kontrak tidak memuat perubahan lain.", field="changes")
    return [row_of(a, items, due_on=due_on, starts_on=starts_on) for a in asked]


def row_of(a: Amendment, items: Mapping[str, Item], *, due_on: date, starts_on: date) -> dict[str, str]:
    if a.what == "cancelled":
        return {"what": "cancelled", "item": "", "before": "", "after": ""}
    if a.what == "due_on":
        after = date.fromisoformat(a.after)
        if after == due_on:
            raise Refused("Hari selesai sudah %(due)s.", field="due_on", due=str(due_on))
        if after < starts_on:
            raise Refused("Hari selesai %(due)s lebih awal daripada hari mulai %(start)s.", field="due_on", due=a.after, start=str(starts_on))
        return {"what": "due_on", "item": "", "before": str(due_on), "after": a.after}
    held = items.get(a.item)
    if held is None or a.what not in ("quantity", "unit_price"):
        raise Refused("Butir %(item)s tidak ada di kontrak ini.", field="changes", item=a.item)
    before, after_n = (held.quantity if a.what == "quantity" else held.unit_price), int(a.after)
    if after_n == before:
        raise Refused("Butir %(item)s sudah bernilai %(value)s. Tidak ada yang berubah.", field="changes", item=a.item, value=dotted(before))
    if a.what == "quantity" and not 0 <= after_n < before:
        raise Refused(
            "Jumlah butir %(item)s hanya dapat berkurang dari %(before)s. Tambahan unit menjadi lot baru dalam rencana, lalu kontraknya sendiri.",
            field="changes", item=a.item, before=before,
        )  # fmt: skip
    return {"what": a.what, "item": a.item, "before": str(before), "after": str(after_n)}


def after_addendum(items: Iterable[Item], rows: Iterable[Mapping[str, str]], makers: Mapping[str, int], vendor: str) -> list[Item]:
    """The items as an addendum leaves them; a vendor's own items keep one price, others the maker's price unless `makers` says."""
    changed = {(row["item"], row["what"]): int(row["after"]) for row in rows if row["item"]}
    return [
        Item(
            i.item, i.lot, i.type, i.maker, i.budget_line, changed.get((i.item, "quantity"), i.quantity),
            price := changed.get((i.item, "unit_price"), i.unit_price),
            price if i.maker == vendor else makers.get(i.item, i.maker_price),
        )
        for i in items
    ]  # fmt: skip


def sums_by_budget_line(items: Iterable[Item], sign: int = 1) -> dict[str, int]:
    """Budget line -> rupiah of the items."""
    sums: dict[str, int] = {}
    for i in items:
        sums[i.budget_line] = sums.get(i.budget_line, 0) + sign * i.quantity * i.unit_price
    return sums


# --- numbers ---------------------------------------------------------------------------------------------------------

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMBERING = "{nomor}/{jenis}/{opd}/{bulan}/{tahun}"
PLACES = ("nomor", "jenis", "opd", "bulan", "tahun")
PLACE = re.compile(r"\{(\w+)\}")


def check_numbering(pattern: str) -> None:
    """Refuses a scheme in which two papers could get one number, or that says more than a number may."""
    places = PLACE.findall(pattern)
    if {"nomor", "opd", "tahun"} <= set(places) <= set(PLACES) and len(pattern) <= 100 and not set("{}") & set(PLACE.sub("", pattern)):
        return
    raise Refused(
        "Pola nomor harus memuat {nomor}, {opd}, dan {tahun}, boleh juga {jenis} dan {bulan}, misalnya %(example)s.", field="numbering",
        example=NUMBERING,
    )  # fmt: skip


def number_of(pattern: str, *, place: int, kind: str, agency: str, on: date) -> str:
    """The number of a paper: its place in the agency's series of that year, put into the agency's pattern."""
    values = {"nomor": f"{place:03}", "jenis": kind, "opd": agency, "bulan": ROMAN[on.month - 1], "tahun": str(on.year)}
    return PLACE.sub(lambda found: values[found[1]], pattern)


# --- ties between vendors --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tie:
    """Two or more vendors share something that says that one person may stand behind them."""

    by: str
    workshops: tuple[str, ...]


def ties(particulars: Mapping[str, Mapping[str, str]]) -> list[Tie]:
    """Vendors that share a NIK, an account, a phone, an address, a representative or a financier; what they share is not repeated."""
    found: list[Tie] = []
    for by in ("nik", "npwp", "account", "phone", "address", "representative", "financier"):
        groups: dict[str, list[str]] = {}
        for workshop, values in particulars.items():
            if text := plain(values.get(by, "")):
                groups.setdefault(text, []).append(workshop)
        found += [Tie(by, tuple(sorted(w))) for _, w in sorted(groups.items()) if len(w) > 1]
    return found


def plain(text: str) -> str:
    """Letters and digits alone, in small letters: "0812-3456" and "+62 812 3456" differ in their beginning, blanks do not count."""
    kept = "".join(c for c in text.lower() if c.isalnum())
    return "0" + kept[2:] if kept.startswith("62") and kept.isdigit() and len(kept) > 9 else kept


def dotted(amount: int) -> str:
    """1234567 -> 1.234.567, as sentences show it."""
    return f"{amount:,}".replace(",", ".")


def missing_of_agency(*, officer: bool, budget_document: bool, city: bool) -> Iterator[str]:
    """What an agency must have stated before it can sign."""
    if not officer:
        yield "pejabat penanda tangan (PPK, KPA, atau PA) dengan SK-nya"
    if not budget_document:
        yield "nomor dan tanggal DPA"
    if not city:
        yield "alamat dan kota OPD"


def missing_of_vendor(values: Mapping[str, str] | None) -> Iterator[str]:
    """What a vendor must have stated before a contract with it can be signed."""
    if values is None:
        yield "semua data penyedia"
        return
    if not values["npwp"] and not values["nik"]:
        yield "NPWP atau NIK"
    if values["legal_form"] in ("cv", "pt", "cooperative") and not values["deed"]:
        yield "akta pendirian"
    if not values["account"] or not values["bank"] or not values["holder"]:
        yield "nomor rekening, bank, dan nama pemiliknya"
    if not values["address"]:
        yield "alamat"


def days_between(first: date, last: date) -> int:
    """Calendar days of a contract, its first and last day both counted."""
    return (last - first + timedelta(days=1)).days


def why_bundled(bundle: Bundle, *, split: str, form: str, cited: str, reason: str = "") -> str:
    """Why just these lots are one contract, with this vendor and in this form: a sentence that stays with the contract.

    It names sites by their codes alone: names belong to people, who may want them erased.
    """
    units = sum(one.quantity for one in bundle.lots)
    who = f"{bundle.vendor} membuat semuanya sendiri"
    if bundle.makers:
        who = f"{bundle.vendor} menandatangani sebagai IKM Induk, juga untuk {', '.join(bundle.makers)}"
    part = {"budget_line": f", mata anggaran {bundle.part}", "type": f", jenis {bundle.part}", "month": f", jatuh tempo {bundle.part}"}.get(split, "")
    return (
        f"{len(bundle.lots)} lot ({units} unit) {bundle.agency}{part}: {who}. Nilainya Rp{dotted(bundle.value)} menurut penawaran, "
        f"jadi bentuknya {FORM_WORDS[form]} ({cited})." + (f" Dibagi karena: {reason}" if reason else "")
    )


FORM_WORDS = {
    "receipt": "bukti pembelian", "kuitansi": "kuitansi", "spk": "SPK", "agreement": "surat perjanjian", "purchase_order": "surat pesanan",
}  # fmt: skip
PAPER_CODES = {
    "invitation": "UND", "offer_form": "PNW", "negotiation_minutes": "BA-NEGO", "bahpl": "BAHPL", "sppbj": "SPPBJ", "receipt": "BUKTI",
    "kuitansi": "KWT", "spk": "SPK", "agreement": "SP", "spmk": "SPMK", "purchase_order": "PESANAN", "subwork": "SUB", "addendum": "ADD",
    "advance_request": "UM", "need_statement": "BUTUH", "price_evidence": "HARGA", "risk_note": "RISIKO",
}  # fmt: skip
"""Kind of paper -> what its number calls it."""
NUMBERED_AT = {
    "need_statement": "drafted", "invitation": "drafted", "purchase_order": "drafted", "offer_form": "offered", "negotiation_minutes": "negotiated",
    "bahpl": "negotiated", "sppbj": "negotiated", "price_evidence": "negotiated", "spmk": "signed", "subwork": "signed", "advance_request": "signed",
}  # fmt: skip
"""Kind of paper -> the event after which it is numbered, with that event's day; the contract's own paper gets its number when it is signed."""
REACHED = {"drafted": 1, "offered": 2, "negotiated": 3, "signed": 4, "in_force": 4, "ended": 4, "withdrawn": 0}


def papers_due(kinds: Iterable[str], stage: str, days: Mapping[str, date | None]) -> dict[str, date]:
    """Which of these kinds can bear a number at a stage, with the day that they bear."""
    found: dict[str, date] = {}
    for kind in kinds:
        event = NUMBERED_AT.get(kind)
        if event and REACHED[event] <= REACHED[stage] and (day := days[event]) is not None:
            found[kind] = day
    return found
