"""Imports only ever point down: the floors below, from the ground up."""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
FLOORS = [
    {"core", "failpoints"},
    {"vault"},
    {"models", "residue", "triggers"},
    {
        "address",
        "audit",
        "authenticator",
        "clearance",
        "access",
        "downloads",
        "examples",
        "factor",
        "forms",
        "issuer",
        "lockout",
        "pairs",
        "quotas",
        "tally",
        "ranges",
        "uploads",
        "migrations",
    },
    {"actions", "upkeep"},
    {"shown"},
    {"views", "api", "context", "doors", "templatetags", "middleware", "management"},
    {"urls", "apps"},
]
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}
FOLDERS = ("inspector", "project", "benchmarks", "tests")
SOURCES = sorted(path for folder in FOLDERS for path in (REPOSITORY / folder).rglob("*.py"))
ROOMS = [path for path in SOURCES if path.is_relative_to(REPOSITORY / "inspector") and path.parent.name != "migrations"]


def _name(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _room(module: str) -> str:
    """The part of the program a module is in: `inspector.core.header` is in core; the package itself is no room."""
    parts = module.split(".")
    return parts[1] if parts[0] == "inspector" and len(parts) > 1 else ""


@cache
def _imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, `from package import module` as package.module."""
    return frozenset(_modules(ast.walk(ast.parse(path.read_text(), str(path)))))


def _modules(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _here(path: Path) -> str:
    return _room(".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"))


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_imports_point_down(path: Path) -> None:
    here = _here(path)
    rooms = {_room(module) for module in _imports(path)} - {"", "__version__"}
    if here == "cli":
        assert rooms <= {"core", "vault", "cli"}
    elif here:
        assert rooms | {here} <= set(LEVEL), "A new room needs a floor."
        assert {room for room in rooms if LEVEL[room] > LEVEL[here]} == set()


@pytest.mark.parametrize("path", [path for path in ROOMS if _here(path) in ("core", "vault", "cli")], ids=_name)
def test_core_vault_and_command_line_know_no_django(path: Path) -> None:
    assert {module for module in _imports(path) if module.split(".")[0] in ("django", "ninja", "project")} == set()


@pytest.mark.parametrize("path", [path for path in ROOMS if _here(path) == "core"], ids=_name)
def test_core_reads_no_disk_no_clock_and_no_network(path: Path) -> None:
    outside = {"datetime", "io", "os", "pathlib", "random", "shutil", "socket", "subprocess", "tempfile", "time"}

    assert {module.split(".")[0] for module in _imports(path)} & outside == set()


@pytest.mark.parametrize("name", ["manage.py", "project/bootstrap.py", "project/environment.py"])
def test_the_start_needs_only_the_standard_library(name: str) -> None:
    on_import = ast.parse((REPOSITORY / name).read_text()).body
    packages = {module.split(".")[0] for module in _modules(on_import)}

    assert packages <= sys.stdlib_module_names | {"project"}


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_holds_one_idea(path: Path) -> None:
    assert path.name not in ("utils.py", "helpers.py", "misc.py")
    assert len(path.read_text().splitlines()) <= (500 if path.is_relative_to(REPOSITORY / "tests") else 300)
