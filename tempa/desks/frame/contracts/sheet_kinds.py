"""What contracts take from Excel: vendors' particulars, officers of agencies, offers; per list its template, its rows understood, its deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import actions
from tempa.contracts import queries as contracts
from tempa.contracts.actions.particulars import OfficerSaid, VendorSaid, check_officer, check_vendor, cleaned
from tempa.contracts.rules import sheets
from tempa.desks.frame import figures
from tempa.desks.frame.contracts.board import agency_of
from tempa.desks.frame.deeds import Deed
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Words
from tempa.desks.frame.vendor_form import SECRETS, SHOWN_END, words_of
from tempa.desks.frame.words import number
from tempa.desks.frame.workbook import Sheet
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry

Rows = Sequence[tuple[int, sheets.Cells]]


@dataclass(frozen=True)
class SheetKind:
    """A list that is filled in Excel. `needed`: the headings by which it is known; `back`: the page that it belongs to."""

    name: str
    title: Words
    told: Words
    back: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    rows: Callable[[Here], Sequence[Sequence[object]]]
    read: Callable[[Here, Rows], sheets.Read]
    keep: Callable[..., Any]
    desks: tuple[str, ...] = ("park", "agency")

    def template(self, here: Here) -> Sheet:
        """The list as it stands, to be filled in; columns of long numbers are text."""
        texts = frozenset(n for n, name in enumerate(self.columns) if name in sheets.LONG_NUMBERS)
        return Sheet(str(self.title), list(self.columns.values()), self.rows(here), texts)


# --- particulars of vendors ------------------------------------------------------------------------------------------

LEGAL_WORDS = {code: words for words, code in sheets.LEGAL_FORM_NAMES.items()}
TAX_WORDS = {code: words for words, code in sheets.TAX_NAMES.items()}
POST_WORDS = {code: words for words, code in sheets.POST_NAMES.items()}


def vendor_rows(here: Here) -> list[list[str]]:
    stated = contracts.vendors_stated(here.programme)
    return [[site.workshop, site.name, *vendor_cells(stated.get(site.workshop))] for site in registry.makers(here.programme)]


def vendor_cells(stated: contracts.VendorParticulars | None) -> list[str]:
    """What is stated, without the numbers that nobody but the owner reads."""
    names = list(sheets.VENDOR_COLUMNS)[2:]
    if stated is None:
        return [""] * len(names)
    shown = {name: getattr(stated, name) for name in names} | dict.fromkeys(SECRETS, "")
    shown |= {"legal_form": LEGAL_WORDS[stated.legal_form], "tax_status": TAX_WORDS[stated.tax_status],
              "charges_vat": "ya" if stated.charges_vat else "tidak"}  # fmt: skip
    return [shown[name] for name in names]


def read_vendors(here: Here, rows: Rows) -> sheets.Read:
    """Rows that name who signs; the others say nothing."""
    read, seen = sheets.Read(), dict[str, int]()
    sites, stated = {s.workshop: s.name for s in registry.makers(here.programme)}, contracts.vendors_stated(here.programme)

    def say(row: int, cells: sheets.Cells) -> None:
        if not cells["representative"]:
            read.blank += any(value for name, value in cells.items() if name not in ("workshop", "name"))
            return
        code = cells["workshop"]
        if code not in sites:
            raise Refused("Bengkel %(workshop)s tidak ada di program ini.", workshop=code or "(kosong)")
        sheets.once(seen, code, row)
        held = stated.get(code)
        said: Any = sheets.vendor_said(cells, {name: getattr(held, name) for name in SECRETS} if held else None)
        of_vendor = VendorSaid(**said)
        check_vendor(of_vendor, here.today)
        new = vendor_differences(row, sites[code], held, said)
        if new:
            read.said.append(of_vendor)
            read.differences += new
        else:
            read.same += 1

    return sheets.each_row(read, rows, say)


def vendor_differences(row: int, whom: str, held: contracts.VendorParticulars | None, said: Any) -> list[sheets.Difference]:
    """What a row changes; of secret numbers only how they end."""
    now = cleaned(said["values"]) | {
        "charges_vat": said["charges_vat"], "since": said["since"], "tax_certificate_on": said["tax_certificate_on"],
        "tax_certificate_until": said["tax_certificate_until"],
    }  # fmt: skip
    found = []
    for name, heading in list(sheets.VENDOR_COLUMNS.items())[2:]:
        before, after = getattr(held, name, None), now.get(name)
        if (before or "") != (after or ""):
            found.append(sheets.Difference(row, whom, heading, shown(name, before), shown(name, after), doubt_of(name, now, whom)))
    return found


def shown(name: str, value: object) -> str:
    if value in ("", None):
        return "–"
    if name in SECRETS:
        return f"…{str(value)[-SHOWN_END:]}"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return {"legal_form": LEGAL_WORDS, "tax_status": TAX_WORDS}.get(name, {}).get(str(value), str(value))


def doubt_of(name: str, now: Mapping[str, object], whom: str) -> str:
    """A holder who is not who signs; a long number that ends in 0, as Excel leaves it when it rounds."""
    if name == "holder" and now["holder"] and not words_of(str(now["holder"])) & words_of(f"{now['representative']} {whom}"):
        return _("atas nama lain daripada yang menandatangani")
    if name in ("nik", "npwp") and len(str(now[name])) == 16 and str(now[name]).endswith("0"):
        return _("berakhir 0: pastikan Excel tidak membulatkannya")
    return ""


def keep_vendors(here: Here, said: Sequence[VendorSaid], **deed: Unpack[Deed]) -> list[ledger.Entry]:
    return actions.state_vendors(here.programme, vendors=said, **deed)


# --- officers --------------------------------------------------------------------------------------------------------


def own_agencies(here: Here) -> dict[str, str]:
    names, own = figures.agency_names(here), agency_of(here)
    return {own: names.get(own, own)} if own else names


def officer_rows(here: Here) -> list[list[object]]:
    """Each officer in office today, and a line for the PPK of an agency that has none."""
    found: list[list[object]] = []
    for code in own_agencies(here):
        held = [o for o in contracts.officers(here.programme, code) if o.until is None or o.until >= here.today]
        found += [[code, POST_WORDS[o.post], o.name, o.nip, o.decree, o.decree_on, o.since, o.until] for o in held]
        if not held:
            found.append([code, "ppk", *[""] * 6])
    return found


def read_officers(here: Here, rows: Rows) -> sheets.Read:
    """Rows with a name; an officer who is recorded just so is left."""
    read, seen = sheets.Read(), dict[str, int]()
    names = own_agencies(here)
    codes = {text.casefold(): code for code, name in names.items() for text in (code, name)}
    every = [o for code in names for o in contracts.officers(here.programme, code)]
    held = {(o.agency, o.post, o.name, o.nip, o.decree, o.decree_on, o.since, o.until) for o in every}
    last = {(o.agency, o.post): o.name for o in reversed(every)}

    def say(row: int, cells: sheets.Cells) -> None:
        if not cells["name"]:
            read.blank += bool(cells["decree"] or cells["nip"])
            return
        agency = codes.get(cells["agency"].casefold())
        if agency is None:
            raise Refused("OPD %(agency)s tidak ada di program ini, atau bukan OPD Anda.", agency=cells["agency"] or "(kosong)")
        said: Any = sheets.officer_said(cells, agency)
        officer = OfficerSaid(**said)
        check_officer(officer.fact())
        sheets.once(seen, f"{agency}|{said['post']}|{said['since']}", row)
        if tuple(said.values()) in held:
            read.same += 1
            return
        read.said.append(officer)
        after = f"{said['name']}, SK {said['decree']}"
        what = f"{POST_WORDS[said['post']]}, {said['since']}"
        read.differences.append(sheets.Difference(row, names[agency], what, last.get((agency, said["post"])) or "–", after))

    return sheets.each_row(read, rows, say)


def keep_officers(here: Here, said: Sequence[OfficerSaid], **deed: Unpack[Deed]) -> list[ledger.Entry]:
    return actions.name_officers(here.programme, officers=said, **deed)


# --- offers for contracts --------------------------------------------------------------------------------------------


def waiting_items(here: Here) -> list[contracts.ContractItem]:
    """Items of the contracts that still take an offer."""
    return [i for i in contracts.items_to_offer(here.programme) if agency_of(here) in ("", i.contract.agency)]


def offer_rows(here: Here) -> list[list[object]]:
    types, names, estimates = figures.type_names(here), figures.workshop_names(here), figures.prices(here)
    return [
        [i.contract.contract, i.item, types.get(i.type, i.type), names.get(i.maker, i.maker), i.quantity, estimates.get(i.type), i.offer_price,
         i.asked_price or ""]
        for i in waiting_items(here)
    ]  # fmt: skip


def read_offers(here: Here, rows: Rows) -> sheets.Read:
    """Contracts of which an item has a price; all items of such a contract must have one."""
    read, seen, estimates = sheets.Read(), dict[str, int](), figures.prices(here)
    items = {(i.contract.contract, i.item): i for i in waiting_items(here)}
    asked: dict[str, dict[str, int]] = {}
    first: dict[str, int] = {}

    def say(row: int, cells: sheets.Cells) -> None:
        if not cells["asked"]:
            read.blank += bool(cells["contract"])
            return
        code, item = cells["contract"], cells["item"].removesuffix(".0")
        found = items.get((code, item))
        if found is None:
            raise Refused(
                "Kontrak %(contract)s butir %(item)s tidak ada, atau tidak menerima penawaran lagi.", contract=code or "–", item=item or "–"
            )
        sheets.once(seen, f"{code}|{item}", row)
        price = sheets.price_said(cells)
        asked.setdefault(code, {})[item] = price
        first.setdefault(code, row)
        if found.asked_price != price:
            above = price > estimates.get(found.type, price)
            before = number(found.asked_price) if found.asked_price else "–"
            doubt = _("di atas HPS %(estimate)s") % {"estimate": number(estimates[found.type])} if above else ""
            what = _("butir %(item)s: %(type)s") % {"item": item, "type": figures.type_names(here).get(found.type, found.type)}
            read.differences.append(sheets.Difference(row, code, what, before, number(price), doubt))

    sheets.each_row(read, rows, say)
    for code, prices in asked.items():
        lacking = sorted((i for c, i in items if c == code and i not in prices), key=lambda i: (len(i), i))
        if lacking:
            read.faults.append(sheets.Fault(first[code], Refused(
                "Kontrak %(contract)s: harga butir %(items)s belum diisi. Isi semua butirnya, atau kosongkan semuanya.", contract=code,
                items=", ".join(lacking[:10]),
            )))  # fmt: skip
        changed = any(items[code, i].asked_price != price for i, price in prices.items())
        if changed:
            read.said.append({"contract": code, "asked": prices})
        else:
            read.same += len(prices)
    read.faults.sort(key=lambda f: f.row)
    return read


def keep_offers(here: Here, said: Sequence[dict[str, Any]], **deed: Unpack[Deed]) -> list[ledger.Entry]:
    return actions.receive_offers(here.programme, offers={one["contract"]: one["asked"] for one in said}, on=here.today, **deed)


KINDS: dict[str, SheetKind] = {
    "penyedia": SheetKind(
        "penyedia", gettext_lazy("Data penyedia"),
        gettext_lazy("Satu baris untuk tiap bengkel dan sekolah. Baris tanpa nama wakil dibiarkan. NIK, NPWP, dan nomor rekening yang "
                     "sudah tersimpan tidak ditulis di templat; kosongkan bila tetap."),
        "vendors", sheets.VENDOR_COLUMNS, ("workshop", "legal_form", "representative", "since"), vendor_rows, read_vendors, keep_vendors, ("park",),
    ),
    "pejabat": SheetKind(
        "pejabat", gettext_lazy("Pejabat OPD"), gettext_lazy("Satu baris untuk tiap pejabat. Baris tanpa nama dibiarkan."), "agencies",
        sheets.OFFICER_COLUMNS, ("agency", "post", "name", "decree", "decree_on", "since"), officer_rows, read_officers, keep_officers,
    ),
    "penawaran": SheetKind(
        "penawaran", gettext_lazy("Penawaran kontrak"),
        gettext_lazy("Satu baris untuk tiap butir kontrak yang masih menerima penawaran. Isi semua butir sebuah kontrak, atau tidak satu pun."),
        "contracts", sheets.OFFER_COLUMNS, ("contract", "item", "asked"), offer_rows, read_offers, keep_offers,
    ),
}  # fmt: skip


