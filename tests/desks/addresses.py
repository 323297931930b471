"""Every address of the program: who gets in (its view's own door says so), what it takes, and an example of each thing it takes.

A new page behind a door needs nothing here, unless it takes something of which there is no example yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from tempa.ledger.models import RefusedDouble
from tests.cast import DARMA, EVERYONE, PLANNER, RINA, Member
from tests.desks.links import call_and_link
from tests.desks.supply import bought, noted

NOT_THERE = uuid4()  # of what the demo has none
NO_NUMBER = 10**9  # the same of what is numbered
Kwargs = dict[str, str | int | UUID]

# what an address takes -> an example, or the name of one in `things`; NOT_THERE: the demo has none
EXAMPLES: Kwargs = {
    "line": "L0001", "type": "TAN-001", "workshop": "W03", "number": "double", "sha256": "paper", "plan": "plan", "run": "run", "fact": "fact",
    "role": "role", "person": "person", "lot": "lot", "call": "call", "link": "link", "contract": "contract", "agency": RINA.subject,
    "draft": NOT_THERE, "problem": NOT_THERE, "objection": NOT_THERE, "envelope": NO_NUMBER, "photo": "0" * 64,
    "action": NOT_THERE, "form": NOT_THERE, "round": 1, "serial": NOT_THERE,
    "verification": "visit", "application": "application", "merge": NOT_THERE, "appeal": NOT_THERE,
    "recipient": NOT_THERE, "handover": NOT_THERE, "claim": NOT_THERE, "asked": NOT_THERE, "onward": NOT_THERE,
    "sent": NOT_THERE, "repair": NOT_THERE,
    "subject": f"assets:{RINA.subject}", "kind": "assets",
    "tour": NOT_THERE, "decision": NOT_THERE, "rule": NOT_THERE, "name": NOT_THERE, "sheet": "sheet", "input": "material", "item": "ST-HOL25",
    "material": "ST-HOL40", "message": NOT_THERE, "visit": NOT_THERE, "supplier": "SUP-L1", "order": "order", "inquiry": "inquiry", "issue": "issue",
    "sample": NOT_THERE,
}  # fmt: skip
EVIDENCE: Kwargs = {"sha256": NOT_THERE, "subject": f"unit:{NOT_THERE}"}
FIELD = ("inspector", "agency", "workshop", "park")  # desks whose members work without a network
SHEET: Kwargs = {"kind": "penawaran"}  # a list of contracts that is filled in Excel
PRICE: Kwargs = {"objection": "price_objection"}
# where an address means another thing by the same word
OTHERWISE: dict[str, Kwargs] = {
    "park-route-run": {"run": NOT_THERE},
    **{f"{desk}-evidence-photo": EVIDENCE for desk in ("park", "agency", "workshop")},
    **{f"{desk}-field-photo": {"envelope": NOT_THERE} for desk in FIELD},  # by its name, not by its number
    **{name: {"lot": NOT_THERE} for name in (
        "park-lot-documents", "park-lot-folder", "agency-lot-documents", "agency-lot-folder",
        "park-quality-lot", "park-quality-decide", "park-quality-sort", "inspector-task", "inspector-unit")},
    "park-plan-moves": {"plan": NOT_THERE},  # of a plan made again
    "workshop-claim-new": {"contract": NOT_THERE}, "workshop-contract": {"contract": "part"}, "workshop-contract-paper": {"contract": NOT_THERE},
    "agency-estimate": {"sheet": NOT_THERE},  # an agency sees approved ones
    "park-criteria-confirm": {"version": NOT_THERE}, "park-criteria-refuse": {"version": NOT_THERE},
    "park-law-add": {"rule": "ppn"}, "park-law-confirm": {"version": NOT_THERE}, "park-law-refuse": {"version": NOT_THERE},
    "park-template": {"kind": "spk"},
    **{f"{desk}-document-{deed}": {"subject": NOT_THERE} for desk in ("park", "agency", "workshop")
       for deed in ("print", "again", "attach", "void", "file")},
    "workshop-documents": {"subject": f"cash:{DARMA.subject}"}, "workshop-document-folder": {"subject": f"cash:{DARMA.subject}"},
    "workshop-document-look": {"subject": f"cash:{DARMA.subject}", "kind": "cash_statement"},
    "park-contract-file": {"sha256": NOT_THERE}, "agency-contract-file": {"sha256": NOT_THERE},
    **{f"{desk}-contracts-sheet{page}": SHEET for desk in ("park", "agency") for page in ("", "s", "-template")},
    "park-production-lot": {"lot": NOT_THERE}, "park-production-photo": {"lot": NOT_THERE}, "workshop-production-lot": {"lot": NOT_THERE},
    "park-price-objection": PRICE, "park-price-objection-answer": PRICE, "park-price-objection-overrule": PRICE, "agency-price": PRICE,
}  # fmt: skip
# where the example belongs to one of those whom the door lets in
WHOSE = {"workshop-issue": (DARMA,), "workshop-lot": (DARMA,), "workshop-contract": (DARMA,), "workshop-particulars-of": (DARMA,),
         "workshop-documents": (DARMA,), "workshop-document-folder": (DARMA,), "workshop-document-look": (DARMA,)}
WITHOUT_DOOR = {  # address -> who finds something there; no role is asked
    "home": EVERYONE, "account": EVERYONE, "programmes": EVERYONE, "sign-out": EVERYONE, "switch-programme": EVERYONE, "switch-role": EVERYONE,
    "set-language": (None, *EVERYONE),
}  # fmt: skip
FORMS_WITHOUT_DOOR = {"sign-out", "switch-programme", "switch-role", "set-language"}
QUERIES = {  # what a page must be asked, or it leads elsewhere
    "park-compare": "?rencana={plan}&rencana={other_plan}", "auditor-reached": "?menurut=agency&kode=DISTANBUN&tahap=allocated",
}  # fmt: skip
OPEN = {"sign-in", "invitation-code", "invitation", "check-papers", "check-paper", "units", "unit", "apply", "application",
        "public-workshops", "public-workshop",
        "application-code", "ask", "sent-request", "sent-request-code", "public-ageing", "unit-report",
        *(f"{desk}-field{part}" for desk in FIELD for part in ("", "-worker", "-manifest", "-file"))}  # the program of phones
# pages of links, tried in test_link_pages.py and test_my_contracts.py: the code in the address is what lets somebody in
LINKS = {"link-code", "link", "link-holder", "link-offers", "link-offers-sheet", "link-offers-upload", "link-prices", "link-contracts",
         "link-contract", "link-contract-paper", "link-particulars", "link-dossier", "link-dossier-folder", "link-supply",
         "link-supply-order", "link-supply-order-paper", "link-supply-quote", "link-materials", "link-issue",
         "link-production", "link-production-lot", "link-trouble", "link-worker",
         "link-verification", "link-machines", "link-round", "link-round-stop", "link-money",
         "link-claims", "link-claim", "link-repairs", "link-repair", "link-repair-photo", "link-recipient",
         "link-take", "link-machine"}  # fmt: skip


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern


PATTERNS = {str(p.name): p for p in patterns()}
ROLES: dict[str, tuple[str, ...]] = {name: p.callback.roles for name, p in PATTERNS.items() if hasattr(p.callback, "roles")}


def who_may(name: str) -> tuple[Member | None, ...]:
    if name not in ROLES:
        return WITHOUT_DOOR[name]
    return WHOSE.get(name) or tuple(member for member in EVERYONE if set(member.roles) & set(ROLES[name]))


def taken_by(name: str) -> Kwargs:
    """What the address takes, with its example."""
    known, taken = EXAMPLES | OTHERWISE.get(name, {}), PATTERNS[name].pattern.converters
    if unknown := set(taken) - set(known):
        raise LookupError(f"{name} takes {', '.join(sorted(unknown))}: give an example of it in EXAMPLES")
    return {each: known[each] for each in taken}


def is_form(name: str) -> bool:
    return name in FORMS_WITHOUT_DOOR or getattr(PATTERNS[name].callback, "is_form", False)


WALKED = {name: (who_may(name), taken_by(name)) for name in PATTERNS if name in ROLES or name in WITHOUT_DOOR}
ABSENT = {name for name, (_who, kwargs) in WALKED.items() if {NOT_THERE, NO_NUMBER} & set(kwargs.values())}
ROWS = {name: row for name, row in WALKED.items() if not is_form(name) and name not in ABSENT}  # pages that can be looked at
FORMS = {name: row for name, row in WALKED.items() if is_form(name)}  # addresses that only take a form
UPLOADS = {name: row for name, row in WALKED.items() if not is_form(name) and name in ABSENT}  # pages whose object the demo has not


def own_lot(programme, workshop):
    from tempa.allocation import queries

    return queries.lots_of(programme, workshop).first().lot


def sheet_set(programme, by, at):
    """An HPS sheet that waits for a second person."""
    from tempa.catalogue import actions
    from tempa.catalogue.rules.estimates import Asked, Line, Vat

    asked = Asked("TAN-001", at.date(), [Line("TAN-001", 13, 9_000_000)], Vat(11_700_000, "UU 42/2009 Ps 7", "10 %"))
    return actions.set_estimate(programme, asked=asked, at=at, by=by).fact


def own_contract(programme, person):
    """A draft of the agency whose buyer the tests know."""
    from django.utils import timezone

    from tempa.contracts import actions, queries

    if before := queries.contracts(programme).filter(agency=RINA.subject).first():  # of the same test
        return before.contract
    lots = [one for one in queries.uncontracted_lots(programme) if one.agency == RINA.subject]
    chosen = [one.lot for one in lots if one.vendor == lots[0].vendor]
    return actions.draft_contracts(programme, lots=chosen, at=timezone.now(), by=person(PLANNER.login))[0]


def part_of(programme, workshop):
    """A draft in which a workshop makes a part."""
    from django.utils import timezone

    from tempa.contracts import actions, queries
    from tempa.ledger.queries import person_named

    if mine := queries.items(programme).filter(maker=workshop).first():  # of the same test
        return mine.contract.contract
    chosen = [one.lot for one in queries.uncontracted_lots(programme) if one.maker == workshop][:1]
    return actions.draft_contracts(programme, lots=chosen, at=timezone.now(), by=person_named(PLANNER.login))[0]


def things(programme):
    """Objects of the demo that addresses point at."""
    from tempa.allocation import queries as allocation
    from tempa.allocation.actions import add_plan
    from tempa.catalogue.actions import PriceCase, object_to_price
    from tempa.catalogue.queries import price_objections
    from tempa.ledger import queries as ledger

    plan = allocation.approved_plan(programme)
    tables, maker = ledger.tables_of(programme), ledger.person_named(PLANNER.login)
    other = add_plan(programme, tables, allocation.plan_tables(plan), origin="uji", at=plan.made_at, by=maker)
    call, link, _address = call_and_link(programme, ledger.person_named)
    case = PriceCase("TAN-001", "steel costs more now", [{"what": "materials", "amount": 90_000_000}], workshop="W03")
    before = price_objections(programme).first()  # of the same test
    objection = before.objection if before else object_to_price(programme, case, at=plan.made_at, by=ledger.person_named(DARMA.login))
    double = RefusedDouble.objects.create(programme=programme, fact=plan.entry_id, kind="PlanMade", at=plan.made_at, by=maker, values="{}")
    part, (inquiry, order) = part_of(programme, "W03"), bought(programme)
    return {
        "contract": own_contract(programme, ledger.person_named), "part": part, "inquiry": inquiry, "order": order,
        "issue": noted(programme, part),
        "sheet": sheet_set(programme, maker, plan.made_at),
        "paper": plan.paper, "double": double.pk, "call": call, "link": link.link, "price_objection": objection,
        "other_plan": other.plan, "plan": plan.plan, "run": plan.run_id, "fact": plan.entry_id, "role": ledger.people_of(programme).first().pk,
        "person": ledger.person_named("bengkel").public_id,
        **registry_things(programme, ledger.person_named),
        "lot": own_lot(programme, "W03"), "school_lot": own_lot(programme, "S01"),
    }  # fmt: skip


def registry_things(programme, person):
    """A visit that waits for its second signature, and somebody who applied; of the same test once."""
    from tempa.registry import queries
    from tests.registry.visits import applied, recorded

    visit, application = queries.unsigned(programme).first(), queries.applications(programme, "waiting").first()
    return {
        "visit": visit.pk if visit else recorded(programme, person), "application": application.pk if application else applied(programme, person),
    }  # fmt: skip


def filled(kwargs, found):
    return {k: found.get(v, v) for k, v in kwargs.items()}
