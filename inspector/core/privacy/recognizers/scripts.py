"""R3 for scripts that no imaging program writes: Cyrillic, Greek, Han, Kana, Hangul, Arabic, Hebrew, Indic, Thai."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.vocabulary import known

# Greek and Cyrillic write capitals. A single Greek letter is a unit or a parameter and no word.
_CASED: Final = re.compile(r"[Ͱ-Ͽἀ-῿Ѐ-ԯԱ-և][Ͱ-Ͽἀ-῿Ѐ-ԯԱ-և\u0300-\u036f'’-]{1,40}+")
# Scripts without capitals and with blanks between words: Hebrew, Arabic, the scripts of India, Thai to Georgian.
_SPACED: Final = re.compile(r"(?:[֐-ۿݐ-ݿऀ-࿿Ⴀ-ჿ]{2,40}+(?:[ \u200c\u200d_-]|$)?){1,4}+")
_DENSE: Final = re.compile(
    r"[々〆぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿가-힯ｦ-ﾟ]++(?:(?:[ ・·　＿_,、]|, )[々〆぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿가-힯ｦ-ﾟ]{1,6}+)?"
)
# What reports in Japanese, Chinese and Korean say besides a name.
_WORDS: Final = re.compile(
    "患者|氏名|姓名|名前|性别|性別|年齢|年龄|生年月日|出生日期|出生|撮影|検査|检查|扫描|頭部|头部|脳|脑|画像|影像|造影|所見|所见|診断|诊断|"
    "医師|医师|医生|主治|担当|電話|电话|住所|地址|番号|编号|予約|年|月|日|時|时|分|は|に|を|の|が|で|と|し|た|さん|様|氏|男|女|岁|歳|于|在|"
    "환자|이름|성명|검사|촬영|생년월일|년|월|일"
)
_NAME: Final = "Text in a script that imaging programs do not write; it has the length of a name."


def find(passage: Passage) -> Iterator[Match]:
    """Words in another script than Latin that are no known words of a report."""
    if passage.text.isascii():
        return
    yield from _cased(passage.text)
    for found in _SPACED.finditer(passage.text):
        yield Match(found.start(), found.start() + len(found[0].rstrip(" _-")), 0.85, _NAME)
    for found in _DENSE.finditer(passage.text):
        if len(_WORDS.sub("", found[0])) >= 2:
            yield Match(found.start(), found.end(), 0.85, _NAME)


def _cased(text: str) -> Iterator[Match]:
    """Unknown words, those side by side as one: capitalised ones, and small ones where there is little else."""
    found = list(_CASED.finditer(text))
    few = len(found) <= 3
    start = stop = 0
    for word in found:
        if known(word[0]) or not (few or word[0][0].isupper()):
            continue
        if stop and word.start() - stop <= 2:
            stop = word.end()
            continue
        if stop:
            yield Match(start, stop, 0.85, _NAME)
        start, stop = word.span()
    if stop:
        yield Match(start, stop, 0.85, _NAME)
