from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from inspector import access, actions
from inspector.models import Dataset, Role


class Command(BaseCommand):
    help = "Print a link by which one person makes an account and joins a dataset: how the first manager comes in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dataset", metavar="SLUG", help="the dataset to join; the first one if not given")
        parser.add_argument("--role", choices=Role.values, default=Role.MANAGER.value)
        parser.add_argument("--days", type=int, default=actions.DAYS_OPEN, choices=range(1, 91), metavar="DAYS")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "server":
            raise CommandError("Nobody can be invited in local mode, which is for one person on one machine.")
        slug = options["dataset"]
        dataset = Dataset.objects.filter(slug=slug).first() if slug else access.default_dataset()
        if dataset is None:
            raise CommandError(f"There is no dataset {slug!r}; {self._known()}.")
        _, secret = actions.invite(actor=None, dataset=dataset, role=Role(options["role"]), days=options["days"])
        self.stdout.write(f"https://{settings.ALLOWED_HOSTS[0]}{reverse('invitation', args=[secret])}")

    def _known(self) -> str:
        return "these are there: " + ", ".join(Dataset.objects.order_by("slug").values_list("slug", flat=True))
