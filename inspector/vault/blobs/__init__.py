"""Content-addressed blobs: each is written as a whole under its key and never changed.

A key is "uploads/<sha256>", "voxels/<sha256>" or, for what can be made from voxels again,
"previews/<sha256 of the voxels>-<16 hex digits>". Blobs are files of this machine (`files`), or objects of a store
that several machines share (`s3`, which is imported only where it is used: boto3 need not be there).
"""

from inspector.vault.blobs.files import FileBlob, FileBlobs
from inspector.vault.blobs.protocol import Blob, Blobs, BlobWriter, Replaced, StoreAway, Stored

__all__ = ["Blob", "BlobWriter", "Blobs", "FileBlob", "FileBlobs", "Replaced", "StoreAway", "Stored"]
