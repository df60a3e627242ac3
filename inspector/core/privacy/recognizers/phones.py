"""Telephone and fax numbers, by the numbering plans of the world.

Sources: ITU-T E.164, and the national plans in libphonenumber.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

CALLED, VALID, SHAPED, BARE, UNSURE = 0.95, 0.9, 0.85, 0.6, 0.5

_CANDIDATE: Final = Pattern(
    r"[+＋(\d]⟨(?:(?<=[+＋])|(?<!\d[.,/:-].))\+?(?:[ ().\-/\u2010-\u2015]{0,3}\d){6,40}+"
    r"(?:[ ,]{0,2}(?:x|ext\.?|#)[ ]?\d{1,6})?⟩(?![.:]\d)"
)
# Between two numbers, as well as behind an area.
_STROKE: Final = re.compile(r"[ ]?/[ ]?")
# Words that begin or end other ones as well, then whole words for calling somebody, and what may follow either.
_CALLED: Final = Pattern(
    r"(?P<word>phone|tele?f[oó]?n\w{0,6}|t[eé]l[eé]?|téléphone|telefon\w{0,9}|telefoon|fax|mobile?|mobiel|cell(?:ular)?|handy"
    r"|pager|beeper|gsm|m[oó]vil|celular|portable|komórka|puh(?:elin)?|tlf|tfn|τηλ\w{0,6}|тел\w{0,5}|факс|電話\w{0,2}|电话"
    r"|手机|전화|faks|t[ée]l[ée]copie|φαξ|κιν\w{0,6}|моб\w{0,7}|传真|傳真|ファックス|携帯\w{0,2}|連絡先?|联系|致电|拨打|연락처?|☎|☏|📞"
    r"|(?<![^\W\d_])(?:call|ring(?:a|e|en)?|dial|cep|anrufen|erreichbar|rückruf|r?appeler|joindre|[ck]onta[ck]t\w{0,4}|contatt\w{0,3}|contatar|reach|llam[ae]r?"
    r"|chiamare|telefonare|richiamare|bel(?:len)?|terugbellen|(?:za)?dzwoni[ćc]|liga?r|ligue|arayın(?:ız)?|ara"
    r"|(?:za)?vol[ae][tj]\w{0,3}|soita|soittaa|(?:по)?звони\w{0,3}|καλέσ\w{0,4}|επικοινων\w{0,6}))"
    r"[\s.:=#\"'()\]>№-]{0,6}"
    r"(?:(?:no|nr|number|num|home|work|office|at|unter|au|le|al|allo|aos?|op|naar|pod|na|para|på|till|numer\w{0,2}|по|на|στο)"
    r"[\s.:=#\"'()>№-]{1,4}){0,2}$",
    re.IGNORECASE,
)
_AFTER_CALLED: Final = Pattern(
    r"[pPtTfFcCeE](?<![^\W\d_].)(?i:hone|el|elefon|ax|all|xt)\b[ .:]{0,3}(\d{3,5}[ -]?\d{0,4})(?!\w)"
)
# Groups as they are written without a word beside them. In lists of numbers they would be chance.
_GROUPS: Final = {
    (3, 3, 4): SHAPED, (2, 2, 2, 2, 2): SHAPED, (1, 3, 3, 4): SHAPED, (3, 4, 4): SHAPED, (2, 4, 4): SHAPED,
    (3, 3, 2, 2): SHAPED, (1, 3, 3, 2, 2): SHAPED, (2, 5, 4): SHAPED, (4, 3, 4): SHAPED, (3, 2, 2, 2): BARE,
    (3, 3, 3): BARE, (2, 3, 2, 2): BARE, (3, 4): UNSURE, (2, 2, 2, 2): 0.4, (4, 4): 0.4, (5, 6): BARE, (5, 4): BARE,
    (4, 6): SHAPED, (4, 7): BARE, (3, 7): BARE, (3, 8): BARE, (4, 3, 3): SHAPED, (5, 2, 3): SHAPED, (3, 6): BARE,
}  # fmt: skip
# Mobiles of China, calls of Russia, within a country, to another one, and all calls of North America and Greece.
_DIALLED: Final = Pattern(r"1[3-9]\d{9}|[78]\d{10}|0\d{9,10}|00[1-9]\d{8,12}|[2-9]\d{9}")
# Of the ways of writing below: an area in brackets, what comes before an extension, two signs in a row.
_AREA: Final = Pattern(r"(?:\d[ ]?)?\(0?\d{1,5}\)[ /-]{0,2}\d")
_EXTENSION: Final = re.compile("[x#e]")
_DOUBLED: Final = Pattern(r"\d(?! [-/] \d)[ .\-/]{2}")
_DIGITS, _NO_DIGIT = re.compile(r"\d+"), re.compile(r"\D")
_SIZES: Final = frozenset({(3, 3, 3), (2, 3, 2, 2)})
_REGIONS: Final = (
    *("US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "BR", "SE", "TR", "CZ", "JP", "CN", "RU", "GR", "DK", "FI", "NO"),
    *("AT", "CH", "BE", "PT", "IN", "AU", "KR", "TW", "IL", "HU", "RO", "UA", "MX", "AR", "ZA", "IE"),
)
_MOST: Final = 60
_FEWEST: Final = 7
_LONGEST_WORD: Final = 32
_NOT_IN_PLANS: Final = 0.38
_BESIDE: Final = " \t.:=#\"'()[]>№-☎☏📞"
_WHY: Final = "This looks like a telephone or fax number."
_WHY_CALLED: Final = "A word before it says that this is a telephone or fax number."


def find_phones(passage: Passage) -> Iterator[Match]:
    text = passage.text
    asked = 0
    for found in _CANDIDATE.find(text):
        before = text[max(0, found.start() - _LONGEST_WORD) : found.start()]
        is_beside = before.rstrip(_BESIDE)[-1:].isalpha() or not before.isascii()
        if is_beside and (called := _CALLED.search(before)):
            for start, stop in _numbers(found):
                yield Match(start, stop, CALLED, _WHY_CALLED, len(called["word"]))
            continue
        for start, stop in _numbers(found):
            score, needs_plan = _of_shape(text[start:stop], text, start, stop)
            if needs_plan and score >= UNSURE:
                asked += 1
                score = score if asked <= _MOST and _is_valid(text[start:stop]) else score - _NOT_IN_PLANS
            if score > 0:
                yield Match(start, stop, score, _WHY)
    for found in _AFTER_CALLED.find(text):
        yield Match(*found.span(1), SHAPED, _WHY_CALLED)


def _numbers(found: re.Match[str]) -> list[tuple[int, int]]:
    """Where the numbers of a candidate stand: several where a stroke parts what is long enough for one."""
    edges = [found.start(), *(edge for sign in _STROKE.finditer(found[0]) for edge in _moved(sign, found)), found.end()]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    text = found.string
    if all(len(_NO_DIGIT.sub("", text[start:stop])) >= _FEWEST for start, stop in parts):
        return parts
    return [found.span()]


def _moved(sign: re.Match[str], found: re.Match[str]) -> tuple[int, int]:
    return found.start() + sign.start(), found.start() + sign.end()


def _of_shape(number: str, text: str, start: int, stop: int) -> tuple[float, bool]:
    """How sure the way of writing makes it, and whether only if a plan of numbers has it."""
    digits = _NO_DIGIT.sub("", number)
    if number.startswith(("+", "＋", "(+")):
        return (SHAPED, False) if len(digits) > 8 else (BARE, False)
    if not 7 <= len(_NO_DIGIT.sub("", _EXTENSION.split(number)[0])) <= 16:
        return 0, False
    if _AREA.match(number):
        return SHAPED, False
    if number == digits:
        return (BARE + 0.05, True) if _DIALLED.fullmatch(digits) else (0, False)
    if _in_list(text, start, stop) or _DOUBLED.search(number):
        return 0, False
    return (SHAPED, False) if _EXTENSION.search(number) else _of_groups(number, digits)


def _of_groups(number: str, digits: str) -> tuple[float, bool]:
    """The same of groups of digits with signs between them."""
    parts = _DIGITS.findall(number)
    if parts[0] == "0":
        return 0, False
    if parts[0].startswith("00") and parts[0] != "000" and len(digits) > 10:
        return SHAPED, False
    groups = tuple(map(len, parts))
    if "." in number and (number.count(".") < 2 or set(number) & set(" ()/-")):
        return 0, False
    if digits.startswith("0") and len(digits) > 7:
        return (VALID, True) if min(groups) > 1 else (SHAPED, True)
    score = _GROUPS.get(groups, 0.0)
    if groups == (1, 3, 3, 2, 2) and digits[0] in "78":
        return SHAPED, False
    if "-" in number:
        return score, len(digits) > 7
    # Numbers with blanks or stops between them may count voxels, which are mostly multiples of 4, and seldom large.
    if groups in _SIZES and (all(int(part) % 4 == 0 for part in parts) or (len(groups) == 3 and digits[0] < "5")):
        return 0, False
    return (SHAPED if groups in _SIZES else score if len(digits) > 9 else min(score, UNSURE)), True


def _in_list(text: str, start: int, stop: int) -> bool:
    """Whether another number stands beside it, with nothing but a blank or a comma between."""
    return (
        re.search(r"\d[ ,;.\t]{1,3}$", text[max(0, start - 4) : start]) is not None
        or re.match(r"[ ,;\t]{1,3}[-+]?\d", text[stop : stop + 5]) is not None
    )


def _is_valid(number: str) -> bool:
    # Its tables are large, and most texts have nothing like a telephone number.
    import phonenumbers

    plain = "".join(str(int(each)) if each.isdecimal() else each for each in number)
    for region in _REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(plain, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
