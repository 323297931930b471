"""Which entry gave a role (filled by the next one); links by which a person chooses a password; and in the database too, one person on one side."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The side on which each desk stands (SIDES in ledger/rules.py); two roles of one person in a programme are of one side.
SIDE = """CASE {desk} WHEN 'park_planner' THEN 'park' WHEN 'park_head' THEN 'park' WHEN 'inspector' THEN 'park'
  WHEN 'workshop' THEN 'maker' WHEN 'teacher' THEN 'maker' WHEN 'supplier' THEN 'maker' ELSE {desk} END"""
HELD = f"""EXISTS (SELECT 1 FROM tempa_role r WHERE r.programme_id = NEW.programme_id AND r.person_id = NEW.person_id
  AND r.id <> COALESCE(NEW.id, -1) AND {SIDE.format(desk="r.desk")} <> {SIDE.format(desk="NEW.desk")})"""
WATCHED = ("INSERT", "UPDATE OF programme_id, person_id, desk")

POSTGRES = f"""
CREATE FUNCTION tempa_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {HELD} THEN RAISE EXCEPTION 'roles of two sides'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tempa_role_one_side BEFORE {" OR ".join(WATCHED)} ON tempa_role FOR EACH ROW EXECUTE FUNCTION tempa_one_side();
"""


def sqlite(number, event):
    return f"""CREATE TRIGGER tempa_role_one_side_{number} BEFORE {event} ON tempa_role WHEN {HELD}
    BEGIN SELECT RAISE(ABORT, 'roles of two sides'); END"""


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in [sqlite(n, event) for n, event in enumerate(WATCHED, 1)] if is_sqlite else [POSTGRES]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("tempa", "0005_append_only_inserts")]
    operations = [
        migrations.AddField(
            model_name="role",
            name="entry",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tempa.entry"
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("identity", models.UUIDField(unique=True)),
                ("issued_from", models.CharField(blank=True, max_length=60)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("used_from", models.CharField(blank=True, max_length=20)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("used_at", None)),
                        fields=("person",),
                        name="invitation_one_open_for_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at", None), ("used_from", "")),
                            models.Q(("used_at__isnull", False), models.Q(("used_from", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="invitation_used_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_at", None), ("ended_at", None), _connector="OR"),
                        name="invitation_ends_in_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("issued_at"))), name="invitation_lasts"
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
