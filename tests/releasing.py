"""Releases made in tests, and the files in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Image, Release


def fresh(image: Image) -> Image:
    """The image as it is stored now."""
    return Image.objects.select_related("dataset", "block").get(pk=image.pk)


def released(actor: User, *images: Image, **other: object) -> Release:
    """A release of these images."""
    wanted = {"name": "First release", "profile": "default", "reason": "For the archive.", **other}
    found = [fresh(image) for image in images]
    dataset = found[0].dataset
    return actions.make_release(actor=actor, wanted=actions.Wanted(dataset, found, **wanted))  # type: ignore[arg-type]


def unzipped(release: Release, folder: Path) -> Path:
    """The folder with all that is in the zip."""
    data = b"".join(actions.bundle(release).chunks())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder
