"""The order counted by agency, budget line, destination and day; offers found by programme together with workshop or type."""

import django.db.models.deletion
from django.db import migrations, models

WAYS = {"agency": ("agency", "type"), "budget_line": ("budget_line", "type"), "destination": ("destination", "''"), "due_date": ("CAST(due_date AS text)", "''")}


def count(apps, schema_editor):
    for way, (code, kind) in WAYS.items():
        schema_editor.execute(
            "INSERT INTO tempa_ordersum (programme_id, way, code, type, lines, units) "
            f"SELECT programme_id, '{way}', {code}, {kind}, COUNT(*), SUM(quantity) FROM tempa_orderline GROUP BY 1, 2, 3, 4"
        )


class Migration(migrations.Migration):
    dependencies = [("tempa", "0009_what_chains_already_say")]
    operations = [
        migrations.CreateModel(
            name="OrderSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(max_length=12)),
                ("code", models.CharField(max_length=60)),
                ("type", models.CharField(blank=True, max_length=60)),
                ("lines", models.IntegerField()),
                ("units", models.BigIntegerField()),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tempa.programme")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("programme", "way", "code", "type"), name="order_sum_once")]},
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AlterField(model_name="offer", name="type", field=models.CharField(max_length=60)),
        migrations.AlterField(model_name="offer", name="workshop", field=models.CharField(max_length=60)),
        migrations.AddIndex(model_name="offer", index=models.Index(fields=["programme", "workshop"], name="offer_by_workshop")),
        migrations.AddIndex(model_name="offer", index=models.Index(fields=["programme", "type"], name="offer_by_type")),
    ]
