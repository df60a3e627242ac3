"""Variables of the environment: what they may hold, and the sentence when they hold something else."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from project import environment
from project.environment import WrongSetting

NAME = "HEADER_INSPECTOR_THING"
GIB = 2**30


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
