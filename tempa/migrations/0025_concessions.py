"""What a concession takes off the price of a unit. SQLite makes the table anew for its check, so the trigger that stood on it is set again."""

from django.db import migrations, models

LOT_NOT_ACCEPTED = """NEW.decided IN ('accepted', 'repaired', 'concession') AND NOT EXISTS (SELECT 1 FROM tempa_lotdecision d
  WHERE d.decision = NEW.decision_id AND d.lot = NEW.lot AND d.decided = 'accepted')"""
NAME, TABLE, COLUMNS = "tempa_unit_good_after_its_lot", "tempa_unitdecision", "decided, decision_id, lot"


def guard_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for n, event in enumerate(("INSERT", f"UPDATE OF {COLUMNS}"), 1):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{n}", None)
        schema_editor.execute(
            f"CREATE TRIGGER {NAME}_{n} BEFORE {event} ON {TABLE} WHEN {LOT_NOT_ACCEPTED} BEGIN SELECT RAISE(ABORT, 'its lot is not accepted'); END",
            None,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('tempa', '0024_audit_samples'),
    ]

    operations = [
        migrations.AddField(
            model_name='unitdecision',
            name='price_cut',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='unitdecision',
            constraint=models.CheckConstraint(condition=models.Q(('price_cut', None), models.Q(('decided', 'concession'), ('price_cut__gte', 0)), _connector='OR'), name='only_a_concession_cuts_the_price'),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
