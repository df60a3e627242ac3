from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspector import upkeep
from inspector.core.words import counted
from inspector.models import Dataset


class Command(BaseCommand):
    help = "Read back all voxels, uploads, headers and the audit trail, and tell what is not as it was stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dataset", metavar="SLUG", help="only the images of this dataset")

    def handle(self, *args: Any, dataset: str | None, **options: Any) -> None:
        if dataset and not Dataset.objects.filter(slug=dataset).exists():
            raise CommandError(f"There is no dataset {dataset!r}.")
        found = 0
        for sentence in upkeep.problems(dataset):
            self.stdout.write(sentence)
            found += 1
        if found:
            raise CommandError(f"{counted(found, 'problem')} found.")
        self.stdout.write("Everything is as it was stored.")
