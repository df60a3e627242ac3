"""XML and JSON as words in their order: each value with the path that leads to it, and what stands between.

Names of elements, attributes and members are text as well: a file may call them what it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.extensions import markup, objects
from inspector.core.header import decode_text
from inspector.core.ledger.span import Kind

Word = tuple[int, Kind, str]
"""Number of bytes, kind, and the path or what else it is."""

NAMES: Final = "names"
_LONGEST_PATH: Final = 120
_JSON: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_MARKUP: Final = re.compile(
    rb"""<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<text>.*?)\]\]>|<\?(?P<instruction>.*?)\?>"""
    rb"""|<!DOCTYPE\s++(?P<type>(?:[^<>"'\[\]]++|"[^"]*"|'[^']*')*+)>"""
    rb"""|<(?P<tag>(?:[^<>"']++|"[^"]*"|'[^']*')*+)>""",
    re.DOTALL,
)
_NAME: Final = re.compile(rb"[^\s/=\"'<>]+")
_ATTRIBUTE: Final = re.compile(rb"""([^\s/=\"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DECLARATION: Final = re.compile(
    rb"""xml\s+version\s*=\s*["']1\.[01]["'](\s+encoding\s*=\s*["'][\w.-]{1,20}["'])?(\s+standalone\s*=\s*["']\w{2,3}["'])?\s*"""
)
# One that declares nothing itself: it names a file, which is never fetched.
_TYPE: Final = re.compile(
    rb"""\A(?:\s|<\?[^<>]*>|<!--.*?-->)*+<!DOCTYPE\s((?:[^<>"'\[\]]++|"[^"]*"|'[^']*')*+)>""", re.DOTALL
)
# Of elements that are all called the same, these tell which one it is.
_TELLING: Final = (b"atr_name", b"Name", b"name")


def json_words(data: bytes) -> Iterator[Word]:
    """The words of a JSON text. Raises Unreadable when it is none."""
    objects.check(decode_text(data))
    path: list[str] = []
    in_object: list[bool] = []
    is_name, at = False, 0
    for found in _JSON.finditer(data):
        word = found[0]
        if word in b"[{":
            in_object.append(word == b"{")
            path.append("")
        elif word in b"]}":
            in_object.pop()
            path.pop()
        if word in b"{}[],:":
            is_name = word in b"{," and bool(in_object) and in_object[-1]
            continue
        group = 1 if found[1] is not None else 0
        start, stop = found.span(group)
        yield start - at, Kind.STRUCTURE, ""
        if is_name:
            path[-1] = decode_text(found[1])[:_LONGEST_PATH]
        is_literal = word in (b"true", b"false", b"null")
        yield stop - start, Kind.STRUCTURE if is_literal else Kind.TEXT, NAMES if is_name else _joined(path, ".")
        at = stop
    yield len(data) - at, Kind.STRUCTURE, ""


def xml_words(data: bytes) -> Iterator[Word]:
    """The words of an XML document. Raises Unreadable when it is none."""
    markup.parse(_without_type(data), markup.Quiet())
    path: list[str] = []
    at = 0
    for found in _MARKUP.finditer(data):
        yield from _text(data[at : found.start()], path)
        kind = found.lastgroup or ""
        start, stop = found.span(kind)
        yield start - found.start(), Kind.STRUCTURE, ""
        if kind == "tag":
            yield from _tag(found[kind], path)
        elif kind == "instruction" and _DECLARATION.fullmatch(found[kind]):
            yield stop - start, Kind.STRUCTURE, ""
        else:
            yield stop - start, Kind.TEXT, _joined(path, "/") if kind == "text" else kind
        yield found.end() - stop, Kind.STRUCTURE, ""
        at = found.end()
    yield from _text(data[at:], path)


def _without_type(data: bytes) -> bytes:
    """The document with spaces in place of a document type declaration, if that declares nothing in the document."""
    found = _TYPE.match(data)
    if found is None:
        return data
    start = found.start(1) - len(b"<!DOCTYPE ")
    return data[:start] + b" " * (found.end() - start) + data[found.end() :]


def _tag(tag: bytes, path: list[str]) -> Iterator[Word]:
    """The words between the brackets of a tag; the path becomes that behind it."""
    if tag.startswith(b"/"):
        del path[-1:]
    name = _NAME.search(tag)
    if name is None:
        yield len(tag), Kind.TEXT, NAMES
        return
    yield name.start(), Kind.STRUCTURE, ""
    yield len(name[0]), Kind.TEXT, NAMES
    if tag.startswith(b"/"):
        yield len(tag) - name.end(), Kind.STRUCTURE, ""
        return
    found = list(_ATTRIBUTE.finditer(tag, name.end()))
    told = next((each[2] or each[3] for each in found if each[1] in _TELLING), b"")
    label = decode_text(name[0]) + (f"[{decode_text(told)}]" if told else "")
    path.append(label[:_LONGEST_PATH])
    at = name.end()
    for each in found:
        start, stop = each.span(2 if each[2] is not None else 3)
        yield each.start(1) - at, Kind.STRUCTURE, ""
        yield len(each[1]), Kind.TEXT, NAMES
        yield start - each.end(1), Kind.STRUCTURE, ""
        yield stop - start, Kind.TEXT, f"{_joined(path, '/')}@{decode_text(each[1])[:_LONGEST_PATH]}"
        at = stop
    yield len(tag) - at, Kind.STRUCTURE, ""
    if tag.endswith(b"/"):
        path.pop()


def _text(data: bytes, path: list[str]) -> Iterator[Word]:
    """What stands between two tags; white space alone is part of the layout."""
    yield len(data), Kind.TEXT if data.strip() else Kind.STRUCTURE, _joined(path, "/") if data.strip() else ""


def _joined(path: list[str], sign: str) -> str:
    return sign.join(filter(None, path[-_LONGEST_PATH:]))[-_LONGEST_PATH:]
