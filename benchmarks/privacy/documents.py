"""Documents that extensions hold, with an identifier in a value, a key, an attribute or a comment of them."""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from benchmarks.privacy.author import JSON, XML, Author
from benchmarks.privacy.marked import Marked, joined
from benchmarks.privacy.words import parameters

# Keys that tell nothing of what is in their value.
_FREE_KEYS: Final = ("ImageComments", "SeriesDescription", "note", "Notes", "comment", "CsaSeries.x", "0051,1011", "x")
_ELEMENTS: Final = ("note", "description", "comment", "value", "entry")
_JSON: Final = (*JSON, "base64")
_XML: Final = (*XML, "base64")
# What stands in an XML document outside of elements cannot be escaped.
_RAW: Final = ("utf-8",)
_SIGNS: Final = string.ascii_letters + string.digits + "-_"


def json_object(author: Author) -> Marked:
    """An object as dcmstack, dcm2niix or NIfTI-MRS write it: the identifier in some depth, among what is innocent."""
    member = author.chance.choice((_labelled_member, _labelled_member, _free_member, _list_member, _key_member))(author)
    before, after = (_members(author) for _ in range(2))
    inner = joined([b"{", before, b", " if before else b"", member, b", " if after else b"", after, b"}"])
    wrap = author.chance.choice(
        (
            (b"", b""),
            (b'{"global": {"const": ', b', "slices": {}}}'),
            (b'{"SpectrometerFrequency": [123.2], "a": ', b"}"),
        )
    )
    return joined([wrap[0], inner, wrap[1]])


def cut_json(author: Author) -> Marked:
    """An object whose end is missing."""
    whole = json_object(author)
    stop = max(mark.stop for mark in whole.marks)
    return Marked(whole.data[: stop + author.chance.randrange(0, 3)], whole.marks)


def _members(author: Author) -> bytes:
    return json.dumps(parameters(author.chance))[1:-1].encode() if author.chance.random() < 0.8 else b""


def _labelled_member(author: Author) -> Marked:
    return joined([json.dumps(author.key()).encode(), b": ", _quoted(author.value(JSON))])


def _free_member(author: Author) -> Marked:
    key = author.chance.choice(_FREE_KEYS)
    return joined([json.dumps(key).encode(), b": ", _quoted(author.text(_JSON))])


def _list_member(author: Author) -> Marked:
    key = json.dumps(author.chance.choice(("ImageType", "list"))).encode()
    value = author.value(JSON, is_told=False)
    return joined([key, b': ["ORIGINAL", ', _quoted(value), b", 1.5]"])


def _key_member(author: Author) -> Marked:
    return joined([_quoted(author.value(JSON, is_told=False)), b': {"EchoTime": 0.03}'])


def _quoted(piece: Marked) -> Marked:
    return joined([b'"', piece, b'"'])


def afni(author: Author) -> Marked:
    """The attributes of an AFNI data set, the history and the notes among them."""
    carriers = author.chance.choice((("command",), ("note",), ("command", "note", "label", "alone", "key")))
    name = "HISTORY_NOTE" if "command" in carriers else author.chance.choice(("NOTE_NUMBER_001", "LABEL_1"))
    text = author.text(XML, carriers=(*carriers, "label", "alone"))
    return joined(
        [
            f"<?xml version='1.0' ?>\n<AFNI_attributes\n  self_idcode=\"{_idcode(author)}\"\n".encode(),
            b'  NIfTI_nums="3,4,2,1,1,4"\n  ni_form="ni_group" >\n',
            _atr("TYPESTRING", Marked(b"3DIM_HEAD_ANAT"), "String"),
            _atr(name, text, "String"),
            _atr("DELTA", Marked(b"2 2 3"), "float"),
            b"</AFNI_attributes>\n",
        ]
    )


def _idcode(author: Author) -> str:
    """The unique code that AFNI gives to a data set: three letters, and a hash in the signs of base64."""
    return f"{author.chance.choice(('AFN', 'XYZ'))}_" + "".join(author.chance.choices(_SIGNS, k=22))


def _atr(name: str, text: Marked, kind: str) -> Marked:
    start = f'<AFNI_atr\n  ni_type="{kind}"\n  ni_dimen="1"\n  atr_name="{name}" >\n  '.encode()
    return joined([start, _quoted(text) if kind == "String" else text, b"</AFNI_atr>\n\n"])


def cifti(author: Author) -> Marked:
    """The matrix of a CIFTI file, its provenance with the identifier."""
    name = author.chance.choice(("Provenance", "ParentProvenance", "WorkingDirectory", "ProgramProvenance", "note"))
    return joined(
        [
            b'<?xml version="1.0" encoding="UTF-8"?>\n<CIFTI Version="2"><Matrix><MetaData><MD><Name>',
            name.encode(),
            b"</Name><Value>",
            author.text(_XML),
            b'</Value></MD></MetaData><MatrixIndicesMap AppliesToMatrixDimension="0" '
            b'IndicesMapToDataType="CIFTI_INDEX_TYPE_SERIES" NumberOfSeriesPoints="2" SeriesExponent="0" '
            b'SeriesStart="0" SeriesStep="1" SeriesUnit="SECOND"/></Matrix></CIFTI>',
        ]
    )


def xcede(author: Author) -> Marked:
    """A subject in XML: the identifier in an element, an attribute, a comment or a section of raw text."""
    place = author.chance.choice((_element, _element, _attribute, _comment, _section))(author)
    before, after = (_clean_elements(author) for _ in range(2))
    return joined(
        [b'<?xml version="1.0"?>\n<XCEDE version="2.0">\n<subject>', before, place, after, b"</subject>\n</XCEDE>\n"]
    )


def cut_xml(author: Author) -> Marked:
    """A document that ends before its elements do."""
    return joined([b"<protocol><step>", author.text(_XML), b"</step><step"])


def _element(author: Author) -> Marked:
    if author.chance.random() < 0.5:
        key = author.key().encode()
        return joined([b"<", key, b">", author.value(XML), b"</", key, b">"])
    name = author.chance.choice(_ELEMENTS).encode()
    return joined([b"<", name, b">", author.text(_XML), b"</", name, b">"])


def _attribute(author: Author) -> Marked:
    return joined([b"<projectInfo ", author.key().encode(), b'="', author.value(XML), b'"/>'])


def _comment(author: Author) -> Marked:
    return _unlike(author, "--", lambda text: joined([b"<!-- ", text, b" -->"]))


def _section(author: Author) -> Marked:
    return _unlike(author, "]]", lambda text: joined([b"<note><![CDATA[", text, b"]]></note>"]))


def _unlike(author: Author, end: str, within: Callable[[Marked], Marked]) -> Marked:
    """Text that does not hold the sign it ends with."""
    text = author.text(_RAW)
    while end.encode() in text.data:
        text = author.text(_RAW, carriers=("alone",))
    return within(text)


def _clean_elements(author: Author) -> bytes:
    values = parameters(author.chance) if author.chance.random() < 0.6 else {}
    return "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in values.items()).encode()


def yaml(author: Author) -> Marked:
    """A quantiphyse file: keys and values by lines."""
    before = "".join(f"{key}: {quoteattr(str(value))}\n" for key, value in parameters(author.chance).items())
    line = joined([author.key().encode(), b": ", author.value(("utf-8",))])
    return joined([before.encode(), line, b"\n"])


def creator_text(author: Author) -> Marked:
    """Text as dicm2nii keeps it: one string for each attribute, a NUL behind each."""
    before = [f"{key} = '{value}';".encode() for key, value in parameters(author.chance).items()]
    creator = f"NiftiCreator = 'dicm2nii.m {author.chance.choice(('20170322', '20180518', '20210310'))}';"
    plant = joined([author.key().encode(), b" = '", author.value(("utf-8", "latin-1")), b"';"])
    return _between_nuls([creator.encode(), *before, plant])


def _between_nuls(pieces: Sequence[Marked | bytes]) -> Marked:
    return joined(each for piece in pieces for each in (piece, b"\0\n"))
