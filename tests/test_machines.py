"""Where one machine is not enough: servers that share a database and a store, and nothing else."""

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from project import bootstrap
from tests.builders import nifti1_bytes
from tests.servers import Server, start
from tests.stores import BUCKET
from tests.vault.images import stored_bytes, voxels

DIM = (3, 96, 96, 60, 1, 1, 1, 1)
SCAN = nifti1_bytes(dim=DIM, block=stored_bytes(voxels(DIM[1:4])))
EDIT = json.dumps({"set": {"descrip": "edited elsewhere"}, "reason": "it said something else"}).encode()
JSON = "application/json"
TOKEN = """
from project import prepare
prepare.database()
from django.contrib.auth.models import User
from inspector import access
print(access.make_token(User.objects.create_superuser("ada"), "test"))
"""


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """The address of an empty database: of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/shared.sqlite3"
        return
    given, name = connection.settings_dict, f"machines_{tmp_path.parent.parent.name.replace('-', '_')}"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{name}"


@pytest.fixture
def variables(s3: dict[str, str], database: str, tmp_path: Path) -> dict[str, str]:
    """What the machines are all given."""
    if not bootstrap.is_ready(bootstrap.LAB):
        pytest.skip("This Python has not the versions of requirements-lab.txt; manage.py test does.")
    return {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "HEADER_INSPECTOR_BLOBS": f"s3://{BUCKET}/{tmp_path.name}",
        "HEADER_INSPECTOR_MODE": "server",
        "HEADER_INSPECTOR_SECRET_KEY": "k7Jw" * 20 + "!x",
        "HEADER_INSPECTOR_AUDIT_KEY": "pQ3z" * 20,
        "HEADER_INSPECTOR_HOSTS": "127.0.0.1",
        "HEADER_INSPECTOR_HTTPS": "proxy",
        **s3,
    }


class Lab:
    """A person's program, which may reach any of the machines."""

    def __init__(self, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}", "X-Forwarded-Proto": "https"}

    def ask(self, machine: Server, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        given = {**self._headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        status, _, content = machine.ask(method, f"/api/v1{path}", body, given)
        assert status in (200, 201), content
        return content


def test_what_is_uploaded_at_one_machine_is_edited_and_downloaded_at_another(
    variables: dict[str, str], tmp_path: Path
) -> None:
    shell = start(tmp_path / "zero", "shell", "--no-imports", "-c", TOKEN, variables=variables)
    said, errors = shell.communicate(timeout=60)
    assert said, errors
    lab, packed = Lab(said.strip()), gzip.compress(SCAN, mtime=0)

    with ExitStack() as running:
        one, two = (running.enter_context(Server(tmp_path / name, variables)) for name in ("one", "two"))
        image = json.loads(lab.ask(one, "POST", "/images", form("scan.nii.gz", packed), Content_Type=MULTIPART_CONTENT))
        address = f"/images/{image['id']}"
        change = json.loads(lab.ask(two, "PATCH", f"{address}/header", EDIT, If_Match=image["etag"], Content_Type=JSON))
        sent = {
            (kind, machine.port): lab.ask(machine, "GET", f"{address}/download?as={kind}")
            for kind in ("original", "nii", "nii.gz")
            for machine in (one, two)
        }
        picture = {lab.ask(machine, "GET", f"{address}/slice?plane=coronal") for machine in (one, two)}
        verified = json.loads(lab.ask(one, "GET", "/audit/verify"))

    expected = SCAN[:148] + b"edited elsewhere".ljust(80, b"\0") + SCAN[228:]
    assert change["voxels"]["sha256_before"] == change["voxels"]["sha256_after"]
    for machine in (one, two):
        assert sent["original", machine.port] == packed
        assert sent["nii", machine.port] == gzip.decompress(sent["nii.gz", machine.port]) == expected
    assert (len(picture), verified["ok"], verified["entries"]) == (1, True, 2)
    files = [path for name in ("one", "two") for path in (tmp_path / name).rglob("*") if path.is_file()]
    assert {path.parts[len(tmp_path.parts) + 1] for path in files} == {"audit", "static"}


@pytest.mark.postgres
def test_machines_that_start_together_bring_the_database_up_to_date_once(
    variables: dict[str, str], tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("The tests run on another database.")
    prepare = "from project import prepare; prepare.database(); print('ready')"

    machines = [
        start(tmp_path / name, "shell", "--no-imports", "-c", prepare, variables=variables) for name in ("one", "two")
    ]

    assert [machine.communicate(timeout=60) for machine in machines] == [("ready\n", "")] * 2


def form(name: str, data: bytes) -> bytes:
    part = io.BytesIO(data)
    part.name = name
    return encode_multipart(BOUNDARY, {"file": part})
