"""Each role that is held names the entry that gave it: the first grant of it since it was last taken back."""

import json

from django.db import migrations


def name_the_entries(apps, schema_editor):
    Entry, Role = apps.get_model("tempa", "Entry"), apps.get_model("tempa", "Role")
    for role in Role.objects.select_related("person"):
        deeds = Entry.objects.filter(
            programme_id=role.programme_id, kind__in=["RoleGranted", "RoleRevoked"], subject=str(role.person.public_id)
        )
        given = None
        for fact, kind, body in deeds.order_by("sequence").values_list("fact", "kind", "body"):
            values = json.loads(body)["values"]
            if (values["desk"], values["subject_code"]) == (role.desk, role.subject):
                given = None if kind == "RoleRevoked" else given or fact
        role.entry_id = given
        role.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [("tempa", "0006_people_and_ways_in")]
    operations = [migrations.RunPython(name_the_entries, migrations.RunPython.noop)]
