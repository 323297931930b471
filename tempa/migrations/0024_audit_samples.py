"""Samples of an auditor; the lot of every unit that was handed over, claimed or paid, so that counts need not look it up unit by unit."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

TABLES = ("HandoverUnit", "ClaimUnit", "PaymentUnit")


def name_lots(apps, schema_editor):
    Unit = apps.get_model("tempa", "Unit")
    lot = Unit.objects.filter(programme=OuterRef("programme"), serial=OuterRef("serial")).values("lot")[:1]
    for table in TABLES:
        apps.get_model("tempa", table).objects.update(lot=Subquery(lot))


def forget(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("tempa", "0023_delivery_and_payment")]

    operations = [
        migrations.CreateModel(
            name="AuditSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sample", models.CharField(max_length=20)),
                ("population", models.CharField(max_length=12)),
                ("confidence", models.PositiveSmallIntegerField()),
                ("tolerable", models.BigIntegerField()),
                ("expected", models.BigIntegerField()),
                ("interval", models.BigIntegerField()),
                ("start", models.BigIntegerField()),
                ("seed", models.CharField(max_length=64)),
                ("as_of", models.PositiveBigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("total", models.BigIntegerField()),
                ("chosen", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("entry", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tempa.entry")),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tempa.programme")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "sample"), name="audit_sample_once"),
                    models.CheckConstraint(
                        condition=models.Q(("start__gte", 1), ("start__lte", models.F("interval"))), name="audit_sample_start"
                    ),
                ],
            },
        ),
        *(
            migrations.AddField(model_name=table.lower(), name="lot", field=models.CharField(default="", max_length=60), preserve_default=False)
            for table in TABLES
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["programme", "lot", "contract", "made_on", "scrapped_at", "withdrawn_at"], name="made_by_lot"),
        ),
        migrations.AddIndex(
            model_name="unitdecision", index=models.Index(fields=["programme", "is_last", "decided", "lot"], name="standing_by_lot")
        ),
        migrations.AddIndex(
            model_name="handoverunit", index=models.Index(fields=["programme", "step", "state", "handover", "lot"], name="handed_over_by_lot")
        ),
        migrations.AddIndex(model_name="claimunit", index=models.Index(fields=["programme", "is_live", "claim", "lot"], name="claimed_by_lot")),
        migrations.AddIndex(model_name="paymentunit", index=models.Index(fields=["programme", "payment", "lot", "amount"], name="paid_by_lot")),
        migrations.RunPython(name_lots, forget),
    ]
