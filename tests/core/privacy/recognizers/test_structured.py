"""Recognizers of what has a form find their examples and leave programs and scanners alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.structured import STRUCTURED
from inspector.core.privacy.recognizers.table import Kind

HIGH, MEDIUM = 0.8, 0.5
# A label of a subject is often a code of the study, which a person has to judge.
MEDIUM_KINDS = {"subject label"}
EXAMPLES = [(kind, text) for kind in STRUCTURED for text in kind.examples]
NEAR_MISSES = [(kind, text) for kind in STRUCTURED for text in kind.near_misses]
KINDS = {kind.id: kind for kind in STRUCTURED}
# What the forms are made of, so that many of the texts come close to one.
SIGNS = st.text("0123456789 .-/:^@+=()_\\~#'\"<>[],;|%aAbceEfgnoPRTXxyé年月日٣３ß№", max_size=60)


def score(text: str, surface: str = "descrip", label: str = "", kinds: tuple[Kind, ...] = STRUCTURED) -> float:
    """The score of all matches of the recognizers together."""
    rest = 1.0
    for kind in kinds:
        for match in kind.find(Passage(text, surface, label=label)):
            rest *= 1 - match.score
    return 1 - rest


def found(kind_id: str, text: str) -> set[str]:
    return {text[match.start : match.stop] for match in KINDS[kind_id].find(Passage(text, "extension 1"))}


def best(kind_id: str, text: str) -> float:
    return max((match.score for match in KINDS[kind_id].find(Passage(text, "extension 1"))), default=0.0)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[f"{kind.id}: {text}" for kind, text in EXAMPLES])
def test_example_is_found_and_high(kind: Kind, text: str) -> None:
    assert score(text, kinds=(kind,)) >= (MEDIUM if kind.id in MEDIUM_KINDS else HIGH)


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES, ids=[f"{kind.id}: {text}" for kind, text in NEAR_MISSES])
def test_near_miss_is_silent(kind: Kind, text: str) -> None:
    assert score(text, kinds=(kind,)) < MEDIUM


@given(text=st.text(max_size=60) | SIGNS)
def test_matches_lie_in_any_text(text: str) -> None:
    for kind in STRUCTURED:
        for label in ("", "PatientID"):
            for match in kind.find(Passage(text, "descrip", label=label)):
                assert 0 <= match.start < match.stop <= len(text)
                assert 0 < match.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "TE=72;Time=135713.284",
        "fslmaths in.nii -s 2 out.nii",
        "MRtrix version: 3.0.3",
        "0.5 0.25 1000",
        "1.2.840.10008.1.2.1",
        "spm - algebra",
        "Right hippocampus",
        "brain mask",
        "12 Right-Hippocampus 220 20 20 0",
        "ORIGINAL\\PRIMARY\\M\\ND",
        "3T 3D GR TR=13ms/TE=4.96ms/FA=15deg",
        "sub-01_ses-02_task-rest_run-1_bold.nii.gz",
        "182 218 182",
        "PatientPosition = 'HFS'",
        "EffectiveEPIEchoSpacing = 0.32499948;",
        "ep2d_bold_TR2000_36sl",
        "6.0.5:9e026117",
        "sSliceArray.asSlice[38].dThickness = 2.5",
    ],
)
def test_text_of_programs_is_silent(text: str) -> None:
    assert score(text) < MEDIUM


@pytest.mark.parametrize("seconds", [1_000_000_000, 1_400_000_000])
def test_seconds_since_1970_are_a_weak_date(seconds: int) -> None:
    assert best("date", f"t={seconds}") == 0.4


def test_a_line_of_a_scanner_gives_each_of_its_identifiers() -> None:
    text = "Patient Doe^Jane, MRN000123, born 3.2.1961, tel. 555-0100, jane.doe@example.org, /home/jsmith/x"

    assert found("DICOM name", text) == {"Doe^Jane"}
    assert found("record number", text) == {"MRN000123"}
    assert found("date", text) == {"3.2.1961"}
    assert found("telephone", text) == {"555-0100"}
    assert found("e-mail", text) == {"jane.doe@example.org"}
    assert found("user", text) == {"/home/jsmith/"}
