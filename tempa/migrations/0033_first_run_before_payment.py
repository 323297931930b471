"""Whether a contract pays what has run at its recipient's place; on SQLite, which makes the table of contracts anew for it, watched as before."""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("tempa.migrations.0029_advances_paid_back")


class Migration(migrations.Migration):

    dependencies = [
        ('tempa', '0032_audit_findings'),
    ]

    operations = [
        migrations.RunPython(BEFORE.let_go, BEFORE.watch_again, elidable=False),
        migrations.AddField(
            model_name='contract',
            name='first_run',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(BEFORE.watch_again, BEFORE.let_go, elidable=False),
    ]
