"""netCDF files as spans: attributes under the variable that they are of, and the values."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from scipy.io import netcdf_file

from inspector.core.ledger import Kind
from tests.core.ledger.laid import layers, lengths, texts, told


def written(version: int = 1) -> bytes:
    """A MINC 1 image of 2 x 3 voxels with a patient."""
    stream = BytesIO()
    with netcdf_file(stream, "w", version=version, mmap=False) as file:
        file.ident = "jdoe:host.example.org:2026.11.21"
        file.createDimension("yspace", 2)
        file.createDimension("xspace", 3)
        file.createVariable("patient", "i", ()).full_name = "Doe, Jane"
        image = file.createVariable("image", "h", ("yspace", "xspace"))
        image.valid_range = np.array([0.0, 255.0])
        image[:] = np.arange(6).reshape(2, 3)
        note = file.createVariable("note", "c", ("xspace",))
        note[:] = np.array([b"a", b"b", b"c"])
        file.flush()
        return stream.getvalue()


@pytest.mark.parametrize("version", [1, 2])
def test_every_attribute_has_the_name_of_its_variable(version: int) -> None:
    data = written(version)

    found = {part: text for text, part in texts(data)}
    assert found["ident"] == "jdoe:host.example.org:2026.11.21"
    assert found["patient.full_name"] == "Doe, Jane"
    assert found["note"] == "abc"
    assert (12, "voxels") in lengths(data, Kind.VOXELS)
    assert [part for _, kind, _, part in told(data) if kind is Kind.OPAQUE] == []


def test_what_is_behind_the_values_is_looked_at() -> None:
    assert "Smith^John" in texts(written() + b"Smith^John")[-1][0]


@pytest.mark.parametrize("at", [8, 12, 16])
def test_a_head_that_claims_too_much_is_no_netcdf(at: int) -> None:
    data = written()

    assert layers(data[:at] + b"\x7f\xff\xff\xff" + data[at + 4 :]) == ()


def test_a_head_that_ends_early_is_no_netcdf() -> None:
    assert layers(written()[:150]) == ()
