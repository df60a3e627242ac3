"""Numbers that offices give, alone and after a word, beside numbers that programs write."""

from __future__ import annotations

import pytest

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.labels import find_labelled
from inspector.core.privacy.recognizers.national import find_national_numbers
from inspector.core.privacy.recognizers.phones import find_phones

HIGH, MEDIUM = 0.8, 0.5


@pytest.mark.parametrize(
    "number",
    [
        "536-90-4399", "943 476 5919", "AB 12 34 56 C", "756.1234.5678.97", "36574261809", "2 95 10 99 126 111 93",
        "54362315K", "X-2482300W", "RSSMRA85T10A562S", "111.222.333", "44051401359", "390.533.447-05",
        "19610302-1231", "131052-308T", "10000000146", "710319/2745", "85.07.30-033.28", "110105193601142036",
        "DE89 3704 0044 0532 0130 00", "4012 8888 8888 1881",
    ],
)  # fmt: skip
def test_number_with_check_digits_is_found_whole(number: str) -> None:
    text = f"id {number};"
    found = [text[match.start : match.stop] for match in find_national_numbers(Passage(text, "extension 1"))]

    assert number in found


@pytest.mark.parametrize("text", ["000-12-3456", "943 476 5918", "44051401358", "1 943 476 5919", "0.44051401359"])
def test_number_with_a_wrong_digit_or_in_a_list_is_none(text: str) -> None:
    assert list(find_national_numbers(Passage(text, "extension 1"))) == []


@pytest.mark.parametrize(
    "number",
    [
        "+49 89 636 48018", "+1-212-555-0100", "(02643) 31287", "212-555-0100", "01 42 68 53 00", "0049 89 63648018",
        "020 7946 0018", "08-123 456 78", "661 573 681", "03-1234-5678", "13812345678", "8 495 123 45 67",
    ],
)  # fmt: skip
def test_telephone_number_is_high_without_a_word(number: str) -> None:
    assert max((match.score for match in find_phones(Passage(number, "descrip"))), default=0) >= 0.65


@pytest.mark.parametrize(
    "word", ["Tel.", "fax:", "Telefon", "téléphone", "Tél.", "Τηλ.", "Факс", "电话", "電話", "mobile no"]
)
def test_telephone_number_after_a_word_is_high_in_any_form(word: str) -> None:
    assert max(match.score for match in find_phones(Passage(f"{word} 841-4791", "descrip"))) >= HIGH


@pytest.mark.parametrize(
    "text", ["0 1000 1000 2000", "256 256 176", "0.32499948", "334.36266914", "1999-2004", "12:34:56"]
)
def test_numbers_of_programs_are_no_telephone(text: str) -> None:
    assert [match for match in find_phones(Passage(text, "descrip")) if match.score >= MEDIUM] == []


@pytest.mark.parametrize(
    "text",
    [
        "Versicherungsnummer 47114", "chart number: 47114", "Numéro d'adhérent 47114", "Nr polisy: 47114",
        "Číslo žádanky 47114", "Номер полиса 47114", "住院号47114", "診察番号は47114", "billing id = 47114",
    ],
)  # fmt: skip
def test_label_that_names_any_number_of_an_office_is_high(text: str) -> None:
    assert [(text[each.start : each.stop], each.score >= HIGH) for each in find_labelled(Passage(text, "descrip"))] == [
        ("47114", True)
    ]


@pytest.mark.parametrize("text", ["series number: 47114", "slice no 47114", "Schichtnummer 47114", "image id: 47114"])
def test_label_that_counts_what_scanners_count_is_none(text: str) -> None:
    assert [each for each in find_labelled(Passage(text, "descrip")) if each.score > 0.6] == []


@pytest.mark.parametrize("text", ["+86 131 2340 6166 / 0086 10 1236 5495", "+1 201-555-0198 / 001 201-555-0184"])
def test_two_telephone_numbers_in_a_line_are_two(text: str) -> None:
    found = [text[match.start : match.stop] for match in find_phones(Passage(text, "descrip")) if match.score >= HIGH]

    assert found == text.split(" / ")


@pytest.mark.parametrize(
    "words", ["telefonare al", "rappeler au", "appeler le", "bel", "volejte", "ring", "ligar para", "call", "contact"]
)
def test_short_telephone_number_after_a_word_for_calling_is_high(words: str) -> None:
    assert max(match.score for match in find_phones(Passage(f"{words} 555-0144", "descrip"))) >= HIGH
