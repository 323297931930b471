"""Forms of deeds: each carries its identity and what was seen; a refusal keeps what was typed; what changed meanwhile is shown."""

from __future__ import annotations

import re
from html import unescape

from django.urls import resolve, reverse

from tempa.ledger.rules import Refused
from tests.cast import PLANNER
from tests.desks.planning import text_of
from tests.desks.test_doors import ROWS, things

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
    wrong = visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"after": "1.000", "identity": IDENTITY, "seen": "3"})
    assert wrong.status_code == 400 and "bukan bilangan bulat" in text_of(wrong)
    assert hidden(wrong, "identity", "/hps/") == [IDENTITY] and hidden(wrong, "seen", "/hps/") == ["3"]
    assert 'value="1.000"' in wrong.content.decode() and 'value="027/1"' in wrong.content.decode()
    assert hidden(wrong, "identity", "/nama/") != [IDENTITY]


def test_a_form_sent_twice_is_one_deed_and_another_under_its_name_gets_a_new_one(visit, programme):
    from tempa.demand.queries import moves

    for _ in range(2):
        assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": IDENTITY}).status_code == 302
    assert moves(programme, "TAN-001").count() == 1
    other = visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": IDENTITY, "after": "125000"})
    assert other.status_code == 400 and "dengan isi yang lain" in text_of(other)
    (fresh,) = hidden(other, "identity", "/hps/")
    assert fresh != IDENTITY
    assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": fresh, "after": "125000"}).status_code == 302
    assert moves(programme, "TAN-001").count() == 2


def test_a_broken_identity_is_no_identity(visit, programme):
    from tempa.demand.queries import moves

    assert visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"identity": "x", "seen": "\u00b2"}).status_code == 302
    assert moves(programme, "TAN-001").count() == 1


def test_what_changed_meanwhile_is_shown_and_can_be_sent_again_on_what_holds_now(visit, programme, monkeypatch):
    from tempa.demand import actions
    from tempa.ledger.queries import chain_head, entries_of

    visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE)
    change = entries_of(programme, kind="OrderChanged").first()
    refused = Refused("Hal ini berubah.")
    refused.entries = [change]

    def stale(*_args, **_more):
        raise refused

    with monkeypatch.context() as patch:
        patch.setattr(actions, "change_price", stale)
        page = visit(PLANNER, "/park/katalog/TAN-001/hps/", PRICE | {"after": "150000", "seen": "3"})
    text = unescape(text_of(page))
    assert page.status_code == 400 and "sejak halaman ini dibuka" in text
    assert f"{change.by.name}: pesanan berubah" in text and "→ 123000" in text
    assert 'value="150000"' in page.content.decode() and hidden(page, "seen", "/hps/") == [str(chain_head(programme)[0])]


def test_a_forms_address_without_a_form_leads_to_its_page(visit):
    assert visit(PLANNER, "/park/katalog/TAN-001/hps/")["Location"] == "/park/katalog/TAN-001/"


NO_DEEDS = {
    "set-language", "sign-out", "switch-programme", "switch-role",  # how somebody reads, not what they do
    "account",  # an own password
    "park-import",  # a file is looked at; what is saved of it is a deed (test_upload.py)
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


def test_every_form_of_every_desk_carries_its_identity_and_what_was_seen(visit, programme, explained):
    """The walk over all addresses of the demo as every member who may; pages with one more object each beside it."""
    from tempa.allocation import actions

    person = explained.run.started_by
    made = actions.raise_objection(
        programme, plan=explained.plan, workshop="W03", words="Kami punya dua mesin las.", at=explained.made_at, by=person,
        changes=[{"kind": "machine", "resource": "weld", "count": 1}],
    )  # fmt: skip
    things_here, walked, kinds = things(programme), 0, set()
    walk = [(m, reverse(n, kwargs={k: things_here.get(v, v) for k, v in kw.items()})) for n, (who, kw) in ROWS.items() for m in who]
    walk += [(PLANNER, f"/park/keberatan/{made}/"), (PLANNER, f"/park/rencana/{explained.plan}/mengapa/?bengkel=W03")]
    for member, address in walk:
        response = visit(member, address)
        if response.status_code == 302 or not response["Content-Type"].startswith("text/html"):
            continue
        page = response.content.decode()
        assert bare(page, address.partition("?")[0]) == {}, address
        walked += 1
        kinds |= {named(form, address.partition("?")[0]) for form in FORM.findall(page)} - NO_DEEDS
    assert walked > 60
    assert kinds >= {
        "park-order", "park-type-price", "park-type-alias", "park-planning", "park-plan-again", "park-rules", "park-scenarios", "park-plan-hand",
        "park-plan-what-if", "park-objections", "park-objection-answer", "park-objection-replay", "park-people", "park-role-revoke",
        "park-plan-work", "workshop-objections", "workshop-week",
    }  # fmt: skip


def test_the_walk_would_find_a_bare_form():
    carried = '<input type="hidden" name="identity" value="x"><input type="hidden" name="seen" value="3">'
    whole = f'<form method="post" action="/park/rencana/">{carried}</form>'
    assert bare(whole, "/park/") == {}
    assert set(bare(whole.replace("seen", "size"), "/park/")) == {"park-planning"}
    assert set(bare('<form class="x" method="post"><button>Ajukan</button></form>', "/park/rencana/aturan/")) == {"park-rules"}
    assert bare('<form method="post" action="/keluar/"></form>', "/park/") == {} == bare('<form method="get"></form>', "/park/rencana/")
