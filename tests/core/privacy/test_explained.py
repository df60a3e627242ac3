"""The list of what programs write: whole lines are explained, and a name or a date spliced into one never is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.privacy.explained import Entry, entries, explain, version
from inspector.core.privacy.match import Passage

EXAMPLES = [(entry, example) for entry in entries() for example in entry.examples]
# Entries whose free part may hold anything: it is looked at again, so what is spliced in there is no slip.
SPLICES = (" Kowalczyk", "DOE^JANE ", " Jane Doe ", " 1961-03-02 ", "_19610302 ", " John Smith ")


def passage(text: str, label: str = "") -> Passage:
    return Passage(text, "descrip", label=label)


def all_explained(text: str) -> bool:
    """Whether nothing of a text is left to look at."""
    found = explain(passage(text))
    return found is not None and found.free is None


def spliced(text: str) -> Iterator[str]:
    """A text with a name or a date before it, behind it, and at each end of a word in it."""
    places = {0, len(text), *(found.end() for found in re.finditer(r"[^\W_]+", text))}
    return (text[:at] + splice + text[at:] for at in sorted(places) for splice in SPLICES)


def test_list_has_a_version_and_no_id_twice() -> None:
    ids = [entry.id for entry in entries()]

    assert version() == "1"
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_entry_explains_its_examples_and_not_its_near_misses(entry: Entry) -> None:
    assert entry.source
    assert entry.examples
    assert len(entry.near_misses) >= 3
    assert [text for text in entry.examples if entry.explain(text) is None] == []
    assert [text for text in entry.near_misses if (found := entry.explain(text)) and found.free is None] == []


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[f"{entry.id}: {text}" for entry, text in EXAMPLES])
def test_name_or_date_spliced_into_an_example_is_not_explained(entry: Entry, example: str) -> None:
    assert [text for text in spliced(example) if all_explained(text)] == []


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("SPM{T_[12.0]} - contrast 1: Jane Doe", "Jane Doe"),
        ("  spm_spm:beta (0001) - smith\0\0", "smith"),
        ("3T 3D GR TR=2300ms/TE=2.98ms/FA=9deg 12-Jan-2015 12:34:56", " 12-Jan-2015 12:34:56"),
        ("fslmaths /home/jdoe/in.nii out.nii", " /home/jdoe/in.nii out.nii"),
    ],
)
def test_what_a_person_typed_is_looked_at_again(text: str, free: str) -> None:
    found = explain(passage(text))

    assert found is not None
    assert found.free is not None
    assert text[slice(*found.free)] == free


def test_nothing_is_explained_under_a_label_that_speaks_of_a_person() -> None:
    assert explain(passage("12", "RepetitionTime")) is not None
    assert explain(passage("12", "PatientID")) is None
    assert explain(passage("brain", "PatientName")) is None
    assert explain(passage("HFS", "PatientPosition")) is not None


@pytest.mark.parametrize(
    "text",
    ["Mark Young", "mark", "Patient: brain", "age 93", "12 High Street", "March 12", "4711", "555-0100", "030 123 456"],
)
def test_known_words_that_could_tell_of_a_person_are_not_explained(text: str) -> None:
    assert explain(passage(text)) is None


@given(st.text(max_size=60))
def test_any_text_is_explained_or_not(text: str) -> None:
    found = explain(passage(text))

    assert found is None or found.free is None or 0 <= found.free[0] < found.free[1] <= len(text)
