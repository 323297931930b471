"""Deputies; requests, repairs and money told without an account; and in the database too: four duties of a contract in four hands."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Who inspects, who signs for the agency what came, who approves a payment and who pays are four people for each contract
# (docs/decisions/four-people-for-one-contract.md). {person} stands for whoever is about to do one of these.
CONTRACT_OF = "SELECT u.contract FROM tempa_unit u WHERE u.programme_id = NEW.programme_id AND u.serial = NEW.serial"
OF_THE_HANDOVER = """SELECT u.contract FROM tempa_handoverunit x JOIN tempa_unit u ON u.programme_id = x.programme_id AND u.serial = x.serial
    WHERE x.handover_id = NEW.id"""
INSPECTED = """EXISTS (SELECT 1 FROM tempa_inspection i JOIN tempa_unit u ON u.programme_id = i.programme_id AND u.serial = i.serial
    WHERE i.programme_id = NEW.programme_id AND i.inspector_id = {person} AND u.contract IN ({contracts}))"""
RECEIVED = """EXISTS (SELECT 1 FROM tempa_handover h JOIN tempa_handoverunit x ON x.handover_id = h.id
    JOIN tempa_unit u ON u.programme_id = h.programme_id AND u.serial = x.serial
    WHERE h.programme_id = NEW.programme_id AND h.step = 2 AND h.received_by_id = {person} AND x.state = 'taken' AND u.contract IN ({contracts}))"""
APPROVED = "EXISTS (SELECT 1 FROM tempa_payment p WHERE p.programme_id = NEW.programme_id AND p.approved_by_id = {person} AND p.contract IN ({contracts}))"
PAID = "EXISTS (SELECT 1 FROM tempa_payment p WHERE p.programme_id = NEW.programme_id AND p.paid_by_id = {person} AND p.contract IN ({contracts}))"


def any_of(person, contracts, *conditions):
    return "(" + " OR ".join(c.format(person=person, contracts=contracts) for c in conditions) + ")"


# A deputy's seat has a first and a last day, somebody whose place it is, and a decree; any other seat has none of them.
NOT_WHOLE = """NOT (CASE WHEN NEW.until IS NULL THEN NEW.since IS NULL AND NEW.stands_for_id IS NULL AND NEW.decree IS NULL
  ELSE NEW.since IS NOT NULL AND NEW.since <= NEW.until AND COALESCE(NEW.stands_for_id, NEW.person_id) <> NEW.person_id
    AND COALESCE(NEW.decree, '') <> '' END)"""
WATCHED = [
    ("deputy", "tempa_role", ("INSERT", "UPDATE OF since, until, stands_for_id, decree"), NOT_WHOLE),
    ("inspection", "tempa_inspection", ("INSERT", "UPDATE OF inspector_id"), any_of("NEW.inspector_id", CONTRACT_OF, RECEIVED, APPROVED, PAID)),
    ("handover", "tempa_handover", ("UPDATE OF received_by_id",),
     "NEW.step = 2 AND NEW.received_by_id IS NOT NULL AND " + any_of("NEW.received_by_id", OF_THE_HANDOVER, INSPECTED, APPROVED, PAID)),
    ("payment", "tempa_payment", ("INSERT", "UPDATE OF approved_by_id, paid_by_id"),
     any_of("NEW.approved_by_id", "NEW.contract", INSPECTED, RECEIVED, PAID) + " OR (NEW.paid_by_id IS NOT NULL AND "
     + any_of("NEW.paid_by_id", "NEW.contract", INSPECTED, RECEIVED, APPROVED) + ")"),
]  # fmt: skip


DUTIES = "two duties in one hand"
MESSAGES = {"deputy": "not the seat of a deputy"}


def keep_apart(apps, schema_editor):
    for name, table, events, condition in WATCHED:
        if schema_editor.connection.vendor == "sqlite":
            for n, event in enumerate(events, 1):
                schema_editor.execute(
                    f"CREATE TRIGGER tempa_apart_{name}_{n} BEFORE {event} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGES.get(name, DUTIES)}'); END", None,
                )  # fmt: skip
            continue
        schema_editor.execute(f"""
CREATE FUNCTION tempa_apart_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{MESSAGES.get(name, DUTIES)}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tempa_apart_{name} BEFORE {" OR ".join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION tempa_apart_{name}();
""", None)


class Migration(migrations.Migration):

    dependencies = [
        ('tempa', '0027_papers_of_what_follows'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commissioning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.CharField(max_length=60)),
                ('ran_on', models.DateField()),
                ('runs', models.BooleanField()),
                ('output_per_hour', models.CharField(blank=True, max_length=20)),
                ('trained', models.PositiveIntegerField()),
                ('trainer', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('photos', models.JSONField(default=list)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'serial'), name='commissioned_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RepairStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=12)),
                ('on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('parts', models.JSONField(default=list)),
                ('photos', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
                ('repair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='tempa.repair')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'step'], name='repair_step_by_step'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent', models.CharField(max_length=20)),
                ('agency', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('contact', models.CharField(max_length=200)),
                ('phone', models.CharField(max_length=40)),
                ('nik', models.CharField(blank=True, max_length=20)),
                ('village', models.CharField(max_length=120)),
                ('destination', models.CharField(max_length=60)),
                ('type', models.CharField(max_length=60)),
                ('quantity', models.PositiveIntegerField()),
                ('raw_per_day', models.CharField(blank=True, max_length=20)),
                ('volts', models.PositiveIntegerField(null=True)),
                ('kilovolt_amperes', models.CharField(blank=True, max_length=20)),
                ('has_water', models.BooleanField()),
                ('has_building', models.BooleanField()),
                ('has_operator', models.BooleanField()),
                ('purpose', models.CharField(blank=True, max_length=300)),
                ('sent_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('outcome_why', models.CharField(blank=True, max_length=300)),
                ('outcome_at', models.DateTimeField(null=True)),
                ('request', models.CharField(blank=True, max_length=20)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('outcome_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'agency'], name='sent_request_by_agency'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'sent'), name='sent_request_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('outcome_at', None), ('outcome_by', None), ('request', '')), models.Q(('outcome', 'taken'), ('outcome_at__isnull', False), ('outcome_by__isnull', False), models.Q(('request', ''), _negated=True)), models.Q(('outcome', 'refused'), ('outcome_at__isnull', False), ('outcome_by__isnull', False), ('request', ''), models.Q(('outcome_why', ''), _negated=True)), _connector='OR'), name='sent_request_whole'),
                ],
            },
        ),
        migrations.AddField(
            model_name='onwardpayment',
            name='denied_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='onwardpayment',
            name='denied_why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='role',
            name='decree',
            field=models.CharField(max_length=120, null=True),
        ),
        migrations.AddField(
            model_name='role',
            name='since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='role',
            name='stands_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='role',
            name='until',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='onwardpayment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('denied_at', None), ('denied_why', '')), ('confirmed_by', None), _connector='OR'), name='onward_denied_or_confirmed'),
        ),
        migrations.RunPython(keep_apart, migrations.RunPython.noop),
    ]
