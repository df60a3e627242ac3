"""A: the text fields."""

from typing import Any, Final

from inspector.core.rules.rule import Facts, Fix, Found, Rule
from inspector.core.words import counted, listed

_TEXTS: Final = ("data_type", "db_name", "descrip", "aux_file", "intent_name")
_SHELL: Final = "`$|&<>\n\r"


def _names(facts: Facts) -> list[str]:
    return [field.name for field in facts.header.fields if field.name in _TEXTS]


def _before_nul(facts: Facts, name: str) -> bytes:
    return facts.header.raw(name).partition(b"\0")[0]


def _is_plain(data: bytes) -> bool:
    return all(32 <= byte < 127 for byte in data)


def _ends_in_nul(facts: Facts) -> Found | None:
    full = [name for name in _names(facts) if b"\0" not in facts.header.raw(name)]
    if not full:
        return None
    sizes = listed([f"all {facts.header.field(name).size} bytes of {name}" for name in full], "and")
    plain = all(_is_plain(facts.header.raw(name)) for name in full)
    cut: dict[str, Any] = {name: facts.header.number(name)[:-1] for name in full}
    lost = listed([repr(facts.header.number(name)[-1:]) for name in full], "and")
    fix = Fix(f"Cut off the last character, {lost}", cut) if plain else None
    return Found(f"The text takes {sizes}; the last has to be a NUL.", tuple(full), fix)


def _is_ascii(facts: Facts) -> Found | None:
    odd = {name: [byte for byte in _before_nul(facts, name) if not 32 <= byte < 127] for name in _names(facts)}
    found = {name: data for name, data in odd.items() if data}
    if not found:
        return None
    told = [f"{counted(len(data), 'byte')} of {name}, the first is {data[0]:02x}" for name, data in found.items()]
    return Found(f"Not printable ASCII: {listed(told, 'and')}.", tuple(found))


def _nothing_after_nul(facts: Facts) -> Found | None:
    hidden = [name for name in _names(facts) if any(facts.header.after_nul(name))]
    if not hidden:
        return None
    told = [f"{name} {counted(len(facts.header.after_nul(name)), 'byte')}" for name in hidden]
    kept: dict[str, Any] = {name: facts.header.number(name) for name in hidden}
    return Found(
        f"There are bytes after the end mark of the text: {listed(told, 'and')}.",
        tuple(hidden),
        Fix("Erase them", kept),
    )


def _file_name_is_harmless(facts: Facts) -> Found | None:
    text = facts.header.number("aux_file")
    signs = [sign for sign in _SHELL if sign in text]
    path = text.startswith(("/", "\\", "~")) or ".." in text.replace("\\", "/").split("/") or text[1:3] == ":\\"
    if not signs and not path:
        return None
    what = (
        "is a path that leads out of its folder" if path else f"holds {listed([repr(sign) for sign in signs], 'and')}"
    )
    return Found(f"aux_file {what}: {text!r}.")


RULES: Final = (
    Rule(
        "A1",
        "text-without-end",
        "warning",
        _TEXTS,
        _ends_in_nul,
        expects="A text ends in a NUL within its field.",
        why="C programs cut off the last character, or read on into the next field.",
        source="nifti1.h; nifti_tool",
    ),
    Rule(
        "A2",
        "text-not-ascii",
        "warning",
        _TEXTS,
        _is_ascii,
        expects="Texts are printable ASCII.",
        why="Programs show different characters, or fail: nibabel cannot write what is not ASCII.",
        source="measured",
    ),
    Rule(
        "A3",
        "bytes-after-text",
        "warning",
        _TEXTS,
        _nothing_after_nul,
        expects="After the NUL that ends a text, the rest of its field is zero.",
        why="No program shows these bytes. They are often the rest of an older text, perhaps a name.",
        source="our own",
    ),
    Rule(
        "A5",
        "dangerous-file-name",
        "warning",
        ("aux_file",),
        _file_name_is_harmless,
        expects="aux_file is a plain file name.",
        why="A program that opens or runs what stands there could be led to another file or command.",
        source="our own; niivue strips such characters",
    ),
)
