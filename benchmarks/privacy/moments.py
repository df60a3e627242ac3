"""Dates of birth, full dates, dates with a time of day, and ages above 89."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from benchmarks.privacy.source import Form, Source

_BIRTHS: Final = (date(1920, 1, 1), date(2015, 12, 31))
_SCANS: Final = (date(1996, 1, 1), date(2025, 12, 31))
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# First years of the eras that a date of our century or the last can lie in.
_ERAS: Final = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))


def _day(source: Source, bounds: tuple[date, date]) -> date:
    first, last = bounds
    return first + timedelta(source.chance.randrange((last - first).days + 1))


def _birth(source: Source) -> date:
    return _day(source, _BIRTHS)


def _scan(source: Source) -> date:
    return _day(source, _SCANS)


def _moment(source: Source) -> datetime:
    day = _scan(source)
    seconds = source.chance.randrange(7 * 3600, 20 * 3600)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)


def _shaped(source: Source, template: str, day: date) -> str:
    return source.filled(
        template,
        year=str(day.year),
        mm=f"{day.month:02}",
        dd=f"{day.day:02}",
        m=str(day.month),
        d=str(day.day),
        day=str(day.day),
        month=source.locale.months[day.month - 1],
        Mon=_MONTHS[day.month - 1],
    )


def _short(source: Source, day: date) -> str:
    return _shaped(source, source.one(source.locale.short_date), day)


def _long(source: Source, day: date) -> str:
    return _shaped(source, source.one(source.locale.long_date), day)


def _named(source: Source, day: date) -> str:
    text = f"{day.day:02}-{_MONTHS[day.month - 1]}-{day.year}"
    return source.one((text, text.upper(), text.replace("-", " ")))


def _year_first(source: Source, day: date) -> str:
    return day.strftime(source.one(("%Y/%m/%d", "%Y.%m.%d", "%Y_%m_%d")))


def _era(source: Source, day: date) -> str:
    if source.locale.id != "ja_JP":
        return ""
    era, first = next(((era, first) for era, first in _ERAS if day >= first), ("", day))
    return f"{era}{day.year - first.year + 1}年{day.month}月{day.day}日" if era else ""


def _two_digits(source: Source, day: date) -> str:
    return day.strftime("%m/%d/%y" if source.locale.id == "en_US" else source.one(("%d.%m.%y", "%d/%m/%y")))


def _dicom(source: Source) -> str:
    when = _moment(source)
    return when.strftime("%Y%m%d%H%M%S") + source.one(("", f".{source.digits(6)}", ".000000+0100"))


def _ctime(source: Source) -> str:
    """As C writes it: Wed Mar  1 13:45:12 2017."""
    when = _moment(source)
    return f"{_DAYS[when.weekday()]} {_MONTHS[when.month - 1]} {when.day:>2} {when:%H:%M:%S} {when.year}"


BIRTHS: Final = (
    Form("YYYYMMDD", lambda source: f"{_birth(source):%Y%m%d}"),
    Form("YYYY-MM-DD", lambda source: _birth(source).isoformat()),
    Form("as the locale writes it", lambda source: _short(source, _birth(source))),
    Form("month in words", lambda source: _long(source, _birth(source))),
    Form("DD-Mon-YYYY", lambda source: _named(source, _birth(source))),
    Form("YYYY/MM/DD", lambda source: _year_first(source, _birth(source))),
    Form("Japanese era", lambda source: _era(source, _birth(source))),
    Form("two-digit year", lambda source: _two_digits(source, _birth(source)), telling=False, alone=False),
    Form("YYMMDD", lambda source: f"{_birth(source):%y%m%d}", telling=False, alone=False),
)
DATES: Final = (
    Form("YYYYMMDD", lambda source: f"{_scan(source):%Y%m%d}"),
    Form("YYYY-MM-DD", lambda source: _scan(source).isoformat()),
    Form("as the locale writes it", lambda source: _short(source, _scan(source))),
    Form("month in words", lambda source: _long(source, _scan(source))),
    Form("DD-Mon-YYYY", lambda source: _named(source, _scan(source))),
    Form("YYYY/MM/DD", lambda source: _year_first(source, _scan(source))),
    Form("ISO date and time", lambda source: f"{_moment(source):%Y-%m-%dT%H:%M:%S}" + source.one(("", "Z", ".123456"))),
    Form("DICOM date and time", _dicom),
    Form("date and time", lambda source: f"{_moment(source):%Y-%m-%d %H:%M:%S}"),
    Form("ctime", _ctime),
    Form("FreeSurfer time stamp", lambda source: f"{_moment(source):%Y/%m/%d-%H:%M:%S}-GMT"),
    Form("two-digit year", lambda source: _two_digits(source, _scan(source)), telling=False, alone=False),
)


def _years(source: Source) -> str:
    return str(source.chance.randrange(90, 108))


AGES: Final = (
    Form("DICOM age", lambda source: f"{_years(source):0>3}Y"),
    Form("in words", lambda source: source.filled(source.one(source.locale.ages), n=_years(source))),
    Form("years", _years, telling=False, alone=False),
)
