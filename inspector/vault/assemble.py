"""Downloads: a header in front of the frozen voxels. Nothing is recompressed, and checksums are combined."""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Sequence

from inspector.core.header import Header
from inspector.vault.archive import DEFLATED, Entry, zip_spans
from inspector.vault.deflate import CODEC, HEAD_LEVEL, crc32, crc32_combine, deflate_block
from inspector.vault.frozen import FrozenInfo, FrozenVoxels
from inspector.vault.intake import StoredUpload
from inspector.vault.spans import Download, Span, blob_span, bytes_span, raw_span, stored_span

__all__ = ["Download", "as_nii", "as_nii_gz", "as_original", "as_pair", "safe_name", "stem"]

# RFC 1952: deflate, no flags and so no name, no time, unknown operating system.
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
BYTES = "application/octet-stream"
LONGEST_NAME = 200


def as_nii(header: Header, frozen: FrozenVoxels, name: str) -> Download:
    """One uncompressed file: the header, then the voxels inflated on the way."""
    head = _single_head(header, frozen)
    spans = (bytes_span(head), raw_span(frozen))
    return Download(f"{stem(name)}.nii", BYTES, _etag("nii", head, frozen.info.sha256), spans)


def as_nii_gz(header: Header, frozen: FrozenVoxels, name: str) -> Download:
    """One gzip member: the header deflated, then the deflate stream of the voxels verbatim."""
    frozen = frozen.as_stored()
    head, info = _single_head(header, frozen), frozen.info
    start = GZIP_HEADER + deflate_block(head, HEAD_LEVEL)
    checksum = crc32_combine(crc32(head), info.crc32, info.length)
    end = struct.pack("<2I", checksum, (len(head) + info.length) % 2**32)
    spans = (bytes_span(start), stored_span(frozen), bytes_span(end))
    etag = _etag("nii.gz", head, info.sha256, CODEC, *_stored_facts(info))
    return Download(f"{stem(name)}.nii.gz", "application/gzip", etag, spans)


def as_pair(header: Header, frozen: FrozenVoxels, name: str) -> Download:
    """A zip of .hdr and .img. The .img is the deflate stream of the voxels verbatim."""
    frozen = frozen.as_stored()
    head, info, base = header.as_pair(), frozen.info, stem(name)
    entries = (
        Entry(f"{base}.hdr", bytes_span(head), len(head), crc32(head)),
        Entry(f"{base}.img", stored_span(frozen), info.length, info.crc32, DEFLATED),
    )
    etag = _etag("pair", head, info.sha256, base, *_stored_facts(info))
    return Download(f"{base}.zip", "application/zip", etag, zip_spans(entries))


def as_original(uploads: Sequence[StoredUpload], first_header: Header, frozen: FrozenVoxels) -> Download:
    """The very bytes that were uploaded; of a pair, a zip that holds both files as they came."""
    etag = _etag("original", b"", *(f"{upload.name} {upload.sha256}" for upload in uploads))
    spans = [_upload_spans(upload, first_header, frozen) for upload in uploads]
    names = _apart([safe_name(upload.name) for upload in uploads])
    if len(uploads) == 1:
        return Download(names[0], BYTES, etag, spans[0])
    entries = [
        Entry(name, span, upload.size, upload.crc32)
        for name, (span,), upload in zip(names, spans, uploads, strict=True)
    ]
    return Download(f"{stem(names[0])}.zip", "application/zip", etag, zip_spans(entries))


def safe_name(name: str) -> str:
    """A file name that is safe in a Content-Disposition header, in a zip and on any disk.

    Only the part after the last slash or backslash counts; control, bidirectional and other invisible characters,
    quotes and characters with a meaning to shells or file systems become "_".
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join("_" if _is_unsafe(character) else character for character in last).strip(" ")
    plain = re.sub(r"^\.+", "_", plain)
    return _shortened(plain) or "image"


def stem(name: str) -> str:
    """The safe name without .nii, .hdr, .img, .gz or .bz2 at its end."""
    safe = safe_name(name)
    return re.sub(r"(\.(nii|hdr|img))?(\.(gz|bz2))?$", "", safe, flags=re.IGNORECASE) or "image"


def _single_head(header: Header, frozen: FrozenVoxels) -> bytes:
    return header.as_single(header.voxel_start(frozen.length))


def _upload_spans(upload: StoredUpload, first_header: Header, frozen: FrozenVoxels) -> tuple[Span, ...]:
    """The bytes of an uploaded file; of one of a pair, a single span."""
    if upload.key is not None:
        return (blob_span(frozen.blobs, upload.key, upload.size),)
    head, voxels = bytes_span(first_header.data), raw_span(frozen)
    return {"header": (head,), "voxels": (voxels,), "single": (head, voxels)}[upload.role]


def _etag(kind: str, head: bytes, *facts: str) -> str:
    text = "\n".join((kind, hashlib.sha256(head).hexdigest(), *facts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _stored_facts(info: FrozenInfo) -> tuple[str, ...]:
    return str(info.stored_length), str(info.block_size), info.codec, str(info.level)


def _is_unsafe(character: str) -> bool:
    return character in "\"'`;:,<>|?*%$&!" or unicodedata.category(character)[0] in "C" or character in "\u2028\u2029"


def _apart(names: list[str]) -> list[str]:
    if len(set(names)) == len(names):
        return names
    return [f"{number}-{name}" for number, name in enumerate(names, 1)]


def _shortened(name: str) -> str:
    """At most LONGEST_NAME bytes of UTF-8, taken from the middle so that the extension stays."""
    data = name.encode()
    if len(data) <= LONGEST_NAME:
        return name
    return data[: LONGEST_NAME - 20].decode(errors="ignore") + data[-20:].decode(errors="ignore")
