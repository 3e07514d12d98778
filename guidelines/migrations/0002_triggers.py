from django.db import migrations

from guidelines import triggers


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0001_rows")]

    operations = [migrations.RunPython(triggers.install, triggers.remove)]
