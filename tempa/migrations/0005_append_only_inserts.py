"""SQLite: a row of the fixed tables is not replaced by inserting another under its name; a decision keeps its two people.

`INSERT OR REPLACE` deletes the old row without firing the delete triggers, so the insert itself has to be refused. In
PostgreSQL `ON CONFLICT DO UPDATE` meets the update triggers of 0002.
"""

from django.db import migrations

# table -> what is unique in it; `rowid` too, by which any row of SQLite can be replaced
UNIQUE = {
    "tempa_entry": ("rowid = NEW.rowid", "fact = NEW.fact", "programme_id = NEW.programme_id AND sequence = NEW.sequence"),
    "tempa_sealedvalue": ("id = NEW.id", "entry_id = NEW.entry_id AND path = NEW.path"),
    "tempa_refuseddouble": ("id = NEW.id",),
}

DECISION_UPDATE = """
CREATE TRIGGER tempa_decision_second_person_kept BEFORE UPDATE ON tempa_decision
WHEN NEW.by_id = (SELECT by_id FROM tempa_proposal WHERE plan_id = NEW.plan_id)
  OR NEW.proposed_by_id <> (SELECT by_id FROM tempa_proposal WHERE plan_id = NEW.plan_id)
  OR NOT EXISTS (SELECT 1 FROM tempa_proposal WHERE plan_id = NEW.plan_id)
BEGIN SELECT RAISE(ABORT, 'a decision needs a second person'); END
"""


def no_replace(table: str) -> str:
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {which})" for which in UNIQUE[table])
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} "
        f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
    )


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in (*map(no_replace, UNIQUE), DECISION_UPDATE):
            schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("tempa", "0004_failed_sign_ins")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
