from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from patients.access import write_roles


class PatientsConfig(AppConfig):
    """Who is treated: patients, their consultations, and what was decided."""

    name = "patients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Django writes the permissions app by app: with the last one, those of the table are there.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(write_roles, sender=last, dispatch_uid="patients.roles")
