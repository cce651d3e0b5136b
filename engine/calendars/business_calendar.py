"""One business calendar: when is it open, and what comes so many working hours or days later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
_SEARCH = 3 * 366  # days without any opening after which a calendar counts as closed for good
_LONGEST = timedelta(days=366 * 20)


class CalendarError(ValueError):
    """The calendar cannot answer: it is closed for good, or knows no such shift or round."""


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """One opening: minutes after midnight of the day on which it starts; an end over 24 h lies on the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and self.start < self.end <= self.start + DAY):
            raise CalendarError("an opening starts within its day, ends after its start and lasts at most 24 hours")


_CLOSED: tuple[Hours, ...] = ()
ALWAYS: tuple[tuple[Hours, ...], ...] = ((Hours(0, DAY),),) * 7


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """`week` holds seven days, Monday first; `days` overrides single dates: () is a holiday, hours are a make-up workday.

    `shifts` and `rounds` are named times of the day: a shift is on every day, a round on open days only.
    """

    key: str
    zone: str
    week: tuple[tuple[Hours, ...], ...] = ALWAYS
    days: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    shifts: Mapping[str, Hours] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)

    # Days ------------------------------------------------------------------------------------------------------------

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Openings that start on this day."""
        found = self.days.get(day)
        return self.week[day.weekday()] if found is None else found

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def is_open(self, moment: datetime) -> bool:
        start, end = next(self._openings(moment))
        return start <= moment < end

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself where it is open, else the next opening."""
        return max(moment, next(self._openings(moment))[0])

    # Durations -------------------------------------------------------------------------------------------------------

    def add_working_time(self, moment: datetime, duration: timedelta) -> datetime:
        """The instant when so much opening time has passed since `moment`."""
        if duration < timedelta():
            raise CalendarError("a working time to wait cannot be negative")
        if duration > _LONGEST:
            raise CalendarError("a working time to wait is 20 years at most")
        left, reached = duration, moment.astimezone(UTC)
        for start, end in self._openings(reached):
            begin = max(reached, start)
            if left <= end - begin:
                return begin + left
            left -= end - begin
            reached = end
        raise AssertionError  # _openings never ends quietly

    def add_working_days(self, moment: datetime, count: int) -> datetime:
        """The same wall time so many working days later, within that day's hours.

        Outside opening hours it counts from the next opening.
        """
        begin = self.next_opening(moment.astimezone(UTC))
        if count <= 0:
            return begin
        if count > _LONGEST.days:
            raise CalendarError("working days to wait are 20 years at most")
        day = wall = begin.astimezone(self._info)
        left, current = count, day.date()
        if not self.is_working_day(current):  # in the part of a night that began the day before
            current -= timedelta(days=1)
        closed = 0
        while left:
            current += timedelta(days=1)
            closed = 0 if self.is_working_day(current) else closed + 1
            left -= not closed
            if closed > _SEARCH:
                raise CalendarError(f"the calendar {self.key} has no opening for three years")
        hours = self.hours_on(current)
        minute = min(max(wall.hour * 60 + wall.minute, hours[0].start), hours[-1].end)
        exact = (
            timedelta(seconds=wall.second, microseconds=wall.microsecond)
            if minute == wall.hour * 60 + wall.minute
            else timedelta()
        )
        return self._at(current, minute) + exact

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Opening time between two instants; negative where `end` comes first."""
        if end < start:
            return -self.working_time_between(end, start)
        if end - start > _LONGEST:
            raise CalendarError("working time is counted over 20 years at most")
        total = timedelta()
        try:
            for begin, close in self._openings(start):
                if begin >= end:
                    break
                total += min(close, end) - max(begin, start)
        except CalendarError:  # closed for good after what was counted
            pass
        return total

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative where `end` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        if end - start > _LONGEST:
            raise CalendarError("working days are counted over 20 years at most")
        return sum(self.is_working_day(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))

    # Rounds and shifts -----------------------------------------------------------------------------------------------

    def next_round(self, name: str, after: datetime) -> datetime:
        """The next round of this name (or at this time of day, `08:00`) after an instant, on an open day."""
        minute = self.rounds.get(name)
        if minute is None:
            minute = _minute(name)
        if minute is None:
            known = ", ".join(sorted(self.rounds)) or "none"
            raise CalendarError(f"expected a round of the calendar {self.key} ({known}) or a time such as 08:00, found “{name}”")
        day = after.astimezone(self._info).date()
        for number in range(_SEARCH):
            candidate = day + timedelta(days=number)
            if self.is_working_day(candidate) and (moment := self._at(candidate, minute)) > after:
                return moment
        raise CalendarError(f"the calendar {self.key} has no opening for three years")

    def shift_at(self, moment: datetime) -> tuple[str, datetime, datetime]:
        """The shift that is on: its name, start and end. Where two overlap, the one that began last."""
        day = moment.astimezone(self._info).date()
        found = []
        for offset in (-1, 0):
            for name, hours in self.shifts.items():
                start = self._at(day + timedelta(days=offset), hours.start)
                end = self._at(day + timedelta(days=offset), hours.end)
                if start <= moment < end:
                    found.append((start, name, end))
        if not found:
            raise CalendarError(f"the calendar {self.key} has no shift at {moment.isoformat()}")
        start, name, end = max(found)
        return name, start, end

    def next_shift(self, name: str, after: datetime) -> datetime:
        """When the next shift of this name begins."""
        if name not in self.shifts:
            known = ", ".join(sorted(self.shifts)) or "none"
            raise CalendarError(f"expected a shift of the calendar {self.key} ({known}), found “{name}”")
        day = after.astimezone(self._info).date()
        starts = (self._at(day + timedelta(days=number), self.shifts[name].start) for number in range(3))
        return next(moment for moment in starts if moment > after)

    # The clock -------------------------------------------------------------------------------------------------------

    @property
    def _info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def _at(self, day: date, minute: int) -> datetime:
        """The wall time of a day: when it would have been where clocks skip it, the first where it comes twice."""
        days, minute = divmod(minute, DAY)
        wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), tzinfo=self._info)
        return wall.astimezone(UTC)

    def _openings(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Openings that end after an instant, in order, those that touch joined. Raises CalendarError where none comes."""
        day = moment.astimezone(self._info).date() - timedelta(days=1)
        closed = 0
        reached = moment
        while closed <= _SEARCH:
            hours = sorted(self.hours_on(day))
            closed = 0 if hours else closed + 1
            for each in hours:
                start, end = self._at(day, each.start), self._at(day, each.end)
                if end > reached:
                    yield max(start, reached) if reached > moment else start, end
                    reached = end
            try:
                day += timedelta(days=1)
            except OverflowError:
                break
        raise CalendarError(f"the calendar {self.key} has no opening for three years")


def _minute(text: str) -> int | None:
    try:
        found = time.fromisoformat(text) if len(text) == 5 else None
    except ValueError:
        return None
    return found.hour * 60 + found.minute if found is not None else None
