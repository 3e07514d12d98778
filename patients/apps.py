from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from patients.access import write_roles


class PatientsConfig(AppConfig):
    """Who is treated: patients, their consultations, and what was decided."""

    name = "patients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Django writes the permissions of `auth` after those of both our apps.
        post_migrate.connect(
            write_roles, sender=apps.get_app_config("auth"), dispatch_uid="patients.roles"
        )
