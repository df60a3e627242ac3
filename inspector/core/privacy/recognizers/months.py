"""Names of months, and words that stand around a date, in the languages of hospitals.

Written from knowledge of the languages. A short form stands for itself and for the same with a full stop.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

# A row for each month, its names and short forms, in the order en de fr es it nl pl pt sv tr cs da fi, then el ru.
_NAMES: Final = (
    "january jan januar jän jänner janvier janv enero ene gennaio gen januari styczeń stycznia sty janeiro ocak"
    " oca leden"
    " ledna tammikuu tammikuuta tammi ιανουάριος ιανουαρίου ιαν январь января янв",
    "february feb februar feber février fevrier févr fév fev febrero febbraio februari luty lutego lut"
    " fevereiro şubat"
    " subat şub únor února helmikuu helmikuuta helmi φεβρουάριος φεβρουαρίου φεβ февраль февраля фев",
    "march mar märz maerz mär mrz mars marzo maart mrt marzec marca março marco mart březen března marts maaliskuu"
    " maaliskuuta maalis μάρτιος μαρτίου μαρ март марта мар",
    "april apr avril avr abril abr aprile kwiecień kwietnia kwi nisan nis duben dubna huhtikuu huhtikuuta huhti"
    " απρίλιος απριλίου απρ апрель апреля апр",
    "may mai mayo maggio mag mei maj maja maio mayıs mayis květen května toukokuu toukokuuta touko μάιος μαΐου"
    " μαϊ май"
    " мая",
    "june jun juni juin junio giugno giu czerwiec czerwca cze junho haziran haz červen června kesäkuu kesäkuuta kesä"
    " ιούνιος ιουνίου ιουν июнь июня июн",
    "july jul juli juillet juil julio luglio lug lipiec lipca lip julho temmuz tem červenec července heinäkuu"
    " heinäkuuta heinä ιούλιος ιουλίου ιουλ июль июля июл",
    "august aug août aout agosto ago augustus sierpień sierpnia sie augusti ağustos agustos ağu srpen srpna elokuu"
    " elokuuta elo αύγουστος αυγούστου αυγ август августа авг",
    "september sep sept septembre septiembre setiembre settembre set wrzesień września wrz setembro eylül eylul eyl"
    " září syyskuu syyskuuta syys σεπτέμβριος σεπτεμβρίου σεπ сентябрь сентября сен сент",
    "october oct oktober okt octobre octubre ottobre ott październik października paź outubro out ekim eki říjen"
    " října lokakuu lokakuuta loka οκτώβριος οκτωβρίου οκτ октябрь октября окт",
    "november nov novembre noviembre listopad listopada lis novembro kasım kasim kas listopadu marraskuu marraskuuta"
    " marras νοέμβριος νοεμβρίου νοε ноябрь ноября ноя",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre grudzień grudnia gru dezembro"
    " aralık aralik"
    " ara prosinec prosince joulukuu joulukuuta joulu δεκέμβριος δεκεμβρίου δεκ декабрь декабря дек",
)
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@cache
def months() -> Mapping[str, int]:
    """The number of the month for each name, in small letters, with a capital, in capitals; Roman ones in capitals."""
    found: dict[str, int] = {}
    for number, names in enumerate(_NAMES, 1):
        for name in (*names.split(), *_without_accents(names).split()):
            found |= dict.fromkeys((name, name.capitalize(), name.upper()), number)
    return found | {name: number for number, name in enumerate(_ROMAN, 1)}


def unmistakable(word: str) -> bool:
    """Whether the name of a month is hardly another word: "March" and "may" are, "September" is not."""
    return len(word) > 5 or (len(word) > 3 and not word.isascii())
