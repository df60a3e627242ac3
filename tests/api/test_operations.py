"""Operations of an edit, and how other programs read the geometry, over the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector.api import api
from inspector.core.operations import OPERATIONS
from inspector.core.readers import READERS
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

MNI: dict[str, Any] = {"sform_code": 4, "srow_x": (2, 0, 0, 7)}


def uploaded(program: Program, **values: Any) -> dict[str, Any]:
    return program.upload(("scan.nii", nifti1_bytes(**values)))


def performed(program: Program, image: dict[str, Any], *operations: dict[str, Any], **more: Any) -> Any:
    body = {"operations": operations, "reason": "as planned", **more}
    return program.ok("PATCH", f"/images/{image['id']}/header", body, If_Match=image["etag"])


def refused(program: Program, image: dict[str, Any], operation: dict[str, Any]) -> dict[str, list[str]]:
    body = {"operations": [operation], "reason": "as planned"}
    answer = program.call("PATCH", f"/images/{image['id']}/header", body, If_Match=image["etag"])
    assert answer.status_code == 422
    fields: dict[str, list[str]] = json.loads(answer.content)["error"]["fields"]
    return fields


def new(change: dict[str, Any]) -> dict[str, Any]:
    return {each["field"]: each["new"] for each in change["changes"]}


def test_operations_follow_what_is_set_in_their_order(program: Program) -> None:
    image = uploaded(program, **MNI)

    change = performed(
        program,
        image,
        {"op": "copy_sform_to_qform"},
        {"op": "set_codes", "sform_code": "scanner"},
        set={"srow_x": [2, 0, 0, 8]},
    )

    assert new(change) == {"qform_code": 4, "sform_code": 1, "qoffset_x": 8, "srow_x": [2, 0, 0, 8]}
    assert change["revision"] == 2


def test_a_dry_run_says_what_an_operation_would_do(program: Program) -> None:
    image = uploaded(program, srow_x=(2, 0.5, 0, -3))

    change = performed(program, image, {"op": "copy_sform_to_qform"}, dry_run=True)

    assert (
        "The qform places corners up to 0.84 mm from where they should be: a quaternion holds no shear."
        in (change["notes"])
    )
    assert change["revision"] == 1


def test_the_audit_names_the_operations(program: Program) -> None:
    image = uploaded(program)
    performed(program, image, {"op": "flip_axis_labels", "axis": "i"})

    entry = program.ok("GET", f"/audit?image={image['id']}")["results"][0]

    assert entry["facts"]["operations"] == ["flip_axis_labels"]
    assert program.ok("GET", "/audit/verify")["ok"] is True


def test_what_is_wrong_stands_beside_the_parameter(program: Program) -> None:
    image = uploaded(program)

    assert list(refused(program, image, {"op": "set_origin"})) == ["operations[0].origin"]
    assert list(refused(program, image, {"op": "explode"})) == ["operations[0].op"]
    assert program.ok("GET", f"/images/{image['id']}")["revision"] == 1


def test_centres_are_matched_with_another_image(program: Program) -> None:
    image, other = uploaded(program), uploaded(program, srow_x=(2, 0, 0, 7), qoffset_x=7)

    change = performed(program, image, {"op": "match_center", "with": other["id"]})

    assert new(change) == {"qoffset_x": 7, "srow_x": [2, 0, 0, 7]}


def test_an_image_of_another_lab_is_not_there(
    program: Program, program_of: Callable[[User], Program], stranger: User
) -> None:
    theirs = uploaded(program_of(stranger))
    image = uploaded(program)

    for id_ in (theirs["id"], "\0", "no such image", 7, None, ["x"]):
        assert refused(program, image, {"op": "match_center", "with": id_}) == {
            "operations[0].with": ["There is no such image."]
        }


def test_the_schema_lists_every_operation() -> None:
    edit = api.get_openapi_schema(path_prefix="")["components"]["schemas"]["EditIn"]["properties"]["operations"]

    assert [each["properties"]["op"]["const"] for each in edit["items"]["oneOf"]] == [each.op for each in OPERATIONS]


def test_readings_say_who_disagrees(program: Program) -> None:
    image = uploaded(program, **{**MNI, "srow_x": (-2, 0, 0, 3)})

    told = program.ok("GET", f"/images/{image['id']}/readings")

    assert told["disagreement"] == (
        "ITK reads the qform, the others the sform: corners lie up to 6.0 mm apart, and left and right are swapped."
    )
    found = {each["reader"]: each for each in told["readings"]}
    assert list(found) == [reader.key for reader in READERS]
    assert (found["itk"]["source"], found["itk"]["axis_codes"], found["itk"]["off_by_mm"]) == ("qform", "RAS", 6)
    assert (found["spm"]["source"], found["spm"]["axis_codes"], found["spm"]["off_by_mm"]) == ("sform", "LAS", 0)
    assert found["itk"]["affine"] == [[2, 0, 0, -3], [0, 2, 0, -2], [0, 0, 3, -1.5], [0, 0, 0, 1]]


def test_readings_of_a_file_that_is_refused(program: Program) -> None:
    image = uploaded(program, qform_code=0, srow_x=(2, 0.5, 0, -3))

    itk = program.ok("GET", f"/images/{image['id']}/readings")["readings"][1]

    assert (itk["affine"], itk["voxel_sizes"], itk["off_by_mm"]) == (None, None, None)
    assert itk["refuses"].startswith("ITK does not open it, because")


def test_readings_of_an_earlier_revision(program: Program) -> None:
    image = uploaded(program)
    program.edit(image, sform_code=0)
    first = program.ok("GET", f"/images/{image['id']}/readings?revision=1")["readings"][0]

    assert (first["source"], program.ok("GET", f"/images/{image['id']}/readings")["readings"][0]["source"]) == (
        "sform",
        "qform",
    )
