"""What a remedy does to the bytes: what was found is gone, what stood around it is there."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.header import Header
from inspector.core.privacy import remedies
from inspector.core.privacy.finding import Finding
from inspector.core.privacy.remedies import Choice, Remedy
from inspector.core.privacy.residue import forms, remaining
from inspector.core.privacy.stand_ins import can_shift, pseudonym, shifted
from tests.builders import nifti1_bytes
from tests.core.privacy.looking import KEY, NAME, Seen, seen

PLACES: list[Any] = [
    pytest.param({"descrip": b"of DOE^JANE, TE=30"}, id="a text field"),
    pytest.param({"aux_file": b"FSL\0DOE^JANE"}, id="behind the NUL"),
    pytest.param({"extensions": [(6, b"seen: DOE^JANE today")]}, id="a comment"),
    pytest.param({"extensions": [(44, b'{"a": "DOE^JANE", "b": 19610302, "c": 1}')]}, id="JSON"),
    pytest.param({"extensions": [(4, b"<a><b c='DOE^JANE'>by DOE^JANE</b></a>")]}, id="XML"),
    pytest.param({"extensions": [(6, b"a\0\0\0DOE^JANE")]}, id="in an extension"),
    pytest.param({"gap": b"DOE^JANE" + bytes(8)}, id="the gap"),
    pytest.param({"extensions": [(6, base64.b64encode(b"Patient DOE^JANE"))]}, id="base64"),
    pytest.param({"extensions": [(6, f"x {NAME}".encode("utf-16-le"))]}, id="UTF-16"),
]


@pytest.mark.parametrize("written", PLACES)
def test_nothing_is_left_whatever_is_chosen(written: dict[str, Any]) -> None:
    before = seen(**written)

    for finding in before.findings:
        for remedy in [each.remedy for each in _choices(before, finding)]:
            after = before.after(remedy) if len(before.findings) == 1 else _each(before)
            assert remaining([NAME, "19610302"], after.data) == []
            assert seen(after.data + bytes(48)).findings == []


def _choices(before: Seen, finding: Finding) -> Sequence[Choice]:
    return remedies.choices(finding, before.header, before.ledger)


def _each(before: Seen) -> Header:
    """What is proposed for each of several findings."""
    chosen = [(each, _choices(before, each)[0].remedy) for each in before.findings]
    return remedies.apply(before.header, chosen, before.ledger, KEY)


def test_json_stays_json() -> None:
    before = seen(extensions=[(44, b'{"a": "DOE^JANE", "b": 19610302, "c": [1]}')])

    after = _each(before)

    text = after.extensions[0].data.rstrip(b"\0")
    assert json.loads(text) == {"a": " " * 8, "b": 0, "c": [1]}


def test_the_words_around_stay() -> None:
    before = seen(extensions=[(6, b"seen: DOE^JANE, today")])

    assert before.after(Remedy.TEXT).extensions[0].data.rstrip(b"\0") == b"seen:         , today"


def test_what_is_removed_with_its_extension_moves_the_voxels_up() -> None:
    before = seen(extensions=[(6, b"seen: DOE^JANE"), (6, b"stays")])

    after = before.after(Remedy.DROP)

    assert [each.text for each in after.extensions] == ["stays"]
    assert after.number("vox_offset") == len(after.data)


def test_behind_the_voxels_it_is_cut_and_in_a_name_it_is_renamed() -> None:
    assert seen(nifti1_bytes() + b"DOE^JANE").choices() == [Remedy.CUT]
    assert seen(called="DOE_JANE.nii").choices() == [Remedy.RENAME]


def test_a_pseudonym_is_the_same_for_the_same_person_and_key() -> None:
    first = seen(descrip=b"of DOE^JANE").after(Remedy.PSEUDONYM).value("descrip")
    second = seen(extensions=[(6, b"1; DOE^JANE; 2")]).after(Remedy.PSEUDONYM).extensions[0].text

    assert first == f"of {pseudonym(NAME, KEY)}"
    assert second == f"1; {pseudonym(NAME, KEY)}; 2"
    assert pseudonym(NAME, KEY) != pseudonym(NAME, b"another key")
    assert pseudonym("doe^jane ", KEY).strip()[:8] == pseudonym(NAME, KEY)


DAYS = st.dates(date(1890, 1, 1), date(2090, 1, 1))


@given(DAYS, DAYS, st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]))
def test_shifted_dates_keep_the_days_between_them(one: date, other: date, form: str) -> None:
    first, second = (_read(shifted(f"on {each.strftime(form)} at", KEY), form) for each in (one, other))

    assert first - second == one - other
    assert 30 <= (one - first).days < 3650


def _read(text: str, form: str) -> date:
    return datetime.strptime(text, f"on {form} at").replace(tzinfo=UTC).date()


@pytest.mark.parametrize("text", ["1961", "20171350", "1234567890123", "no date"])
def test_what_is_no_day_is_not_shifted(text: str) -> None:
    assert not can_shift(text)
    assert shifted(text, KEY) == text


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=20).filter(
        lambda text: len(text.strip()) >= 4
    ),
    st.binary(max_size=9),
)
def test_a_text_is_found_in_every_form(text: str, around: bytes) -> None:
    text = text.strip()

    for form in forms(text):
        assert remaining([text], around + form + around) == [text]


@pytest.mark.parametrize("before", range(4))
def test_a_text_within_base64_is_found(before: int) -> None:
    assert remaining(["Jane Doe"], base64.b64encode(b"x" * before + b"Jane Doe" + b"yz")) == ["Jane Doe"]
