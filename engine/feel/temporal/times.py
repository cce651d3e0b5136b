"""Times of day and date-times, local, with an offset, or in an IANA zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.errors import FeelError
from engine.feel.quoting import shown_value
from engine.feel.temporal.dates import FeelDate, date_text, day_number, from_day_number
from engine.feel.temporal.durations import MICROSECOND, microseconds_duration

SECOND = 1_000_000_000  # in nanoseconds
DAY = 86_400 * SECOND
_LAST_OFFSET = 18 * 3600


@lru_cache(maxsize=512)
def find_zone(name: str) -> ZoneInfo:
    """Raises: FeelError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise FeelError(f"There is no time zone '{shown_value(name)}'.") from None


@dataclass(frozen=True, slots=True)
class FeelTime:
    """A time of day. `offset` in seconds east of UTC; `zone` an IANA name; neither: local.

    In a zone whose clocks are put back, an hour of one night comes twice. A text means the first of the two (summer time);
    `fold` is 1 for the second, which only arithmetic and conversions reach. What the clocks skip in spring is read with the
    offset before the change: 02:30 is an hour and a half after 01:00.
    """

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None
    fold: int = 0

    def __post_init__(self) -> None:
        in_day = 0 <= self.hour < 24 and 0 <= self.minute < 60 and 0 <= self.second < 60 and 0 <= self.nanosecond < SECOND
        if not in_day or (self.offset is not None and abs(self.offset) > _LAST_OFFSET):
            raise FeelError(f"There is no time {self.hour}:{self.minute}:{self.second}.")
        if self.zone is not None:
            find_zone(self.zone)

    @property
    def is_local(self) -> bool:
        return self.offset is None and self.zone is None

    @property
    def since_midnight(self) -> int:
        """Nanoseconds, as the clock on the wall shows."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * SECOND + self.nanosecond

    def utc_offset(self, on: FeelDate | None = None) -> int | None:
        """Seconds east of UTC on that day; None for a local time."""
        if self.zone is None:
            return self.offset
        year = min(max(on.year, 1900), 2400) if on else 2000  # zone rules are not known outside
        month, day = (on.month, min(on.day, 28) if year != on.year else on.day) if on else (1, 1)
        moment = datetime(year, month, day, self.hour, self.minute, self.second, tzinfo=find_zone(self.zone), fold=self.fold)
        return _offset(moment)

    @property
    def instant(self) -> int:
        return self.since_midnight - (self.utc_offset() or 0) * SECOND

    def __str__(self) -> str:
        return time_text(self)


@dataclass(frozen=True, slots=True)
class FeelDateTime:
    """A date and time. Compared by instant when both have an offset or zone, by wall clock when both are local."""

    date: FeelDate
    time: FeelTime

    @property
    def is_local(self) -> bool:
        return self.time.is_local

    @property
    def utc_offset(self) -> int | None:
        return self.time.utc_offset(self.date)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01 (of UTC, or of the wall clock for a local date-time)."""
        return day_number(self.date) * DAY + self.time.since_midnight - (self.utc_offset or 0) * SECOND

    def plus(self, nanoseconds: int) -> FeelDateTime:
        """The moment so much later, shown in the same offset or zone."""
        return from_instant(self.instant + nanoseconds, self.time.offset, self.time.zone)

    def in_zone(self, zone: str) -> FeelDateTime:
        """The same moment in an IANA zone; a local date-time is taken to be in that zone."""
        if self.is_local:
            return FeelDateTime(self.date, replace(self.time, zone=zone))
        return from_instant(self.instant, None, zone)

    def to_datetime(self, zone: str | None = None) -> datetime:
        """As an aware UTC datetime; `zone` is where a local date-time is meant to be.

        Raises: ValueError if it is local and no zone is given, or outside the years 1 to 9999.
        """
        if self.is_local and zone is None:
            raise ValueError(f"'{self}' has no time zone.")
        moment = self.in_zone(zone) if zone is not None and self.is_local else self
        try:
            return datetime(1970, 1, 1, tzinfo=UTC) + (moment.instant // 1000) * MICROSECOND
        except OverflowError:
            raise ValueError(f"'{self}' is outside the years 1 to 9999.") from None

    def __str__(self) -> str:
        """The second of two equal local times is written with its offset: its zone alone would mean the first."""
        time = self.time
        if time.fold and replace(time, fold=0).utc_offset(self.date) != self.utc_offset:
            time = replace(time, offset=self.utc_offset, zone=None, fold=0)
        return f"{date_text(self.date)}T{time_text(time)}"


def from_instant(instant: int, offset: int | None, zone: str | None) -> FeelDateTime:
    if zone is not None:
        then = _in_zone(instant, zone)
        local = from_instant(instant + _offset(then) * SECOND, None, None)
        return FeelDateTime(local.date, replace(local.time, zone=zone, fold=then.fold))
    days, rest = divmod(instant + (offset or 0) * SECOND, DAY)
    seconds, nanosecond = divmod(rest, SECOND)
    minutes, second = divmod(seconds, 60)
    return FeelDateTime(from_day_number(days), FeelTime(*divmod(minutes, 60), second, nanosecond, offset))


def _offset(moment: datetime) -> int:
    return round((moment.utcoffset() or timedelta()).total_seconds())


def _in_zone(instant: int, zone: str) -> datetime:
    first, last = -2_208_988_800, 13_569_465_600  # 1900 and 2400: zone rules are not known outside
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(instant // SECOND, first), last))
    return moment.astimezone(find_zone(zone))


def from_datetime(moment: datetime) -> FeelDateTime:
    """A Python datetime as a FEEL one: an IANA zone and a fixed offset are kept, a naive one is local."""
    offset, zone = None, None
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC":
        zone = moment.tzinfo.key
    elif moment.tzinfo is not None:
        offset = _offset(moment)
    fold = moment.fold if zone is not None else 0
    time = FeelTime(moment.hour, moment.minute, moment.second, moment.microsecond * 1000, offset, zone, fold)
    return FeelDateTime(moment.date(), time)


def between(start: FeelDateTime, end: FeelDateTime) -> timedelta:
    """How long after `start` `end` is. Raises: FeelError if only one of them is local."""
    if start.is_local != end.is_local:
        raise FeelError("A date and time with a time zone and one without cannot be compared.")
    return microseconds_duration((end.instant - start.instant) // 1000)


def offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def time_text(time: FeelTime) -> str:
    fraction = f".{time.nanosecond:09d}".rstrip("0") if time.nanosecond else ""
    text = f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{fraction}"
    if time.zone is not None:
        return f"{text}@{time.zone}"
    return text if time.offset is None else text + offset_text(time.offset)
