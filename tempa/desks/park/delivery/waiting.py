"""What waits for the park on the way to recipients: agencies that say nothing, machines to receive, damage, repairs that their maker declined."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils.translation import ngettext

from tempa.delivery import queries as delivery
from tempa.delivery import rules
from tempa.desks.frame.door import Here
from tempa.desks.frame.words import number
from tempa.desks.park.tasks import Task


def delivery_tasks(here: Here) -> list[Task]:
    """Sentences of the overview, each with where it is decided."""
    waiting = delivery.unanswered(here.programme, here.now)
    silent, found = Counter(silence for h, silence in waiting if h.step == 2), []
    handovers = reverse("park-handovers")
    if deemed := silent["deem"]:
        words = ngettext("%(n)s penyerahan tidak dijawab OPD lebih dari %(days)s hari: kepala memutuskan, dianggap diterima atau tidak.",
                         "%(n)s penyerahan tidak dijawab OPD lebih dari %(days)s hari: kepala memutuskan, dianggap diterima atau tidak.",
                         deemed)  # fmt: skip
        found.append(Task(words % {"n": number(deemed), "days": rules.DEEMED_AFTER.days}, handovers))
    if reminded := silent["remind"]:
        words = ngettext("%(n)s penyerahan tidak dijawab OPD lebih dari seminggu: ingatkan.",
                         "%(n)s penyerahan tidak dijawab OPD lebih dari seminggu: ingatkan.", reminded)  # fmt: skip
        found.append(Task(words % {"n": number(reminded)}, handovers))
    if mine := sum(h.receiver == rules.PARK_CODE for h, _silence in waiting):
        words = ngettext("%(n)s kiriman bengkel menunggu diterima taman sains.", "%(n)s kiriman bengkel menunggu diterima taman sains.", mine)
        found.append(Task(words % {"n": number(mine)}, handovers))
    if hurt := delivery.damages(here.programme).filter(mended_on=None).count():
        words = ngettext("%(n)s mesin rusak di jalan belum diperbaiki.", "%(n)s mesin rusak di jalan belum diperbaiki.", hurt)
        found.append(Task(words % {"n": number(hurt)}, reverse("park-rounds")))
    if declined := sum(delivery.stage_of(r) == "declined" for r in delivery.repairs(here.programme).filter(closed_on=None)):
        words = ngettext("%(n)s perbaikan ditolak pembuatnya: taman sains memutuskan.",
                         "%(n)s perbaikan ditolak pembuatnya: taman sains memutuskan.", declined)  # fmt: skip
        found.append(Task(words % {"n": number(declined)}, reverse("park-repairs")))
    return found
