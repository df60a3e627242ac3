"""Where the streams of a bzip2 file end."""

import bz2
from collections.abc import Iterator
from typing import BinaryIO

from inspector.core.ledger.bzip2 import MARK

_CHUNK = 1 << 20


class Streams:
    """A bzip2 file, unpacked piece by piece as its `chunks` are taken; `stop` is where its last whole stream ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._read = 0
        self.stop = 0

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes, a MiB at most at a time, up to where they are damaged."""
        data = self._more()
        while data.startswith(MARK):
            engine = bz2.BZ2Decompressor()
            while not engine.eof:
                try:
                    unpacked = engine.decompress(data, _CHUNK)
                except OSError:
                    return
                yield unpacked
                data = b""
                if engine.needs_input and not engine.eof and not (data := self._more()):
                    return
            data = engine.unused_data
            self.stop = self._read - len(data)
            if len(data) < len(MARK):
                data += self._more()

    def _more(self) -> bytes:
        data = self._file.read(_CHUNK)
        self._read += len(data)
        return data
