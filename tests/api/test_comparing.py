"""Two images over the API: the header of one copied to the other, and how they differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.api.conftest import Program
from tests.builders import nifti1_bytes, nifti2_bytes

pytestmark = pytest.mark.django_db

REASON = "The derived image lost them."
SERIES: dict[str, Any] = {"pixdim": (1, 2, 2, 3, 2.5, 1, 1, 1), "sform_code": 4, "dim_info": 57}


def uploaded(program: Program, **values: Any) -> dict[str, Any]:
    return program.upload(("scan.nii", nifti1_bytes(**values)))


def copied(program: Program, image: dict[str, Any], source: Any, status: int = 200, **more: Any) -> Any:
    body = {"from": source, "reason": REASON, **more}
    return program.ok("POST", f"/images/{image['id']}/copy-header", body, status, If_Match=image["etag"])


def new(change: dict[str, Any]) -> dict[str, Any]:
    return {each["field"]: each["new"] for each in change["changes"]}


def test_groups_are_copied_as_a_revision(program: Program) -> None:
    image, other = uploaded(program), uploaded(program, **SERIES)
    voxels = program.download(image)[-48:]

    change = copied(program, image, other["id"], groups=["geometry", "timing"])

    assert new(change) == {"dim_info": 57, "pixdim": [1, 2, 2, 3, 2.5, 1, 1, 1], "sform_code": 4}
    assert change["revision"] == 2
    assert program.download(image)[-48:] == voxels


def test_single_fields_are_copied_too(program: Program) -> None:
    image, other = uploaded(program), uploaded(program, **SERIES)

    assert new(copied(program, image, other["id"], fields=["sform_code"])) == {"sform_code": 4}


def test_the_record_says_from_which_image_and_revision(program: Program) -> None:
    image, other = uploaded(program), uploaded(program, **SERIES)
    program.edit(other, dim_info=0)

    copied(program, image, other["id"], groups=["timing"], from_revision=1)
    entry = program.ok("GET", f"/audit?image={image['id']}")["results"][0]

    assert entry["facts"]["copied"] == [{"image": other["id"], "revision": 1, "fields": ["dim_info", "pixdim"]}]
    assert entry["values"]["reason"] == REASON
    assert program.ok("GET", "/audit/verify")["ok"] is True


def test_a_dry_run_says_what_becomes_of_values_and_writes_nothing(program: Program) -> None:
    image, other = uploaded(program), uploaded(program, scl_slope=0.5)

    change = copied(program, image, other["id"], groups=["scaling"], dry_run=True)

    assert change["notes"] == [
        "Values change: stored 0, 1 and 100 stand for 0, 1 and 100 now, and for 0, 0.5 and 50 afterwards."
    ]
    assert (change["revision"], program.ok("GET", f"/images/{image['id']}")["revision"]) == (1, 1)


def test_a_copy_from_what_was_not_seen_is_refused(program: Program) -> None:
    image, other = uploaded(program), uploaded(program, **SERIES)
    body = {"from": other["id"], "groups": ["timing"], "reason": REASON}
    call = f"/images/{image['id']}/copy-header"

    program.ok("POST", call, body, 428)
    program.edit({**image}, cal_max=1)
    assert program.ok("POST", call, body, 412, If_Match=image["etag"])["error"]["code"] == "stale"


def test_an_image_of_another_lab_is_not_there(
    program: Program, program_of: Callable[[User], Program], stranger: User
) -> None:
    theirs, image = uploaded(program_of(stranger)), uploaded(program)

    for id_ in (theirs["id"], "\0", "no such image"):
        error = copied(program, image, id_, 422, groups=["text"])["error"]
        assert error["fields"] == {"from": ["There is no such image."]}
    program.ok("GET", f"/images/{image['id']}/diff/{theirs['id']}", status=404)


def test_what_is_never_copied_is_said_beside_it(program: Program) -> None:
    image, other = uploaded(program), uploaded(program)

    assert copied(program, image, other["id"], 422, fields=["dim"])["error"]["fields"] == {
        "dim": ["dim is never copied. It counts the voxels that are there."]
    }
    assert list(copied(program, image, other["id"], 422)["error"]["fields"]) == ["groups"]
    assert list(copied(program, image, other["id"], 422, groups=["text"], from_revision=9)["error"]["fields"]) == [
        "from_revision"
    ]


def test_what_is_stored_already_is_nothing_to_save(program: Program) -> None:
    image, other = uploaded(program), uploaded(program)

    assert copied(program, image, other["id"], 422, groups=["text"])["error"]["code"] == "nothing_to_save"


def test_two_images_differ_in_fields_and_in_space(program: Program) -> None:
    image = uploaded(program)
    other = program.upload(("other.nii", nifti2_bytes(srow_x=(2, 0, 0, 7), dim=(3, 5, 3, 2, 1, 1, 1, 1))))

    found = program.ok("GET", f"/images/{image['id']}/diff/{other['id']}")

    differing = {each["field"]: (each["old"], each["new"]) for each in found["changes"]}
    assert differing["srow_x"] == ([2, 0, 0, -3], [2, 0, 0, 7])
    assert {"srow_y", "datatype", "descrip"} & set(differing) == set()
    assert (found["same"], found["extensions_differ"]) == (False, False)
    assert found["geometry"] == {
        "same_grid": False,
        "max_corner_mm": 12,
        "centre_mm": 11,
        "rotation_degrees": 0,
        "left_right_flip": None,
    }
    assert [found[side]["shape"] for side in "ab"] == [[4, 3, 2], [5, 3, 2]]
    assert found["b"]["voxel_sizes_mm"] == [2, 2, 3]


def test_revisions_of_one_image_are_compared_and_what_cannot_be_placed_is_null(program: Program) -> None:
    image = uploaded(program)
    program.edit(image, cal_max=7)
    broken = uploaded(program, srow_x=(0, 0, 0, 0))

    own = program.ok("GET", f"/images/{image['id']}/diff/{image['id']}?revision=1")
    assert [each["field"] for each in own["changes"]] == ["cal_max"]
    assert own["geometry"]["max_corner_mm"] == 0
    assert json.dumps(program.ok("GET", f"/images/{image['id']}/diff/{broken['id']}")["geometry"]) == "null"
