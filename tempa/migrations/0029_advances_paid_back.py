"""What of an advance was paid back; on SQLite, which makes the table of payments anew for it, watched as before."""

from importlib import import_module

from django.db import migrations, models

WATCHING = import_module("tempa.migrations.0028_people_without_accounts")


def let_go(apps, schema_editor):
    """SQLite takes the table of payments away for a moment, and triggers that name it would stop that."""
    if schema_editor.connection.vendor == "sqlite":
        for name, _table, events, _condition in WATCHING.WATCHED:
            for n, _event in enumerate(events, 1):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS tempa_apart_{name}_{n}", None)


def watch_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        WATCHING.keep_apart(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('tempa', '0028_people_without_accounts'),
    ]

    operations = [
        migrations.RunPython(let_go, watch_again, elidable=False),
        migrations.AddField(
            model_name='payment',
            name='returned',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='payment',
            name='returned_on',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned', 0), ('returned_on', None)), models.Q(('returned__gt', 0), ('returned_on__gte', models.F('paid_on'))), _connector='OR'), name='payment_returned_after'),
        ),
        migrations.RunPython(watch_again, let_go, elidable=False),
    ]
