from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InspectorConfig(AppConfig):
    name = "inspector"
    verbose_name = "Header Inspector"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inspector.triggers import install_triggers

        post_migrate.connect(install_triggers, sender=self, dispatch_uid="audit triggers")
