"""How uploaded files reach the vault: each is taken in while it arrives, never more of it than the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from inspector.core.errors import ImageError, TooLarge
from inspector.core.words import size_text
from inspector.models import blobs
from inspector.quotas import Use, uses
from inspector.vault.intake import Received, Receiver


class ReceivedFile(UploadedFile):
    """An uploaded file that is in the vault, unpublished. Django closes it with the request."""

    def __init__(self, received: Received, size: int, use: Use | None = None) -> None:
        super().__init__(name=received.name, size=size)
        self.received = received
        self.use = use

    def close(self) -> None:
        self.received.drop()


class StreamingUploadHandler(FileUploadHandler):
    """Has every file of a request taken in as it arrives, and cleans up after a request that breaks off."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, Any],  # noqa: N803  # Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]]:
        # Django tells no handler of a connection that was lost: reading from it raises, and that is all.
        files = _Files(self.request)
        try:
            return MultiPartParser(META, input_data, [files], encoding).parse()
        finally:
            files.abort()


class _Files(FileUploadHandler):
    """The files of one request, one after the other."""

    _receiver: Receiver | None = None
    _use: Use | None = None
    _before = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if _may_send(self.request):
            self._use = self._use or _use_of(self.request)
            self._receiver = Receiver(self.file_name or "unnamed", blobs=blobs(), max_unpacked=settings.MAX_UNPACKED)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._receiver is None:
            return
        if start + len(raw_data) <= self._most():
            self._receiver.write(raw_data)
        else:
            # The rest is counted, so that the answer can say how large the file was.
            self._receiver.abort()

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        if self._receiver is None:
            return None
        received, self._receiver = self._receiver.finish(), None
        self._before += file_size
        return ReceivedFile(received, file_size, self._use)

    def _most(self) -> int:
        """How many bytes of this file are worth looking at."""
        left = self._use.left if self._use else None
        return settings.MAX_UPLOAD if left is None else min(settings.MAX_UPLOAD, left - self._before)

    def upload_interrupted(self) -> None:
        # Django would go on with the files that came before, as if they were all.
        raise MultiPartParserError("The upload broke off.")

    def abort(self) -> None:
        if self._receiver is not None:
            self._receiver.abort()
            self._receiver = None


def sources_of(files: Sequence[UploadedFile]) -> list[Received]:
    """The uploaded files of one image as the vault takes them. Raises TooLarge."""
    if not 1 <= len(files) <= 2:
        raise ImageError(f"{len(files)} files were sent; an image is one file, or the two of a .hdr and .img pair.")
    return [_received(file) for file in files]


def _received(file: UploadedFile) -> Received:
    size = file.size or 0
    if size > settings.MAX_UPLOAD:
        raise TooLarge(f"{file.name} has {size_text(size)}; up to {size_text(settings.MAX_UPLOAD)} are taken per file.")
    if not isinstance(file, ReceivedFile):
        raise TypeError("Uploads are received by StreamingUploadHandler, which hands them to the vault.")
    if file.use:
        file.use.check(size)
    return file.received


def _use_of(request: HttpRequest | None) -> Use | None:
    """What the quota says of the person who sends; that of the dataset is asked when it is known."""
    person = request.user if request else None
    return next(iter(uses(person)), None) if isinstance(person, User) else None


def _may_send(request: HttpRequest | None) -> bool:
    """Whether a file of this request is worth looking at; whether it may be stored is decided where it is stored.

    The check of the CSRF token reads the body, so this can be asked before anybody is refused, and in local mode
    before a page signs the one user in.
    """
    if request is None:
        return False
    signed_in: bool = request.user.is_authenticated and request.user.is_active
    return signed_in or (settings.MODE == "local" and not request.path.startswith("/api/"))
