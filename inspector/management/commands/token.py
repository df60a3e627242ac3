from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inspector import actions


class Command(BaseCommand):
    help = "Print the local user's API token, and nothing else."
    requires_system_checks = []  # they load every page, which `up` does

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "local":
            raise CommandError("There is no local user in server mode; each person makes a token of their own.")
        self.stdout.write(actions.local_token())
