"""The compose file, the Dockerfile and the administrator's page speak of the variables that are read."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
AWS = {"AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def read() -> set[str]:
    """The variables that the program reads itself."""
    text = "".join((REPOSITORY / "project" / name).read_text() for name in ("settings.py", "bootstrap.py"))
    return set(re.findall(r'"((?:HEADER_INSPECTOR_|DATABASE_)\w+|PORT)"', text))


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((REPOSITORY / "compose.yaml").read_text())
    return dict(compose["services"])


def test_the_page_of_the_administrator_tells_of_every_variable() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (REPOSITORY / "docs" / "administrator.md").read_text(), re.MULTILINE)

    assert set(rows) - AWS == read()
    assert set(rows) >= AWS
    assert len(rows) == len(set(rows))


def test_the_composed_server_is_given_only_variables_that_are_read(services: dict[str, Any]) -> None:
    assert set(services["app"]["environment"]) - AWS <= read()


def test_the_composed_server_finds_its_neighbours(services: dict[str, Any]) -> None:
    given = services["app"]["environment"]

    assert re.fullmatch(
        r"postgres://inspector:\$\{DATABASE_PASSWORD:\?\}@database:5432/inspector", given["DATABASE_URL"]
    )
    assert given["AWS_ENDPOINT_URL"] == "http://store:9000"
    assert services["store"]["environment"]["MINIO_ROOT_USER"] == given["AWS_ACCESS_KEY_ID"]
    assert services["bucket"]["command"].split("/")[-1] == given["HEADER_INSPECTOR_BLOBS"].removeprefix("s3://")
    assert set(services["app"]["depends_on"]) <= set(services)


def test_the_settings_of_the_composed_server_are_accepted(services: dict[str, Any], tmp_path: Path) -> None:
    secret = "k7Jw" * 20
    given = {name: re.sub(r"\$\{\w+:\?\}", secret, value) for name, value in services["app"]["environment"].items()}
    environ = {"PATH": os.environ["PATH"], "HEADER_INSPECTOR_DATA": str(tmp_path), **given}

    tried = subprocess.run(
        [sys.executable, "-c", "from project.settings import *; print(MODE, BUCKET, DATABASES['default']['HOST'])"],
        env=environ,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (tried.stdout, tried.stderr) == ("server ('inspector', '') database\n", "")


def test_the_image_installs_a_lock_and_serves_as_nobody_special() -> None:
    lines = (REPOSITORY / "Dockerfile").read_text().splitlines()
    shipped = (REPOSITORY / ".dockerignore").read_text().splitlines()

    copied = [name for line in lines if line.startswith("COPY requirements") for name in line.split()[1:-1]]
    assert copied == ["requirements-lab.txt"]
    assert all(f"!{name}" in shipped for name in [*copied, "requirements.txt"])
    assert lines.index("USER inspector") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))


def test_the_image_sets_only_variables_that_are_read() -> None:
    lines = (REPOSITORY / "Dockerfile").read_text().splitlines()
    names = {pair.split("=")[0] for line in lines if line.startswith("ENV ") for pair in line.split()[1:]}

    assert names - {"PYTHONUNBUFFERED"} <= read()
