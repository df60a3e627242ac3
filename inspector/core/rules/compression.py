"""C2 to C5 and C14: how the file is compressed, and what its compression tells."""

from collections.abc import Iterator
from typing import Final

from inspector.core.rules.rule import Facts, Found, GzipFacts, Rule
from inspector.core.words import counted, listed


def _unpacks(facts: Facts) -> Found | None:
    return Found(facts.damage) if facts.damage else None


def _gzip_files(facts: Facts) -> Iterator[tuple[str, str, GzipFacts]]:
    """For each gzip file of the image what a sentence calls it, the name it would have unpacked, and what it tells."""
    own = (facts.name or "").removesuffix(".gz")
    if facts.gzip is not None:
        yield "gzip file of the header" if facts.header.paired else "gzip file", own, facts.gzip
    if facts.image_gzip is not None:
        yield "gzip file of the voxels", own.removesuffix(".hdr") + ".img", facts.image_gzip


def _gzip_has_one_member(facts: Facts) -> Found | None:
    told = [sentence for what, _, gzip in _gzip_files(facts) if (sentence := _pieces_told(what, gzip))]
    return Found(" ".join(told)) if told else None


def _pieces_told(what: str, gzip: GzipFacts) -> str:
    members, trailing = gzip.members or 1, gzip.trailing or 0
    if members > 1:
        return f"The {what} is made of {members:,} pieces; it needs one."
    return f"The {what} goes on for {counted(trailing, 'byte')} after its gzip data." if trailing else ""


def _gzip_tells_nothing(facts: Facts) -> Found | None:
    files = [(what, own, gzip) for what, own, gzip in _gzip_files(facts) if gzip.name or gzip.comment or gzip.mtime]
    if not files:
        return None
    harmless = all(not gzip.comment and gzip.name in ("", own) for _, own, gzip in files)
    told = " ".join(f"The head of the {what} keeps {_head_told(gzip)}." for what, _, gzip in files)
    return Found(told, severity="info" if harmless else None)


def _head_told(gzip: GzipFacts) -> str:
    told = (
        f"the name {gzip.name!r}" if gzip.name else "",
        f"the comment {gzip.comment!r}" if gzip.comment else "",
        f"a time ({gzip.mtime})" if gzip.mtime else "",
    )
    return listed([each for each in told if each], "and")


def _name_fits(facts: Facts) -> Found | None:
    if facts.name is None or facts.compression is None:
        return None
    packed = {".gz": "gzip", ".bz2": "bzip2"}
    claimed = next((kind for ending, kind in packed.items() if facts.name.lower().endswith(ending)), "none")
    if claimed == facts.compression:
        return None
    words = {"none": "not compressed", "gzip": "gzip", "bzip2": "bzip2"}
    return Found(f"By its name the file is {words[claimed]}; its content is {words[facts.compression]}.")


def _programs_unpack_it(facts: Facts) -> Found | None:
    if facts.compression != "bzip2":
        return None
    return Found("The file is compressed with bzip2.")


RULES: Final = (
    Rule(
        "C2",
        "damaged-compression",
        "error",
        (),
        _unpacks,
        expects="A compressed file unpacks to its end, and its checksum is right.",
        why="Some voxels are lost or wrong. Some programs show the rest without a word.",
        source="RFC 1952; AFNI issue 397",
    ),
    Rule(
        "C3",
        "gzip-pieces",
        "warning",
        (),
        _gzip_has_one_member,
        expects="A gzip file has one piece and nothing after it.",
        why="Programs read the first piece only, or all of them; what stands after the end is copied along unseen.",
        source="RFC 1952; measured",
    ),
    Rule(
        "C4",
        "gzip-keeps-a-name",
        "warning",
        (),
        _gzip_tells_nothing,
        expects="The head of the gzip file keeps no file name, no comment and no time.",
        why="The old name can hold a person, a date or a folder, and no viewer shows it. Our downloads have none.",
        source="RFC 1952; nibabel issue 1024; BIDS validator",
    ),
    Rule(
        "C5",
        "name-and-compression-differ",
        "warning",
        (),
        _name_fits,
        expects="The ending of the name says how the file is compressed.",
        why="nibabel and FSL choose how to read a file by its name, and fail.",
        source="nibabel; FSL",
    ),
    Rule(
        "C14",
        "rare-compression",
        "info",
        (),
        _programs_unpack_it,
        expects="The file is compressed with gzip, or not at all.",
        why="nibabel unpacks bzip2; ITK and MRtrix do not open the file.",
        source="measured",
    ),
)
