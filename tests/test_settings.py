import stat
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from project import environment
from project.environment import WrongSetting

REPOSITORY = Path(__file__).resolve().parent.parent
NAME = "HEADER_INSPECTOR_THING"

LAB = {
    "HEADER_INSPECTOR_OIDC_ISSUER": "https://id.example.org",
    "HEADER_INSPECTOR_OIDC_CLIENT_ID": "header-inspector",
    "HEADER_INSPECTOR_OIDC_CLIENT_SECRET": "hush",
}
ORCID = {"HEADER_INSPECTOR_ORCID_CLIENT_ID": "APP-1", "HEADER_INSPECTOR_ORCID_CLIENT_SECRET": "hush"}
GIB = 2**30
SERVER = {
    "HEADER_INSPECTOR_MODE": "server",
    "HEADER_INSPECTOR_SECRET_KEY": "k7Jw" * 20 + "!x",
    "HEADER_INSPECTOR_HOSTS": "headers.example.org",
    "HEADER_INSPECTOR_HTTPS": "proxy",
}


@pytest.mark.parametrize(
    ("text", "size"),
    [("4 GiB", 4 * GIB), ("500MiB", 500 * 2**20), ("2 tib", 2 * 2**40), ("10 KiB", 10240), ("77", 77), ("77 B", 77)],
)
def test_a_size_is_read_in_words_or_as_a_number(text: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)

    assert environment.env_bytes(NAME, "1 B") == size


@pytest.mark.parametrize("text", ["4 GB", "much", "-1", "1.5 GiB", "0", "4 GiB!"])
def test_a_size_that_cannot_be_read_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(WrongSetting) as refusal:
        environment.env_bytes(NAME, "1 B")

    assert str(refusal.value) == f'{NAME} is {text!r}; it takes a size such as "500 MiB" or "4 GiB".'


@pytest.mark.parametrize("text", ["short", "k7Jw" * 4, "a blank in a long enough text", "ümlaute" * 5])
def test_a_token_that_could_be_guessed_or_mistyped_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(WrongSetting, match=f"{NAME} takes 20 characters or more, without blanks."):
        environment.env_token(NAME)


def test_no_token_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)

    assert environment.env_token(NAME) == ""


@pytest.mark.parametrize("text", ["abc", "0", "65536", "80.0", "-1", "1e3", "٣"])
def test_a_number_out_of_its_range_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(WrongSetting) as refusal:
        environment.env_int(NAME, 8000, low=1, high=65535)

    assert str(refusal.value) == f"{NAME} is {text!r}; it takes a whole number from 1 to 65535."


@pytest.mark.parametrize(
    ("read", "value"),
    [
        pytest.param(lambda: environment.env_int(NAME, 8000, low=1, high=65535), 8000, id="number"),
        pytest.param(lambda: environment.env_bytes(NAME, "4 GiB"), 4 * GIB, id="size"),
        pytest.param(lambda: environment.env_quota(NAME), None, id="quota"),
        pytest.param(lambda: environment.env_choice(NAME, "local", ["local", "server"]), "local", id="choice"),
        pytest.param(lambda: environment.env_text(NAME, "words"), "words", id="text"),
    ],
)
def test_an_empty_variable_means_the_default(
    read: Callable[[], object], value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, " ")

    assert read() == value


def test_a_choice_that_is_not_offered_is_refused_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "serve")

    with pytest.raises(WrongSetting) as refusal:
        environment.env_choice(NAME, "local", ["local", "server"])

    assert str(refusal.value) == f"{NAME} is 'serve'; it takes local or server."


def test_a_list_is_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "a.org, b.org,")

    assert environment.env_list(NAME, why="") == ["a.org", "b.org"]


def test_a_list_of_nothing_but_commas_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, ", ,")

    with pytest.raises(WrongSetting, match=f"{NAME} names nothing. Hosts are needed."):
        environment.env_list(NAME, why="Hosts are needed.")


def test_a_folder_is_made_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, str(tmp_path / "a"))

    folder = environment.env_folder(NAME, tmp_path)

    assert (folder, stat.S_IMODE(folder.stat().st_mode)) == (tmp_path / "a", 0o700)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(NAME, str(tmp_path / "file" / "data"))

    with pytest.raises(WrongSetting) as refusal:
        environment.env_folder(NAME, tmp_path)

    expected = f"{NAME} is '{tmp_path}/file/data'; the folder cannot be made: Not a directory."
    assert str(refusal.value) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(
            "postgres://ada:s%40crt@db.example.org:5433/headers?sslmode=require",
            {"NAME": "headers", "USER": "ada", "PASSWORD": "s@crt", "HOST": "db.example.org", "PORT": "5433"},
            id="all parts",
        ),
        pytest.param(
            "postgresql:///headers",
            {"NAME": "headers", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""},
            id="name only",
        ),
        pytest.param("sqlite:////srv/data/x.sqlite3", {"NAME": Path("/srv/data/x.sqlite3")}, id="sqlite"),
    ],
)
def test_a_database_address_is_taken_apart(
    address: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, address)

    database = environment.env_database(NAME, Path("default"))

    assert {part: database[part] for part in expected} == expected


@pytest.mark.parametrize(
    "address", ["mysql://u:hush@h/n", "postgres://u:hush@h", "sqlite://", "hush", "postgres://u:hush@h:port/n"]
)
def test_another_database_is_refused_without_repeating_its_password(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, address)

    with pytest.raises(WrongSetting) as refusal:
        environment.env_database(NAME, Path("default"))

    assert str(refusal.value).startswith(NAME)
    assert "hush" not in str(refusal.value)


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "audit.key"

    first, second = environment.kept_secret(path), environment.kept_secret(path)

    assert first == second
    assert len(first) > 80
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"HEADER_INSPECTOR_MODE": "public"}, "HEADER_INSPECTOR_MODE is 'public'; it takes local or server."),
        (
            {"HEADER_INSPECTOR_BLOBS": "s3://Bucket/prefix"},
            "HEADER_INSPECTOR_BLOBS is 's3://Bucket/prefix'; it takes file, or s3://bucket/prefix: for the bucket 3 to",
        ),
        (
            {"HEADER_INSPECTOR_MAX_UPLOAD": "a lot"},
            'HEADER_INSPECTOR_MAX_UPLOAD is \'a lot\'; it takes a size such as "500 MiB" or "4 GiB".',
        ),
        (
            {"DATABASE_URL": "mysql://h/n"},
            "DATABASE_URL takes postgres://user:password@host:5432/name or sqlite:///path/to/file.",
        ),
        (
            {"HEADER_INSPECTOR_MODE": "server"},
            "HEADER_INSPECTOR_SECRET_KEY is not set. Server mode needs one: 50 random characters or more.",
        ),
        (
            SERVER | {"HEADER_INSPECTOR_HOSTS": ""},
            "HEADER_INSPECTOR_HOSTS is not set. Server mode needs the host names it answers to, separated by commas.",
        ),
        (
            SERVER | {"HEADER_INSPECTOR_HTTPS": ""},
            "HEADER_INSPECTOR_HTTPS is not set. Server mode is served over HTTPS only: set it to",
        ),
        (
            SERVER | {"HEADER_INSPECTOR_BLOBS": "s3://bucket"},
            "HEADER_INSPECTOR_AUDIT_KEY is not set. With a store that machines share, they need one key for the audit",
        ),
        (
            SERVER | {"HEADER_INSPECTOR_AUDIT_KEY": "hush"},
            "HEADER_INSPECTOR_AUDIT_KEY has 4 characters; it takes 32 or more, chosen at random.",
        ),
        (
            SERVER | {"HEADER_INSPECTOR_OIDC_ISSUER": "https://id.example.org", "HEADER_INSPECTOR_OIDC_CLIENT_ID": "x"},
            "HEADER_INSPECTOR_OIDC_CLIENT_SECRET is not set. Single sign-on takes the issuer's address, and the",
        ),
        (
            SERVER | LAB | {"HEADER_INSPECTOR_OIDC_ISSUER": "http://id.example.org"},
            "HEADER_INSPECTOR_OIDC_ISSUER is 'http://id.example.org'; it takes the issuer's address, such as https:",
        ),
    ],
    ids=[
        *("mode", "blobs", "size", "database", "secret key", "hosts", "https", "audit key", "short audit key"),
        *("half an issuer", "issuer without TLS"),
    ],
)
def test_a_wrong_setting_stops_every_command_with_a_sentence(
    variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    tried = _settings("import project.settings", variables, tmp_path)

    assert tried.stderr.splitlines()[-1].startswith(f"project.environment.WrongSetting: {sentence}")


def test_a_bucket_may_have_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for text in ("", "file", "s3://lab-images", "s3://lab-images/", "s3://lab-images/headers/2026/"):
        monkeypatch.setenv(NAME, text)
        found.append(environment.env_bucket(NAME))

    assert found == [None, None, ("lab-images", ""), ("lab-images", ""), ("lab-images", "headers/2026")]


@pytest.mark.parametrize(
    "text", ["s3:bucket", "s3://b", "s3://user:hush@bucket", "https://bucket/x", "s3://bucket/a//b"]
)
def test_a_store_that_cannot_be_meant_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(WrongSetting, match=f"{NAME} is .*; it takes file, or s3://bucket/prefix"):
        environment.env_bucket(NAME)


def test_one_key_for_the_audit_trail_comes_from_the_environment(tmp_path: Path) -> None:
    key = "a key that all the machines share, with enough in it"
    told = _settings(
        "from project.settings import *; print(AUDIT_KEY.decode())",
        SERVER | {"HEADER_INSPECTOR_AUDIT_KEY": key},
        tmp_path,
    )

    assert told.stdout == key + "\n"
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"HEADER_INSPECTOR_BLOBS": "s3://no-such-bucket"},
            "'no-such-bucket', which cannot be used: An error occurred (404)",
        ),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"},
            "'inspector', which cannot be used: Could not connect to the endpoint URL",
        ),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "'inspector', which cannot be used: "),
    ],
    ids=["no bucket", "no answer", "no credentials"],
)
def test_a_store_that_cannot_be_used_stops_the_start_with_a_sentence(
    s3: dict[str, str], variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    given = {"HEADER_INSPECTOR_BLOBS": "s3://inspector", "AWS_EC2_METADATA_DISABLED": "true", **s3, **variables}

    tried = _settings("from project import prepare; prepare.everything()", given, tmp_path)

    assert f"WrongSetting: HEADER_INSPECTOR_BLOBS names the bucket {sentence}" in tried.stderr


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        (SERVER, "[] False"),
        (LAB | ORCID, "[] False"),
        (SERVER | LAB, "[('lab', 'https://id.example.org')] True"),
        (SERVER | LAB | ORCID, "[('lab', 'https://id.example.org'), ('orcid', 'https://orcid.org')] True"),
    ],
    ids=["none", "local mode", "lab", "lab and ORCID"],
)
def test_single_sign_on_is_there_only_where_it_is_set_up(variables: dict[str, str], told: str, tmp_path: Path) -> None:
    asked = _settings(
        "import sys, django; django.setup(); from project import urls; from project.settings import ISSUERS;"
        "print([(key, each.address) for key, each in ISSUERS.items()], 'allauth' in sys.modules)",
        variables,
        tmp_path,
    )

    assert (asked.stderr, asked.stdout) == ("", f"{told}\n")


@pytest.mark.parametrize("variables", [SERVER, SERVER | LAB], ids=["passwords", "single sign-on"])
def test_server_mode_passes_the_checks_for_deployment(variables: dict[str, str], tmp_path: Path) -> None:
    checked = _settings(
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])",
        variables,
        tmp_path,
    )

    assert (checked.returncode, checked.stderr) == (0, "")


def test_local_mode_keeps_everything_it_writes_in_the_data_folder(tmp_path: Path) -> None:
    asked = "VAULT_ROOT, STATIC_ROOT, KEYS_ROOT, FILE_UPLOAD_TEMP_DIR, DATABASES['default']['NAME']"
    told = _settings(f"from project.settings import *; print(*({asked}), sep='\\n')", {}, tmp_path)

    assert all(Path(line).is_relative_to(tmp_path) for line in told.stdout.splitlines())
    assert len(told.stdout.splitlines()) == 5


@pytest.mark.django_db(transaction=True)
def test_sqlite_is_opened_so_that_an_acknowledged_change_lasts() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("The tests run on another database.")
    with connection.cursor() as cursor:
        kept = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        kept["recursive_triggers"] = cursor.execute("PRAGMA recursive_triggers").fetchone()[0]

    assert kept == {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}


def _settings(code: str, variables: dict[str, str], data: Path) -> Any:
    environ = {"HEADER_INSPECTOR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "project.settings", **variables}
    return run([sys.executable, "-c", code], env=environ, cwd=REPOSITORY, capture_output=True, text=True, check=False)
