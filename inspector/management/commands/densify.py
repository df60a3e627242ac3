import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspector import upkeep
from inspector.core.words import counted, size_text


class Command(BaseCommand):
    help = "Compress the stored voxels further, at low priority; the program may be in use meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nice", type=int, default=10, help="how far to step back for other programs, 0 to 19")

    def handle(self, *args: Any, nice: int, **options: Any) -> None:
        os.nice(max(nice, 0))
        try:
            done = [self._told(block) for block in upkeep.densify_all()]
        except OSError as error:
            raise CommandError(f"The voxels cannot be stored: {error.strerror}. What was done so far stays.") from error
        before, after = sum(block.before for block in done), sum(block.after for block in done)
        self.stdout.write(f"{counted(len(done), 'voxel block')}: {size_text(before)} became {size_text(after)}.")
        if damaged := sum(bool(block.problem) for block in done):
            raise CommandError(f"{counted(damaged, 'voxel block')} could not be read, and stayed as it was.")

    def _told(self, block: upkeep.Densified) -> upkeep.Densified:
        if block.problem:
            self.stdout.write(block.problem)
        return block
