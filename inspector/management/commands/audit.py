from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspector import audit
from inspector.audit import export, heads
from inspector.core.words import counted
from inspector.models import AuditEntry


class Command(BaseCommand):
    help = "Look after the audit trail: verify it, keep its head, export it."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        verify = what.add_parser("verify", help="read the whole chain back; ends with 1 when it does not hold")
        verify.add_argument("--head", type=Path, metavar="FILE", help="heads that were kept elsewhere, one a line")
        what.add_parser("head", help="print the head of the chain, and keep it in the data folder")
        exporting = what.add_parser("export", help="write the whole record to stdout")
        exporting.add_argument("--as", dest="form", choices=["csv", "json"], default="json")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        match what:
            case "verify":
                self._verify(options["head"])
            case "head":
                self._head()
            case _:
                self._export(options["form"])

    def _verify(self, head: Path | None) -> None:
        try:
            found = audit.verify([*heads.kept(), *(heads.read(head) if head else [])])
        except (OSError, audit.NotHeads) as error:
            raise CommandError(f"The heads cannot be read. {error}") from error
        if not found.ok:
            raise CommandError(f"The audit trail does not hold. {found.problem}")
        self.stdout.write(f"The audit trail holds: {counted(found.entries, 'entry', 'entries')}, head {found.head}.")

    def _head(self) -> None:
        head = heads.now()
        if head is None:
            raise CommandError("There is no entry yet, so there is no head.")
        heads.keep(head)
        self.stdout.write(str(head))

    def _export(self, form: export.Format) -> None:
        for piece in export.exported(AuditEntry.objects.all(), form):
            self.stdout.write(piece, ending="")
