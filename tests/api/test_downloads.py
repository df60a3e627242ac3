"""Downloads over HTTP: parts of them, HEAD, and what the caller has already."""

import gzip
import io
import json
import zipfile
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.builders import nifti1_bytes, nifti2_bytes, pair

pytestmark = pytest.mark.django_db

FILE = nifti1_bytes(extensions=[(6, b"a comment")])
KINDS = ["original", "nii", "nii.gz", "pair"]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def address(program: Program) -> str:
    image = program.upload(("scan.nii.gz", gzip.compress(FILE)))
    return f"/images/{image['id']}/download"


@pytest.mark.parametrize("kind", KINDS)
def test_a_range_is_a_part_of_the_whole(program: Program, address: str, kind: str) -> None:
    whole = program.call("GET", f"{address}?as={kind}")
    data = body(whole)

    part = program.call("GET", f"{address}?as={kind}", Range="bytes=100-149")

    assert (part.status_code, body(part)) == (206, data[100:150])
    assert part["Content-Range"] == f"bytes 100-149/{len(data)}"
    assert (part["Content-Length"], part["ETag"]) == ("50", whole["ETag"])
    assert part["Accept-Ranges"] == whole["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("kind", KINDS)
def test_a_download_that_broke_off_is_taken_up_again(program: Program, address: str, kind: str) -> None:
    whole = program.call("GET", f"{address}?as={kind}")
    data = body(whole)

    rest = program.call("GET", f"{address}?as={kind}", Range="bytes=150-", If_Range=whole["ETag"])

    assert data[:150] + body(rest) == data


def test_after_an_edit_the_rest_of_the_old_file_is_not_given(program: Program) -> None:
    image = program.upload(("scan.nii", FILE))
    address = f"/images/{image['id']}/download"
    before = program.call("GET", address)["ETag"]
    program.edit(image, descrip="another")

    answer = program.call("GET", address, Range="bytes=150-", If_Range=before)

    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(FILE)))


def test_a_range_behind_the_end_is_refused_with_the_length(program: Program, address: str) -> None:
    answer = program.call("GET", f"{address}?as=nii", Range="bytes=5000000-")

    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(FILE)}")
    assert json.loads(answer.content)["error"]["code"] == "range_not_satisfiable"


@pytest.mark.parametrize("header", ["bytes=0-1,4-5", "bytes=5-1", "lines=1-2"])
def test_several_ranges_or_none_that_can_be_read_give_the_whole_file(
    program: Program, address: str, header: str
) -> None:
    answer = program.call("GET", f"{address}?as=nii", Range=header)

    assert (answer.status_code, body(answer)) == (200, FILE)


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_the_file_gets_nothing_even_of_a_part(program: Program, address: str, kind: str) -> None:
    etag = program.call("GET", f"{address}?as={kind}")["ETag"]

    answer = program.call("GET", f"{address}?as={kind}", If_None_Match=etag, Range="bytes=0-9")

    assert (answer.status_code, answer["ETag"]) == (304, etag)


@pytest.mark.parametrize("kind", KINDS)
def test_head_tells_what_get_would(program: Program, address: str, kind: str) -> None:
    got = program.call("GET", f"{address}?as={kind}")
    told = program.call("HEAD", f"{address}?as={kind}", Range="bytes=0-9")

    assert (told.status_code, body(told)) == (200, b"")
    assert _headers(told) == _headers(got)


@pytest.mark.parametrize("path", ["", "/header", "/history", "/slice"])
def test_head_is_answered_wherever_get_is(program: Program, path: str) -> None:
    header, voxels = pair()
    image = program.upload(("a.hdr", header), ("a.img", voxels))

    got, told = (program.call(method, f"/images/{image['id']}{path}") for method in ("GET", "HEAD"))

    assert (told.status_code, told.content) == (200, b"")
    assert _headers(told) == _headers(got)


def test_head_of_nothing_says_so(program: Program) -> None:
    assert program.call("HEAD", "/images/nothing/download").status_code == 404


VALUES: dict[str, Any] = {
    "descrip": b"the same",
    "extensions": [(6, b"a comment")],
    "block": bytes(range(48)) + b"trailing",
}


def test_a_single_file_is_sent_in_the_other_version(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**VALUES)))

    assert program.download(image, version=2) == nifti2_bytes(**VALUES)
    assert gzip.decompress(program.download(image, as_="nii.gz", version=2)) == nifti2_bytes(**VALUES)
    assert program.download(image, version=1) == nifti1_bytes(**VALUES)


def test_a_pair_is_sent_in_the_other_version(program: Program) -> None:
    one, two = pair(2, ">", **VALUES), pair(1, ">", **VALUES)
    image = program.upload(("scan.hdr", one[0]), ("scan.img", one[1]))

    with zipfile.ZipFile(io.BytesIO(program.download(image, version=1))) as archive:
        assert (archive.read("scan.hdr"), archive.read("scan.img")) == two
    assert program.download(image, as_="nii", version=1) == nifti1_bytes(">", **VALUES)


def test_a_conversion_that_would_lose_something_is_refused_with_the_field(program: Program) -> None:
    image = program.upload(("scan.nii", nifti2_bytes(slice_end=1 << 40)))

    error = program.ok("GET", f"/images/{image['id']}/download?version=1", status=422)["error"]

    assert (error["code"], list(error["fields"])) == ("not_convertible", ["slice_end"])
    assert "slice_end is 1099511627776" in error["message"]


def test_what_the_other_version_lacks_is_left_out_only_when_asked_for(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(regular=b"r", glmax=9)))

    error = program.ok("GET", f"/images/{image['id']}/download?version=2", status=422)["error"]

    assert list(error["fields"]) == ["regular", "glmax"]
    assert program.download(image, version=2, without="regular,glmax") == nifti2_bytes()


def test_the_original_is_in_no_other_version(program: Program, address: str) -> None:
    assert list(program.ok("GET", f"{address}?as=original&version=2", status=422)["error"]["fields"]) == ["as"]
    assert list(program.ok("GET", f"{address}?version=3", status=422)["error"]["fields"]) == ["version"]


def _headers(answer: Any) -> dict[str, str]:
    """Without the mark, which is another for every request."""
    return {name: value for name, value in answer.items() if name != "X-Request-ID"}
