from django.db import migrations, models

import guidelines.fields
from guidelines import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0003_followup"),
    ]

    operations = [
        # SQLite rebuilds the tables, which drops their triggers.
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="actionlimit",
            name="repeat_days",
            field=models.PositiveIntegerField(
                blank=True, help_text="The test is due again within so many days: 7", null=True
            ),
        ),
        migrations.AddField(
            model_name="monitoringrule",
            name="early_weeks",
            field=guidelines.fields.NumberField(
                blank=True,
                help_text="So many weeks before a date a result counts; empty: 1.",
                null=True,
            ),
        ),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
