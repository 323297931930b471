"""Calls for offers at the park and at a workshop's desk: opened, linked, extended, answered; prices from a file and by letter."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tempa.catalogue import queries as catalogue
from tempa.ledger import links, queries
from tempa.ledger.models import Entry, RefusedDouble, WorkLink
from tempa.ledger.rules import Refused
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.models import OfferCall
from tempa.values.period import WITA
from tests.cast import AUDITOR, DARMA, HEAD, PLANNER, RINA, SRI
from tests.desks.links import call_and_link, inputs, introduced
from tests.desks.planning import text_of
from tests.desks.test_contract_pages import draft_all
from tests.desks.test_link_pages import case_of, file_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 surat"


def in_days(days):
    return (timezone.now() + timedelta(days=days)).astimezone(WITA).strftime("%Y-%m-%dT%H:%M")


def test_the_park_opens_a_call_links_everybody_and_sends_each_its_own_message(visit, programme):
    opened = visit(PLANNER, "/park/penawaran/", {"closes_at": in_days(5), "note": "Tanpa PPN."})
    page = opened["Location"]
    assert "51 bengkel belum punya tautan" in text_of(visit(PLANNER, page))
    identity = str(uuid4())
    for _ in range(2):
        assert visit(PLANNER, f"{page}tautan/", {"identity": identity}).status_code == 302
    made = list(WorkLink.objects.filter(programme=programme))
    assert {w.organisation for w in made} == {w.workshop for w in registry.makers(programme)} and len(made) == len({w.digest for w in made})
    text = visit(PLANNER, f"{page}pesan/").content.decode()
    for link in made:
        assert f"/t/{links.code_of(link.link)}/" in text
    assert 'href="https://wa.me/?text=' in text and "Salin pesan WA" in text
    client = introduced(f"/t/{links.code_of(made[0].link)}/")
    assert client.get(f"/t/{links.code_of(made[0].link)}/penawaran/").status_code == 200
    again = visit(PLANNER, f"{page}pesan/").content.decode()
    assert 'href="https://wa.me/6281234567890?text=' in again, "the phone that its user gave"
    shown = text_of(visit(PLANNER, page))
    assert "dibuka, belum menawar" in shown and "Pak Made, 0812-3456-7890" in shown and "belum dibuka" in shown


def test_a_new_link_ends_the_old_one_and_a_revoked_one_is_shown_as_such(visit, programme, person):
    call, link, _address = call_and_link(programme, person)
    done = visit(HEAD, f"/park/penawaran/{call}/tautan/satu/", {"workshop": "W07", "phone": "0813 2222 3333"})
    assert done["Location"].endswith("#W07") and queries.link_phones(programme)["W07"] == "6281322223333"
    new = WorkLink.objects.get(programme=programme, revoked_at=None)
    assert new.link != link.link
    blank = visit(HEAD, f"/park/tautan/{new.link}/cabut/", {"reason": ""})
    assert blank.status_code == 400
    assert visit(HEAD, f"/park/tautan/{new.link}/cabut/", {"reason": "HP hilang"}).status_code == 302
    assert "tautan dicabut" in text_of(visit(HEAD, f"/park/penawaran/{call}/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"closes_at": in_days(-1)}, "sudah lewat"), ({"opens_at": in_days(6), "closes_at": in_days(5)}, "ditutup sebelum dibuka"),
        ({"closes_at": in_days(400)}, "paling lama satu tahun"), ({"closes_at": "besok"}, "besok"), ({"closes_at": in_days(5), "types": ["X"]}, "X"),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_is_sent_back(typed, words, visit, programme):
    answer = visit(PLANNER, "/park/penawaran/", typed)
    assert answer.status_code == 400 and words in answer.content.decode() and not registry.calls(programme).exists()


def test_a_call_is_extended_with_a_reason_that_workshops_read(visit, programme, person):
    call, _link, address = call_and_link(programme, person)
    page = f"/park/penawaran/{call}/perpanjang/"
    assert "harus sesudah" in text_of(visit(PLANNER, page, {"closes_at": in_days(2), "reason": "libur bersama"}))
    assert visit(PLANNER, page, {"closes_at": in_days(8), "reason": "libur bersama"}).status_code == 302
    assert "diperpanjang: libur bersama." in text_of(introduced(address).get(f"{address}penawaran/"))


def test_the_owner_has_the_same_page_at_the_desk(visit, programme, person):
    assert "Belum ada panggilan penawaran" in text_of(visit(DARMA, "/bengkel-saya/penawaran/"))
    call_and_link(programme, person)
    shown = visit(DARMA, "/bengkel-saya/penawaran/")
    one = registry.offers_of(programme, "W03").first()
    fields = inputs(shown, 'name="source"') | {f"p:W03|{one.type}": str(one.unit_price - 1000)}
    assert visit(DARMA, "/bengkel-saya/penawaran/", fields).status_code == 302
    entry = Entry.objects.get(programme=programme, kind="OffersStated")
    assert registry.offer_of(programme, "W03", one.type).unit_price == one.unit_price - 1000 and entry.by.login == "bengkel"
    assert visit(SRI, "/bengkel-saya/penawaran/", fields).status_code == 400, "rows of another workshop are none of hers"
    assert Entry.objects.filter(programme=programme, kind="OffersStated").count() == 1


def test_the_park_notes_an_offer_of_a_letter_with_its_reason(visit, programme):
    page = "/park/bengkel/W03/penawaran/"
    one = registry.offers_of(programme, "W03").first()
    fields = inputs(visit(PLANNER, page), 'name="seen"') | {f"p:W03|{one.type}": str(one.unit_price - 1000)}
    refused = visit(PLANNER, page, fields)
    assert refused.status_code == 400 and "Tulis mengapa taman sains" in text_of(refused)
    assert visit(PLANNER, page, fields | {"reason": "Surat 12 Juni 2020"}).status_code == 302
    assert registry.offer_of(programme, "W03", one.type).unit_price == one.unit_price - 1000


def test_prices_of_many_workshops_come_from_one_file_all_or_none(visit, programme, person):
    call, _link, _address = call_and_link(programme, person)
    page = f"/park/penawaran/{call}/berkas/"
    mine = {code: registry.offers_of(programme, code).first() for code in ("W03", "W07")}
    file = file_of([(code, o.type, o.unit_price - 2000) for code, o in mine.items()])
    shown = visit(PLANNER, page, {"file": file})
    assert "mengubah 2 harga dari 2 bengkel" in text_of(shown)
    fields = inputs(shown, 'name="seen"')
    assert visit(PLANNER, page, fields | {"reason": "x"}).status_code == 400
    assert all(registry.offer_of(programme, c, o.type).unit_price == o.unit_price for c, o in mine.items())
    for _ in range(2):
        assert visit(PLANNER, page, fields | {"reason": "Rekap dari rapat bengkel"}).status_code == 302
    assert all(registry.offer_of(programme, c, o.type).unit_price == o.unit_price - 2000 for c, o in mine.items())
    assert Entry.objects.filter(programme=programme, kind="OffersStated").count() == 2


def test_what_others_may_know_is_told_only_after_closing_and_from_three_offers_on(programme, person, visit, monkeypatch):
    call_and_link(programme, person)
    type = registry.offers_of(programme, "W03").first().type
    assert registry.offers_told(programme, [type], timezone.now()) == {}
    later = timezone.now() + timedelta(days=6)
    told = registry.offers_told(programme, [type], later)[type]
    assert told.count == registry.offer_counts(programme)[type] and told.lowest <= told.median <= told.highest


def test_an_auditor_reads_no_offer_before_its_call_closes(programme, person, visit):
    """Not in the record of the fact, not in a refused double, not in the price chain; afterwards all of them."""
    call, _link, _address = call_and_link(programme, person)
    one, name = registry.offers_of(programme, "W03").first(), uuid4()
    price = one.unit_price - 1234
    stated = {"workshop": "W03", "call": call, "at": timezone.now(), "by": person("perencana"), "identity": name, "reason": "dari surat"}
    actions.state_offers(programme, prices={one.type: str(price)}, source="office", **stated)
    with pytest.raises(Refused):
        actions.state_offers(programme, prices={one.type: str(price - 1)}, source="office", **stated)
    double = RefusedDouble.objects.get(programme=programme)
    pages = (f"/auditor/catatan/{name}/", f"/auditor/catatan/ganda/{double.pk}/")
    draft_all(programme, person)
    chain = f"/auditor/rantai-harga/jenis/{one.type}/"

    def told(address):
        return [str(price) in text_of(visit(AUDITOR, address)) for address in pages] + ["penawaran," in text_of(visit(AUDITOR, chain))]

    assert told(pages) == [False, False, False] and str(price) in text_of(visit(PLANNER, f"/park/catatan/{name}/"))
    OfferCall.objects.filter(programme=programme).update(first_closes_at=timezone.now(), closes_at=timezone.now())
    assert told(pages) == [True, True, True]


# objections to prices: the park, the association's letter, the agency


def test_the_association_objects_by_a_letter_that_the_park_notes(visit, programme):
    page = "/park/keberatan-harga/"
    fields = inputs(visit(PLANNER, page), 'name="seen"') | case_of(programme) | {"association": "Asosiasi Bengkel", "workshop": ""}
    refused = visit(PLANNER, page, fields)
    assert refused.status_code == 400 and "Lampirkan surat" in text_of(refused) and 'value="Asosiasi Bengkel"' in refused.content.decode()
    letter = SimpleUploadedFile("surat.pdf", PDF, content_type="application/pdf")
    made = visit(PLANNER, page, fields | {"file1": letter})
    assert made.status_code == 302
    shown = visit(PLANNER, made["Location"])
    assert "Asosiasi Bengkel keberatan" in text_of(shown) and "surat.pdf" in text_of(shown)
    (paper,) = re.findall(r'href="(/park/berkas/[0-9a-f]{64}/)"', shown.content.decode())
    assert visit(PLANNER, paper).content == PDF


def test_an_objection_holds_the_type_until_a_head_who_did_not_set_the_price_overrules_it(visit, programme, person):
    assert visit(DARMA, "/bengkel-saya/harga/", case_of(programme)).status_code == 302
    found = catalogue.open_price_objections(programme, ["TAN-001", "TAN-003"]).get()
    page = f"/park/keberatan-harga/{found.objection}/"
    for member, address in ((PLANNER, "/park/katalog/TAN-001/"), (RINA, "/opd/harga/"), (PLANNER, page), (RINA, f"/opd/harga/{found.objection}/")):
        text = text_of(visit(member, address))
        assert "menahan kontrak" in text or "Kontrak jenis ini menunggu" in text, address
    reason = {"reason": "Musim tanam tidak menunggu."}
    assert visit(PLANNER, f"{page}kesampingkan/", reason).status_code == 400
    assert f'action="{page}kesampingkan/"' not in visit(PLANNER, page).content.decode(), "no planner is shown the button"
    visit(HEAD, "/park/katalog/TAN-001/hps/", {"after": "9500000", "reason": "price_agreed"})
    refused = visit(HEAD, f"{page}kesampingkan/", reason)
    assert refused.status_code == 400 and "Anda sendiri yang menetapkan" in text_of(refused)
    visit(PLANNER, "/park/katalog/TAN-001/hps/", {"after": "9600000", "reason": "price_agreed"})
    assert visit(HEAD, f"{page}kesampingkan/", reason).status_code == 302
    assert not catalogue.open_price_objections(programme, ["TAN-001"]).exists() and catalogue.unanswered_price_objections(programme).count() == 1
    assert "Musim tanam tidak menunggu." in text_of(visit(RINA, f"/opd/harga/{found.objection}/"))
    assert visit(PLANNER, f"{page}jawab/", {"upheld": "yes", "answer": "HPS naik menjadi 9,6 juta.", "sheet": "HPS-7"}).status_code == 302
    text = text_of(visit(DARMA, "/bengkel-saya/harga/"))
    assert "Dibenarkan." in text and "HPS-7" in text and "Dikesampingkan" in text
    assert visit(SRI, "/bengkel-saya/harga/").content.decode().count("HPS-7") == 0


def test_one_objection_at_a_time_for_each_type(visit, programme):
    assert visit(DARMA, "/bengkel-saya/harga/", case_of(programme)).status_code == 302
    again = visit(DARMA, "/bengkel-saya/harga/", case_of(programme))
    assert again.status_code == 400 and "masih menunggu jawaban" in text_of(again)
    assert visit(SRI, "/bengkel-saya/harga/", case_of(programme)).status_code == 302


def test_the_agency_sees_objections_to_its_own_machines_alone(visit, programme):
    other = next(t.type for t in catalogue.types(programme) if t.agency != "DISTANBUN")
    visit(DARMA, "/bengkel-saya/harga/", case_of(programme, other))
    found = catalogue.price_objections(programme).get()
    assert "Tidak ada keberatan atas harga mesin kami" in text_of(visit(RINA, "/opd/harga/"))
    assert visit(RINA, f"/opd/harga/{found.objection}/").status_code == 404
