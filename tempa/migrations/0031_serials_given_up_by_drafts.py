"""Serials that a draft contract gave up are withdrawn from that moment on: earlier versions let them stand until an addendum or for good."""

import json

from django.db import migrations
from django.db.models import Count, Q


def fill(apps, schema_editor):
    for programme in apps.get_model("tempa", "Programme").objects.all():
        drafted = lots_of_items(apps, programme)
        cuts = entries(apps, programme, "DraftReduced")
        lots = {lot for entry, values in cuts for lot in withdraw(apps, programme, entry, values, drafted[values["contract"]])}
        count_again(apps, programme, lots)


def entries(apps, programme, kind):
    found = apps.get_model("tempa", "Entry").objects.filter(programme=programme, kind=kind).order_by("sequence")
    return [(entry, json.loads(entry.body)["values"]) for entry in found]


def lots_of_items(apps, programme):
    """Contract -> item -> lot."""
    return {
        values["contract"]: {item["item"]: item["lot"] for item in values["items"]} for _, values in entries(apps, programme, "ContractDrafted")
    }


def withdraw(apps, programme, entry, values, lot_of):
    """Withdraw what stood and was not made, the last given first, down to what the draft kept; gives the lots."""
    Unit = apps.get_model("tempa", "Unit")
    for item, kept in values["quantities"].items():
        given = Unit.objects.filter(programme=programme, lot=lot_of[item], entry__sequence__lt=entry.sequence)
        standing = given.filter(Q(scrapped_at=None) | Q(scrapped_at__gt=entry.at), Q(withdrawn_at=None) | Q(withdrawn_at__gt=entry.at))
        over = max(0, standing.count() - kept)
        gone = list(standing.filter(made_on=None).order_by("-number").values_list("pk", flat=True)[:over])
        Unit.objects.filter(pk__in=gone).update(withdrawn_at=entry.at, engine="")
        if gone:
            yield lot_of[item]


def count_again(apps, programme, lots):
    for lot in lots:
        standing = apps.get_model("tempa", "Unit").objects.filter(programme=programme, lot=lot, withdrawn_at=None)
        counted = standing.aggregate(
            units=Count("pk"), made=Count("made_on"), announced=Count("pk", filter=~Q(announced="")), scrapped=Count("scrapped_at")
        )
        apps.get_model("tempa", "LotProgress").objects.filter(programme=programme, lot=lot).update(**counted)


class Migration(migrations.Migration):

    dependencies = [
        ('tempa', '0030_maintenance_of_contracts'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
