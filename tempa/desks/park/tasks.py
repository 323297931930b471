"""What waits for a decision of the park today: sentences of the overview, each with where it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.desks.frame.door import Here
from tempa.desks.frame.words import number
from tempa.desks.park.supply.needs import late_of as late_materials_of
from tempa.desks.park.supply.needs import plans_of
from tempa.production import queries as production
from tempa.supply import queries as supply
from tempa.values.period import sunday

SILENT = timedelta(days=14)


@dataclass(frozen=True)
class Task:
    """Something that waits for a decision: a sentence and where to decide it."""

    words: str
    address: str


def tasks(here: Here, plan: allocation.Plan | None) -> list[Task]:
    """What waits for a decision today."""
    waiting = [p for p in allocation.plans(here.programme) if hasattr(p, "proposal") and not hasattr(p, "decision")]
    found = [
        Task(
            _("Rencana %(n)s diajukan %(who)s: setujui atau tolak.") % {"n": p.number, "who": p.proposal.by.name},
            reverse("park-plan", args=[p.plan]),
        )
        for p in waiting
    ]
    unanswered = allocation.objections(here.programme).filter(answered_at=None).count()
    if unanswered:
        words = ngettext(
            "%(n)s keberatan bengkel menunggu jawaban.", "%(n)s keberatan bengkel menunggu jawaban.", unanswered
        )
        found.append(Task(words % {"n": number(unanswered)}, reverse("park-objections")))
    if objected := catalogue.unanswered_price_objections(here.programme).count():
        words = ngettext("%(n)s keberatan harga menunggu jawaban.", "%(n)s keberatan harga menunggu jawaban.", objected)
        found.append(Task(words % {"n": number(objected)}, reverse("park-price-objections")))
    found += contract_tasks(here)
    if plan is None:
        found.append(Task(_("Hitung rencana pertama."), reverse("park-planning")))
    elif plan.unplanned:
        words = ngettext(
            "%(n)s mesin belum dapat bengkel: lihat sebabnya.",
            "%(n)s mesin belum dapat bengkel: lihat sebabnya.",
            plan.unplanned,
        )
        found.append(Task(words % {"n": number(plan.unplanned)}, reverse("park-plan", args=[plan.plan])))
    if plan is not None and not hasattr(plan, "proposal"):
        found.append(
            Task(_("Rencana %(n)s belum diajukan.") % {"n": plan.number}, reverse("park-plan", args=[plan.plan]))
        )
    if plan is not None and plan.entry.sequence < here.size and changed_since(here, plan):
        found.append(
            Task(_("Pesanan berubah sejak rencana %(n)s: hitung lagi.") % {"n": plan.number}, reverse("park-planning"))
        )
    return found


def contract_tasks(here: Here) -> list[Task]:
    """Lots without a contract, and contracts that are not in force: the papers that hold the work."""
    found = []
    if free := contracts.uncontracted_count(here.programme):
        words = ngettext("%(n)s lot belum ada di kontrak: susun kontraknya.", "%(n)s lot belum ada di kontrak: susun kontraknya.", free)
        found.append(Task(words % {"n": number(free)}, reverse("park-contracts-draft")))
    if waiting := contracts.contracts(here.programme).filter(countersigned_on=None, ended_on=None).count():
        words = ngettext("%(n)s kontrak belum berlaku: lihat apa yang kurang.", "%(n)s kontrak belum berlaku: lihat apa yang kurang.", waiting)
        found.append(Task(words % {"n": number(waiting)}, reverse("park-readiness")))
    return found


def supply_tasks(here: Here) -> list[Task]:
    """What must be ordered this week, orders that wait for a second hand, goods that are overdue, lots that wait for them."""
    found, until = [], sunday(here.today)
    if short := sum(bool(p.to_buy_until(until)) for p in plans_of(here).values()):
        words = ngettext("%(n)s bahan harus dipesan minggu ini.", "%(n)s bahan harus dipesan minggu ini.", short)
        found.append(Task(words % {"n": number(short)}, reverse("park-supply")))
    if waiting := supply.waiting_count(here.programme):
        words = ngettext("%(n)s pesanan bahan menunggu persetujuan.", "%(n)s pesanan bahan menunggu persetujuan.", waiting)
        found.append(Task(words % {"n": number(waiting)}, reverse("park-purchases")))
    if late := len({one.lot.lot for one in late_materials_of(here)}):
        words = ngettext("%(n)s lot menunggu bahan yang terlambat.", "%(n)s lot menunggu bahan yang terlambat.", late)
        found.append(Task(words % {"n": number(late)}, reverse("park-late-materials")))
    return found


def production_tasks(here: Here) -> list[Task]:
    """Units that may be worked on without a serial, problems without an owner, lots of which nobody has heard for two weeks."""
    found = []
    if lacking := sum(n for _item, n in production.units_lacking(here.programme, here.today)):
        words = ngettext(
            "%(n)s unit boleh dikerjakan dan belum punya nomor seri.", "%(n)s unit boleh dikerjakan dan belum punya nomor seri.", lacking
        )
        found.append(Task(words % {"n": number(lacking)}, reverse("park-production-labels")))
    if nobody := production.open_problems(here.programme).filter(owner="").count():
        words = ngettext("%(n)s kendala bengkel belum punya penanggung jawab.", "%(n)s kendala bengkel belum punya penanggung jawab.", nobody)
        found.append(Task(words % {"n": number(nobody)}, reverse("park-production-problems")))
    if silent := production.silent_lots(here.programme, here.now - SILENT):
        words = ngettext("%(n)s lot tanpa laporan selama 14 hari.", "%(n)s lot tanpa laporan selama 14 hari.", silent)
        found.append(Task(words % {"n": number(silent)}, f"{reverse('park-production')}?keadaan=silent"))
    return found


def changed_since(here: Here, plan: allocation.Plan) -> bool:
    return demand.moves(here.programme).filter(entry__sequence__gt=plan.entry.sequence).exists()
