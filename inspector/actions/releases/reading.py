"""Reading all that would leave of an image, once: what was read is kept, so that nobody waits for it again."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict

from inspector import clearance
from inspector.actions.releases.gate import STILL_THERE, Missing, Refusal, Stand
from inspector.core.errors import Damaged
from inspector.models import ReadThrough
from inspector.vault.leaving import Passed, read_through


def known(stand: Stand) -> Passed | None:
    """What an earlier reading of the very same bytes found, if there was one; it looked for the same texts."""
    row = ReadThrough.objects.filter(image=stand.image, key=_key(stand)).first()
    return None if row is None else Passed(**row.facts)


def read(stand: Stand) -> Passed:
    """Read the file that would leave to its end, whatever its size. Raises Damaged when it is not what was stored."""
    passed = read_through(stand.file, len(stand.header.data), stand.removed.in_voxels)
    told = (hashlib.sha256(stand.header.data).hexdigest(), stand.image.frozen.info.sha256)
    if (passed.header_sha256, passed.voxels_sha256) != told:
        raise Damaged(f"{stand.image.name} would not leave as it is stored. Restore it from a backup.")
    ReadThrough.objects.update_or_create(image=stand.image, key=_key(stand), defaults={"facts": asdict(passed)})
    return passed


def still_there(passed: Passed) -> list[Refusal]:
    """What a reading refuses: a removed text among the voxels, where no remedy reaches."""
    return [Refusal(Missing.RESIDUE, STILL_THERE.format("among the voxels"))] if passed.found else []


def _key(stand: Stand) -> str:
    """Of these bytes, packed like this, and of what is looked for in them. Short texts could be guessed from a hash."""
    sought = [stand.file.etag_part, *sorted(form.hex() for form in stand.removed.in_voxels)]
    key = clearance.key(stand.image.dataset, "readings")
    return hmac.new(key, json.dumps(sought).encode(), hashlib.sha256).hexdigest()
