"""Taking in one file while it arrives: hashed, kept if need be, and read by a thread of its own."""

import hashlib
from contextlib import ExitStack
from threading import Thread
from types import TracebackType
from typing import BinaryIO, Self, cast

from inspector.core.ledger.gzip import END
from inspector.core.rules import GzipFacts
from inspector.vault.blobs import Blobs, BlobWriter
from inspector.vault.content import PROBE, Content, Role, Watch, nobody, probe, read_content, role_of
from inspector.vault.deflate import crc32
from inspector.vault.gzipped import HEAD, Pieces, head_facts, is_one_piece, pieces, with_pieces
from inspector.vault.inlet import Inlet
from inspector.vault.unpack import compression_of


class Received:
    """One uploaded file, all of it there and nothing of it published; `drop` removes what stays so."""

    def __init__(
        self,
        name: str,
        size: int,
        sha256: str,
        crc32: int,
        edges: tuple[bytes, bytes],
        content: Content,
        kept: BlobWriter | None,
        open: ExitStack,
    ) -> None:
        self.name = name
        self.size = size
        self.sha256 = sha256
        self.crc32 = crc32
        self.content = content
        self._edges = edges
        self._kept = kept
        self._open = open

    def read_as(self, role: Role, *, blobs: Blobs, max_unpacked: int, watch: Watch = nobody) -> Content:
        """The file read in this role: again, if its beginning left that open. Raises what is wrong with it."""
        if self.content.role is None and self._kept is not None:
            self.content.check_disk()
            with self._kept.reread() as file:
                self.content = read_content(file, role, blobs=blobs, max_unpacked=max_unpacked, watch=watch)
        self.content.check(role)
        return self.content

    def gzip_facts(self, crc32: int, length: int) -> GzipFacts | None:
        """What the gzip file tells besides its content, of which checksum and length are given; None for another file.

        Only a file that may be more than one piece is read again, to count its pieces.
        """
        if self.content.compression != "gzip" or self._kept is None:
            return None
        start, end = self._edges
        found = Pieces(length, members=1)
        if not is_one_piece(start, end, crc32, length):
            with self._kept.reread() as file:
                found = pieces(cast(BinaryIO, file))
        return with_pieces(head_facts(start), found)

    def keep(self) -> str | None:
        """Publish the uploaded bytes and return their key; None for a file that was not compressed."""
        if self._kept is None or self.content.compression == "none":
            return None
        key = f"uploads/{self.sha256}"
        self._kept.commit(key)
        return key

    def drop(self) -> None:
        self.content.drop()
        self._open.close()


class Receiver:
    """Takes in one file, piece by piece, in memory that does not grow with it.

    `write` waits only while the reading is far behind. It raises nothing: whatever is wrong with the file, or with
    the disk, is in the Content, and the rest of the file is then hashed and not kept. A context manager; a file
    that was not finished when it ends is aborted.
    """

    def __init__(
        self, name: str, *, blobs: Blobs, max_unpacked: int, role: Role | None = None, watch: Watch = nobody
    ) -> None:
        self._name = name
        self._blobs = blobs
        self._max_unpacked = max_unpacked
        self._role = role
        self._watch = watch
        self._open = ExitStack()
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self._size = 0
        self._start = b""
        self._end = b""
        self._kept: BlobWriter | None = None
        self._fault: OSError | None = None
        self._inlet = Inlet()
        self._content = Content()
        self._reader: Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    def write(self, data: bytes) -> None:
        self._size += len(data)
        self._sha256.update(data)
        self._crc32 = crc32(data, self._crc32)
        self._end = data[-END:] if len(data) >= END else (self._end + data)[-END:]
        if self._reader is not None:
            self._start += data[: max(HEAD - len(self._start), 0)]
            self._pass_on(data)
        else:
            self._start += data
            if len(self._start) >= PROBE:
                self._begin()

    def finish(self) -> Received:
        """The file is complete; waits for the reading to end."""
        if self._reader is None:
            self._begin()
        self._inlet.end()
        self._join()
        try:
            if self._kept is not None:
                self._kept.finish()
        except OSError as error:
            self._fault = error
        if self._fault is not None:
            self._content.drop()
            self._content.error = self._fault
        content, self._content = self._content, Content()
        digest, open = self._sha256.hexdigest(), self._open.pop_all()
        edges = self._start[:HEAD], self._end
        return Received(self._name, self._size, digest, self._crc32, edges, content, self._kept, open)

    def abort(self) -> None:
        """End the reading and remove everything; nothing happens after `finish`."""
        self._inlet.stop()
        self._join()
        self._content.drop()
        self._open.close()

    def _begin(self) -> None:
        """Decide by the first bytes whether the file is kept as it comes, and start to read it."""
        try:
            if compression_of(self._start) != "none" or role_of(probe(self._start)) is None:
                self._kept = self._open.enter_context(self._blobs.write())
        except OSError as error:
            self._stop(error)
        self._reader = Thread(target=self._read, name="receive", daemon=True)
        self._reader.start()
        self._pass_on(self._start)

    def _pass_on(self, data: bytes) -> None:
        if self._kept is not None and self._fault is None:
            try:
                self._kept.write(data)
            except OSError as error:
                self._stop(error)
        self._inlet.put(data)

    def _stop(self, error: OSError) -> None:
        self._fault = error
        self._inlet.stop()

    def _read(self) -> None:
        try:
            self._content = read_content(
                self._inlet, self._role, blobs=self._blobs, max_unpacked=self._max_unpacked, watch=self._watch
            )
        finally:
            # What comes after the end of the content, or after its fault, is of no use.
            self._inlet.stop()

    def _join(self) -> None:
        if self._reader is not None:
            self._reader.join()
