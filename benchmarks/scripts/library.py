"""Bring the library of a data folder to N images by copying rows, then count the queries of its page: N.

Runs in the settings of the program, on the data folder that the environment names.
"""

import hashlib
import os
import secrets
import sys
from typing import Any

import django
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    from inspector.models import Image

    wanted = int(sys.argv[1])
    fill(Image.objects.order_by("pk").first(), wanted - Image.objects.count())
    client = Client(headers={"host": "127.0.0.1"})
    client.get("/")  # signs in
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/")
    if answer.status_code != 200:
        sys.exit(f"the library was answered with {answer.status_code}")
    sys.stdout.write(str(len(queries)))


def fill(first: Any, count: int) -> None:
    """Copies of one image with its current revision, upload and audit entry."""
    from inspector.models import AuditEntry, Image, Revision, Upload
    from inspector.models.images import new_id

    revision, upload = first.current, first.uploads.get()
    last = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    ids = [new_id() for _ in range(count)]
    with transaction.atomic():
        Image.objects.bulk_create(
            [_copy(first, id=key, name=f"copy-{number:05}.nii.gz") for number, key in enumerate(ids)], batch_size=500
        )
        AuditEntry.objects.bulk_create(
            [
                _copy(revision.entry, seq=last + number, image=key, prev_hash=_hash(), hash=_hash())
                for number, key in enumerate(ids, 1)
            ],
            batch_size=500,
        )
        Revision.objects.bulk_create(
            [
                _copy(revision, id=None, image_id=key, number=1, entry_id=last + number)
                for number, key in enumerate(ids, 1)
            ],
            batch_size=500,
        )
        Upload.objects.bulk_create([_copy(upload, id=None, image_id=key) for key in ids], batch_size=500)


def _copy(row: models.Model, **changed: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**values, **changed})


def _hash() -> str:
    return hashlib.sha256(secrets.token_bytes(16)).hexdigest()


if __name__ == "__main__":
    main()
