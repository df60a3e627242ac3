"""How uploaded files reach the vault: written once, on the vault's own file system, never more than the limit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from inspector.core.errors import ImageError, TooLarge
from inspector.core.words import size_text
from inspector.vault.intake import Source


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stops writing at the limit but goes on counting, so that the answer can say how large the file was."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= settings.MAX_UPLOAD:
            super().receive_data_chunk(raw_data, start)


def sources_of(files: Sequence[UploadedFile]) -> list[Source]:
    """The uploaded files of one image as sources for the vault. Raises TooLarge."""
    if not 1 <= len(files) <= 2:
        raise ImageError(f"{len(files)} files were sent; an image is one file, or the two of a .hdr and .img pair.")
    return [_source(file) for file in files]


def _source(file: UploadedFile) -> Source:
    name, size = file.name or "unnamed", file.size or 0
    if size > settings.MAX_UPLOAD:
        raise TooLarge(f"{name} has {size_text(size)}; up to {size_text(settings.MAX_UPLOAD)} are taken per file.")
    if not isinstance(file, TemporaryUploadedFile):
        raise TypeError("Uploads are received by BoundedUploadHandler, which writes them to disk.")
    file.flush()
    return Source(name=name, path=Path(file.temporary_file_path()), size=size)
