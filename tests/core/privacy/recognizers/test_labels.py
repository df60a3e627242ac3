"""What a telling label stands before, in documents and in text, in the languages of hospitals."""

from __future__ import annotations

import pytest

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.key_names import GROUPS, TAGS
from inspector.core.privacy.recognizers.keys import keys, plain
from inspector.core.privacy.recognizers.labels import find_labelled

HIGH, MEDIUM = 0.8, 0.5


def told(text: str, label: str = "") -> list[tuple[str, float]]:
    matches = find_labelled(Passage(text, "extension 1", label=label))
    return [(text[match.start : match.stop], match.score) for match in matches]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PatientName = Doe, Jane; PatientSex = F", "Doe, Jane"),
        ("Patient's Name  PN: 'Doe^Jane'", "Doe^Jane"),
        ('"AccessionNumber": "A-4711", "x": 1', "A-4711"),
        ("<PatientID>4711</PatientID>", "4711"),
        ('patient:full_name = "Jane Doe" ;', "Jane Doe"),
        ('dicom_0x0010:el_0x0020 = "4711" ;', "4711"),
        (".    Patient name                       :   Doe, Jane", "Doe, Jane"),
        ("User: jdoe Machine: ws21", "jdoe"),
        ("MRN 4711", "4711"),
        ("Pat.-Nr. 12345", "12345"),
        ("Patient ID: 943 476 5919", "943 476 5919"),
        ("DOB: 030261", "030261"),
        ("InstitutionName: Example Hospital", "Example Hospital"),
        ("DeviceSerialNumber=35131", "35131"),
        ("Nachname: Muster", "Muster"),
        ("né le : 3/2/61", "3/2/61"),
        ("Fecha de nacimiento: 3-2-61", "3-2-61"),
        ("Codice fiscale: RSSMRA85T10A562S", "RSSMRA85T10A562S"),
        ("Geboortedatum: 3-2-1961", "3-2-1961"),
        ("PESEL: 44051401359", "44051401359"),
        ("CPF: 123", "123"),
        ("Personnummer: 610302-1231", "610302-1231"),
        ("Doğum tarihi: 3.2.1961", "3.2.1961"),
        ("Rodné číslo: 610302/123", "610302/123"),
        ("CPR-nummer: 030261-1234", "030261-1234"),
        ("Henkilötunnus: 030261-123A", "030261-123A"),
        ("Ημερομηνία γέννησης: 3/2/1961", "3/2/1961"),
        ("Дата рождения: 3.2.1961", "3.2.1961"),
        ("患者氏名：山田花子", "山田花子"),
        ("病历号: 12345", "12345"),
        ("Cartella n. 56-83-28: Roe", "56-83-28"),
        ("患者番号52-72-08: Roe", "52-72-08"),
        ("生年月日06.08.15、検査日", "06.08.15"),
        ('"serial_number": "305857', "305857"),
        ("Telefonnummer 555-0144", "555-0144"),
    ],
)
def test_value_under_a_label_is_high(text: str, value: str) -> None:
    matches = told(text)

    assert value in [found for found, _ in matches]
    assert max(score for found, score in matches if found == value) >= HIGH


@pytest.mark.parametrize(
    "label",
    [
        "PatientName",
        "global.const.PatientName",
        "Patient's Name",
        "CIFTI/MetaData/MD[UserName]",
        "00100010",
        "patient.name",
    ],
)
def test_label_of_a_document_tells_for_the_whole_value(label: str) -> None:
    assert told(" Jane Doe ", label) == [("Jane Doe", 0.97)]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Anonymous",
        "anonymized",
        "ANON01",
        "removed",
        "N/A",
        "none",
        "0",
        "000",
        "XXXX",
        "unknown",
        "^^^^",
        "sub-01",
        "***",
    ],
)
def test_what_was_taken_away_is_no_finding(value: str) -> None:
    assert told(value, "PatientID") == []
    assert told(f"PatientID: {value}") == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("HFS", "PatientPosition"),
        ("Prisma_fit", "ManufacturersModelName"),
        ("TimeStep", "MetaData/MD[TimeStep]/Name"),
        ("061Y", "PatientAge"),
        ("F", "PatientSex"),
        ("name = ORIGIN", ""),
        ("Protocol name : WIP DTI SENSE", ""),
        ("<Name>AnatomicalStructurePrimary</Name>", ""),
        ("<Data>6402 17923 25602</Data>", ""),
        ("file: . 520", ""),
    ],
)
def test_label_that_tells_of_no_person_is_not_enough(text: str, label: str) -> None:
    assert [found for found in told(text, label) if found[1] >= MEDIUM] == []


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("subject/FaxNumber", "555-0144"),
        ("contact_email", "jane@example.org"),
        ("SurgeonName", "Jane Doe"),
        ("hospital_id", "12345"),
    ],
)
def test_last_words_of_a_label_tell(label: str, value: str) -> None:
    assert [score >= HIGH for found, score in told(value, label) if found == value] == [True]


@pytest.mark.parametrize("label", ["SeriesNumber", "EchoNumber", "server_ip", "SequenceName", "generated_by"])
def test_label_that_ends_like_a_telling_one_is_not_enough(label: str) -> None:
    assert told("12345", label) == []


def test_every_key_is_compared_as_it_is_written() -> None:
    for group in GROUPS:
        for name in (*group.keys.split(), *group.loose.split()):
            assert plain(name) in keys()


def test_no_key_means_two_things() -> None:
    groups: dict[str, set[str]] = {}
    for group in GROUPS:
        for name in (*group.keys.split(), *group.loose.split()):
            groups.setdefault(plain(name), set()).add(group.id)

    assert {name: found for name, found in groups.items() if len(found) > 1} == {}


def test_tags_belong_to_a_group() -> None:
    assert set(TAGS.values()) <= {group.id for group in GROUPS}
