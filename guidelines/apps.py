from django.apps import AppConfig


class GuidelinesConfig(AppConfig):
    """What is known: guidelines, their versions, and the engine that applies them."""

    name = "guidelines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from guidelines import audit  # needs the models

        audit.register()
