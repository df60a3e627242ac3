"""Named steps of every write, at each of which a drill can end the process as a power cut would.

`reached` does nothing unless the variable HEADER_INSPECTOR_FAILPOINT names the step.
"""

import os
import signal
from typing import Final

VARIABLE: Final = "HEADER_INSPECTOR_FAILPOINT"

# What is true when the step is reached; the writes they belong to are told by the first word, `blob` is in several.
STEPS: Final = {
    "blob.opened": "a temporary file is there, empty",
    "blob.written": "all bytes of the temporary file are written, none of them is sure to be on the disk",
    "blob.flushed": "the temporary file is on the disk",
    "blob.renamed": "the file has its name, which is not sure to be on the disk",
    "blob.published": "the file and its name are on the disk; no row tells of it",
    "upload.stored": "all files of the upload are published",
    "upload.named": "the rows of the image are written, not committed",
    "upload.recorded": "the audit entry and the revision are written, not committed",
    "upload.committed": "everything is committed, and nobody was answered",
    "edit.updated": "the row of the image tells of the new revision, not committed",
    "edit.recorded": "audit entry, revision and changes are written, not committed",
    "edit.committed": "everything is committed, and nobody was answered",
    "restore.updated": "as edit.updated, of the return to an earlier revision",
    "restore.recorded": "as edit.recorded",
    "restore.committed": "as edit.committed",
    "cut.updated": "as edit.updated, of the bytes behind the voxels cut off",
    "cut.recorded": "as edit.recorded",
    "cut.committed": "as edit.committed",
    "purge.recorded": "the rows of the image and the key of its values are gone, not committed",
    "purge.committed": "the rows and the key are gone; the blobs are there, and no row tells of them",
    "purge.done": "the blobs are gone, and nobody was answered",
    "backup.database": "the copy of the database is in the backup, which does not tell of it",
    "backup.copied": "the blobs are in the backup, which does not tell of them",
    "backup.told": "the new table of contents is written beside the old one",
    "backup.done": "the backup is the new one; what only the old one had is still there",
}


def reached(step: str) -> None:
    """End this process at once, as `kill -9` would, when this is the step that was asked for."""
    if os.environ.get(VARIABLE) == step:
        os.kill(os.getpid(), signal.SIGKILL)
