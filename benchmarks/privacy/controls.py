"""Files in which nobody is named: synthetic ones of what programs write, and real ones that were read by eye."""

from __future__ import annotations

import bz2
import gzip
import json
import random
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape

import nibabel

from benchmarks.privacy.cases import Case, Plant
from benchmarks.privacy.images import Image, Made, gzip_member, packed
from benchmarks.privacy.marked import Marked
from benchmarks.privacy.words import clean, parameters
from inspector.vault.ledger import STORED, UNPACKED

NIBABEL: Final = Path(nibabel.__file__).parent / "tests" / "data"
# Kinds of the data folder's sample that are direct identifiers here.
_JUDGED: Final = frozenset({"name", "dob", "mrn", "phone", "email", "physician"})
IMAGES: Final = (".nii", ".nii.gz", ".nii.bz2", ".hdr", ".hdr.gz", ".img", ".img.gz")
# Real files that do tell of people, places or days, and what: read by eye. They are counted apart.
TELLING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dcm_qa_mosaic/ep2d_Asc_HF.nii.gz": "a full date and time in descrip, dates and UIDs in its extension",
        "dcmstack/single_slice_meta.nii.gz": "UIDs with a serial number and a date in the metadata of its extension",
        "nipy/functional.nii.gz": "a home folder in the gzip name",
        "nitest-balls1/T1.nii.gz": "the day of the scan in the gzip name",
        "niivue/complex.nii.gz": "a date and time in descrip, that of a build",
        "niivue/MNI152_2009_template.nii.gz": "users, hosts and dates in its AFNI history",
        "smriprep/sub-fsaverage_res-4_desc-cropped_ribbon.nii.gz": "a date and a home folder in its Caret extension",
        "nifti-test-data/Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii": "a user's folder in its provenance",
        "nifti-test-data/ones.dscalar.nii": "a user's folder in its provenance",
        "NIFTI-Reader-JS/with_extension.nii.gz": "the address of a laboratory's page in a document type",
        "bids-examples/sub-01_ses-baseline_T1w.nii": "a web page, with addresses of its maker",
        "mrs_nifti_standard/example_01.nii.gz": "a pointer with a hash in place of the image",
        **{
            f"niivue/{name}": "the address of an atlas's page in descrip"
            for name in (
                "ASR.nii.gz",
                "LAS.nii.gz",
                "LPS.nii.gz",
                "PIR.nii.gz",
                "RAS.nii.gz",
                "SPL.nii.gz",
                "draw.nii.gz",
                "ras.hdr",
            )
        },
    }
)


def synthetic(seed: int, number: int) -> Case:
    """A file of the kinds that programs write, with text that they write."""
    chance = random.Random(f"clean {seed}:{number}")
    image = Image.drawn(chance)
    for field in ("descrip", "aux_file", "intent_name", "db_name", "data_type", "unused_str"):
        if chance.random() < (0.9 if field == "descrip" else 0.4):
            image.fields[field] = Marked(clean(field, chance).encode())
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        image.chain.append(_extension(chance))
    if not image.chain and chance.random() < 0.1:
        image.gap = Marked(clean("line", chance).encode())
    name = Marked(clean("file name", chance).encode())
    if chance.random() < 0.1:
        first, second = image.pair()
        return Case(f"clean {seed}:{number}", (Made(name + b".hdr", first), Made(name + b".img", second)))
    return Case(f"clean {seed}:{number}", (_packed(name, image.single(), chance),))


def _packed(name: Marked, content: Marked, chance: random.Random) -> Made:
    if chance.random() < 0.1:
        comment = Marked(clean("gzip comment", chance).encode())
        return Made(name + b".nii.gz", gzip_member(content.data, comment=comment), content)
    inner = name.data.decode() + ".nii" if chance.random() < 0.5 else clean("name", chance)
    return packed(name, content, chance, inner)


def _extension(chance: random.Random) -> tuple[int, Marked]:
    code = chance.choice((0, 4, 6, 6, 14, 30, 44))
    if code in (0, 44):
        text = json.dumps(parameters(chance))
    elif code in (4, 30):
        values = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in parameters(chance).items())
        text = f'<?xml version="1.0"?><Header>{values}</Header>'
    else:
        text = "\n".join(clean("line", chance) for _ in range(chance.randrange(1, 6)))
    return code, Marked(text.encode())


def real(folder: Path | None) -> Iterator[tuple[Case, str]]:
    """Each image of a data folder and of nibabel's tests, and what it tells by `TELLING`: "" for a clean one."""
    if folder is not None:
        for root in (folder / "real", folder / "peer-made"):
            yield from _files(root, TELLING)
    yield from _files(NIBABEL, TELLING)


def _files(root: Path, telling: Mapping[str, str]) -> Iterator[tuple[Case, str]]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        # The second file of a pair comes with the first.
        if not path.is_file() or not name.endswith(IMAGES) or (_partner(path, ".img", ".hdr") is not None):
            continue
        image = _partner(path, ".hdr", ".img")
        files = [path] if image is None else [path, image]
        yield Case(name, tuple(_made(each) for each in files)), telling.get(name, "")


def _made(path: Path) -> Made:
    stored = path.read_bytes()
    name = Marked(path.name.encode())
    with suppress(OSError, EOFError, ValueError, zlib.error):
        if path.suffix in (".gz", ".mgz", ".bz2"):
            unpack = bz2.decompress if path.suffix == ".bz2" else gzip.decompress
            return Made(name, Marked(stored), Marked(unpack(stored)))
    return Made(name, Marked(stored))


def _partner(path: Path, ending: str, other: str) -> Path | None:
    """The file that belongs to one with this ending, if it is there."""
    for packing in ("", ".gz"):
        if path.name.endswith(ending + packing):
            partner = path.with_name(path.name.removesuffix(ending + packing) + other + packing)
            return partner if partner.is_file() else None
    return None


def sample(folder: Path | None) -> Iterator[Case]:
    """The files with known identifiers that a data folder brings along, and its innocent ones; none without them."""
    truth = folder / "phi" / "phi_truth.json" if folder else None
    if folder is None or truth is None or not truth.is_file():
        return
    for told in json.loads(truth.read_text(encoding="utf-8"))["files"]:
        made = _made(folder / "phi" / told["file"])
        plants = (_told_plant(made, entry) for entry in told["entries"] if entry["is_phi"])
        yield Case(told["file"], (made,), tuple(plants))


def _told_plant(made: Made, entry: Mapping[str, Any]) -> Plant:
    """The offsets count in the file as it is stored, or in what it unpacks to."""
    layer = UNPACKED if "uncompressed" in entry["offset_in"] else STORED
    start, text = int(entry["offset"]), str(entry["text"])
    place = (made.name.data.decode(), layer, start, start + len(text.encode(entry["encoding"])))
    is_judged = entry["kind"] in _JUDGED
    return Plant(*place, text, entry["kind"], "", entry["location"], "", entry["encoding"], "", is_judged)
