from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspector import upkeep
from inspector.core.words import counted
from inspector.models import Dataset


class Command(BaseCommand):
    help = "Read back everything that is stored, compare it with what tells of it, and tell what is not as it was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dataset", metavar="SLUG", help="of the images, only those of this dataset")
        parser.add_argument("--repair", action="store_true", help="derive again what can be derived from the rest")

    def handle(self, *args: Any, dataset: str | None, repair: bool, **options: Any) -> None:
        if dataset and not Dataset.objects.filter(slug=dataset).exists():
            raise CommandError(f"There is no dataset {dataset!r}.")
        found = repaired = 0
        for problem in upkeep.problems(dataset):
            found += 1
            repaired += repair and problem.mend()
            self.stdout.write(problem.sentence + _fate(problem, repair))
        if found > repaired:
            raise CommandError(f"{counted(found, 'problem')} found." + (f" {repaired} repaired." if repair else ""))
        self.stdout.write(f"{counted(found, 'problem')} repaired." if found else "Everything is as it was stored.")


def _fate(problem: upkeep.Problem, repair: bool) -> str:
    if problem.repair is None:
        return ""
    return " Repaired." if repair else " It can be repaired: run fsck --repair."
