import django.db.models.deletion
from django.db import migrations, models

from guidelines import triggers


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0006_printed_guideline")]

    operations = [
        migrations.AlterField(
            model_name="remark",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="guidelines.guidelineversion",
            ),
        ),
        # Back to the triggers there were: the ones of remarks go with the next `remove`.
        migrations.RunPython(triggers.install, triggers.install),
    ]
