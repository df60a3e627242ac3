"""The cast and the stage: people, a data folder that is thrown away, and the sample files."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from inspector import access
from inspector.models import Dataset, Membership, Role
from inspector.triggers import drop_triggers, install_triggers
from tests import stores

REPOSITORY = Path(__file__).resolve().parent.parent

hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Real image files. They are not part of the project; without them the tests that read them are skipped."""
    folder = Path(os.environ.get("HEADER_INSPECTOR_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"The sample files are not at {folder}; HEADER_INSPECTOR_TEST_DATA says where they are.")
    return folder


@pytest.fixture(scope="session")
def s3() -> Iterator[dict[str, str]]:
    """A store that machines share; the variables that lead to it."""
    with stores.s3_server() as variables:
        yield variables


@pytest.fixture(autouse=True)
def data_root(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Path:
    """A data folder of its own for every test, and in a shared store a prefix of its own."""
    if stores.SHARED:
        request.getfixturevalue("s3")
        settings.BUCKET = stores.BUCKET, stores.prefix(tmp_path / "data")
    settings.DATA_ROOT = tmp_path / "data"
    settings.KEYS_ROOT = settings.DATA_ROOT / "keys"
    settings.VAULT_ROOT = settings.DATA_ROOT / "blobs"
    settings.FILE_UPLOAD_TEMP_DIR = settings.VAULT_ROOT / "tmp"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    return tmp_path / "data"


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_append_only_triggers() -> Iterator[None]:
    """Tests with real transactions end by emptying the tables, which the audit entries' triggers refuse."""
    flush = vars(TransactionTestCase)["_fixture_teardown"]

    def with_triggers_away(case: TransactionTestCase) -> None:
        drop_triggers()
        flush(case)
        install_triggers()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", with_triggers_away)
        yield


@pytest.fixture
def server_mode(settings: Settings) -> Settings:
    """As a lab has it, with accounts."""
    settings.MODE = "server"
    return settings


@pytest.fixture
def dataset(db: None) -> Dataset:
    """The dataset that the owner and the member work on."""
    return Dataset.objects.create(slug="study", name="Study")


@pytest.fixture
def owner(dataset: Dataset) -> User:
    """Manages the dataset."""
    return joined("olga", dataset, Role.MANAGER)


@pytest.fixture
def member(dataset: Dataset) -> User:
    """May edit in the dataset."""
    return joined("mats", dataset, Role.EDITOR)


@pytest.fixture
def stranger(db: None) -> User:
    """Signed in, with a dataset of their own."""
    return joined("stan", Dataset.objects.create(slug="elsewhere", name="Elsewhere"), Role.MANAGER)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def token_of() -> Callable[[User], dict[str, Any]]:
    """What a program of this person adds to each call of the test client."""
    return lambda person: {"headers": {"Authorization": f"Bearer {access.make_token(person, 'test')}"}}


def joined(name: str, dataset: Dataset, role: Role) -> User:
    """A new person of this name, who is this in the dataset."""
    person = User.objects.create_user(name)
    Membership.objects.create(dataset=dataset, user=person, role=role)
    return person
