"""In the database too: who decides on a plan was not let in by the one who proposed it alone (may_be_second_hand in ledger/rules.py)."""

from django.db import migrations

# A role at a desk of the park that another than the proposer gave, or that was given while a demo was founded; and a password
# whose link the proposer did not send. Decisions that are there already stay as they are.
IS_SECOND = """COALESCE((SELECT i.issued_by_id FROM tempa_invitation i WHERE i.person_id = NEW.by_id AND i.used_at IS NOT NULL
    ORDER BY i.used_at DESC LIMIT 1), -1) <> NEW.proposed_by_id
  AND EXISTS (SELECT 1 FROM tempa_plan p JOIN tempa_programme g ON g.id = p.programme_id
    JOIN tempa_role r ON r.programme_id = g.id AND r.person_id = NEW.by_id AND r.desk IN ('park_planner', 'park_head')
    JOIN tempa_entry e ON e.fact = r.entry_id
    WHERE p.plan = NEW.plan_id AND (e.by_id <> NEW.proposed_by_id OR (g.demo AND e.at =
      (SELECT f.at FROM tempa_entry f WHERE f.programme_id = g.id AND f.sequence = 1))))"""
WATCHED = ("INSERT", "UPDATE OF plan_id, proposed_by_id, by_id")

POSTGRES = f"""
CREATE FUNCTION tempa_second_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ({IS_SECOND}) THEN RAISE EXCEPTION 'not a second hand'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tempa_decision_second_hand BEFORE {" OR ".join(WATCHED)} ON tempa_decision
  FOR EACH ROW EXECUTE FUNCTION tempa_second_hand();
"""


def sqlite(number, event):
    return f"""CREATE TRIGGER tempa_decision_second_hand_{number} BEFORE {event} ON tempa_decision WHEN NOT ({IS_SECOND})
    BEGIN SELECT RAISE(ABORT, 'not a second hand'); END"""


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in [sqlite(n, event) for n, event in enumerate(WATCHED, 1)] if is_sqlite else [POSTGRES]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("tempa", "0014_contracts")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
