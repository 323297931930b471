"""Each role that is held names the entry that gave it: the last grant of it."""

import json

from django.db import migrations


def name_the_entries(apps, schema_editor):
    Entry, Role = apps.get_model("tempa", "Entry"), apps.get_model("tempa", "Role")
    for role in Role.objects.select_related("person"):
        grants = Entry.objects.filter(
            programme_id=role.programme_id, kind="RoleGranted", subject=str(role.person.public_id)
        )
        for fact, body in grants.order_by("sequence").values_list("fact", "body"):
            values = json.loads(body)["values"]
            if (values["desk"], values["subject_code"]) == (role.desk, role.subject):
                role.entry_id = fact
        role.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [("tempa", "0006_people_and_ways_in")]
    operations = [migrations.RunPython(name_the_entries, migrations.RunPython.noop)]
