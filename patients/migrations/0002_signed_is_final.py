from django.db import migrations

from patients import triggers


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_people")]
    operations = [migrations.RunPython(triggers.create, triggers.remove)]
