"""Contracts: agencies and vendors state their particulars, prices are negotiated, signatures come late as in 2020, addenda follow the cuts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts import actions, queries, rules
from tempa.contracts.actions.drafting import Terms
from tempa.contracts.actions.papers import Copy
from tempa.demand import queries as demand
from tempa.desks.console.year.opening import somebody
from tempa.desks.console.year.stage import Scene, Stage, known
from tempa.ledger import actions as ledger
from tempa.ledger.queries import setting_values
from tempa.ledger.rules import Refused
from tempa.production.queries import made_by_lot
from tempa.registry import queries as registry

if TYPE_CHECKING:
    from tempa.contracts.queries import Contract
    from tempa.ledger.queries import Person

Clock = Callable[[], datetime]
LATE_VENDORS, LATE_OFFERS, RISKS = 4, 0.2, 8
CUT_DAYS = (14, 19, 28, 45, 60, 80)  # the days on which the order is cut
CITIES = ("Mataram", "Giri Menang", "Praya", "Selong")
OFFICERS = ("Lalu Ahmad", "Baiq Sri Wahyuni", "I Gede Putra", "Siti Hajar", "Muhammad Zainul", "Ni Made Ayu", "Lalu Sapta", "Rohani", "Haji Usman")
OWNERS = ("Darma", "Mahsun", "Nengah Suarta", "Sahabudin", "Wirya", "Jumahir", "Komang Arta", "Sudirman", "Fauzan", "Mustiarep")
RISK = "Bahan sudah dibeli dan musim tanam dekat; surat kontrak masih disiapkan. Harga mengikuti penawaran yang tercatat."
CUT = "Pesanan OPD dipotong; jumlah di kontrak mengikuti, harga satuan tetap."
MOVED = "Bengkel pembuatnya berhenti bekerja; unit ini dipindahkan ke bengkel lain dalam rencana yang dihitung ulang."


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(-6), "pejabat tiap OPD ditunjuk; nomor DPA dicatat", agencies)
    yield Scene(stage.day(-6), "kontrak disusun dari lot-lot rencana", draft)
    yield Scene(stage.day(-5), "bengkel mengisi data untuk suratnya", lambda s, now: vendors(s, now, but=late_vendors(s)))
    yield Scene(stage.day(-3), "penawaran diterima", lambda s, now: offers(s, now, late=False))
    yield Scene(stage.day(-1), "harga dinegosiasikan", negotiate)
    yield Scene(stage.day(0), "pekerjaan beberapa lot dibolehkan mulai tanpa kontrak, dengan catatan risiko", risks)
    for n, offset in enumerate((1, 5, 9)):
        yield Scene(stage.day(offset), f"kontrak ditandatangani OPD, gelombang {n + 1}", partial(sign, wave=n))
        yield Scene(stage.day(offset + 3), f"kontrak ditandatangani penyedia, gelombang {n + 1}", lambda s, now: countersign(s, now, share=0.9))
    yield Scene(stage.day(6), "penawaran yang terlambat diterima dan dinegosiasikan", late_offers)
    yield Scene(stage.day(11), "dua bengkel yang terlambat mengisi datanya", lambda s, now: vendors(s, now, but=late_vendors(s)[::2]))
    yield Scene(stage.day(13), "kontraknya ditandatangani OPD", lambda s, now: sign(s, now, wave=None))
    yield Scene(stage.day(16), "kontraknya ditandatangani penyedia", lambda s, now: countersign(s, now, share=0.9))
    yield Scene(stage.day(22), "adendum untuk lot yang pindah bengkel", lambda s, now: make_way(s, now, MOVED))
    yield Scene(stage.day(25), "lot pengganti dikontrak", late_lots)
    yield Scene(stage.day(33), "tanggal selesai beberapa kontrak diundur", more_time)
    yield Scene(stage.day(38), "bengkel terakhir mengisi datanya", vendors)
    yield Scene(stage.day(41), "kontrak terakhir ditandatangani OPD", lambda s, now: sign(s, now, wave=None))
    yield Scene(stage.day(44), "kontrak terakhir ditandatangani penyedia", countersign)
    yield Scene(stage.day(65), "adendum sebelum rencana atas pesanan yang dipotong disetujui", lambda s, now: make_way(s, now, CUT))
    yield Scene(stage.day(68), "lot baru dari rencana itu dikontrak", late_lots)
    for offset in CUT_DAYS:
        yield Scene(stage.day(offset), "kontrak mengikuti pesanan yang dipotong", follow_cuts)


def buyer(stage: Stage, agency: str) -> Person:
    """The officer who sits at an agency's desk; the demo's own buyer where there is one."""
    return stage.people[f"agency {agency}"]


def new_year(stage: Stage) -> date:
    """The day in January on which offices named their people and vendors took up their papers: the last one before contracts are drafted."""
    drafted = stage.day(-6)
    return date(drafted.year if (drafted.month, drafted.day) >= (1, 6) else drafted.year - 1, 1, 6)


def agencies(stage: Stage, now: Clock) -> None:
    """Every agency has somebody at its desk, who names the officers and states the budget document."""
    for n, (agency, name) in enumerate(sorted(demand.agency_names(stage.programme).items())):
        officer = OFFICERS[n % len(OFFICERS)]
        if f"agency {agency}" not in stage.people:
            login = stage.login("opd", agency)
            person = somebody(login, f"{officer}, {agency}")
            ledger.grant_role(stage.programme, person, desk="agency", subject=agency, at=now(), by=stage.head)
            stage.people[f"agency {agency}"] = person
        by, january = buyer(stage, agency), new_year(stage)
        for post, who in (("pa", f"Kepala {name}"), ("ppk", officer)):
            named = actions.OfficerSaid(
                agency, post, who, nip=f"19{70 + n:02}0101199503100{n % 10}", decree=f"821/{n + 1:02}/{january.year}", decree_on=january,
                since=january,
            )  # fmt: skip
            actions.name_officer(stage.programme, officer=named, at=now(), by=by)
        said = actions.AgencySaid(
            agency, f"Jalan Pendidikan Nomor {n + 1}", CITIES[n % len(CITIES)], budget_document=f"DPA-PPKD/{n + 1:03}/{january.year}",
            budget_document_on=january,
        )  # fmt: skip
        actions.state_agency(stage.programme, said=said, at=now(), by=by)


MAINTENANCE = 6
"""Months for which two agencies hold a twentieth of what they pay: chosen, as the months of the warranty."""


def draft(stage: Stage, now: Clock) -> None:
    """One contract for each agency and vendor; two agencies go the emergency way."""
    lots: dict[str, list[str]] = {}
    for one in queries.uncontracted_lots(stage.programme):
        lots.setdefault(one.agency, []).append(one.lot)
    if not lots:
        raise Refused("Belum ada lot yang dapat dikontrak.")
    hurried = set(stage.draw("emergency").sample(sorted(lots), min(2, len(lots) // 3)))
    advance = setting_values(stage.programme)["advance_rate"]
    advance = advance if float(advance) <= 0.3 else "0.3"
    for agency, codes in sorted(lots.items()):
        terms = Terms("normal", advance) if agency not in hurried else Terms("emergency", advance, "0.05", maintenance_months=MAINTENANCE)
        actions.draft_contracts(stage.programme, lots=codes, terms=terms, at=now(), by=stage.planner)


def late_vendors(stage: Stage) -> list[str]:
    """Vendors that are slow to state their particulars, so that their contracts wait for weeks."""
    vendors = sorted({w.lead or w.workshop for w in registry.makers(stage.programme)})
    return stage.draw("late vendors").sample(vendors, min(LATE_VENDORS, len(vendors) // 3))


def vendors(stage: Stage, now: Clock, *, but: Collection[str] = ()) -> None:
    """What papers need of each vendor; one holder of an account stands behind two of them, as people later asked about."""
    known = set(queries.vendors_stated(stage.programme))
    signing = sorted(set(queries.contracts(stage.programme).values_list("vendor", flat=True)) - known - set(but))
    for n, vendor in enumerate(signing):
        state_vendor(stage, now, vendor, n)


def is_a_school(stage: Stage, vendor: str) -> bool:
    site = registry.workshop_named(stage.programme, vendor)
    return site is not None and site.kind == "school"


def state_vendor(stage: Stage, now: Clock, vendor: str, n: int) -> None:
    draw = stage.draw(f"vendor {vendor}")
    is_school, owner = is_a_school(stage, vendor), OWNERS[n % len(OWNERS)]
    account = f"{draw.randint(10**9, 10**10 - 1)}"
    if n == 1 and (other := queries.vendors_stated(stage.programme)):
        account = min(other.items())[1].account
    has_suket = draw.random() < 0.6
    values = {
        "legal_form": "school" if is_school else draw.choice(["ud", "ud", "cv"]), "representative": f"{owner} ({vendor})",
        "post": "kepala sekolah" if is_school else "pemilik", "deed": f"Akta nomor {draw.randint(1, 99)}, notaris contoh",
        "nib": f"{draw.randint(10**12, 10**13 - 1)}", "npwp": npwp(draw.randint(10**7, 10**8 - 1)), "address": f"Jalan Bengkel {n + 1}, NTB",
        "phone": f"08{draw.randint(10**9, 10**10 - 1)}", "bank": "Bank NTB Syariah", "account": account, "holder": f"{owner} ({vendor})",
        "tax_status": "suket" if has_suket else "none",
        "tax_certificate": f"S-{draw.randint(100, 999)}/SUKET/{stage.start.year}" if has_suket else "",
    }  # fmt: skip
    january = new_year(stage)
    said = actions.VendorSaid(
        vendor, values, charges_vat=draw.random() < 0.2, since=january, tax_certificate_on=january if has_suket else None
    )
    actions.state_vendor(
        stage.programme, said=said, at=now(), by=stage.people.get(f"workshop {vendor}", stage.planner),
    )  # fmt: skip


def npwp(digits: int) -> str:
    """A tax number with its check digit (Luhn over the first nine digits), of no real taxpayer."""
    body = f"{digits:08}"
    total = sum(sum(divmod(int(c) * (2 if n % 2 else 1), 10)) for n, c in enumerate(body))
    return f"{body}{-total % 10}911000"


def waits(stage: Stage, stage_name: str) -> list[Contract]:
    return list(queries.at_stage(stage.programme, stage_name))


def offers(stage: Stage, now: Clock, *, late: bool) -> None:
    """Leads ask some percent above what their members asked of them; the estimate of the type is the ceiling.

    A lot that goes on at a workshop without an offer for its type, since its own cannot finish it, has no price yet: the estimate is asked.
    """
    estimates = catalogue.prices(stage.programme)
    for c in waits(stage, "drafted"):
        draw = stage.draw(f"offer {c.contract}")
        if not late and draw.random() < LATE_OFFERS:
            continue
        own = {i.item: i.unit_price or estimates[i.type] for i in queries.items_of(c)}
        wished = {item: price * (104 + draw.randint(0, 6)) // 100 for item, price in own.items()}
        asked = {
            i.item: own[i.item] if i.maker == c.vendor else max(own[i.item], min(estimates[i.type], wished[i.item])) for i in queries.items_of(c)
        }
        moment = now()
        actions.receive_offer(
            stage.programme, contract=c.contract, on=moment.date(), asked=asked, at=moment, by=stage.people.get(f"workshop {c.vendor}", stage.planner)
        )


def negotiate(stage: Stage, now: Clock) -> None:
    """Half of what leads ask on top is agreed, where the budget line has room; else their members' own price stands."""
    for c in waits(stage, "offered"):
        held = list(c.items.order_by("pk"))
        own = {i.item: i.unit_price or i.asked_price or 0 for i in held}  # without an offer what was asked is all there is
        middle = {i.item: (own[i.item] + (i.asked_price or own[i.item])) // 2 for i in held}
        agreed = {i.item: [middle[i.item], middle[i.item] if i.maker == c.vendor else i.maker_price or own[i.item]] for i in held}
        as_offered = {i.item: [own[i.item], i.maker_price or own[i.item]] for i in held}
        for prices, why in ((agreed, "Setengah dari tambahan yang diminta penyedia untuk koordinasi dan angkutan."),
                            (as_offered, "Pagu tidak cukup untuk tambahan; harga penawaran pembuat yang dipakai.")):  # fmt: skip
            moment = now()
            try:
                actions.negotiate(
                    stage.programme, contract=c.contract, on=moment.date(), agreed=prices, why=why, at=moment, by=buyer(stage, c.agency)
                )
            except Refused as refused:
                if prices is as_offered:
                    stage.refused.append(f"{moment.date()} {c.contract}: {refused}")
                continue
            break


def late_offers(stage: Stage, now: Clock) -> None:
    offers(stage, now, late=True)
    negotiate(stage, now)


def risks(stage: Stage, now: Clock) -> None:
    """Lots whose planned start has come, without a contract: some are let begin by the head of the park, in his name."""
    begins = {lot.lot for lot in allocation.lots(stage.programme).filter(start_week=0)}
    waiting = [c for c in waits(stage, "negotiated") if begins & set(c.items.values_list("lot", flat=True))]
    for c in stage.draw("risks").sample(waiting, min(RISKS, len(waiting))):
        moment = now()
        actions.let_begin(stage.programme, contract=c.contract, from_on=moment.date(), note=RISK, at=moment, by=stage.head)


def sign(stage: Stage, now: Clock, wave: int | None) -> None:
    """A third of what is ready each time, all of it in the end; what a party has not stated all of is left for the next time."""
    ready = queries.Readiness(stage.programme, stage.day(0))
    for c in waits(stage, "negotiated"):
        is_later = wave is not None and stage.draw(f"wave {c.contract}").randint(0, 2) > wave
        if not is_later and not any(missing.stops for missing in ready.of(c)):
            sign_one(stage, now, c)


def sign_one(stage: Stage, now: Clock, c: Contract) -> None:
    moment = now()
    day, by = moment.date(), buyer(stage, c.agency)
    start = day
    if c.route == "emergency":
        actions.number_papers(stage.programme, contract=c.contract, papers={"need_statement": day, "purchase_order": day}, at=now(), by=by)
    try:
        actions.sign(
            stage.programme, contract=c.contract, on=day, starts_on=start, due_on=max(c.due_on, start + timedelta(days=14)), at=moment, by=by
        )
    except Refused as refused:
        stage.refused.append(f"{day} {c.contract}: {refused}")


def countersign(stage: Stage, now: Clock, *, share: float = 1) -> None:
    """Most vendors bring the signed paper within days, a few very late."""
    for c in waits(stage, "signed"):
        if stage.draw(f"countersign {c.contract}").random() <= share:
            countersign_one(stage, now, c)


def countersign_one(stage: Stage, now: Clock, c: Contract) -> None:
    """A vendor with a sign-in signs itself; of others the signed paper comes to the park's office."""
    moment = now()
    owner = stage.people.get(f"workshop {c.vendor}")
    vendor = queries.vendor_particulars(stage.programme, c.vendor)
    copy = None if owner else Copy(b"%PDF-1.4\n% salinan contoh " + c.contract.encode(), f"{c.contract}-bertanda-tangan.pdf", "application/pdf")
    actions.countersign(
        stage.programme, contract=c.contract, on=moment.date(), signatory=vendor.representative if vendor else c.vendor, copy=copy, at=moment,
        by=owner or stage.planner,
    )  # fmt: skip


def make_way(stage: Stage, now: Clock, why: str) -> None:
    """Before a plan that waits is approved, the contracts that it changes are changed: drafts withdrawn, others by addenda."""
    waiting = next((p for p in allocation.plans(stage.programme) if hasattr(p, "proposal") and not hasattr(p, "decision")), None)
    if waiting is None:
        raise Refused("Tidak ada rencana yang menunggu keputusan.")
    needed: dict[str, list[rules.Amendment]] = {}
    for one in queries.addenda_needed(stage.programme, waiting):
        needed.setdefault(one.contract, []).append(rules.Amendment("quantity", str(one.after), one.item))
    for contract, changes in needed.items():
        amend(stage, now, known(queries.contract_named(stage.programme, contract)), changes, why)


def amend(stage: Stage, now: Clock, c: Contract, changes: list[rules.Amendment], why: str) -> None:
    moment = now()
    made = partial(made_by_lot, stage.programme)
    if c.signed_on is None:
        left = {a.item: int(a.after) for a in changes}
        if any(left.get(i.item, i.quantity) for i in queries.items_of(c)):
            actions.reduce_draft(stage.programme, contract=c.contract, quantities=left, reason=why, made=made, at=moment, by=stage.planner)
        else:
            actions.withdraw(stage.programme, contract=c.contract, reason=why, made=made, at=moment, by=stage.planner)
        return
    if c.countersigned_on is None:
        countersign_one(stage, now, c)
    moment = now()
    gone = {a.item for a in changes if a.after == "0"}
    if all(i.item in gone for i in queries.items_of(c) if i.quantity):
        changes = [rules.Amendment("cancelled")]
    actions.sign_addendum(
        stage.programme, contract=c.contract, said=actions.Addendum(moment.date(), changes, why), already=actions.Already(made), at=moment,
        by=buyer(stage, c.agency),
    )  # fmt: skip


def late_lots(stage: Stage, now: Clock) -> None:
    """Lots that a later plan gave are contracted at once."""
    free: dict[str, list[str]] = {}
    for one in queries.uncontracted_lots(stage.programme):
        free.setdefault(one.agency, []).append(one.lot)
    for agency, codes in sorted(free.items()):
        why = "Lot pengganti dari rencana yang dihitung ulang."
        actions.draft_contracts(stage.programme, lots=codes, reason=why, at=now(), by=buyer(stage, agency))
    vendors(stage, now, but=late_vendors(stage)[::2] if now().date() < stage.day(38) else ())
    offers(stage, now, late=True)
    negotiate(stage, now)
    sign(stage, now, wave=None)
    countersign(stage, now, share=0.9)


def more_time(stage: Stage, now: Clock) -> None:
    """A few vendors get three weeks more, since engines came late."""
    running = [c for c in waits(stage, "in_force") if c.value]
    for c in stage.draw("more time").sample(running, min(5, len(running))):
        asked = [rules.Amendment("due_on", str(c.due_on + timedelta(days=21)))]
        amend(stage, now, c, asked, "Mesin penggerak dari pemasok terlambat datang tiga minggu.")


def follow_cuts(stage: Stage, now: Clock) -> None:
    """Contracts of lines that are cut below what is in their lots give up the surplus, the last lots first."""
    ordered, shares = demand.ordered_by_line(stage.programme), shares_of_lines(stage)
    less = {
        lot: taken for line, lots in shares.items()
        for lot, taken in given_up(lots, sum(lot.quantity for lot in lots) - ordered.get(line, 0)).items()
    }  # fmt: skip
    changes: dict[str, list[rules.Amendment]] = {}
    if less:
        held = {i.lot: i for i in queries.items(stage.programme).filter(is_live=True, lot__in=list(less))}
        for lot, taken in less.items():
            item = held[lot]
            changes.setdefault(item.contract.contract, []).append(rules.Amendment("quantity", str(item.quantity - taken), item.item))
    for contract, asked in changes.items():
        amend(stage, now, known(queries.contract_named(stage.programme, contract)), asked, CUT)


@dataclass(frozen=True)
class Share:
    """A lot's part of its line: `free` are the units a contract holds that nobody has made; with fewer than `least` left it is none any more."""

    lot: str
    quantity: int
    free: int
    least: int


def shares_of_lines(stage: Stage) -> dict[str, list[Share]]:
    """Line -> its lots in the plan in force, the last to be finished first."""
    items = queries.items(stage.programme).filter(is_live=True)
    held = {lot: (quantity, type) for lot, quantity, type in items.values_list("lot", "quantity", "type")}
    least = catalogue.least_lots(stage.programme)
    made = made_by_lot(stage.programme)
    found: dict[str, list[Share]] = {}
    lots = allocation.lots(stage.programme).order_by("-finish_week", "-lot")
    for lot, line, allocated in lots.values_list("lot", "line", "quantity"):
        quantity, type = held.get(lot, (0, ""))
        free = quantity - made.get(lot, 0) if type else 0
        found.setdefault(line, []).append(Share(lot, allocated, free, least[type] if type else 1))
    return found


def given_up(lots: Iterable[Share], surplus: int) -> dict[str, int]:
    """Lot -> units it gives up of a line's surplus; a lot goes as a whole or keeps its least size. Their sum may be less than the surplus."""
    found: dict[str, int] = {}
    for lot in lots:
        taken = min(surplus, lot.free)
        if 0 < lot.quantity - taken < lot.least:
            taken = max(0, min(taken, lot.quantity - lot.least))
        if taken > 0:
            found[lot.lot] = taken
            surplus -= taken
    return found
