from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from inspector import actions
from inspector.core.words import counted


class Command(BaseCommand):
    help = "Erase for good the images that were removed longer ago than HEADER_INSPECTOR_RETENTION says, in days."

    def handle(self, *args: Any, **options: Any) -> None:
        purged = actions.purge_due()
        days = counted(settings.RETENTION_DAYS, "day")
        self.stdout.write(f"{counted(purged, 'image')} removed more than {days} ago: erased for good.")
