from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspector.core.words import counted
from inspector.upkeep.backup import NoBackup, restore


class Command(BaseCommand):
    help = "Put a backup into an empty place, and check all of it. Stop the program first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FOLDER", type=Path, help="the folder that a backup was made into")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        found = 0
        try:
            for problem in restore(source.resolve()):
                self.stdout.write(problem.sentence)
                found += 1
        except NoBackup as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"The backup cannot be put in place: {error.strerror}.") from error
        if found:
            raise CommandError(f"The backup is in place. {counted(found, 'problem')} found in it.")
        self.stdout.write("The backup is in place, and everything is as it was stored.")
