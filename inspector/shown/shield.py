"""What a list tells of the privacy check of an image, from the columns of its row."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.privacy import VERSION
from inspector.core.words import listed
from inspector.models import Image


@dataclass(frozen=True)
class Shield:
    """`kind` is the class of the badge, "" for no badge; `number` what stands on it; `words` say it in full."""

    kind: str
    number: str
    words: str


def shield(image: Image) -> Shield:
    """How many findings are open. Of an image that nobody looked at, or by earlier rules, it says that."""
    if image.high is None or image.medium is None or image.review is None:
        return Shield("", "not looked at", "The privacy check has not looked at this image yet")
    grave = image.high + image.medium
    told = [
        f"{count} {word}"
        for count, word in ((image.high, "high"), (image.medium, "medium"), (image.review, "to review"))
        if count
    ]
    words = f"{listed(told, 'and')} by the privacy check" if told else "Nothing is open in the privacy check"
    if image.looked_with != VERSION:
        words += ", by earlier rules"
    if not told:
        return Shield("", "none", words)
    return Shield("privacy", str(grave), words) if grave else Shield("plain", str(image.review), words)
