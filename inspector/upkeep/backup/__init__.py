"""A copy of everything in a folder elsewhere, made while the program is in use, and the way back from it.

The folder holds `manifest.json`, one copy of the database, and the blobs that the database names. A backup into a
folder that has one already copies only blobs that are not there. Until the new manifest takes the place of the old one,
the old backup is whole; afterwards the new one is.
"""

from inspector.upkeep.backup.make import Backup, back_up
from inspector.upkeep.backup.manifest import NoBackup
from inspector.upkeep.backup.restore import restore

__all__ = ["Backup", "NoBackup", "back_up", "restore"]
