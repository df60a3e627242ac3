from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from inspector import actions, audit
from inspector.core.privacy import VERSION
from inspector.core.words import counted
from inspector.models import Dataset, Image


class Command(BaseCommand):
    help = "Look again at the images that the privacy check has not looked at by its present rules."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="look at every image, whatever it was looked at with")

    def handle(self, *args: Any, all: bool, **options: Any) -> None:
        if all:
            Image.objects.filter(deleted_at=None).update(looked_with="")
        done = sum(self._in(dataset) for dataset in Dataset.objects.order_by("pk"))
        self.stdout.write(f"{counted(done, 'image')} looked at by the rules of version {VERSION}.")

    def _in(self, dataset: Dataset) -> int:
        """How many images of a dataset were looked at."""
        done = 0
        while (looked := actions.look_on(actor=audit.CONSOLE, dataset=dataset)).done:
            done += looked.done
            for name, problem in looked.problems.items():
                self.stdout.write(f"{name}: {problem}")
        return done
