"""Typed readers of environment variables.

Each returns a value of its type or raises `WrongSetting`, a sentence that names the variable and says what it
takes. Standard library only: the start-up reads variables before Django can be imported.
"""

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SECRET_LENGTH = 32
UNITS = {"": 1, "B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}

# Source: Amazon S3 User Guide, "Bucket naming rules" and "Safe characters" of object keys.
BUCKET = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(/[A-Za-z0-9._-]+)*/?)")

# Not trusted_schema=OFF: until 3.41 SQLite counts JSON_VALID, Django's check of its JSON columns, as unsafe then.
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged change survives a power cut
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE passes the append-only triggers by
    "journal_size_limit=67108864",
    "secure_delete=ON",  # what is erased is overwritten, not only let go
)


class WrongSetting(ValueError):
    """A variable of the environment has a value the program cannot use; the text is for the person who set it."""


def env_text(name: str, default: str | None = None, *, why: str = "") -> str:
    """The text of a variable; without a default an empty or absent one is refused, `why` says what it is for."""
    text = os.environ.get(name, "").strip() or default
    if text is None:
        raise WrongSetting(f"{name} is not set. {why}".strip())
    return text


def env_int(name: str, default: int, *, low: int, high: int) -> int:
    text = env_text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,18}", text) or not low <= int(text) <= high:
        raise WrongSetting(f"{name} is {text!r}; it takes a whole number from {low} to {high}.")
    return int(text)


def env_choice(name: str, default: str | None, choices: Sequence[str], *, why: str = "") -> str:
    text = env_text(name, default, why=why)
    if text not in choices:
        raise WrongSetting(f"{name} is {text!r}; it takes {' or '.join(choices)}. {why}".strip())
    return text


def env_token(name: str) -> str:
    """A secret that programs show, or "" where there is none; a short one could be guessed."""
    text = env_text(name, "")
    if text and not re.fullmatch(r"[\x21-\x7e]{20,}", text):
        raise WrongSetting(f"{name} takes 20 characters or more, without blanks.")
    return text


def env_list(name: str, *, why: str) -> list[str]:
    """A list separated by commas, with at least one entry."""
    entries = [entry.strip() for entry in env_text(name, why=why).split(",") if entry.strip()]
    if not entries:
        raise WrongSetting(f"{name} names nothing. {why}")
    return entries


def env_bytes(name: str, default: str) -> int:
    """A number of bytes, in words such as "4 GiB", "500MiB" or "1000000"."""
    text = env_text(name, default)
    match = re.fullmatch(r"([0-9]{1,15})\s*([A-Za-z]*)", text)
    if not match or match[2].upper() not in UNITS or int(match[1]) == 0:
        raise WrongSetting(f'{name} is {text!r}; it takes a size such as "500 MiB" or "4 GiB".')
    return int(match[1]) * UNITS[match[2].upper()]


class Quota(NamedTuple):
    """How many bytes and how many images may be kept; None is no limit."""

    bytes: int | None
    images: int | None


def env_quota(name: str) -> Quota | None:
    """A size, a number of images or both, such as "500 GiB, 2000 images"; None when it is not set."""
    if not os.environ.get(name, "").strip():
        return None
    found: dict[str, int] = {}
    for part in env_text(name).split(","):
        match = re.fullmatch(r"([0-9]{1,15})\s*([A-Za-z]*)", part.strip())
        unit = match[2].upper() if match else ""
        kind = "images" if unit in ("IMAGE", "IMAGES") else "bytes"
        if not match or kind in found or (kind == "bytes" and unit not in UNITS) or int(match[1]) == 0:
            raise WrongSetting(
                f'{name} is {env_text(name)!r}; it takes "500 GiB", "2000 images" or "500 GiB, 2000 images".'
            )
        found[kind] = int(match[1]) * (UNITS[unit] if kind == "bytes" else 1)
    return Quota(found.get("bytes"), found.get("images"))


def env_folder(name: str, default: Path) -> Path:
    """An absolute path to a folder that exists (made if need be, for the owner only) and can be written to."""
    folder = Path(env_text(name, str(default))).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"{name} is {str(folder)!r}; the folder cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise WrongSetting(f"{name} is {str(folder)!r}; the folder cannot be written to.")
    return folder


def env_database(name: str, default: Path) -> dict[str, Any]:
    """Django's description of a database, from `postgres://user:password@host:port/name` or `sqlite:///path`."""
    text = env_text(name, f"sqlite:///{default}")
    url = _split(name, text)
    if url.scheme == "sqlite" and not url.netloc and len(url.path) > 1:
        return sqlite(Path(unquote(url.path[1:])))
    if url.scheme in ("postgres", "postgresql") and len(url.path) > 1:
        return _postgres(url)
    raise WrongSetting(f"{name} takes postgres://user:password@host:5432/name or sqlite:///path/to/file.")


def env_bucket(name: str) -> tuple[str, str] | None:
    """Bucket and prefix of `s3://bucket/prefix`; None for `file`, the default."""
    text = env_text(name, "file")
    if text == "file":
        return None
    found = BUCKET.fullmatch(text)
    if found is None:
        raise WrongSetting(
            f"{name} is {text!r}; it takes file, or s3://bucket/prefix: for the bucket 3 to 63 small letters, digits, "
            "dots and hyphens, for the prefix, which may be left out, letters, digits and . _ - /"
        )
    return found["bucket"], (found["prefix"] or "").strip("/")


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "project.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in SQLITE_PRAGMAS),
        },
        # Threads cannot share SQLite's usual in-memory test database.
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def _postgres(url: SplitResult) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # As long as SQLite waits for others that write; then whoever waited is told so.
        "OPTIONS": {"options": "-c lock_timeout=30s", **dict(parse_qsl(url.query))},
    }


def _split(name: str, text: str) -> SplitResult:
    """The parts of an address. The sentence leaves the address out: it may hold a password."""
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise WrongSetting(f"{name} is not an address: its host or port cannot be read.") from error
    return url


def env_secret(name: str, *, why: str) -> str:
    """A secret with enough in it that nobody guesses it. The sentence leaves it out."""
    text = env_text(name, why=why)
    if len(text) < SECRET_LENGTH:
        raise WrongSetting(f"{name} has {len(text)} characters; it takes {SECRET_LENGTH} or more, chosen at random.")
    return text


def kept_secret(path: Path) -> str:
    """The secret kept in a file, made there once and readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        _keep_first(draft, path)
    return path.read_text().strip()


def _keep_first(draft: Path, path: Path) -> None:
    """Of several processes that start at once, the first one's secret stays."""
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
