"""From a fresh clone to a running program, with nothing but Python's standard library.

Every command first makes sure that the locked dependencies are there: in the Python that runs, or else in `.venv`,
which is made once and brought up to date when a lock changes. Words go to stderr; stdout is for what was asked.
"""

import argparse
import hashlib
import importlib.metadata
import importlib.util
import ipaddress
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from project.environment import WrongSetting, env_bucket, env_choice, env_int

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUN = ROOT / "requirements.txt"
LAB = ROOT / "requirements-lab.txt"  # holds everything of RUN as well
DEV = ROOT / "requirements-dev.txt"  # holds everything of LAB as well
# Single sign-on is set up when one of them is.
SIGN_ON = ("HEADER_INSPECTOR_OIDC_CLIENT_ID", "HEADER_INSPECTOR_ORCID_CLIENT_ID")
FACTOR = "HEADER_INSPECTOR_SECOND_FACTOR"


class Stop(Exception):
    """The start cannot go on; the text says what to do."""


def main(argv: Sequence[str]) -> int:
    command, arguments = (argv[1] if argv[1:] else "help"), list(argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        match command:
            case "up":
                return up(arguments)
            case "test":
                return test(arguments)
            case "token":
                return token(argv)
            case _:
                be_ready(needed())
                return django(argv)
    except (Stop, WrongSetting) as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130


def up(arguments: Sequence[str]) -> NoReturn:
    """Make everything ready, then become the server."""
    host, port = _address(arguments)
    refuse_taken(host, port)
    be_ready(needed())
    from django.conf import settings

    from project import prepare

    prepare.everything()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # gunicorn's workers show that they are alive by a temporary file; nothing is written outside the data folder.
    options = ["--config", "python:project.server", "--bind", bind, "--worker-tmp-dir", str(settings.DATA_ROOT)]
    # The command works from any folder; gunicorn looks for `project` in the one it was started from.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, "project.wsgi"])


def test(arguments: Sequence[str]) -> int:
    """Run the suite with the dependencies of developers; the exit code is pytest's."""
    be_ready(DEV)
    del os.environ["DJANGO_SETTINGS_MODULE"]  # the suite has settings of its own
    command = [sys.executable, "-m", "pytest"]
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        command += ["-n", "auto", "--dist", "worksteal"]
    return subprocess.call([*command, *arguments], cwd=ROOT)


def token(argv: Sequence[str]) -> int:
    """Print the token, on a machine where nothing was started yet as well."""
    be_ready(needed())
    from project import prepare

    prepare.database()
    return django(argv)


def django(argv: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(list(argv))
    return 0


# The address


def _address(arguments: Sequence[str]) -> tuple[str, int]:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Make everything ready and serve the program.")
    parser.add_argument("--port", metavar="N", help="the port to serve at (default: the variable PORT, or 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; in local mode the loopback only")
    given = parser.parse_args(arguments)
    if given.port is not None:
        os.environ["PORT"] = given.port
    local = env_choice("HEADER_INSPECTOR_MODE", "local", ["local", "server"]) == "local"
    if local and not _is_loopback(given.host):
        raise Stop(
            f"In local mode everybody who reaches the program is signed in, so it does not listen on {given.host}. "
            "HEADER_INSPECTOR_MODE=server has accounts."
        )
    return given.host, env_int("PORT", 8000, low=1, high=65535)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stop(
                f"Port {port} of {host} cannot be used: {os.strerror(error.errno or 0)}. "
                f"Choose another: python3 manage.py up --port {port + 1 if port < 65535 else 8000}"
            ) from error


# The dependencies


def needed() -> Path:
    """The lock that these settings need."""
    signs_on = any(os.environ.get(name, "").strip() for name in SIGN_ON)
    asks_for_codes = os.environ.get(FACTOR, "").strip() in ("offered", "required")
    return LAB if env_bucket("HEADER_INSPECTOR_BLOBS") or signs_on or asks_for_codes else RUN


def be_ready(lock: Path) -> None:
    """Return when this Python has what the lock names; otherwise go on in `.venv`, which is made to have it."""
    if is_ready(lock):
        return
    python = VENV / "bin" / "python"
    if not python.exists() or installed_locks().get(lock.name) != digest(lock):
        install(lock)
    _go_on_in(python)


def is_ready(lock: Path) -> bool:
    if Path(sys.prefix).resolve() == VENV.resolve():
        return installed_locks().get(lock.name) == digest(lock)
    return has_all(lock)


def has_all(lock: Path) -> bool:
    """Whether this Python has the versions of the lock."""
    return all(_is_there(name, versions) for name, versions in pins(lock).items())


def pins(lock: Path) -> dict[str, set[str]]:
    """The versions that a lock names for each package; with "" among them when the package may be absent."""
    found: dict[str, set[str]] = {}
    for name, version, marker in re.findall(r"^([\w.-]+)==(\S+)( *;)?", lock.read_text(), re.MULTILINE):
        found.setdefault(name, set()).update({version, ""} if marker else {version})
    return found


def _is_there(name: str, versions: set[str]) -> bool:
    try:
        return importlib.metadata.version(name) in versions
    except importlib.metadata.PackageNotFoundError:
        return "" in versions


def install(lock: Path) -> None:
    """Bring `.venv` to what the lock names. What was installed is noted last, so a start cut short begins again."""
    say(f"Installing what {lock.name} names into {VENV} (once; takes a minute at most on a fast line) ...")
    uv = shutil.which("uv")
    if uv:
        _install_with_uv(uv, lock)
    else:
        _install_with_pip(lock)
    locks = {RUN.name: digest(RUN), lock.name: digest(lock)}
    (VENV / "locks.json").write_text(json.dumps(locks, indent=1))


def _install_with_uv(uv: str, lock: Path) -> None:
    if not (VENV / "bin" / "python").exists():
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    _run(uv, "pip", "install", "--quiet", "--python", str(VENV), "--require-hashes", "-r", str(lock))


def _install_with_pip(lock: Path) -> None:
    python = VENV / "bin" / "python"
    if not _has_pip(python):
        refuse_without_ensurepip()
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    _run(str(python), "-m", "pip", "install", *options, "-r", str(lock))


def _has_pip(python: Path) -> bool:
    """False when there is no `.venv`, or when uv made it, which leaves pip out."""
    return python.exists() and subprocess.call([python, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def refuse_without_ensurepip() -> None:
    """Debian packs a part of Python's venv separately; the sentence names the package."""
    missing = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    if missing:
        python = f"python{sys.version_info.major}.{sys.version_info.minor}"
        cure = f"brew install {python.replace('n', 'n@')}" if sys.platform == "darwin" else f"apt install {python}-venv"
        raise Stop(
            f"This Python cannot make a virtual environment: its module {missing[0]} is missing. "
            f"As an administrator: {cure}. Then start again."
        )


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def installed_locks() -> dict[str, str]:
    """The locks that `.venv` was brought to, by name, with their sha256; empty when it has to be made."""
    try:
        locks: dict[str, str] = json.loads((VENV / "locks.json").read_text())
    except (OSError, ValueError):
        return {}
    return locks


def _run(*command: str) -> None:
    # stdout is for the answer to the command, such as the token.
    code = subprocess.call(command, stdout=sys.stderr)
    if code:
        raise Stop(f"The installation failed ({Path(command[0]).name} ended with {code}); the lines above say why.")


def _go_on_in(python: Path) -> NoReturn:
    os.execv(python, [str(python), *sys.argv])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
