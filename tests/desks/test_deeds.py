"""Forms of deeds: each carries its identity and what was seen; a refusal keeps what was typed; what changed meanwhile is shown."""

from __future__ import annotations

import re
from html import unescape

from django.urls import resolve, reverse

from tests.cast import HEAD, PLANNER
from tests.desks.addresses import ROWS, filled
from tests.desks.planning import text_of

PRICE = {"after": "123000", "reason": "price_agreed", "note": "", "paper": "027/1"}
IDENTITY = "6f1d3a52-5a0f-4f43-9a0f-2a4f6f7c0c99"


def hidden(page, name, action=""):
    """The hidden values of a name in the forms of a page that are sent to `action`."""
    forms = re.findall(rf'<form method="post"[^>]*{re.escape(action)}[^>]*>.*?</form>', page.content.decode(), re.DOTALL)
    return [v for f in forms for v in re.findall(rf'name="{name}" value="([^"]*)"', f)]


def test_a_form_brings_a_fresh_identity_and_what_was_seen(visit, programme):
    from tempa.ledger.queries import chain_head

    first, second = (visit(PLANNER, "/park/katalog/TAN-001/") for _ in range(2))
    assert len({*hidden(first, "identity"), *hidden(second, "identity")}) == 4  # two forms, shown twice
    assert set(hidden(first, "seen")) == {str(chain_head(programme)[0])}


def test_a_form_that_comes_back_keeps_its_identity_and_what_was_typed(visit):
    (seen,) = set(hidden(visit(PLANNER, "/park/katalog/TAN-001/"), "seen"))
    wrong = visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"after": "1.000", "identity": IDENTITY, "seen": seen})
    assert wrong.status_code == 400 and "bukan bilangan bulat" in text_of(wrong)
    assert hidden(wrong, "identity", "/hps/") == [IDENTITY] and hidden(wrong, "seen", "/hps/") == [seen]
    assert 'value="1.000"' in wrong.content.decode() and 'value="027/1"' in wrong.content.decode()
    assert hidden(wrong, "identity", "/nama/") != [IDENTITY]


def test_a_form_sent_twice_is_one_deed_and_another_under_its_name_gets_a_new_one(visit, programme):
    from tempa.demand.queries import moves

    for _ in range(2):
        assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": IDENTITY}).status_code == 302
    assert moves(programme, "TAN-001").count() == 1
    other = visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": IDENTITY, "after": "125000"})
    assert other.status_code == 400 and "dengan isi yang lain" in text_of(other)
    (address,) = re.findall(r"/park/catatan/ganda/\d+/", other.content.decode())
    both = text_of(visit(PLANNER, address))
    assert "125000" in both and PRICE["after"] in both, "what is recorded and what was refused, side by side"
    (fresh,) = hidden(other, "identity", "/hps/")
    assert fresh != IDENTITY
    assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": fresh, "after": "125000"}).status_code == 302
    assert moves(programme, "TAN-001").count() == 2


def test_a_broken_identity_is_no_identity(visit, programme):
    from tempa.demand.queries import moves

    assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": "x", "seen": "\u00b2"}).status_code == 302
    assert moves(programme, "TAN-001").count() == 1


def test_what_changed_meanwhile_is_shown_and_can_be_sent_again_on_what_holds_now(visit, programme):
    from tempa.catalogue.queries import type_named
    from tempa.ledger.queries import chain_head

    (seen,) = set(hidden(visit(PLANNER, "/park/katalog/TAN-001/"), "seen"))
    assert visit(HEAD, "/park/katalog/TAN-001/hps/", PRICE | {"seen": seen}).status_code == 302
    stale = visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"after": "150000", "seen": seen, "identity": IDENTITY})
    text = unescape(text_of(stale))
    assert stale.status_code == 400 and type_named(programme, "TAN-001").unit_price == 123000
    assert "sejak halaman ini dibuka, hal ini berubah" in text and "Haji Kepala: pesanan berubah (9400000 → 123000)" in text
    assert "HPS Rp123.000" in text  # what holds now is the page around it
    assert 'value="150000"' in stale.content.decode() and hidden(stale, "seen", "/hps/") == [str(chain_head(programme)[0])]
    again = {"seen": hidden(stale, "seen", "/hps/")[0], "identity": hidden(stale, "identity", "/hps/")[0]}
    assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | again | {"after": "150000"}).status_code == 302
    assert type_named(programme, "TAN-001").unit_price == 150000


def test_two_who_answer_at_once_do_not_overwrite_each_other(visit, programme, plan):
    from tempa.allocation import queries
    from tempa.ledger.queries import chain_head

    made = raised(programme, plan)
    seen = chain_head(programme)[0]
    answer = {"upheld": "no", "answer": "Mesin itu tercatat sesuai kunjungan.", "seen": str(seen)}
    assert visit(HEAD, f"/park/keberatan/{made}/jawab/", answer).status_code == 302
    late = visit(PLANNER, f"/park/keberatan/{made}/jawab/", answer | {"upheld": "yes", "answer": "Keberatan ini kami benarkan."})
    assert late.status_code == 400 and "sudah dijawab" in text_of(late) and "Keberatan ini kami benarkan." in late.content.decode()
    assert queries.objection_named(programme, made).is_upheld is False


def raised(programme, plan):
    from tempa.allocation import actions

    return actions.raise_objection(
        programme, plan=plan.plan, workshop="W03", words="Kami punya dua mesin las.", at=plan.made_at, by=plan.run.started_by,
        changes=[{"kind": "machine", "resource": "weld", "count": 1}],
    )  # fmt: skip


def test_a_refusal_stands_beside_the_field_that_it_is_about(visit):
    form = {"change": "due_date", "after": "kapan-kapan", "reason": "other", "note": "tidak tahu"}
    page = visit(PLANNER, "/park/pesanan/L0001/", form | {"note": "belum tahu harinya"}).content.decode()
    assert re.search(r'id="id-after_error"><p>kapan-kapan bukan tanggal', page) and 'aria-describedby="id-after_helptext id-after_error"' in page
    page = visit(PLANNER, "/park/pesanan/L0001/", form | {"note": "x"}).content.decode()
    assert re.search(r'id="id-note_error"><p>Alasan lain', page)


def test_a_forms_address_without_a_form_leads_to_its_page(visit):
    assert visit(PLANNER, "/park/katalog/TAN-001/hps/")["Location"] == "/park/katalog/TAN-001/"


NO_DEEDS = {
    "set-language", "sign-out", "switch-programme", "switch-role",  # how somebody reads, not what they do
    "account",  # an own password
    "park-import",  # a file is looked at; what is saved of it is a deed (test_upload.py)
    "park-prices-upload",  # likewise (test_prices.py)
    "park-contracts-sheets", "agency-contracts-sheets",  # likewise (test_contract_sheets.py)
    "park-inquiry-upload",  # likewise (test_supply_pages.py)
    "park-call-upload", "workshop-offers-upload",  # likewise (test_calls.py, test_link_pages.py)
    "agency-orders-upload",  # likewise: a draft, which is kept by its own name
}  # fmt: skip
FORM = re.compile(r'<form (?=[^>]*method="post")[^>]*>.*?</form>', re.DOTALL)


def named(form, page):
    """The name of the address that a form is sent to."""
    action = re.search(r'<form[^>]*\baction="([^"]*)"', form)
    return resolve(action.group(1) if action and action.group(1) else page).url_name


def bare(page, address):
    """The forms of deeds of a page that lack an identity or what was seen."""
    found = {}
    for form in FORM.findall(page):
        carried = {n: re.findall(rf'<input type="hidden" name="{n}" value="([^"]+)"', form) for n in ("identity", "seen")}
        if named(form, address) not in NO_DEEDS and not (len(carried["identity"]) == len(carried["seen"]) == 1):
            found[named(form, address)] = carried
    return found


PAGES_WITH_FORMS = (
    "park-order", "park-type", "park-planning", "park-plan-again", "park-rules", "park-scenarios", "park-plan-hand",
    "park-objections", "park-people", "park-plan-work", "workshop-objections", "workshop-week", "auditor-verification",
)  # fmt: skip
FOUND = {
    "park-order", "park-type-price", "park-type-alias", "park-planning", "park-plan-again", "park-rules", "park-scenarios", "park-plan-hand",
    "park-plan-what-if", "park-objections", "park-objection-answer", "park-objection-replay", "park-people", "park-role-revoke",
    "park-plan-work", "workshop-objections", "workshop-week", "park-rule-remove", "park-plan-propose", "park-plan-approve",
    "park-plan-refuse", "park-plan-explain", "auditor-verify",
}  # fmt: skip


def test_forms_carry_their_identity_and_what_was_seen_on_pages_with_more_to_decide(visit, programme, explained):
    """An objection, a rule and plans at every step; every other page of the demo is looked at so by test_reading (test_doors.py)."""
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import tables_of

    made, by, at = raised(programme, explained), explained.run.started_by, explained.made_at
    actions.add_rule(programme, content={"kind": "registered_only"}, reason="Hanya yang terdaftar.", at=at, by=by)
    proposed, fresh = (
        actions.add_plan(programme, tables_of(programme), queries.plan_tables(explained), origin="uji", at=at, by=by) for _ in range(2)
    )
    actions.propose_plan(programme, plan=proposed.plan, at=at, by=by)
    examples, kinds = {"plan": explained.plan}, set()
    rows = [(m, name, kwargs) for name, (who, kwargs) in ROWS.items() if name in PAGES_WITH_FORMS for m in who]
    walk = [(m, reverse(name, kwargs=filled(kwargs, examples))) for m, name, kwargs in rows]
    walk += [(PLANNER, f"/park/keberatan/{made}/"), (PLANNER, f"/park/rencana/{explained.plan}/mengapa/?bengkel=W03")]
    walk += [(HEAD, f"/park/rencana/{proposed.plan}/"), (PLANNER, f"/park/rencana/{fresh.plan}/")]
    for member, address in walk:
        response = visit(member, address)
        assert response.status_code == 200, address
        page = response.content.decode()
        assert bare(page, address.partition("?")[0]) == {}, address
        kinds |= {named(form, address.partition("?")[0]) for form in FORM.findall(page)} - NO_DEEDS
    assert kinds >= FOUND


def test_the_walk_would_find_a_bare_form():
    carried = '<input type="hidden" name="identity" value="x"><input type="hidden" name="seen" value="3">'
    whole = f'<form method="post" action="/park/rencana/">{carried}</form>'
    assert bare(whole, "/park/") == {}
    assert set(bare(whole.replace("seen", "size"), "/park/")) == {"park-planning"}
    assert set(bare('<form class="x" method="post"><button>Ajukan</button></form>', "/park/rencana/aturan/")) == {"park-rules"}
    assert bare('<form method="post" action="/keluar/"></form>', "/park/") == {} == bare('<form method="get"></form>', "/park/rencana/")


def test_the_identity_of_a_form_says_too_what_was_seen(visit, programme):
    """A page that lost its other hidden value is out of date all the same."""
    from tempa.demand.queries import line_named

    identity = hidden(visit(PLANNER, "/park/pesanan/L0002/"), "identity")[0]
    change = {"change": "quantity", "reason": "agency_request", "note": "", "paper": "1"}
    assert visit(HEAD, "/park/pesanan/L0002/", change | {"after": "10"}).status_code == 302
    late = visit(PLANNER, "/park/pesanan/L0002/", change | {"after": "3", "identity": identity})
    assert late.status_code == 400 and "hal ini berubah" in text_of(late)
    assert line_named(programme, "L0002").quantity == 10
