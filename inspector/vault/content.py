"""What is in an uploaded file: told by its first bytes, then split into header and frozen voxels in one pass."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from inspector.core.errors import ImageError, NotAnImage, TooLarge
from inspector.core.header import MAX_HEAD, Header, head_length
from inspector.vault.blobs import Blobs
from inspector.vault.freeze import FrozenWriter, Watcher
from inspector.vault.previews import FirstPreview
from inspector.vault.unpack import THE_FILE, Budget, Compression, Unpacking

PROBE = 4096
UNREAD = NotAnImage("The file could not be read.")

Role = Literal["single", "header", "voxels"]
Watch = Callable[[Header], Sequence[Watcher]]


@dataclass(slots=True)
class Content:
    """One file, read as what `role` says; None: a header that may be a pair's, of which only the start was read.

    `head` is what the file begins with, `header` all bytes before its voxels; `voxels` are finished and not
    published. `error` is why reading ended early; the sentence of an ImageError begins with "The file".
    """

    role: Role | None = None
    compression: Compression = "none"
    head: Header | ImageError = UNREAD
    header: Header | None = None
    voxels: FrozenWriter | None = None
    preview: FirstPreview | None = None
    error: Exception | None = None

    def drop(self) -> None:
        """Remove what was not published."""
        if self.voxels is not None:
            self.voxels.drop()
        if self.preview is not None:
            self.preview.drop()

    def check_disk(self) -> None:
        """Raise what is no fault of the file."""
        if self.error is not None and not isinstance(self.error, ImageError):
            raise self.error

    def check(self, role: Role) -> None:
        """Raise why the file cannot have this role in an image."""
        self.check_disk()
        if role == "single" and isinstance(self.head, ImageError):
            raise self.head
        if self.error is not None:
            raise self.error


def nobody(header: Header) -> Sequence[Watcher]:
    """Nobody watches the voxels of this header."""
    return ()


def read_content(
    file: io.RawIOBase, role: Role | None, *, blobs: Blobs, max_unpacked: int, watch: Watch = nobody
) -> Content:
    """Read a file to its end, or to its first fault, which is kept in the Content and not raised.

    Without a role, its beginning decides; see `role_of`. `watch` is asked once the header of a single file is
    known, and what it returns sees all voxel bytes.
    """
    content = Content(role)
    try:
        with Unpacking(file, Budget(max_unpacked)) as unpacking:
            content.compression = unpacking.compression
            _Reading(content, unpacking, blobs, watch).run()
    except Exception as error:
        content.drop()
        content.error = error
        if content.head is UNREAD and isinstance(error, ImageError):
            content.head = error
    return content


def probe(start: bytes) -> Header | ImageError:
    """The header that raw bytes begin with, or why there is none."""
    try:
        return Header.parse(start)
    except ImageError as error:
        return error


def role_of(head: Header | ImageError) -> Role | None:
    """What a file with this beginning can be in an image; None when its partner has a say, or that it has none.

    Where no header is, there can only be voxels; a header that says its voxels follow can only be a single file's.
    """
    if isinstance(head, ImageError):
        return "voxels"
    return "single" if holds_voxels(head) else None


def holds_voxels(head: Header) -> bool:
    return head.value("magic") in ("n+1", "n+2")


class _Reading:
    """Reads one file into `content`."""

    def __init__(self, content: Content, file: Unpacking, blobs: Blobs, watch: Watch) -> None:
        self._content = content
        self._file = file
        self._blobs = blobs
        self._watch = watch

    def run(self) -> None:
        start = self._file.read(PROBE)
        head = self._content.head = probe(start)
        self._content.role = self._content.role or role_of(head)
        if self._content.role == "single":
            self._single(start)
        elif self._content.role == "header":
            self._header(start)
        elif self._content.role == "voxels":
            self._freeze(start, ())

    def _single(self, start: bytes) -> None:
        length = head_length(start)
        header = Header.parse(start[:length] + self._file.read(length - len(start)))
        self._content.header = header
        self._content.preview = FirstPreview(self._blobs, header)
        self._freeze(start[length:], (self._content.preview, *self._watch(header)))

    def _header(self, start: bytes) -> None:
        data = start + self._file.read(MAX_HEAD + 1 - len(start))
        if len(data) > MAX_HEAD:
            raise TooLarge(f"{THE_FILE} has more than {MAX_HEAD:,} bytes, the most a header may have.")
        self._content.header = Header.parse(data, paired=True)

    def _freeze(self, start: bytes, watchers: Sequence[Watcher]) -> None:
        voxels = self._content.voxels = FrozenWriter(self._blobs, watchers)
        voxels.feed(start)
        while count := self._file.readinto(voxels.room()):
            voxels.grew(count)
        voxels.finish()
