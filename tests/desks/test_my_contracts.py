"""A workshop's contracts on a phone, at its desk and by a link: what holds, what waits, what it owes and gets; nobody else's prices."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from tempa.contracts import actions, queries
from tempa.contracts.queries.mine import mine_named, of_workshop
from tempa.contracts.rules import dotted
from tempa.desks.frame.contracts.printing import number_and_print
from tempa.ledger import actions as ledger
from tempa.ledger import links
from tempa.ledger import queries as records
from tempa.ledger.models import Entry
from tempa.registry import queries as registry
from tempa.values.period import day_in_wita
from tests.cast import DARMA, PLANNER, SRI, Member
from tests.contracts.parties import lots_of, state_parties
from tests.desks.links import inputs, introduced
from tests.desks.planning import text_of
from tests.desks.test_deeds import hidden

pytestmark = pytest.mark.django_db
PARTICULARS = {
    "legal_form": "ud", "representative": "Darma Wijaya", "post": "pemilik", "nik": "5271011708450001", "street": "Jalan Contoh 3, Mataram",
    "phone": "0812 3456 7890",
    "bank": "Bank Contoh", "account": "1234567890", "account_holder": "Darma Wijaya", "tax_status": "none",
    "charges_vat": "", "true_since": "2026-01-05",
}  # fmt: skip


def drafts(programme, person, agency="DISTANBUN"):
    """A draft of an agency with every vendor, as of now."""
    now = timezone.now()
    return actions.draft_contracts(programme, lots=[one.lot for one in lots_of(programme, agency)], at=now, by=person("perencana"))


def of_a_lead(programme, maker="W03"):
    """A contract of a lead in which a member makes a part, and its lead."""
    found = next(i for i in queries.items(programme) if i.maker == maker and i.contract.vendor != maker)
    return found.contract


def move_on(programme, person, c, *, to):
    """Bring a draft to the agency's signature, at the prices of the award, the members getting a little less."""
    now, rina = timezone.now(), person("opd")
    today = day_in_wita(now)
    items = queries.items_of(c)
    state_parties(programme, person, agency=c.agency, vendors=[c.vendor], at=now)
    actions.receive_offer(programme, contract=c.contract, on=today, asked={i.item: i.unit_price for i in items}, at=now, by=rina)
    agreed = {i.item: [i.unit_price, i.unit_price - (i.maker != c.vendor) * 123_457] for i in items}
    actions.negotiate(programme, contract=c.contract, on=today, agreed=agreed, why="sesuai penawaran masing-masing", at=now, by=rina)
    days = {"on": today, "starts_on": today, "due_on": today + timedelta(days=90)}
    if to == "signed":
        actions.sign(programme, contract=c.contract, **days, at=now, by=rina)
    return queries.contract_named(programme, c.contract)


def by_link(programme, person, workshop):
    """A client that came by a workshop's link and said who it is, and the address of its contracts."""
    now = timezone.now()
    order = links.Order("contract", "", now + timedelta(days=30), {workshop: "workshop"})
    link = links.issue_links(programme, order, at=now, by=person("perencana"))[0]
    address = f"/t/{links.code_of(link.link)}/"
    return introduced(address), f"{address}kontrak/"


def test_a_member_sees_its_own_part_and_price_and_nobody_elses(programme, person, visit):
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    mine, lead = mine_named(programme, "W03", c.contract), mine_named(programme, c.vendor, c.contract)
    others = {dotted(p) for i in c.items.all() if i.maker != "W03" for p in (i.unit_price, i.maker_price)}
    own = {dotted(p) for i in mine.items for p in (i.maker_price, i.quantity * i.maker_price)}
    hidden = (others | {dotted(c.value), dotted(lead.gets)} | {dotted(i.unit_price) for i in mine.items}) - own
    page = visit(DARMA, f"/bengkel-saya/kontrak/{c.contract}/").content.decode()
    assert hidden and not [price for price in hidden if price in page]
    assert all(price in page for price in own) and all(i.lot in page for i in mine.items)
    assert not [i.lot for i in c.items.all() if i.maker != "W03" and i.lot in page]
    client, address = by_link(programme, person, c.vendor)
    shown = client.get(f"{address}{c.contract}/").content.decode()
    assert all(price in shown for price in others), "the canary must be visible to who signs"
    assert sum(lead.owes.values()) + lead.keeps == lead.gets == c.value


def test_the_list_says_first_what_holds_and_what_waits(programme, person, visit):
    assert "Belum ada kontrak untuk Anda" in text_of(visit(DARMA, "/bengkel-saya/kontrak/"))
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    client, address = by_link(programme, person, c.vendor)
    page = text_of(client.get(address))
    assert "1 menunggu tanda tangan Anda" in page and c.contract in page
    waiting = len([m for m in of_workshop(programme, c.vendor) if m.is_vendor]) - 1
    assert (f"{waiting} menunggu penawaran Anda" in page) == (waiting > 0)
    assert "Anggota dan sekolah di bawah kontrak saya" in page and "belum ada: semua data penyedia" in page
    member = text_of(visit(DARMA, "/bengkel-saya/kontrak/"))
    assert "lewat" in member and "tanda tangan Anda" not in member


def test_who_has_no_part_in_a_contract_does_not_find_it(programme, person, visit):
    drafts(programme, person)
    makers = {i.contract.contract: set() for i in queries.items(programme)}
    for i in queries.items(programme):
        makers[i.contract.contract] |= {i.maker, i.contract.vendor}
    foreign = next(code for code, some in makers.items() if not some & {"W03", "S01"})
    for member in (DARMA, SRI):
        assert visit(member, f"/bengkel-saya/kontrak/{foreign}/").status_code == 404
    client, address = by_link(programme, person, "W03")
    assert client.get(f"{address}{foreign}/").status_code == 404


def test_an_offer_is_stated_by_link_once_and_changed_until_prices_are_agreed(programme, person):
    drafts(programme, person)
    c = of_a_lead(programme)
    client, address = by_link(programme, person, c.vendor)
    page = client.get(f"{address}{c.contract}/")
    fields = inputs(page, "price-")
    first = next(name for name in fields if name.startswith("price-"))
    wrong = client.post(f"{address}{c.contract}/", fields | {first: "mahal sekali"})
    assert wrong.status_code == 400 and 'value="mahal sekali"' in wrong.content.decode()
    assert [client.post(f"{address}{c.contract}/", fields).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.filter(programme=programme, kind="OfferReceived").count() == 1
    again = client.get(f"{address}{c.contract}/?tersimpan=1")
    assert "Tersimpan." in text_of(again) and "boleh diubah" in text_of(again)
    assert client.post(f"{address}{c.contract}/", inputs(again, "price-") | {first: "9,1 juta"}).status_code == 302
    assert queries.contract_named(programme, c.contract).items.get(item=first.removeprefix("price-")).asked_price == 9_100_000


def test_a_contract_is_signed_by_link_and_a_late_form_changes_nothing(programme, person):
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    client, address = by_link(programme, person, c.vendor)
    page = client.get(f"{address}{c.contract}/")
    assert "OPD sudah menandatangani" in text_of(page)
    fields = inputs(page, "signatory")
    empty = client.post(f"{address}{c.contract}/", fields | {"signatory": ""})
    assert empty.status_code == 400 and "Tulis nama yang menandatangani" in text_of(empty)
    assert client.post(f"{address}{c.contract}/", fields | {"signatory": "Pak Wayan"}).status_code == 302
    assert queries.contract_named(programme, c.contract).signatory == "Pak Wayan"
    twice = client.post(f"{address}{c.contract}/", fields | {"signatory": "Pak Wayan"})
    assert twice["Location"].endswith("?tersimpan=1")
    late = client.post(f"{address}{c.contract}/", inputs(page, "signatory") | {"identity": "", "signatory": "Orang lain"})
    assert late["Location"].endswith("?terlambat=1") and "Belum tercatat" in text_of(client.get(late["Location"]))
    assert queries.contract_named(programme, c.contract).signatory == "Pak Wayan"


def test_particulars_are_typed_once_and_a_link_never_repeats_the_numbers(programme, person, visit):
    client, address = by_link(programme, person, "W03")
    page = client.get(f"{address}data/")
    fields = inputs(page, "representative") | PARTICULARS
    wrong = client.post(f"{address}data/", fields | {"nik": "12", "account_holder": "Orang Lain Sekali"})
    assert wrong.status_code == 400 and "bukan Darma Wijaya" in text_of(wrong) and 'value="Orang Lain Sekali"' in wrong.content.decode()
    wrong = client.post(f"{address}data/", fields | {"nik": "12"})
    assert wrong.status_code == 400 and "NIK" in text_of(wrong)
    assert client.post(f"{address}data/", fields).status_code == 302
    again = client.get(f"{address}data/").content.decode()
    assert "5271011708450001" not in again and "1234567890" not in again and "berakhiran 7890" in again and "sudah lengkap" in again
    assert client.post(f"{address}data/", inputs(client.get(f"{address}data/"), "representative") | {
        "legal_form": "ud", "tax_status": "none", "charges_vat": "", "bank": "Bank Lain", "true_since": "2026-02-01"}).status_code == 302
    kept = queries.vendor_particulars(programme, "W03")
    assert (kept.account, kept.nik, kept.bank) == ("1234567890", "5271011708450001", "Bank Lain")
    assert "1234567890" in visit(DARMA, "/bengkel-saya/kontrak/data/").content.decode(), "the owner reads them at its own desk"
    entry = Entry.objects.filter(programme=programme, kind="VendorStated").first()
    assert entry.by.name == "Pak Made"
    assert "1234567890" not in entry.body and "Darma" not in entry.body


def test_a_link_for_offers_does_not_open_contracts_and_the_other_way_round(programme, person):
    client, address = by_link(programme, person, "W03")
    assert client.get(address.replace("kontrak/", "penawaran/"))["Location"] == address
    assert client.get(f"{address}data/W01/").status_code == 404


def test_pages_of_a_contract_by_link_weigh_at_most_30_kb(programme, person):
    drafts(programme, person)
    c = of_a_lead(programme)
    client, address = by_link(programme, person, c.vendor)
    for path in ("", "data/", f"{c.contract}/"):
        page = client.get(address + path)
        assert page.status_code == 200 and len(page.content) < 24_000 and "<script" not in page.content.decode()


def the_lead(programme, person, lead):
    """Somebody who sits at the desk of a lead, as the visits of these tests know them."""
    made = ledger.add_person(login="induk", name="Pak Induk", password="contoh-2020")
    ledger.grant_role(programme, made, desk="workshop", subject=lead, at=timezone.now(), by=person("kepala"))
    return Member("induk", ("workshop",), lead)


def test_a_member_opens_its_own_subwork_paper_and_its_lead_opens_all(programme, person, visit):
    """Each agreement of a lead with a member is a paper of its own: number, page, file and folder go to these two alone."""
    drafts(programme, person)
    elsewhere = next(i.contract for i in queries.items(programme) if i.maker not in ("W03", i.contract.vendor))
    chosen = [move_on(programme, person, c, to="signed") for c in (of_a_lead(programme), elsewhere)]
    for c in chosen:
        assert number_and_print(programme, c.contract, at=timezone.now(), by=person("opd")) == []
        held = {p.about: p for p in queries.papers_of(c).filter(kind="subwork")}
        assert set(held) == set(c.items.values_list("maker", flat=True)) - {c.vendor} and all(p.sha256 for p in held.values())
    c = chosen[0]
    own, other = queries.papers_of(c).get(kind="subwork", about="W03"), queries.papers_of(elsewhere).filter(kind="subwork").first()
    page = visit(DARMA, f"/bengkel-saya/kontrak/{c.contract}/")
    assert own.number in text_of(page) and other.number not in text_of(page)
    assert visit(DARMA, f"/bengkel-saya/kontrak/{c.contract}/berkas/{own.sha256}/").content[:4] == b"%PDF"
    assert visit(DARMA, f"/bengkel-saya/kontrak/{c.contract}/berkas/{other.sha256}/").status_code == 404
    folder = zipfile.ZipFile(io.BytesIO(visit(DARMA, "/bengkel-saya/kontrak/berkas.zip").content))
    assert [n for n in folder.namelist() if "perjanjian" in n.lower()] and not [n for n in folder.namelist() if other.number.replace("/", "-") in n]
    lead = the_lead(programme, person, c.vendor)
    shown = text_of(visit(lead, f"/bengkel-saya/kontrak/{c.contract}/"))
    assert own.number in shown and visit(lead, f"/bengkel-saya/kontrak/{c.contract}/berkas/{own.sha256}/").content[:4] == b"%PDF"


def test_a_lead_states_for_its_member_and_for_nobody_elses(programme, person, visit):
    """It sees of the member's numbers how they end; a blank one stays, and who stated it is on the record."""
    drafts(programme, person)
    c = of_a_lead(programme)
    lead = the_lead(programme, person, c.vendor)
    address = "/bengkel-saya/kontrak/data/W03/"
    fields = inputs(visit(lead, address), "representative") | PARTICULARS
    assert visit(lead, address, fields).status_code == 302
    stated = queries.vendor_particulars(programme, "W03")
    assert stated.nik == PARTICULARS["nik"] and stated.entry.by.login == "induk"
    page = visit(lead, address)
    assert PARTICULARS["nik"] not in page.content.decode() and "berakhiran 0001" in text_of(page)
    blank = inputs(page, "representative") | {k: v for k, v in PARTICULARS.items() if k not in ("nik", "account")} | {"street": "Jalan Baru 1"}
    assert visit(lead, address, blank | {"nik": "", "account": ""}).status_code == 302
    again = queries.vendor_particulars(programme, "W03")
    assert (again.address, again.nik, again.account) == ("Jalan Baru 1", PARTICULARS["nik"], PARTICULARS["account"])
    foreign = next(w.key for w in registry.workshops(programme) if w.lead not in ("", c.vendor))
    assert visit(lead, f"/bengkel-saya/kontrak/data/{foreign}/").status_code == 404
    assert visit(DARMA, f"/bengkel-saya/kontrak/data/{c.vendor}/").status_code == 404


def test_a_workshop_from_which_nothing_is_missing_gets_its_link_and_takes_its_dossier_home(programme, person, visit, client):
    page = "/park/kontrak/penyedia/W03/"
    assert "Buat tautan untuk pemiliknya" in text_of(visit(PLANNER, page))
    assert visit(PLANNER, f"{page}tautan/").headers["Location"] == page, "who comes without the form is led to its page"
    identity = hidden(visit(PLANNER, page), "identity", "/tautan/")[0]
    for _ in range(2):
        assert visit(PLANNER, f"{page}tautan/", {"identity": identity}).status_code == 302
    shown = visit(PLANNER, page).content.decode()
    (code,) = set(re.findall(r"/t/([0-9A-Za-z-]+)/", shown))
    assert queries_of_links(programme) == 1 and "Cabut tautan" in shown and "Buat tautan" not in shown
    client.logout()
    introduced(f"/t/{code}/", client)
    taken = client.get(f"/t/{code}/kontrak/berkas.zip")
    assert taken.status_code == 200 and taken["Content-Type"] == "application/zip"
    for other in (DARMA, SRI):
        assert visit(other, page).status_code == 404


def queries_of_links(programme):
    return records.work_links(programme, purpose="contract").filter(organisation="W03").count()
