"""A workshop's dossier from what stands in the programme: the owner opens it at its desk or by its link, the park for it."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.contracts.papers import NAMES
from tempa.contracts.papers.dossier import Dossier, Got, Held, Noted, Signed, folder_of, name_in_folder, render_dossier
from tempa.contracts.queries.mine import Mine, of_workshop, papers_for
from tempa.demand import queries as demand
from tempa.desks.frame.contracts.speech import stage_of, stage_words
from tempa.desks.frame.door import Here
from tempa.desks.frame.link_door import LinkHere
from tempa.desks.frame.papers import content_of, sent_as_file
from tempa.desks.frame.price_objections import STAGES
from tempa.desks.frame.price_objections import stage_of as stage_of_objection
from tempa.desks.frame.reasons import lots_of_site, reasons_of, told_to_owner
from tempa.desks.frame.records import KIND_WORDS
from tempa.desks.frame.vendor_form import LEGAL_FORMS, SHOWN_END, TAX_STATUSES
from tempa.desks.frame.words import heading, moment, number, rp, term
from tempa.ledger import queries as ledger
from tempa.ledger.rules import check_code
from tempa.registry import queries as registry

MOST_NOTED = 2000
TITLES = {str(kind): said.indonesian for kind, said in NAMES.items()}


def as_pdf(here: Here | LinkHere, workshop: str) -> HttpResponse:
    made, _files = dossier_of(here, workshop)
    return sent_as_file(render_dossier(made), f"berkas-{workshop}.pdf", "application/pdf")


def as_folder(here: Here | LinkHere, workshop: str) -> HttpResponse:
    """The PDF, the papers, and a page that opens them without a server."""
    made, files = dossier_of(here, workshop)
    return sent_as_file(folder_of(made, contents(files)), f"berkas-{workshop}.zip", "application/zip")


def contents(files: Iterable[tuple[str, ledger.Paper]]) -> Iterable[tuple[str, bytes]]:
    """The papers that are still there as they were kept; one after the other."""
    for name, paper in files:
        content, why = content_of(paper)
        if not why:
            yield name, content


def dossier_of(here: Here | LinkHere, workshop: str) -> tuple[Dossier, list[tuple[str, ledger.Paper]]]:
    """The dossier of a workshop, and the kept papers that go along by their names in the folder."""
    programme, site = here.programme, registry.workshop_named(here.programme, workshop)
    assert site is not None
    mine, lots = of_workshop(programme, workshop), list(allocation.lots_of(programme, workshop))
    size, head = ledger.chain_head(programme)
    held, files = papers(programme, mine)
    reasons, told = reasons_for(programme, workshop)
    made = Dossier(
        programme=programme.code, code=workshop, name=site.name, check_code=check_code(head),
        as_of=_("Per %(when)s, catatan ke-%(n)s.") % {"when": moment(here.now), "n": number(size)}, about=about(programme, site),
        chosen=chosen(programme), reasons=tuple(told), got=tuple(got(programme, lots, mine, reasons)), signed=tuple(signed(programme, mine)),
        offers=tuple(offers(programme, workshop)), objections=tuple(objections(programme, workshop)),
        noted=tuple(noted(programme, workshop, mine, lots)), papers=tuple(held),
    )  # fmt: skip
    return made, files


def about(programme: ledger.Programme, site: registry.Workshop) -> tuple[tuple[str, str], ...]:
    """Who it is, with the ends alone of the numbers that somebody could misuse."""
    names, stated = registry.workshop_names(programme), contracts.vendor_particulars(programme, site.key)
    found = [(_("Kode"), site.key), (heading("kind"), term(site.kind)), (heading("regency"), site.regency)]
    found += [(_("IKM Induk"), names.get(site.lead, site.lead))] * bool(site.lead)
    if stated is not None:
        found += [
            (_("Bentuk usaha"), str(LEGAL_FORMS[stated.legal_form])), (_("Yang menandatangani"), stated.representative),
            (_("Rekening"), f"{stated.bank} …{stated.account[-SHOWN_END:]}" if stated.account else _("belum ada")),
            (_("Pajak"), str(TAX_STATUSES[stated.tax_status])),
        ]  # fmt: skip
    return tuple(found)


def chosen(programme: ledger.Programme) -> tuple[tuple[str, str], ...]:
    """Who proposed and who approved the plan that gave it its lots."""
    plan = allocation.approved_plan(programme)
    if plan is None:
        return ()
    decision = plan.decision
    return (
        (_("Rencana"), _("rencana %(n)s, dibuat %(when)s") % {"n": number(plan.number), "when": moment(plan.made_at)}),
        (_("Diajukan oleh"), decision.proposed_by.name), (_("Disetujui oleh"), f"{decision.by.name}, {moment(decision.at)}"),
    )  # fmt: skip


def reasons_for(programme: ledger.Programme, workshop: str) -> tuple[dict[str, str], list[str]]:
    """Lot -> why it went there, and why the workshop got what it got: what its owner may read."""
    plan = allocation.approved_plan(programme)
    kept = reasons_of(plan) if plan is not None else None
    if kept is None:
        return {}, []
    site = kept["sites"].get(workshop)
    lots = {r["lot"]: r["told"][0] for r in lots_of_site(kept, workshop, {}) if r["told"]}
    return lots, told_to_owner(site, registry.workshop_names(programme)) if site else []


def got(programme: ledger.Programme, lots: list[allocation.Lot], mine: list[Mine], reasons: dict[str, str]) -> Iterable[Got]:
    """Its lots with the price that it gets for them: the agreed one where a contract says so, else its own offer."""
    agreed = {i.lot: (m.contract.contract, i.maker_price) for m in mine for i in m.items if i.maker == m.workshop and i.is_live}
    lines = {line.key: line for line in demand.order_lines(programme).filter(key__in=[lot.line for lot in lots])}
    calendar = ledger.calendar_of(programme)
    for lot in lots:
        if (line := lines.get(lot.line)) is not None:
            code, price = agreed.get(lot.lot, ("", lot.unit_price))
            yield Got(lot.lot, line.type_name, lot.quantity, line.agency, calendar.monday(lot.start_week), calendar.sunday(lot.inspect_week), price,
                      code, reasons.get(lot.lot, ""))  # fmt: skip


def signed(programme: ledger.Programme, mine: list[Mine]) -> Iterable[Signed]:
    agencies, names = demand.agency_names(programme), registry.workshop_names(programme)
    for m in mine:
        c = m.contract
        yield Signed(
            c.contract, c.number or "" if m.is_vendor else "", agencies.get(c.agency, c.agency), "" if m.is_vendor else names.get(c.vendor, c.vendor),
            stage_words(stage_of(c)), c.starts_on, c.due_on, m.gets, " ".join(filter(None, (c.why, c.negotiated_why))) if m.is_vendor else "",
        )  # fmt: skip


def offers(programme: ledger.Programme, workshop: str) -> Iterable[tuple[str, str]]:
    types = catalogue.type_names(programme)
    return ((types.get(o.type, o.type), rp(o.unit_price)) for o in registry.offers_of(programme, workshop))


def objections(programme: ledger.Programme, workshop: str) -> Iterable[tuple[str, str]]:
    types = catalogue.type_names(programme)
    for o in catalogue.price_objections(programme).filter(workshop=workshop).order_by("number"):
        words = f"{o.words} — {STAGES[stage_of_objection(o)][1]}" + (f": {o.answer}" if o.answer else "")
        yield _("Keberatan %(n)s, %(type)s") % {"n": number(o.number), "type": types.get(o.type, o.type)}, words


def noted(programme: ledger.Programme, workshop: str, mine: list[Mine], lots: list[allocation.Lot]) -> Iterable[Noted]:
    """Every fact about the workshop, its contracts and its lots: what kind, when, by whom; never what it says of others."""
    subjects = [f"workshops:{workshop}", *(f"contract:{m.contract.contract}" for m in mine), *(f"lot:{lot.lot}" for lot in lots)]
    for e in ledger.entries_about(programme, subjects)[:MOST_NOTED]:
        yield Noted(e.sequence, moment(e.at), str(KIND_WORDS[e.kind]), e.by__name, bytes(e.digest).hex()[:12])


def papers(programme: ledger.Programme, mine: list[Mine]) -> tuple[list[Held], list[tuple[str, ledger.Paper]]]:
    """The papers of its contracts that it may have, as made and as signed."""
    listed = [(p, sha256, words) for m in mine for p in papers_for(m) for sha256, words in ((p.sha256, ""), (p.signed_sha256, _("bertanda tangan")))
              if sha256]  # fmt: skip
    kept = {paper.sha256: paper for paper in ledger.papers_of(programme).filter(sha256__in={sha256 for _p, sha256, _w in listed})}
    held, files = [], []
    for n, (p, sha256, words) in enumerate(((p, s, w) for p, s, w in listed if s in kept), 1):
        ending = (mimetypes.guess_extension(kept[sha256].media_type) or ".pdf").lstrip(".")
        kind = f"{TITLES.get(p.kind, p.kind)} {words}".strip()
        name = name_in_folder(n, kind, p.number, ending)
        held.append(Held(name, kind, p.number, p.dated, sha256))
        files.append((name, kept[sha256]))
    return held, files
