from django.db import migrations

from guidelines import log_triggers, triggers


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0009_notice_help"),
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [
        migrations.RunPython(triggers.install, triggers.install),
        migrations.RunPython(log_triggers.install, log_triggers.remove),
    ]
