"""The drills hold for a few tries; as many as it takes to be sure are for `python -m benchmarks.drills`."""

import pytest

from benchmarks.drills import erasure, replay, tampering

SEED = 7


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_is_in_no_file() -> None:
    result = erasure.run(7, SEED)

    assert (result.tried, result.failures) == (7, ())


@pytest.mark.django_db
def test_whatever_is_done_to_the_record_is_found() -> None:
    result = tampering.run(40, SEED)

    assert (result.tried, result.failures) == (40, ())


@pytest.mark.django_db
def test_every_revision_comes_out_of_the_upload_and_the_record() -> None:
    result = replay.run(8, SEED)

    assert (result.tried, result.failures) == (8, ())
