"""Triggers: the ledger is only ever added to, in the database too; nobody decides on a plan that they proposed."""

from django.db import migrations

# What is fixed for ever. Sealed personal data may be erased (law on personal data), never changed.
FIXED = ("tempa_entry", "tempa_refuseddouble", "tempa_sealedvalue")


def sqlite(table: str) -> list[str]:
    when = "WHEN OLD.personal = 0" if table == "tempa_sealedvalue" else ""
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when} BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END",
    ]


SQLITE_DECISION = """
CREATE TRIGGER tempa_decision_second_person BEFORE INSERT ON tempa_decision
WHEN NEW.by_id = (SELECT by_id FROM tempa_proposal WHERE plan_id = NEW.plan_id)
  OR NEW.proposed_by_id <> (SELECT by_id FROM tempa_proposal WHERE plan_id = NEW.plan_id)
  OR NOT EXISTS (SELECT 1 FROM tempa_proposal WHERE plan_id = NEW.plan_id)
BEGIN SELECT RAISE(ABORT, 'a decision needs a second person'); END
"""

POSTGRES_FUNCTIONS = """
CREATE FUNCTION tempa_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'tempa_sealedvalue' THEN
    IF OLD.personal THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'append only: %', TG_TABLE_NAME;
END $$;
CREATE FUNCTION tempa_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE proposer bigint;
BEGIN
  SELECT by_id INTO proposer FROM tempa_proposal WHERE plan_id = NEW.plan_id;
  IF proposer IS NULL OR proposer = NEW.by_id OR proposer <> NEW.proposed_by_id THEN
    RAISE EXCEPTION 'a decision needs a second person';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tempa_decision_second_person BEFORE INSERT OR UPDATE OF by_id, proposed_by_id ON tempa_decision
  FOR EACH ROW EXECUTE FUNCTION tempa_second_person();
"""


def postgres(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION tempa_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION tempa_append_only()",
    ]


def add(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE_DECISION if is_sqlite else POSTGRES_FUNCTIONS, None)
    for table in FIXED:
        for statement in (sqlite if is_sqlite else postgres)(table):
            schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("tempa", "0001_rooms")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
