from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Take the second factor away from somebody who lost the app and the recovery codes. Make sure who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="the name that they sign in with")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        if settings.SECOND_FACTOR == "off":
            raise CommandError("Nobody is asked for a second factor here: HEADER_INSPECTOR_SECOND_FACTOR is off.")
        from inspector.actions.factor import take_away

        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is nobody of the name {username!r}.")
        if not take_away(person=person):
            raise CommandError(f"{username} has no second factor.")
        after = "sets up a new one" if settings.SECOND_FACTOR == "required" else "comes in by the password alone"
        self.stdout.write(f"Done, on record: {username} is signed out everywhere, and {after} next time.")
