from typing import Any

from django.core.management.base import BaseCommand

from inspector import upkeep
from inspector.core.words import counted, size_text


class Command(BaseCommand):
    help = "Remove what uploads that broke off left behind more than a day ago. The server does so every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = upkeep.sweep()
        self.stdout.write(
            f"{counted(swept.blobs, 'file')} that nothing tells of ({size_text(swept.bytes)}) "
            f"and {counted(swept.unfinished, 'unfinished file')} removed."
        )
