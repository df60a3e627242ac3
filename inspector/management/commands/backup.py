from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspector.core.words import counted
from inspector.upkeep.backup import NoBackup, back_up


class Command(BaseCommand):
    help = "Copy everything into a folder; the program may be in use meanwhile. A later backup copies what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", metavar="FOLDER", type=Path, help="a folder for backups alone, best on another disk"
        )
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="copy the keys too; whoever has them can forge the audit trail, so keep them apart from the backup",
        )

    def handle(self, *args: Any, target: Path, with_keys: bool, **options: Any) -> None:
        try:
            made = back_up(target.resolve(), with_keys=with_keys)
        except NoBackup as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                f"The backup cannot be written: {error.strerror}. An earlier one there stays."
            ) from error
        held = made.manifest
        self.stdout.write(
            f"{counted(len(held.blobs), 'file')} ({made.copied} copied now) and the database, "
            f"with {counted(held.entries, 'audit entry', 'audit entries')}. Manifest {made.seal[:16]}."
        )
        if not held.keys:
            self.stdout.write(
                "Keys are not in it: keep a copy of the folder keys elsewhere; a restore needs audit.key."
            )
