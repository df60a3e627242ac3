"""What the pages are about: images that the owner uploaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from inspector import actions
from inspector.models import Dataset, Image
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes
from tests.views.pages import Visitor

Add = Callable[..., Image]


@pytest.fixture
def add(owner: User, dataset: Dataset, settings: Settings) -> Add:
    """Upload a file as the owner: its name and its bytes, a small image when none are given."""

    def upload(name: str = "scan.nii", data: bytes | None = None) -> Image:
        content = nifti1_bytes() if data is None else data
        path = Path(settings.FILE_UPLOAD_TEMP_DIR) / "upload"
        path.write_bytes(content)
        return actions.upload(actor=owner, dataset=dataset, sources=[Source(name, path, len(content))])

    return upload


@pytest.fixture
def client(owner: User, client_of: Callable[[User], Client]) -> Client:
    """The owner's browser."""
    return client_of(owner)


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    """The owner, at a small image."""
    return Visitor(owner, add())
