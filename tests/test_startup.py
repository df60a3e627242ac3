"""From a fresh clone to a Python that has what the lock names, with real virtual environments."""

import ast
import base64
import hashlib
import json
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import manage
from project import bootstrap

REPOSITORY = Path(__file__).resolve().parent.parent

DJANGO = "import sys\n\n\ndef execute_from_command_line(argv):\n    print(sys.prefix, *argv[1:])\n"


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 9, 18), (3, 10)], ids=str)
def test_an_old_python_is_told_so(version: tuple[int, ...]) -> None:
    sentence = "Header Inspector needs Python 3.11 or newer; this is {}.{}. Try: python3.11 manage.py up"

    assert manage.too_old(version) == sentence.format(*version)


@pytest.mark.parametrize("version", [(3, 11), (3, 11, 2), (3, 13), (4, 0)], ids=str)
def test_a_new_python_is_fine(version: tuple[int, ...]) -> None:
    assert manage.too_old(version) is None


def test_an_old_python_can_read_the_command_that_tells_it_so() -> None:
    ast.parse((REPOSITORY / "manage.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
@pytest.mark.parametrize(
    ("platform", "cure"), [("linux", "apt install python{}-venv"), ("darwin", "brew install python@{}")]
)
def test_a_python_without_venv_names_the_package_to_install(
    module: str, platform: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(sys, "platform", platform)

    with pytest.raises(bootstrap.Stop) as refusal:
        bootstrap.refuse_without_ensurepip()

    command = cure.format(f"{sys.version_info.major}.{sys.version_info.minor}")
    assert str(refusal.value) == (
        f"This Python cannot make a virtual environment: its module {module} is missing. "
        f"As an administrator: {command}. Then start again."
    )


def test_a_port_in_use_is_said_with_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        code = bootstrap.main(["manage.py", "up", "--port", str(port)])

    assert code == 1
    assert capsys.readouterr().err == (
        f"Port {port} of 127.0.0.1 cannot be used: Address already in use. "
        f"Choose another: python3 manage.py up --port {port + 1}\n"
    )


def test_local_mode_listens_on_the_loopback_only(capsys: pytest.CaptureFixture[str]) -> None:
    code = bootstrap.main(["manage.py", "up", "--host", "0.0.0.0"])

    assert code == 1
    assert capsys.readouterr().err == (
        "In local mode everybody who reaches the program is signed in, so it does not listen on 0.0.0.0. "
        "HEADER_INSPECTOR_MODE=server has accounts.\n"
    )


@pytest.mark.parametrize("given", [["--port", "http"], ["--port", "70000"]], ids=lambda given: given[1])
def test_a_wrong_port_is_refused(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = bootstrap.main(["manage.py", "up", *given])

    assert (code, capsys.readouterr().err) == (1, f"PORT is {given[1]!r}; it takes a whole number from 1 to 65535.\n")


def test_a_lock_gives_the_versions_it_allows(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "alpha==1.0 \\\n    --hash=sha256:00\nbeta==2.0 ; python_full_version < '3.12' \\\n    --hash=sha256:00\n"
        "beta==2.5 ; python_full_version >= '3.12' \\\n    --hash=sha256:00\n"
    )

    assert bootstrap.pins(lock) == {"alpha": {"1.0"}, "beta": {"2.0", "2.5", ""}}


def test_each_lock_holds_everything_of_the_smaller_one() -> None:
    run, lab, dev = (bootstrap.pins(lock) for lock in (bootstrap.RUN, bootstrap.LAB, bootstrap.DEV))

    assert {name: lab[name] for name in run} == run
    assert {name: dev[name] for name in lab} == lab


def test_only_who_keeps_images_in_a_shared_store_needs_what_speaks_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (bootstrap.needed(), "boto3" in bootstrap.pins(bootstrap.RUN)) == (bootstrap.RUN, False)

    monkeypatch.setenv("HEADER_INSPECTOR_BLOBS", "s3://bucket")

    assert (bootstrap.needed(), "boto3" in bootstrap.pins(bootstrap.LAB)) == (bootstrap.LAB, True)


@pytest.mark.parametrize("name", bootstrap.SIGN_ON)
def test_only_who_signs_on_elsewhere_needs_what_goes_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (bootstrap.needed(), "django-allauth" in bootstrap.pins(bootstrap.RUN)) == (bootstrap.RUN, False)

    monkeypatch.setenv(name, "header-inspector")

    assert (bootstrap.needed(), "django-allauth" in bootstrap.pins(bootstrap.LAB)) == (bootstrap.LAB, True)


@pytest.mark.parametrize(("rule", "lock"), [("off", "RUN"), ("offered", "LAB"), ("required", "LAB")])
def test_only_who_asks_for_a_second_factor_needs_what_makes_one(
    rule: str, lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(bootstrap.FACTOR, rule)

    assert bootstrap.needed() == getattr(bootstrap, lock)
    assert ["segno" in bootstrap.pins(each) for each in (bootstrap.RUN, bootstrap.LAB)] == [False, True]


@pytest.mark.parametrize("lock", [bootstrap.RUN, bootstrap.LAB, bootstrap.DEV], ids=lambda lock: lock.name)
def test_a_lock_has_a_hash_for_everything_and_no_addresses(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    starts = [number for number, line in enumerate(lines) if "==" in line]

    assert all(lines[number + 1].startswith("    --hash=sha256:") for number in starts)
    assert [line for line in lines if "://" in line or " @ " in line or line.startswith("-")] == []


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The start-up alone, with a lock that names one package: a Django that prints where it runs."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "project").mkdir()
    for name in ("manage.py", "project/__init__.py", "project/bootstrap.py", "project/environment.py"):
        shutil.copy(REPOSITORY / name, folder / name)
    (folder / "requirements.txt").write_text(_lock(folder, "99.0"))
    return folder


def test_a_fresh_clone_installs_its_lock_and_runs_in_it(clone: Path) -> None:
    first = _manage(clone, "hello")
    second = _manage(clone, "hello", "again")

    assert (first.returncode, first.stdout) == (0, f"{clone}/.venv hello\n")
    assert first.stderr.startswith(f"Installing what requirements.txt names into {clone}/.venv")
    assert (second.returncode, second.stdout, second.stderr) == (0, f"{clone}/.venv hello again\n", "")


def test_a_changed_lock_is_installed_unless_a_hash_differs(clone: Path) -> None:
    lock = clone / "requirements.txt"
    right = _lock(clone, "99.1")

    lock.write_text(f"{right[:-9]}00000000\n")
    wrong = _manage(clone, "hello")
    lock.write_text(right)
    changed = _manage(clone, "hello")

    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in wrong.stderr
    assert wrong.stderr.endswith("\nThe installation failed (python ended with 1); the lines above say why.\n")
    assert (changed.returncode, changed.stdout) == (0, f"{clone}/.venv hello\n")
    assert json.loads((clone / ".venv" / "locks.json").read_text()) == {"requirements.txt": bootstrap.digest(lock)}


def _manage(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the clone's command on a machine without uv, whose package index holds one package."""
    environ = {"PATH": "/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(clone), "HOME": str(clone)}
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, "manage.py", *arguments]
    return subprocess.run(command, env=environ, cwd=clone, capture_output=True, text=True, check=False, timeout=120)


def _lock(index: Path, version: str) -> str:
    """Add a Django that prints to a package index; the lock that names it."""
    path = index / f"django-{version}-py3-none-any.whl"
    facts = f"django-{version}.dist-info"
    files = {
        "django/__init__.py": "",
        "django/core/__init__.py": "",
        "django/core/management.py": DJANGO,
        f"{facts}/METADATA": f"Metadata-Version: 2.1\nName: django\nVersion: {version}\n",
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={_urlsafe(text)},{len(text)}" for name, text in files.items()]
    files[f"{facts}/RECORD"] = "\n".join([*record, f"{facts}/RECORD,,", ""])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"django=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _urlsafe(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
