"""What is left of changes that swap left and right without the swap."""

from __future__ import annotations

from inspector.models import Image
from inspector.shown.evidence import Evidence
from inspector.shown.pending import Pending, tried, without


def spared(image: Image, changed: Pending) -> Pending | None:
    """What is left of changes that swap left and right without those that move the image.

    None when they swap nothing, when nothing is left to save, or something that has to be agreed to itself.
    """
    if changed.after is None or not Evidence(image.header, changed.after).swaps:
        return None
    rest = tried(image, without(changed.values, changed.placing), base=changed.base)
    if rest.after is None:
        return None
    left = Evidence(image.header, rest.after)
    return rest if left.bytes_changed and not left.harm else None
