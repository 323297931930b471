"""Forms, plans, inspections and decisions; and in the database too: maker is never inspector, recorder never decider, no good unit of a bad lot."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Whoever sits, or sat when it was recorded, at a desk for the house that made a unit does not inspect it.
OF_THE_HOUSE = """EXISTS (SELECT 1 FROM tempa_role r JOIN tempa_workshop w ON w.programme_id = r.programme_id AND w.workshop = r.subject
  WHERE r.programme_id = NEW.programme_id AND r.person_id = NEW.inspector_id
    AND CASE WHEN w.lead = '' THEN w.workshop ELSE w.lead END = NEW.house)"""
DECIDED_IT = """EXISTS (SELECT 1 FROM tempa_lotdecision d WHERE d.programme_id = NEW.programme_id AND d.lot = NEW.lot
  AND d.round = NEW.round AND d.by_id = NEW.inspector_id)"""
INSPECTED_IT = """EXISTS (SELECT 1 FROM tempa_inspection i WHERE i.programme_id = NEW.programme_id AND i.lot = NEW.lot
  AND i.round = NEW.round AND i.inspector_id = NEW.by_id)"""
LOT_NOT_ACCEPTED = """NEW.decided IN ('accepted', 'repaired', 'concession') AND NOT EXISTS (SELECT 1 FROM tempa_lotdecision d
  WHERE d.decision = NEW.decision_id AND d.lot = NEW.lot AND d.decided = 'accepted')"""
GUARDS = {
    "inspection_apart": ("tempa_inspection", f"{OF_THE_HOUSE} OR {DECIDED_IT}", "maker or decider inspects", "inspector_id, house, lot, round"),
    "lot_decided_apart": ("tempa_lotdecision", INSPECTED_IT, "inspector decides", "by_id, lot, round"),
    "unit_good_after_its_lot": ("tempa_unitdecision", LOT_NOT_ACCEPTED, "its lot is not accepted", "decided, decision_id, lot"),
}


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name, (table, wrong, words, columns) in GUARDS.items():
        for statement in sqlite(name, table, wrong, words, columns) if is_sqlite else [postgres(name, table, wrong, words, columns)]:
            schema_editor.execute(statement, None)


def sqlite(name, table, wrong, words, columns):
    return [
        f"CREATE TRIGGER tempa_{name}_{n} BEFORE {event} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for n, event in enumerate(("INSERT", f"UPDATE OF {columns}"), 1)
    ]


def postgres(name, table, wrong, words, columns):
    return f"""
    CREATE FUNCTION tempa_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {wrong} THEN RAISE EXCEPTION '{words}'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER tempa_{name} BEFORE INSERT OR UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION tempa_{name}();
    """


class Migration(migrations.Migration):

    dependencies = [
        ('tempa', '0020_verification'),
    ]

    operations = [
        migrations.CreateModel(
            name='LotDecision',
            fields=[
                ('decision', models.UUIDField(primary_key=True, serialize=False)),
                ('lot', models.CharField(max_length=60)),
                ('round', models.PositiveIntegerField()),
                ('type', models.CharField(max_length=60)),
                ('maker', models.CharField(max_length=60)),
                ('turn', models.CharField(max_length=12)),
                ('decided', models.CharField(max_length=8)),
                ('plan_n', models.PositiveIntegerField()),
                ('plan_c', models.PositiveIntegerField()),
                ('lot_size', models.PositiveIntegerField()),
                ('inspected', models.PositiveIntegerField()),
                ('bad', models.PositiveIntegerField()),
                ('critical', models.PositiveIntegerField()),
                ('minor', models.PositiveIntegerField()),
                ('sentence', models.TextField()),
                ('sentence_en', models.TextField()),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'maker', 'type'], name='lot_decision_by_maker'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'lot', 'round'), name='lot_decision_once'),
                    models.CheckConstraint(condition=models.Q(('decided__in', ['accepted', 'rejected'])), name='lot_decision_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided', 'accepted'), _negated=True), models.Q(('bad__lte', models.F('plan_c')), ('critical', 0), ('inspected__gte', models.F('plan_n'))), _connector='OR'), name='lot_accepted_as_planned'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('inspection', models.UUIDField(primary_key=True, serialize=False)),
                ('lot', models.CharField(max_length=60)),
                ('serial', models.CharField(max_length=160)),
                ('round', models.PositiveIntegerField()),
                ('look', models.PositiveIntegerField()),
                ('type', models.CharField(max_length=60)),
                ('maker', models.CharField(max_length=60)),
                ('house', models.CharField(max_length=60)),
                ('inspector_house', models.CharField(max_length=60)),
                ('is_full', models.BooleanField()),
                ('values', models.JSONField()),
                ('instruments', models.JSONField(default=dict)),
                ('conditions', models.JSONField(default=dict)),
                ('photos', models.JSONField(default=list)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('point', models.CharField(blank=True, max_length=40)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('claimed_at', models.CharField(blank=True, max_length=40)),
                ('received_at', models.DateTimeField()),
                ('result', models.CharField(max_length=6)),
                ('failed', models.JSONField(default=list)),
                ('critical', models.PositiveIntegerField()),
                ('major', models.PositiveIntegerField()),
                ('minor', models.PositiveIntegerField()),
                ('is_original', models.BooleanField()),
                ('is_late', models.BooleanField(default=False)),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'lot', 'round'], name='inspection_by_round'),
                    models.Index(fields=['programme', 'serial'], name='inspection_by_serial'),
                    models.Index(fields=['programme', 'maker', 'type'], name='inspection_by_maker'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('round__gt', 0)), fields=('programme', 'serial', 'round', 'inspector'), name='inspector_looks_once'),
                    models.CheckConstraint(condition=models.Q(('house', models.F('inspector_house')), _negated=True), name='maker_is_never_inspector'),
                    models.CheckConstraint(condition=models.Q(('result__in', ['passed', 'failed'])), name='inspection_result'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContractRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract', models.CharField(max_length=60)),
                ('type', models.CharField(max_length=60)),
                ('revision', models.CharField(max_length=12)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'contract', 'type'), name='contract_revision_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CorrectiveAction',
            fields=[
                ('action', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('workshop', models.CharField(max_length=60)),
                ('type', models.CharField(blank=True, max_length=60)),
                ('check_code', models.CharField(blank=True, max_length=12)),
                ('cause', models.TextField()),
                ('what', models.TextField()),
                ('owner', models.CharField(max_length=120)),
                ('due_on', models.DateField()),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('effect', models.JSONField(default=dict)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'number'), name='corrective_action_number_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FirstArticle',
            fields=[
                ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='tempa.inspection')),
                ('type', models.CharField(max_length=60)),
                ('revision', models.CharField(max_length=12)),
                ('workshop', models.CharField(max_length=60)),
                ('is_released', models.BooleanField()),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'type', 'workshop'], name='first_article_of'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('by', models.F('inspector')), _negated=True), name='first_article_by_another'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='tempa.inspection')),
                ('workshop', models.CharField(max_length=60)),
                ('type', models.CharField(max_length=60)),
                ('began_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'workshop', 'type'], name='hold_of'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='hold_released_by_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instrument', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('quantity', models.CharField(max_length=20)),
                ('unit', models.CharField(max_length=20)),
                ('low', models.CharField(max_length=24)),
                ('high', models.CharField(max_length=24)),
                ('calibrated_on', models.DateField()),
                ('expires_on', models.DateField()),
                ('certificate', models.CharField(blank=True, max_length=120)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'instrument', 'calibrated_on'), name='calibration_once'),
                    models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('calibrated_on'))), name='calibration_lasts'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=60)),
                ('revision', models.CharField(max_length=12)),
                ('specification', models.TextField()),
                ('drawing', models.CharField(blank=True, max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'type', 'revision'), name='revision_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SamplingSetting',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='tempa.entry')),
                ('rule', models.CharField(max_length=12)),
                ('limiting_quality', models.CharField(max_length=12)),
                ('beta', models.CharField(max_length=12)),
                ('aql', models.CharField(max_length=12)),
                ('reason', models.TextField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
        ),
        migrations.CreateModel(
            name='TestForm',
            fields=[
                ('form', models.UUIDField(primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=60)),
                ('revision', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('checks', models.JSONField()),
                ('conditions', models.JSONField(default=list)),
                ('note', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('is_confirmed', models.BooleanField(null=True)),
                ('decided_why', models.TextField(blank=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'type', 'version'), name='form_version_once'),
                    models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='form_by_a_second_person'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LotPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lot', models.CharField(max_length=60)),
                ('round', models.PositiveIntegerField()),
                ('type', models.CharField(max_length=60)),
                ('maker', models.CharField(max_length=60)),
                ('rule', models.CharField(max_length=12)),
                ('turn', models.CharField(max_length=12)),
                ('serials', models.JSONField()),
                ('sample', models.JSONField()),
                ('n', models.PositiveIntegerField()),
                ('c', models.PositiveIntegerField()),
                ('seed', models.CharField(max_length=64)),
                ('seed_of', models.PositiveBigIntegerField()),
                ('basis', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.testform')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'maker'], name='lot_plan_by_maker'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'lot', 'round'), name='lot_plan_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='inspection',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.testform'),
        ),
        migrations.CreateModel(
            name='UnitDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.CharField(max_length=160)),
                ('lot', models.CharField(max_length=60)),
                ('decided', models.CharField(max_length=10)),
                ('cost', models.BigIntegerField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('is_last', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='tempa.lotdecision')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.entry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['programme', 'lot'], name='unit_decision_by_lot'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'serial', 'entry'), name='unit_decision_once'),
                    models.UniqueConstraint(condition=models.Q(('is_last', True)), fields=('programme', 'serial'), name='unit_decision_last_once'),
                    models.CheckConstraint(condition=models.Q(('decided__in', ['accepted', 'rework', 'repaired', 'concession', 'scrapped'])), name='unit_decision_known'),
                    models.CheckConstraint(condition=models.Q(('cost', None), ('cost__gte', 0), _connector='OR'), name='unit_decision_cost'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='certificate', serialize=False, to='tempa.lotdecision')),
                ('number', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tempa.programme')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'number'), name='certificate_number_once'),
                ],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
