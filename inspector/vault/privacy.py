"""The privacy check of files on a disk."""

from collections.abc import Sequence

from inspector.core.privacy.finding import Finding
from inspector.core.privacy.recognizers.table import Kind
from inspector.core.privacy.scan import scan
from inspector.vault.ledger import File, of_files


def look(files: Sequence[File], folder: str = "", own: Sequence[Kind] = ()) -> tuple[Finding, ...]:
    """What is found in one file, or in the .hdr and then the .img of a pair; a file that is no image is looked at too.

    Raises OSError when one cannot be read.
    """
    return scan(of_files(files, folder), own)
