"""Pages of quality: what waits and the sentence of a decision, forms without script that keep what was typed, the agency's concession."""

from __future__ import annotations

from django.urls import reverse

from tempa.delivery import queries as delivery
from tempa.ledger.queries import entries_of
from tempa.ledger.rules import check_code
from tempa.production import queries as made_queries
from tempa.quality import queries
from tests.cast import ANI, DARMA, HEAD, PLANNER, RINA, Member
from tests.quality.parties import THEN, good_values, inspect, planned, released, second_inspector


def text(answer):
    return answer.content.decode()


def test_the_pages_stand_empty(visit):
    for name in ("park-quality", "park-first-articles", "park-nonconformities", "park-causes", "park-forms", "park-instruments", "park-sampling",
                 "park-quality-figures", "park-trace"):  # fmt: skip
        assert visit(PLANNER, reverse(name)).status_code == 200
    assert "Tidak ada lot yang menunggu" in text(visit(HEAD, reverse("park-quality")))
    assert visit(ANI, reverse("inspector-tasks")).status_code == 200
    assert visit(DARMA, reverse("workshop-quality")).status_code == 200
    assert "Tidak ada unit yang menunggu konsesi" in text(visit(RINA, reverse("agency-concessions")))


def test_an_inspector_without_script_is_told_what_is_wrong_and_keeps_what_was_typed(programme, person, visit, clock_at):
    plan, form = planned(programme, person)
    clock_at(THEN)  # the instruments are calibrated
    serial = plan.sample[0]
    assert plan.lot in text(visit(ANI, reverse("inspector-tasks")))
    assert serial in text(visit(ANI, reverse("inspector-task", args=[plan.lot, 1])))
    address = reverse("inspector-unit", args=[plan.lot, 1, serial])
    values, used = good_values(form)
    measured = next(one.check for one in queries.checks_of(form) if one.quantity)
    sent = {f"nilai-{c}": v for c, v in values.items()} | {f"alat-{c}": g for c, g in used.items()} | {"note": "angin kencang"}
    answer = visit(ANI, address, sent | {f"nilai-{measured}": "999999"})
    assert answer.status_code == 400 and "di luar rentang alat" in text(answer) and "999999" in text(answer) and "angin kencang" in text(answer)
    second_inspector(programme, person, login="kerabat", subject=plan.maker)
    own = visit(Member("kerabat", ("inspector",)), address, sent)
    assert own.status_code == 400 and "Pembuat tidak memeriksa buatannya sendiri" in text(own) and "angin kencang" in text(own)
    assert visit(ANI, address, sent).status_code == 302
    assert queries.inspections(programme).filter(serial=serial, round=1).count() == 1


def test_the_park_decides_beside_the_checks_and_the_sentence_is_shown(programme, person, visit):
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form)
    page = reverse("park-quality-lot", args=[plan.lot])
    assert "memberi unit yang sama" in text(visit(PLANNER, page)) and "Putuskan" in text(visit(HEAD, page))
    answer = visit(HEAD, reverse("park-quality-decide", args=[plan.lot]), {"round": 1, "decided": "rejected", "reason": "coba-coba"})
    assert answer.status_code == 400 and "Belum ada yang menggugurkan lot ini" in text(answer) and "coba-coba" in text(answer)
    assert visit(HEAD, reverse("park-quality-decide", args=[plan.lot]), {"round": 1, "decided": "accepted", "reason": ""}).status_code == 302
    decided = queries.last_decision(programme, plan.lot)
    assert decided.sentence in text(visit(HEAD, page)).replace("&#x27;", "'")
    found = text(visit(PLANNER, reverse("park-trace") + f"?cari={plan.serials[0]}"))
    assert plan.serials[0] in found and plan.lot in found
    public = text(visit(None, reverse("unit", args=[plan.serials[0]])))
    assert "Diterima taman sains" in public and decided.sentence in public.replace("&#x27;", "'") and "kritis" in public
    assert "Budi" not in public and "Ani" not in public
    paper = visit(PLANNER, reverse("park-quality-certificate", args=[decided.decision]))
    assert paper.content.startswith(b"%PDF") and len(paper.content) > 5_000
    code = check_code(bytes(entries_of(programme).get(pk=decided.decision).digest)).replace(" ", "")
    known = text(visit(None, reverse("check-paper", args=[code])))
    assert "Sertifikat pemeriksaan" in known and f"{plan.lot}/1" in known


def test_failed_units_are_filtered_and_sorted_and_first_units_searched(programme, person, visit):
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form, wrong={plan.serials[0]: {"B01": "no"}})
    page = reverse("park-nonconformities")
    open_ones, critical = text(visit(PLANNER, f"{page}?putusan=-&urut=-biaya")), text(visit(PLANNER, f"{page}?kelas=kritis"))
    assert plan.serials[0] in open_ones.split("<tbody")[1] and "Putuskan unit yang gagal" in open_ones
    assert f">{plan.lot}<" not in critical and "Tidak ada baris yang cocok" in critical
    refused = visit(PLANNER, reverse("park-nonconformities-decide"), {"serials": plan.serials[0], "decided": "rework", "reason": "coba"})
    assert refused.status_code == 400 and "coba" in text(refused)
    assert visit(PLANNER, f"{page}?kelas=kritis&unduh=xlsx").content.startswith(b"PK")
    first = queries.first_articles(programme)[0]
    shown = text(visit(PLANNER, f"{reverse('park-first-articles')}?cari={first.inspection.serial}"))
    assert first.inspection.serial in shown and "1–1 dari 1" in shown


def test_a_drawing_is_issued_and_named_in_a_contract_by_its_agency(programme, person, visit):
    plan, form = planned(programme, person)
    contract = made_queries.units(programme, [plan.lot]).first().contract
    page, agency = reverse("park-revisions"), reverse("agency-revisions")
    said = {"type": plan.type, "revision": "B C", "specification": "poros diperbesar menjadi 30 mm"}
    wrong = visit(PLANNER, reverse("park-revision-issue"), said)
    assert wrong.status_code == 400 and "tanpa spasi" in text(wrong) and "poros diperbesar" in text(wrong)
    assert visit(PLANNER, reverse("park-revision-issue"), said | {"revision": "B"}).status_code == 302
    assert "poros diperbesar" in text(visit(PLANNER, page)) and "poros diperbesar" in text(visit(RINA, agency))
    assert queries.revision_of(programme, contract, plan.type) == form.revision
    assert visit(RINA, reverse("agency-revision-name"), {"item": f"{contract}|{plan.type}", "revision": "B"}).status_code == 302
    assert queries.revision_of(programme, contract, plan.type) == "B" and "disebut kontrak" in text(visit(RINA, agency))
    assert visit(DARMA, page).status_code in (302, 403, 404)


def test_every_desk_that_asks_for_a_rating_or_a_rung_brings_what_delivery_knows(programme, person, visit, monkeypatch, clock_at):
    card, _form = released(programme, person)
    clock_at(THEN)  # the instruments are calibrated
    asked = []
    monkeypatch.setattr(delivery, "field_of", lambda of, day: asked.append(of) or {})
    pages = [
        (PLANNER, reverse("park-quality-plan"), {"lots": [card.lot]}), (PLANNER, reverse("park-quality-figures"), None),
        (PLANNER, reverse("park-eligibility", args=["W03"]), None), (DARMA, reverse("workshop-verification"), None),
        (DARMA, reverse("workshop-quality"), None), (None, reverse("public-workshop", args=[programme.code, "W03"]), None),
    ]  # fmt: skip
    for who, address, sent in pages:
        before = len(asked)
        assert visit(who, address, sent).status_code in (200, 302), address
        assert len(asked) > before and asked[-1] == programme, address
    assert queries.last_plan(programme, card.lot)
