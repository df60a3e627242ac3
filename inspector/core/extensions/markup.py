"""XML laid out by its elements, and what a CIFTI header says. Read as a stream: nothing is expanded or fetched.

A document type declaration can define entities that grow without end or name other files. No extension needs one, so
it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.sax import SAXException, SAXParseException  # the parser itself is defusedxml's
from xml.sax.handler import ContentHandler, property_lexical_handler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DTDForbidden
from defusedxml.expatreader import create_parser

from inspector.core.extensions.part import Part, Unreadable
from inspector.core.words import counted

_DEEPEST: Final = 20
_STEP: Final = "  "


def lay_out(data: bytes, part: Part) -> None:
    """Add the lines of the document to `part`, one element a line. Raises Unreadable."""
    parse(data, _Lines(part))


@dataclass
class CiftiMap:
    """What the positions along some dimensions of a CIFTI matrix are."""

    dimensions: str
    kind: str
    facts: list[str] = field(default_factory=list)
    models: int = 0
    points: int = 0
    names: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        counts = [counted(self.models, "brain model")] if self.models else []
        counts += [f"{self.points:,} vertices and voxels"] if self.points else []
        return ", ".join([*counts, *self.facts])


def cifti(data: bytes) -> list[CiftiMap]:
    """The index maps of a CIFTI header, in their order. Raises Unreadable."""
    found = _Cifti()
    parse(data, found)
    return found.maps


def parse(data: bytes, handler: ContentHandler) -> None:
    """Tell the handler what is in a document; one that is a Quiet hears of comments too. Raises Unreadable."""
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    parser.setProperty(property_lexical_handler, handler)
    try:
        parser.feed(data)
        parser.close()
    except DTDForbidden:
        raise Unreadable(
            "It has a document type declaration (DOCTYPE), which is refused: it could name files."
        ) from None
    except SAXParseException as error:
        place = f"line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1}"
        raise Unreadable(f"It is not well-formed XML: {error.getMessage()} at {place}.") from None
    except (SAXException, ValueError, LookupError) as error:
        raise Unreadable(f"It cannot be read as XML: {error}.") from None


class Quiet(ContentHandler):
    """Hears comments and sections too, and does nothing with them."""

    def comment(self, text: str) -> None: ...

    def startCDATA(self) -> None: ...

    def endCDATA(self) -> None: ...

    def startDTD(self, *_: object) -> None: ...

    def endDTD(self) -> None: ...


class _Lines(Quiet):
    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self._depth = 0
        self._tag = ""
        self._text: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._flush()
        self._tag = f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attrs.items())}"
        self._depth += 1

    def endElement(self, name: str) -> None:
        text = self._words()
        if self._tag and "\n" not in text:
            tag, self._tag = self._tag, ""
            self._depth -= 1
            self._line(f"{tag}>{text}</{name}>" if text else f"{tag}/>")
        else:
            self._flush(text)
            self._depth -= 1
            self._line(f"</{name}>")

    def characters(self, content: str) -> None:
        self._text.append(content)

    def comment(self, text: str) -> None:
        self._flush()
        self._line(f"<!--{text}-->")

    def processingInstruction(self, target: str, data: str) -> None:
        self._flush()
        self._line(f"<?{target} {data}?>")

    def _words(self) -> str:
        text = escape("".join(self._text).strip())
        self._text.clear()
        return text

    def _flush(self, text: str | None = None) -> None:
        """Write the start tag that waits and the text behind it on lines of their own."""
        text = self._words() if text is None else text
        if self._tag:
            self._depth -= 1
            self._line(f"{self._tag}>")
            self._depth += 1
            self._tag = ""
        if text:
            self._line(text)

    def _line(self, text: str) -> None:
        for line in text.split("\n"):
            self._part.add(_STEP * min(self._depth, _DEEPEST) + line.strip())


class _Cifti(Quiet):
    def __init__(self) -> None:
        super().__init__()
        self.maps: list[CiftiMap] = []
        self._name: list[str] | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._name = [] if name == "MapName" else None
        if name == "MatrixIndicesMap":
            self.maps.append(_index_map(attrs))
        elif self.maps and name == "BrainModel":
            self.maps[-1].models += 1
            count = attrs.get("IndexCount", "")
            self.maps[-1].points += int(count) if count.isascii() and count.isdecimal() and len(count) < 12 else 0
        elif self.maps and name in ("Parcel", "Surface"):
            self.maps[-1].names.append(attrs.get("Name") or attrs.get("BrainStructure") or "")

    def characters(self, content: str) -> None:
        if self._name is not None:
            self._name.append(content)

    def endElement(self, name: str) -> None:
        if name == "MapName" and self._name is not None and self.maps:
            self.maps[-1].names.append("".join(self._name).strip())
        self._name = None


def _index_map(attrs: AttributesImpl) -> CiftiMap:
    kind = attrs.get("IndicesMapToDataType", "").removeprefix("CIFTI_INDEX_TYPE_").replace("_", " ").lower()
    found = CiftiMap(attrs.get("AppliesToMatrixDimension", ""), kind)
    if points := attrs.get("NumberOfSeriesPoints"):
        start, step, unit = (attrs.get(f"Series{each}", "?") for each in ("Start", "Step", "Unit"))
        found.facts.append(f"{points} points from {start} in steps of {step} ({unit.lower()})")
    return found
