"""The API on what the rules find: lists, counts, fixes, and edits that would bring errors."""

import gzip
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector import audit
from inspector.cli.check import check_file
from inspector.core.rules import counts
from inspector.models import AuditEntry, Revision
from tests.api.conftest import Program
from tests.builders import nifti1_bytes, pair

pytestmark = pytest.mark.django_db

SERIES: Mapping[str, Any] = {"dim": (4, 4, 3, 2, 5, 1, 1, 1), "pixdim": (1, 2, 2, 3, 2000, 1, 1, 1)}


def rules(findings: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["severity"]) for finding in findings]


def test_findings_say_what_is_wrong_and_how_to_fix_it(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**SERIES)))

    answer = program.ok("GET", f"/images/{image['id']}/findings")

    (finding,) = answer["findings"]
    assert answer["profile"] == "default"
    assert (finding["rule"], finding["name"], finding["severity"]) == ("P12", "tr-in-wrong-unit", "warning")
    assert finding["fields"] == ["pixdim", "xyzt_units"]
    assert finding["message"] == "The time between volumes is 2000 s: milliseconds are probably meant."
    assert finding["fix"] == {"title": "Say milliseconds", "set": {"xyzt_units": 18}}
    assert finding["why"]
    assert finding["source"]


def test_a_profile_changes_how_severe_findings_are(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(qform_code=0, sform_code=0, db_name=b"SMITH")))
    path = f"/images/{image['id']}/findings?profile="

    severities = {name: dict(rules(program.ok("GET", path + name)["findings"])) for name in ("bids", "release")}

    assert (severities["bids"]["X1"], severities["release"]["X1"]) == ("error", "warning")
    assert (severities["bids"]["I7"], severities["release"]["I7"]) == ("info", "error")


def test_an_unknown_profile_is_refused_with_those_that_exist(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    refused = program.ok("GET", f"/images/{image['id']}/findings?profile=mine", status=422)

    assert refused["error"]["fields"] == {
        "profile": ["There is no profile 'mine': choose default, bids, itk, fsl, spm, freesurfer or release."]
    }


def test_an_image_tells_how_much_was_found_and_is_found_by_it(program: Program) -> None:
    bad = program.upload(("bad.nii", nifti1_bytes(scl_inter=math.nan, slice_code=9, db_name=b"SMITH")))
    good = program.upload(("good.nii", nifti1_bytes()))

    def listed(severity: str) -> list[str]:
        return [image["name"] for image in program.ok("GET", f"/images?severity={severity}")["results"]]

    assert bad["findings"] == {"error": 1, "warning": 1, "info": 1}
    assert good["findings"] == {"error": 0, "warning": 0, "info": 0}
    assert (listed("error"), listed("info")) == (["bad.nii"], ["bad.nii"])
    program.edit(bad, scl_inter=0)
    assert program.ok("GET", f"/images/{bad['id']}")["findings"] == {"error": 0, "warning": 1, "info": 1}
    assert listed("error") == []


def test_what_surrounds_the_header_is_known(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(block=b"\0" * 50)))
    two = program.upload(*zip(("scan.hdr", "scan.img"), pair(block=b"\0" * 40), strict=True))

    findings = [program.ok("GET", f"/images/{each['id']}/findings")["findings"] for each in (image, two)]

    assert [rules(found) for found in findings] == [[("C11", "warning")], [("C10", "error")]]


def test_a_fix_is_an_edit_that_resolves_its_finding(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**SERIES)))

    change = program.ok("POST", f"/images/{image['id']}/fixes/P12", {"reason": "The TR is 2 s"}, If_Match=image["etag"])

    assert change["changes"] == [{"field": "xyzt_units", "old": 10, "new": 18}]
    assert rules(change["findings"]["resolved"]) == [("P12", "warning")]
    assert rules(change["findings"]["new"]) == [("P18", "info")]
    assert change["revision"] == 2
    assert Revision.objects.get(number=2).entry.facts["fix"] == "P12"
    assert audit.verify().ok


@pytest.mark.parametrize(
    ("rule", "status", "message"),
    [
        ("R1", 422, "The rule R1 finds nothing in this image, so there is nothing to fix."),
        (
            "X1",
            422,
            "There is no fix that could be applied without knowing more. Neither form is used: which side is left "
            "cannot be told from the file.",
        ),
        ("Z99", 404, "There is no rule Z99."),
    ],
)
def test_a_fix_that_is_none_is_refused(program: Program, rule: str, status: int, message: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(qform_code=0, sform_code=0)))

    refused = program.ok(
        "POST", f"/images/{image['id']}/fixes/{rule}", {"reason": "test"}, If_Match=image["etag"], status=status
    )

    assert refused["error"]["message"] == message


def test_a_fix_needs_the_revision_that_was_seen_and_a_reason(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**SERIES)))
    path = f"/images/{image['id']}/fixes/P12"

    program.ok("POST", path, {"reason": "test"}, status=428)
    program.ok("POST", path, {"reason": "test"}, If_Match='"r9-0"', status=412)
    program.ok("POST", path, {"reason": " "}, If_Match=image["etag"], status=422)

    assert Revision.objects.count() == 1


def test_another_labs_image_has_no_findings(program: Program, stranger: User) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**SERIES)))
    other = Program(stranger)

    other.ok("GET", f"/images/{image['id']}/findings", status=404)
    other.ok("POST", f"/images/{image['id']}/fixes/P12", {"reason": "x"}, If_Match=image["etag"], status=404)


def test_an_edit_that_brings_an_error_is_refused_and_stores_nothing(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    body = {"set": {"srow_x": [-2, 0, 0, 3]}, "reason": "mirrored"}

    refused = program.ok("PATCH", f"/images/{image['id']}/header", body, If_Match=image["etag"], status=422)

    told = "X2: The qform is right-handed and the sform left-handed: they mirror each other."
    assert refused["error"] == {
        "code": "brings_errors",
        "message": f"Nothing was changed, because this would bring 1 new error. {told} "
        "To save it all the same, allow X2 by name.",
        "fields": {"qform_code": [told], "sform_code": [told]},
    }
    assert (Revision.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_an_error_that_is_allowed_by_name_is_saved_and_recorded(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    change = program.edit(image, allow=["X2", "D1"], srow_x=[-2, 0, 0, 3])

    assert [finding["rule"] for finding in change["findings"]["new"]] == ["X2", "X3", "X7"]
    assert Revision.objects.get(number=2).entry.facts["allowed"] == ["X2"]
    assert program.ok("GET", f"/images/{image['id']}")["findings"]["error"] == 1
    assert audit.verify().ok


def test_a_dry_run_shows_the_errors_that_saving_would_refuse(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    body = {"set": {"srow_x": [-2, 0, 0, 3]}, "dry_run": True}

    change = program.ok("PATCH", f"/images/{image['id']}/header", body, If_Match=image["etag"])

    assert rules(change["findings"]["new"])[0] == ("X2", "error")
    assert Revision.objects.count() == 1


def test_an_error_that_was_there_before_stands_in_nobodys_way(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(srow_x=(-2, 0, 0, 3))))

    change = program.edit(image, descrip="checked")

    assert change["findings"] == {"new": [], "resolved": []}


def test_an_earlier_revision_can_be_restored_with_its_errors(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(scl_inter=math.nan)))
    program.edit(image, scl_inter=0)

    change = program.ok(
        "POST", f"/images/{image['id']}/restore", {"revision": 1, "reason": "as it came"}, If_Match=image["etag"]
    )

    assert rules(change["findings"]["new"]) == [("R2", "error")]


PLAIN = nifti1_bytes(block=bytes(range(48)))
PACKED = gzip.compress(PLAIN, mtime=0)
# So large that its header is read without coming to its end.
LARGE = gzip.compress(nifti1_bytes(dim=(3, 64, 64, 64, 1, 1, 1, 1), block=Random(4).randbytes(2 * 64**3)), mtime=0)
HEAD, BLOCK = pair()


def kept(data: bytes, *, name: bytes = b"", comment: bytes = b"", mtime: int = 0) -> bytes:
    """The data gzipped, with a head that keeps these."""
    flags = bool(name) * 8 + bool(comment) * 16
    texts = b"".join(text + b"\0" for text in (name, comment) if text)
    return (
        b"\x1f\x8b\x08"
        + bytes([flags])
        + struct.pack("<I", mtime)
        + b"\0\xff"
        + texts
        + gzip.compress(data, mtime=0)[10:]
    )


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"a.nii.gz": PACKED}, set(), id="nothing but its content"),
        pytest.param({"a.nii.gz": kept(PLAIN, name=b"a.nii", mtime=9)}, {"C4"}, id="its own name and a time"),
        pytest.param({"a.nii.gz": kept(PLAIN, name=b"smith.nii", comment=b"olga")}, {"C4"}, id="name and comment"),
        pytest.param({"a.nii.gz": kept(PLAIN, name=b"x" * 5000)}, {"C4"}, id="a name without end"),
        pytest.param(
            {"a.nii.gz": gzip.compress(PLAIN[:9], mtime=0) + gzip.compress(PLAIN[9:], mtime=0)}, {"C3"}, id="two pieces"
        ),
        pytest.param({"a.nii.gz": gzip.compress(b"", mtime=0) + PACKED}, {"C3"}, id="an empty piece first"),
        pytest.param({"a.nii.gz": PACKED + bytes(99)}, {"C3"}, id="padding"),
        pytest.param({"a.nii": PACKED}, {"C5"}, id="packed by its content only"),
        pytest.param({"a.nii.gz": gzip.compress(PLAIN + b"rest", mtime=0)}, {"C11"}, id="bytes after the voxels"),
        pytest.param({"a.hdr": HEAD, "a.img.gz": kept(BLOCK, name=b"smith.img")}, {"C4"}, id="only the voxels packed"),
        pytest.param(
            {"a.hdr.gz": gzip.compress(HEAD, mtime=0) + bytes(9), "a.img": BLOCK}, {"C3"}, id="only the header"
        ),
    ],
)
def test_programs_and_the_command_line_find_the_same_in_a_gzip_file(
    program: Program, tmp_path: Path, files: dict[str, bytes], told: set[str]
) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    image = program.upload(*files.items())

    here = check_file(tmp_path / next(iter(files)), profile="default", deep=True).findings
    there = program.ok("GET", f"/images/{image['id']}/findings")["findings"]

    assert there == [finding.as_json() for finding in here]
    assert {finding.rule for finding in here} == told
    assert image["findings"] == counts(here)


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        pytest.param({"a.nii.gz": LARGE[:-9]}, "C2", id="cut"),
        pytest.param({"a.nii.gz": LARGE[:-8] + bytes(4) + LARGE[-4:]}, "C2", id="another checksum"),
        pytest.param({"a.nii.gz": LARGE + b"a name"}, "C3", id="a few bytes that are not gzip behind it"),
        pytest.param({"a.hdr.gz": gzip.compress(HEAD, mtime=0)}, "C6", id="half a pair"),
    ],
)
def test_what_only_the_command_line_finds_is_refused_when_it_is_uploaded(
    program: Program, tmp_path: Path, files: dict[str, bytes], rule: str
) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    here = check_file(tmp_path / next(iter(files)), profile="default", deep=True)

    assert rule in {finding.rule for finding in here.findings}
    assert program.send(*files.items()).status_code == 422
