import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
NAME = "HEADER_INSPECTOR_THING"

LAB = {
    "HEADER_INSPECTOR_OIDC_ISSUER": "https://id.example.org",
    "HEADER_INSPECTOR_OIDC_CLIENT_ID": "header-inspector",
    "HEADER_INSPECTOR_OIDC_CLIENT_SECRET": "hush",
}
NO_FACTOR = {"HEADER_INSPECTOR_SECOND_FACTOR": "off"}
ORCID = {"HEADER_INSPECTOR_ORCID_CLIENT_ID": "APP-1", "HEADER_INSPECTOR_ORCID_CLIENT_SECRET": "hush"}
SERVER = {
    "HEADER_INSPECTOR_MODE": "server",
    "HEADER_INSPECTOR_SECRET_KEY": "k7Jw" * 20 + "!x",
    "HEADER_INSPECTOR_HOSTS": "headers.example.org",
    "HEADER_INSPECTOR_HTTPS": "proxy",
}


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
        (SERVER | NO_FACTOR, "[] False"),
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


FACTOR = (
    "from project.settings import SECOND_FACTOR; import django; django.setup();"
    "print(SECOND_FACTOR, 'allauth' in sys.modules)"
)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"HEADER_INSPECTOR_SECOND_FACTOR": "required"}, "off False"),
        (SERVER, "offered True"),
        (SERVER | {"HEADER_INSPECTOR_SECOND_FACTOR": "required"}, "required True"),
        (SERVER | NO_FACTOR, "off False"),
    ],
    ids=["local mode", "server", "required", "off"],
)
def test_a_second_factor_is_offered_on_a_server_that_has_what_it_takes(
    variables: dict[str, str], told: str, tmp_path: Path
) -> None:
    asked = _settings(f"import sys; {FACTOR}", variables, tmp_path)
    without = _settings(f"import sys; sys.modules['segno'] = None; {FACTOR}", SERVER, tmp_path)

    assert (asked.stderr, asked.stdout, without.stdout) == ("", f"{told}\n", "off False\n")


def test_a_second_factor_without_what_it_takes_is_refused(tmp_path: Path) -> None:
    wanted = SERVER | {"HEADER_INSPECTOR_SECOND_FACTOR": "required"}

    tried = _settings("import sys; sys.modules['segno'] = None; import project.settings", wanted, tmp_path)

    assert "WrongSetting: HEADER_INSPECTOR_SECOND_FACTOR is 'required', and what a second factor needs is not" in (
        tried.stderr
    )


def test_nobody_comes_in_without_their_second_factor_because_a_package_is_missing(tmp_path: Path) -> None:
    setting_up = (
        "from django.contrib.auth.models import User; from allauth.mfa.models import Authenticator;"
        "Authenticator.objects.create(user=User.objects.create_user('olga'), type='totp', data={})"
    )
    start, without = "from project import prepare; prepare.everything();", "import sys; sys.modules['segno'] = None;"

    had = _settings(start + setting_up, SERVER, tmp_path)
    missing = _settings(without + start, SERVER, tmp_path)
    told_so = _settings(without + start, SERVER | NO_FACTOR, tmp_path)

    assert (had.stderr, told_so.stderr) == ("", "")
    assert "WrongSetting: People here have a second factor, and what asks for it is not installed." in missing.stderr


@pytest.mark.parametrize(
    "variables", [SERVER | NO_FACTOR, SERVER, SERVER | LAB], ids=["passwords", "second factor", "single sign-on"]
)
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
