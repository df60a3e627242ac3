"""Every place of a file where an identifier is planted, and how a file with one there is made."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from benchmarks.privacy import datasets, documents, others
from benchmarks.privacy.author import FREE, ONE_BYTE, Author, NoRoom
from benchmarks.privacy.images import Image, Made, gzip_member, packed, several_members
from benchmarks.privacy.marked import Mark, Marked, joined
from inspector.core.fields import BY_VERSION

Make = Callable[[Author], tuple[Made, ...]]
Content = Callable[[Author], Marked]


@dataclass(frozen=True, slots=True)
class Surface:
    """A place. `id` is its row in tables; `make` gives one file, or both of a pair."""

    id: str
    make: Make


def _image(author: Author, version: int | None = None) -> Image:
    """An image as programs write it."""
    image = Image.drawn(author.chance, version)
    for name in ("descrip", "aux_file", "intent_name"):
        image.fields[name] = author.clean(name)
    return image


def _file(author: Author, image: Image) -> tuple[Made, ...]:
    name = author.clean("file name")
    return (packed(name, image.single(), author.chance, author.clean("name").data.decode()),)


def _in_a_field(field: str, version: int | None, author: Author) -> tuple[Made, ...]:
    image = _image(author, version)
    room = BY_VERSION[image.version][field].size
    image.fields[field] = author.text(room=room).on(field)
    return _file(author, image)


def _behind_a_field(field: str, version: int | None, author: Author) -> tuple[Made, ...]:
    """In what an older text left behind the NUL of a newer one."""
    image = _image(author, version)
    room = BY_VERSION[image.version][field].size
    words = author.clean(field).data[: room // 3]
    between = bytes(author.chance.choice((1, 1, 1, 9)))
    left = author.text((*ONE_BYTE, "utf-16"), room=room - len(words) - len(between))
    image.fields[field] = joined([words, between, left.on(f"{field}, after its end")])
    return _file(author, image)


def _in_numbers(author: Author) -> tuple[Made, ...]:
    """A date or a number in fields of Analyze 7.5 that nobody reads."""
    image = _image(author, 1)
    if author.kind not in ("dob", "date", "mrn"):
        raise NoRoom(author.kind)
    form = {"mrn": "digits"}.get(author.kind, "YYYYMMDD")
    mark = author.value(("utf-8",), form).marks[0]
    number = struct.pack(f"{image.order}i", int(mark.value.text))
    piece = Marked(number, (Mark(0, 4, replace(mark.value, telling=False), "number", "alone"),))
    image.fields[author.chance.choice(("extents", "glmax", "glmin"))] = piece.on("unused numbers")
    return _file(author, image)


def _in_an_extension(surface: str, code: int, content: Content, author: Author) -> tuple[Made, ...]:
    image = _image(author)
    image.chain.append((code, content(author).on(surface)))
    if author.chance.random() < 0.2:
        image.chain.insert(author.chance.randrange(2), (6, Marked(author.clean_lines(1))))
    return _file(author, image)


def _dicom(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    content = datasets.data_set(author, image.order)
    if author.chance.random() < 0.2:
        content = joined([datasets.PREAMBLE, content])
    image.chain.append((2, content.on("extension 2 DICOM")))
    return _file(author, image)


def _behind_a_document(author: Author) -> Marked:
    """What an older and longer content left behind the NUL of a newer one."""
    begin = author.chance.choice((b"a comment", b'{"EchoTime": 0.03}', b"<a>text</a>", author.clean_lines(1)))
    return joined([begin, bytes(author.chance.choice((1, 2, 12))), author.text(FREE)])


def _among_bytes(author: Author) -> Marked:
    """A run of text in bytes that are none."""
    around = (bytes(author.chance.choice((0, 1, 2, 5, 200, 255)) for _ in range(24)) for _ in range(2))
    first, second = around
    return joined([first, b"\0", author.text(("utf-8", "latin-1")), b"\0", second])


def _pickled(author: Author) -> Marked:
    """A dictionary as Python pickles it; nothing here or in the check loads one."""
    plant = author.value(("utf-8",))
    data = pickle.dumps({author.key(): plant.marks[0].value.text, "TE": 0.03}, protocol=4)
    at = data.index(plant.data)
    return joined([data[:at], plant, data[at + len(plant) :]])


def _in_the_gap(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    image.gap = joined([bytes(author.chance.choice((0, 4, 16))), author.text(FREE)]).on("gap before the voxels")
    return _file(author, image)


def _behind_the_voxels(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    content = author.chance.choice((_free_lines, _free_text, _among_bytes))(author)
    image.behind = joined([bytes(author.chance.choice((0, 1, 16))), content.on("bytes behind the voxels")])
    return _file(author, image)


def _gzip_field(field: str, author: Author) -> tuple[Made, ...]:
    image = _image(author)
    if field == "name":
        piece = author.name(("utf-8", "latin-1")) + author.chance.choice((b".nii", b".nii.gz", b""))
        if author.chance.random() < 0.2:
            piece = b"/data/study/" + piece
    elif field == "comment":
        piece = author.text(("utf-8", "latin-1"))
    else:
        inner = author.text(("utf-8", "latin-1"))
        piece = joined([b"HI", struct.pack("<H", len(inner)), inner])
    content = image.single()
    stored = gzip_member(content.data, **{field: piece.on(f"gzip {field}")})
    return (Made(author.clean("file name") + b".nii.gz", stored, content),)


def _second_member(author: Author) -> tuple[Made, ...]:
    """A whole gzip member behind the image: what it holds follows the voxels."""
    image = _image(author)
    content, more = image.single(), author.lines().on("second gzip member")
    stored = several_members((content.data, more.data), ({}, {}))
    return (Made(author.clean("file name") + b".nii.gz", stored, content + more),)


def _second_head(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    content = image.single()
    name = (author.name(("utf-8", "latin-1")) + b".nii").on("name of a second gzip member")
    cut = author.chance.choice((len(content) // 2, len(content)))
    stored = several_members((content.data[:cut], content.data[cut:]), ({}, {"name": name}))
    return (Made(author.clean("file name") + b".nii.gz", stored, content),)


def _behind_the_last_member(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    content = image.single()
    stored = joined([gzip_member(content.data), author.text(FREE).on("bytes behind the last member")])
    # gzip passes over such bytes, and Python's reader, which nibabel uses, refuses them.
    return (Made(author.clean("file name") + b".nii.gz", stored, content, is_image=False),)


def _file_name(author: Author) -> tuple[Made, ...]:
    return (packed(author.name().on("file name"), _image(author).single(), author.chance),)


def _folder_name(author: Author) -> tuple[Made, ...]:
    (made,) = _file(author, _image(author))
    return (replace(made, folder=author.name().on("folder name")),)


def _pair(author: Author, image: Image) -> tuple[Made, ...]:
    name = author.clean("file name")
    first, second = image.pair()
    return Made(name + b".hdr", first), Made(name + b".img", second)


def _behind_the_header(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    image.gap = joined([bytes(author.chance.choice((0, 12))), author.text(FREE)]).on("pair: bytes behind the header")
    return _pair(author, image)


def _behind_the_img(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    image.behind = author.lines(FREE).on("pair: bytes behind the voxels")
    return _pair(author, image)


def _field_of_a_pair(author: Author) -> tuple[Made, ...]:
    image = _image(author)
    image.fields["descrip"] = author.text(room=80).on("pair: descrip")
    return _pair(author, image)


def _mgz(author: Author) -> tuple[Made, ...]:
    """FreeSurfer's format, which has a command line behind its voxels."""
    head = struct.pack(">7ih", 1, 3, 4, 2, 1, 0, 0, 0).ljust(284, b"\0")
    line = joined([author.text(("utf-8",), carriers=("command", "key", "label", "alone")), b"\0"])
    tag = struct.pack(">iq", 3, len(line))
    content = joined([head, bytes(24), struct.pack(">4f", 2300, 0.1, 3, 900), tag, line.on("MGZ command line")])
    name = author.clean("file name")
    return (Made(name + b".mgz", gzip_member(content.data), content, is_image=False),)


def _no_image(surface: str, ending: bytes, content: Content, author: Author) -> tuple[Made, ...]:
    return (Made(author.clean("file name") + ending, content(author).on(surface), is_image=False),)


def _extension(surface: str, code: int, content: Content) -> Surface:
    return Surface(surface, partial(_in_an_extension, surface, code, content))


def _any_of(*contents: Content) -> Content:
    return lambda author: author.chance.choice(contents)(author)


def _free_text(author: Author) -> Marked:
    return author.text(FREE)


def _free_lines(author: Author) -> Marked:
    return author.lines(FREE)


SURFACES: Final[tuple[Surface, ...]] = (
    Surface("descrip", partial(_in_a_field, "descrip", None)),
    Surface("aux_file", partial(_in_a_field, "aux_file", None)),
    Surface("intent_name", partial(_in_a_field, "intent_name", None)),
    Surface("db_name", partial(_in_a_field, "db_name", 1)),
    Surface("data_type", partial(_in_a_field, "data_type", 1)),
    Surface("unused_str", partial(_in_a_field, "unused_str", 2)),
    Surface("unused numbers", _in_numbers),
    Surface("descrip, after its end", partial(_behind_a_field, "descrip", None)),
    Surface("aux_file, after its end", partial(_behind_a_field, "aux_file", None)),
    Surface("db_name, after its end", partial(_behind_a_field, "db_name", 1)),
    _extension("extension 0 JSON", 0, documents.json_object),
    Surface("extension 2 DICOM", _dicom),
    _extension("extension 4 AFNI", 4, documents.afni),
    _extension("extension 6 comment", 6, _any_of(_free_lines, _free_lines, documents.creator_text)),
    _extension("extension 8 XCEDE", 8, documents.xcede),
    _extension("extension 12 workflow", 12, _any_of(documents.xcede, documents.cut_xml, _free_lines)),
    _extension("extension 14 FreeSurfer", 14, _free_lines),
    _extension("extension 16 pickle", 16, _pickled),
    _extension("extension 30 Caret", 30, documents.xcede),
    _extension("extension 32 CIFTI", 32, documents.cifti),
    _extension("extension 36 unknown", 36, _free_lines),
    _extension("extension 40 MATLAB", 40, _among_bytes),
    _extension("extension 42 Quantiphyse", 42, documents.yaml),
    _extension("extension 44 MRS", 44, _any_of(documents.json_object, documents.cut_json)),
    _extension("extension 50 unknown bytes", 50, _among_bytes),
    _extension("extension, after its end", 6, _behind_a_document),
    Surface("gap before the voxels", _in_the_gap),
    Surface("bytes behind the voxels", _behind_the_voxels),
    *(Surface(f"gzip {field}", partial(_gzip_field, field)) for field in ("name", "comment", "extra")),
    Surface("second gzip member", _second_member),
    Surface("name of a second gzip member", _second_head),
    Surface("bytes behind the last member", _behind_the_last_member),
    Surface("file name", _file_name),
    Surface("folder name", _folder_name),
    Surface("pair: descrip", _field_of_a_pair),
    Surface("pair: bytes behind the header", _behind_the_header),
    Surface("pair: bytes behind the voxels", _behind_the_img),
    Surface("MGZ command line", _mgz),
    Surface("DICOM file", partial(_no_image, "DICOM file", b".dcm", datasets.part_10)),
    Surface("JSON file", partial(_no_image, "JSON file", b".json", documents.json_object)),
    Surface("PAR file", partial(_no_image, "PAR file", b".PAR", others.par)),
    Surface("NRRD file", partial(_no_image, "NRRD file", b".nrrd", others.nrrd)),
    Surface("GIFTI file", partial(_no_image, "GIFTI file", b".gii", others.gifti)),
    Surface("AFNI HEAD file", partial(_no_image, "AFNI HEAD file", b"+orig.HEAD", others.afni_head)),
    Surface("MetaImage file", partial(_no_image, "MetaImage file", b".mha", others.meta_image)),
    Surface("MIF file", partial(_no_image, "MIF file", b".mif", others.mif)),
    Surface("Analyze header", partial(_no_image, "Analyze header", b".hdr", others.analyze)),
)
