"""What `header-inspector` does: `show`, `check`, `privacy`, `edit` and `diff`.

Exit codes: 0 done (diff: the same; check: no error; privacy: nothing high or medium); 1 diff found differences, check
warnings, privacy something to review, both with --strict; 2 check found an error, privacy something high or medium, an
edit was refused, or the arguments or, in diff, a file could not be used; 3 a file could not be opened.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inspector.cli.check import check_file, check_lines, exit_code
from inspector.cli.files import Opened, open_header, write
from inspector.cli.page import change_lines, header_lines, impact_lines
from inspector.core import edits
from inspector.core.describe import describe
from inspector.core.errors import EditError, ImageError
from inspector.core.header import Header
from inspector.core.impact import impact
from inspector.core.rules import PROFILES
from inspector.core.words import counted, json_value

SAME, DIFFERENT, REFUSED, UNREADABLE = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name or a text that the terminal cannot show is escaped: it must not stop the other files.
            stream.reconfigure(errors="backslashreplace")
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except _CannotOpen as problem:
        _complain(str(problem))
        return REFUSED if given.run is _diff else UNREADABLE
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; Python must not complain about it while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SAME


class _CannotOpen(Exception):
    """A sentence about a file on the command line."""


def _show(given: argparse.Namespace) -> int:
    opened = _open(given.file)
    if given.json:
        _say_json({"file": str(given.file), **describe(opened.header)})
    else:
        _say(header_lines(str(given.file), opened.header))
    return SAME


def _check(given: argparse.Namespace) -> int:
    files = []
    for path in given.files:
        checked = check_file(path, profile=given.profile, deep=given.deep)
        files.append(checked)
        if not given.json:
            _say(check_lines(checked, notes=given.notes))
    if given.json:
        _say_json({"files": [file.as_json() for file in files]})
    return exit_code(files, strict=given.strict)


def _privacy(given: argparse.Namespace) -> int:
    # Its words and patterns take longer to load than the other commands take in all.
    from inspector.cli.privacy import exit_code, look_at, own_list, privacy_lines

    try:
        own = own_list(given.own)
    except OSError as error:
        raise _CannotOpen(f"{given.own}: {_sentence(error)}") from error
    files = []
    for path in given.files:
        found = look_at(path, own)
        files.append(found)
        if not given.json:
            _say(privacy_lines(found, text=given.text))
    if given.json:
        _say_json({"files": [file.as_json() for file in files]})
    return exit_code(files, strict=given.strict)


def _edit(given: argparse.Namespace) -> int:
    opened = _open(given.file)
    values = dict(given.set)
    try:
        length = opened.voxel_block_length() if values.keys() & {"dim", "datatype"} else 0
        after = edits.apply(opened.header, values, voxel_block_length=length)
        write(opened, after, given.output)
    except EditError as error:
        for name, sentences in error.fields.items():
            _complain(f"{name}: {' '.join(sentences)}")
        return REFUSED
    except (ImageError, OSError) as error:
        _complain(f"{given.output} was not written. {_sentence(error)}")
        return REFUSED
    _say(_edited(opened, after, given.output))
    return SAME


def _edited(opened: Opened, after: Header, output: Path) -> Iterable[str]:
    changed = edits.bytes_changed(opened.header, after)
    yield from change_lines(edits.changes(opened.header, after))
    yield from impact_lines(impact(opened.header, after))
    yield f"{output}: {counted(changed, 'byte')} of the header changed, every voxel as it was."


def _diff(given: argparse.Namespace) -> int:
    first, second = _open(given.a).header, _open(given.b).header
    found = edits.changes(first, second)
    rest = first.data[first.fixed_size :] != second.data[second.fixed_size :]
    moved = impact(first, second)
    if given.json:
        _say_json(
            {
                "a": str(given.a),
                "b": str(given.b),
                "same": not found and not rest,
                "changes": [{"field": c.field, "old": json_value(c.old), "new": json_value(c.new)} for c in found],
                "extensions_differ": rest,
                "impact": None if moved is None else {name: json_value(value) for name, value in asdict(moved).items()},
            }
        )
    else:
        _say([*change_lines(found), *impact_lines(moved), *(["The bytes after the fields differ."] if rest else [])])
    return DIFFERENT if found or rest else SAME


def _open(path: Path) -> Opened:
    try:
        return open_header(path)
    except (ImageError, OSError) as error:
        raise _CannotOpen(f"{path}: {_sentence(error)}") from error


def _sentence(error: Exception) -> str:
    return f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text} is not of the form name=value")
    return name.strip(), value


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _say_json(document: dict[str, Any]) -> None:
    plain = not sys.stdout.encoding.lower().startswith("utf")
    _say([json.dumps(document, indent=2, ensure_ascii=plain, allow_nan=False)])


def _complain(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="header-inspector", description="Review and correct the headers of NIfTI images; voxels stay as they are."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    show = commands.add_parser("show", help="the header as it is stored")
    show.add_argument("file", type=Path, metavar="FILE")
    show.add_argument("--json", action="store_true", help="as JSON")
    show.set_defaults(run=_show)
    _add_check(commands)
    _add_privacy(commands)
    edit = commands.add_parser("edit", help="write a copy with some fields changed")
    edit.add_argument("file", type=Path, metavar="FILE")
    edit.add_argument(
        "--set",
        action="append",
        type=_assignment,
        required=True,
        metavar="NAME=VALUE",
        help="a field and its new value; may be given many times; arrays as numbers with blanks",
    )
    edit.add_argument("--output", type=Path, required=True, metavar="OUT", help="the file to write")
    edit.set_defaults(run=_edit)
    diff = commands.add_parser("diff", help="the fields in which two headers differ")
    diff.add_argument("a", type=Path, metavar="A")
    diff.add_argument("b", type=Path, metavar="B")
    diff.add_argument("--json", action="store_true", help="as JSON")
    diff.set_defaults(run=_diff)
    return parser


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser(
        "check",
        help="what is wrong with headers",
        description="Look for what is wrong with headers. Exit code: 0 no error (notes and warnings may be there); "
        "1 warnings and no error, with --strict; 2 an error; 3 a file could not be opened.",
        epilog="Profiles: " + "; ".join(f"{profile.name}: {profile.about}" for profile in PROFILES.values()),
    )
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a .nii, .nii.gz or .hdr")
    check.add_argument("--profile", choices=PROFILES, default="default", help="how severe each rule is, and for whom")
    check.add_argument("--strict", action="store_true", help="exit code 1 when there are warnings")
    check.add_argument("--notes", action="store_true", help="show notes too, not only errors and warnings")
    check.add_argument(
        "--deep",
        action="store_true",
        help="unpack compressed files to their end: finds damage, and bytes or pieces behind. Without it they are "
        "unpacked only when the size that a .gz states is not what its header asks for",
    )
    check.add_argument("--json", action="store_true", help="as JSON, notes included")
    check.set_defaults(run=_check)


def _add_privacy(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    privacy = commands.add_parser(
        "privacy",
        help="what in files could tell of a person",
        description="Look at every byte of files that is no voxel: what could tell of a person, and what no program "
        "explains. Exit code: 0 nothing high or medium; 1 something to review, with --strict; 2 something high or "
        "medium; 3 a file could not be read.",
        epilog="Voxels are not looked at: a head scan can show a face, and this check cannot tell.",
    )
    privacy.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a .nii, .nii.gz or .hdr; any other file")
    privacy.add_argument("--own", type=Path, metavar="LIST", help="a file of this study's identifiers, one in a line")
    privacy.add_argument("--text", action="store_true", help="show what was found; it is masked otherwise")
    privacy.add_argument("--strict", action="store_true", help="exit code 1 when there is something to review")
    privacy.add_argument("--json", action="store_true", help="as JSON, with the text")
    privacy.set_defaults(run=_privacy)
