"""What chains made before say: how many entries of each kind, further subjects of entries, and the lots that have ended."""

import json
from collections import defaultdict

from django.db import migrations
from django.db.models import Count, Max


def fill(apps, schema_editor):
    for programme in apps.get_model("tempa", "Programme").objects.all():
        count_kinds(apps, programme)
        add_subjects(apps, programme)
        add_ended_lots(apps, programme)


def count_kinds(apps, programme):
    found = apps.get_model("tempa", "Entry").objects.filter(programme=programme).order_by()
    kinds = {kind: [n, last] for kind, n, last in found.values_list("kind").annotate(n=Count("pk"), last=Max("sequence"))}
    apps.get_model("tempa", "ChainHead").objects.filter(programme=programme).update(kinds=kinds)


FURTHER = {
    "LotAwarded": ("lot:{lot}", "workshops:{workshop}", "plan:{plan}"),
    "PlanSuperseded": ("plan:{by_plan}",),
    "ObjectionRaised": ("plan:{plan}", "workshops:{workshop}"),
    "HandDecided": ("decision:{decision}", "lot:{lot}"),
}


def add_subjects(apps, programme):
    EntrySubject = apps.get_model("tempa", "EntrySubject")
    entries = apps.get_model("tempa", "Entry").objects.filter(programme=programme, kind__in=FURTHER).order_by("sequence")
    rows = []
    for entry in entries.iterator():
        values = json.loads(entry.body)["values"]
        for subject in dict.fromkeys(form.format(**values)[:120] for form in FURTHER[entry.kind]):
            if subject != entry.subject:
                rows.append(EntrySubject(entry=entry, programme=programme, sequence=entry.sequence, subject=subject))
    EntrySubject.objects.bulk_create(rows, batch_size=2000)


def add_ended_lots(apps, programme):
    """A lot awarded twice under one code, as earlier versions did, is the lot of its last award; a cancelled line ends its lots."""
    Lot = apps.get_model("tempa", "Lot")
    entries = apps.get_model("tempa", "Entry").objects.filter(programme=programme, kind__in=["LotAwarded", "PlanSuperseded", "OrderChanged"])
    awarded, ended = {}, defaultdict(lambda: None)
    for entry in entries.order_by("sequence").iterator():
        values = json.loads(entry.body)["values"]
        if entry.kind == "LotAwarded":
            awarded[values["lot"]], ended[values["lot"]] = (entry, values), None
        elif entry.kind == "OrderChanged":
            for lot, (_, said) in awarded.items():
                if ended[lot] is None and values["change"] == "cancelled" and said["line"] == values["changed"]:
                    ended[lot] = entry
        else:
            for lot in awarded:
                if ended[lot] is None and lot not in values["kept_lots"]:
                    ended[lot] = entry
    names = ("line", "workshop", "quantity", "start_week", "finish_week", "inspect_week")
    Lot.objects.filter(programme=programme, lot__in=[lot for lot in awarded if ended[lot] is not None]).delete()  # written anew below
    Lot.objects.bulk_create(
        [
            Lot(
                programme=programme, plan_id=values["plan"], lot=lot, entry=entry, ended_at=ended[lot].at, ended_by=ended[lot],
                **{name: values[name] for name in names},
            )
            for lot, (entry, values) in awarded.items() if ended[lot] is not None
        ],
        batch_size=1000,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("tempa", "0008_lots_last")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
