from django.db import migrations, models

from patients import triggers


def point_to_first(apps, schema_editor):
    """Let each amendment know the first consultation of its chain."""
    encounters = apps.get_model("patients", "Encounter").objects
    amends = dict(encounters.values_list("pk", "amends"))
    for pk in [pk for pk, amended in amends.items() if amended]:
        first = pk
        while amends[first]:
            first = amends[first]
        encounters.filter(pk=pk).update(visit=first)


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_course_schedule")]

    operations = [
        migrations.RunPython(triggers.remove, triggers.create),
        migrations.AddField(
            model_name="encounter",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                help_text="The first consultation of those that this one amends.",
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="patients.encounter",
            ),
        ),
        migrations.RunPython(point_to_first, migrations.RunPython.noop),
        migrations.RunPython(triggers.create, triggers.remove),
    ]
