"""The privacy page of an image: what was found, masked; every byte; remedies in two steps; what may stay."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from inspector.models import Dataset, Role
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor, said

pytestmark = pytest.mark.django_db

FULL = nifti1_bytes(descrip=b"zzqx DOE^JANE 19700101", aux_file=b"wwqy DOE^JANE", extensions=[(6, b"Seen by DOE^JANE\nqqzz vvrr")])


@pytest.fixture
def full(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add("scan.nii", FULL))


def test_page(full: Visitor) -> None:
    text = full.text("privacy/")
    open("/tmp/page.html", "w").write(text)
