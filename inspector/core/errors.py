"""The few ways in which a file or an edit cannot be accepted. Every text is a sentence for the person."""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class ImageError(Exception):
    """Something about a file or an edit cannot be accepted; `str(error)` says what, and what to do."""

    code: ClassVar[str] = "unreadable"


class NotAnImage(ImageError):
    """No header of a format that is opened here was found in the bytes."""

    code = "not_an_image"


class Truncated(ImageError):
    """The bytes end before the header does, or a compressed stream ends early."""

    code = "truncated"


class TooLarge(ImageError):
    """The file, or what it unpacks to, exceeds the budget."""

    code = "too_large"


class BadCompression(ImageError):
    """A compressed stream does not decompress to what its checksum promises."""

    code = "bad_compression"


class Damaged(ImageError):
    """Stored bytes no longer agree with the checksum they were stored with."""

    code = "damaged"


class Erased(ImageError):
    """Stored bytes were erased for good; what is left is their hash and the record of who erased them."""

    code = "erased"


class NoSuchExtension(ImageError):
    """The header has no extension of that number."""

    code = "not_found"


class FieldsError(ImageError):
    """Something is refused because of some fields. `fields` maps each name to the sentences to show beside it."""

    def __init__(self, fields: Mapping[str, Sequence[str]], summary: str) -> None:
        self.fields: dict[str, list[str]] = {name: list(sentences) for name, sentences in fields.items()}
        super().__init__(summary)


class EditError(FieldsError):
    """An edit is refused."""

    code = "edit_refused"

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__(fields, _summary(fields))


class CannotConvert(FieldsError):
    """A header has values that another format cannot hold."""

    code = "not_convertible"

    def __init__(self, format: str, fields: Mapping[str, Sequence[str]]) -> None:
        reasons = " ".join(f"{name}: {' '.join(sentences)}" for name, sentences in fields.items())
        super().__init__(fields, f"As {format} this header would lose something. {reasons}")


def _summary(fields: Mapping[str, Sequence[str]]) -> str:
    if len(fields) == 1:
        ((name, sentences),) = fields.items()
        return f"{name}: {' '.join(sentences)}"
    return f"Nothing was changed, because of {len(fields)} fields: {', '.join(fields)}."
