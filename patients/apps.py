from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Who is treated: patients, their consultations, and what was decided."""

    name = "patients"
    default_auto_field = "django.db.models.BigAutoField"
