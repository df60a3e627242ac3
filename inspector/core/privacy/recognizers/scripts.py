"""R3 for scripts that no imaging program writes: Cyrillic, Greek, Han, Kana, Hangul, Arabic, Hebrew, Indic, Thai."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.vocabulary import known

# Greek and Cyrillic write capitals. A single Greek letter is a unit or a parameter and no word.
_CASED: Final = re.compile(r"[Ͱ-Ͽἀ-῿Ѐ-ԯԱ-և][Ͱ-Ͽἀ-῿Ѐ-ԯԱ-և\u0300-\u036f'’-]{1,40}+")
# Scripts without capitals and with blanks between words: Hebrew, Arabic, the scripts of India, Thai to Georgian.
_SPACED: Final = re.compile(r"(?:[֐-ۿݐ-ݿऀ-࿿Ⴀ-ჿᲐ-Ჿ]{2,40}+(?:[ \u200c\u200d_-]|$)?){1,4}+")
_DENSE: Final = re.compile(
    r"[々〆぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿가-힯ｦ-ﾟ]++(?:(?:[ ・·　＿_,、]|, )[々〆぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿가-힯ｦ-ﾟ]{1,6}+)?"
)
# What reports in Japanese, Chinese and Korean say besides a name.
# What reports in Japanese, Chinese and Korean say besides a name.
_WORDS: Final = re.compile(
    "患者|病人|氏名|姓名|名前|性别|性別|年齢|年龄|生年月日|出生日期|出生|生まれ|撮影|検査|检查|扫描|头颅|頭部|头部|脳|脑|画像|影像|造影|所見|所见|"
    "診断|诊断|医師|医师|医生|主治|担当|依頼|紹介|技師|技师|電話|电话|手机|携帯|传真|ファックス|メール|アドレス|邮箱|邮件|住所|地址|住址|在住|"
    "番号|编号|編號|号码|序列|製造|シリアル|设备|装置|機器|仪器|身份证|护照|旅券|身份|证件|保険証|保険|保险|医保|社保|账号|口座|"
    "住院|门诊|病历|病歴|病案|外来|入院|受付|登记|申请|检验|単号|单号|予約|预约|次回|来院|复查|随访|复诊|连絡|連絡|联系|"
    "受试者|被験者|志愿者|参加者|研究|试验|結果|结果|報告|报告|送付|发送|发至|发到|请|頂|下さい|ください|お願い|再検|再撮影|体動|移动|动了|"
    "电子|あり|致电|拨打|被保|施設名|科室|部门|病棟|病房|医院|病院|于|在|年|月|日|時|时|分|歳|岁|号|號|番|码|碼|至|は|に|を|の|が|で|と|し|た|さん|様|氏|者|男|女|へ|も|ます|です|から|まで|"
    "환자|이름|성명|검사|촬영|생년월일|번호|전화|주소|결과|병원|년|월|일"
)
_BETWEEN: Final = re.compile(r"[ ,._^-]{0,2}")
_MISREAD_FROM: Final = 3
_PLAIN: Final = re.compile(rb"[A-Za-z0-9 \0]*+")
_FEW: Final = 3
_SHORT: Final = 5
_NAME: Final = "Text in a script that imaging programs do not write; it has the length of a name."


def find(passage: Passage) -> Iterator[Match]:
    """Words in another script than Latin that are no known words of a report."""
    if passage.text.isascii():
        return
    yield from _cased(passage.text)
    for found in _SPACED.finditer(passage.text):
        yield Match(found.start(), found.start() + len(found[0].rstrip(" _-")), 0.85, _NAME)
    for found in _DENSE.finditer(passage.text):
        if len(_WORDS.sub("", found[0])) >= 2 and not _is_misread(found[0]):
            yield Match(found.start(), found.end(), 0.85, _NAME)


def _is_misread(text: str) -> bool:
    """Whether these signs are plain letters that were read two by two, as happens with bytes of an unknown coding."""
    data = text.encode("utf-16-be")
    return len(text) >= _MISREAD_FROM and _PLAIN.fullmatch(data) is not None


def _cased(text: str) -> Iterator[Match]:
    """Unknown words, those side by side as one: capitalised ones, and small ones where there is little else."""
    found = [word for word in _CASED.finditer(text) if not known(word[0])]
    for together in _side_by_side(text, found):
        words = [word[0] for word in together]
        large = any(word[0].isupper() and not _abbreviation(word) for word in words)
        if large or (len(words) > 1 and len(found) <= _FEW):
            yield Match(together[0].start(), together[-1].end(), 0.85, _NAME)
        elif len(found) <= _FEW:
            yield Match(together[0].start(), together[-1].end(), 0.45, _NAME)


def _side_by_side(text: str, found: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Words that at most a comma and a blank stand between, in lists."""
    together: list[re.Match[str]] = []
    for word in found:
        if together and not _BETWEEN.fullmatch(text, together[-1].end(), word.start()):
            yield together
            together = []
        together.append(word)
    if together:
        yield together


def _abbreviation(word: str) -> bool:
    return word.isupper() and len(word) <= _SHORT
