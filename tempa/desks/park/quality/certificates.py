"""The certificate of an accepted presentation: set when it is asked for, equal data give the same file; its QR leads to the public check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.contracts.papers.inspection import InspectedUnit, InspectionPaper, set_inspection
from tempa.desks.frame.contracts.printing import public_address
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.papers import sent_as_file
from tempa.desks.frame.quality.speech import DECISIONS, plan_words, said
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, check_code
from tempa.production import queries as production
from tempa.quality import queries
from tempa.registry import queries as registry


@require_GET
@door(*PARK)
def certificate(request: HttpRequest, here: Here, decision: UUID) -> HttpResponse:
    found = queries.decision_named(here.programme, decision)
    if found is None or found.decided != "accepted":
        raise Http404
    with override("id"):  # the paper is Indonesian in every language
        paper = paper_of(here, found)
    return sent_as_file(set_inspection(paper), f"sertifikat-{found.lot}-{found.round}.pdf", "application/pdf")


def paper_of(here: Here, found: queries.LotDecision) -> InspectionPaper:
    plan = queries.plan_named(here.programme, found.lot, found.round)
    if plan is None:
        raise Http404
    looks = list(queries.inspections(here.programme).filter(lot=found.lot, round=found.round, is_late=False))
    stands, sample = queries.unit_standing(here.programme, plan.serials), set(plan.sample)
    code = check_code(bytes(ledger.entries_of(here.programme).get(pk=found.decision).digest))
    unit = production.units(here.programme, [found.lot]).first()
    return InspectionPaper(
        programme=here.programme.code, lot=found.lot, round=found.round,
        type=f"{found.type} {catalogue.type_names(here.programme, [found.type]).get(found.type, '')}",
        maker=f"{found.maker} {registry.workshop_names(here.programme).get(found.maker, '')}", contract=unit.contract if unit else "",
        form=f"revisi {plan.form.revision}, versi {plan.form.version}", on=ledger.day_of(here.programme, found.at), plan=plan_words(plan),
        sentence=found.sentence, decided_by=found.by.name, inspectors=tuple(sorted({look.inspector.name for look in looks})),
        units=tuple(
            InspectedUnit(s, "lengkap" if s in sample else "keselamatan dan uji jalan", said(DECISIONS, stands[s])) for s in plan.serials
        ), check_code=code, check_address=public_address(code.replace(" ", "")),
    )  # fmt: skip
