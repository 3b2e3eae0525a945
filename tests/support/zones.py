"""Zones of somebody else's that do not answer as they should, for every test that needs one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


class OldStyle(tzinfo):
    """A zone that knows the offset of an instant, and gives a wall time its first recorded offset."""

    def __init__(self, name: str, offset: timedelta | None = None) -> None:
        self._zone = ZoneInfo(name)
        self._name = name
        local_mean_time = datetime(1800, 1, 1, tzinfo=self._zone).utcoffset()
        self._offset = local_mean_time if offset is None else offset

    def utcoffset(self, _moment: datetime | None, /) -> timedelta | None:
        return self._offset

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        return None

    def tzname(self, _moment: datetime | None, /) -> str | None:
        return self._name

    def fromutc(self, moment: datetime, /) -> datetime:
        offset = moment.replace(tzinfo=UTC).astimezone(self._zone).utcoffset()
        assert offset is not None
        return (moment + offset).replace(tzinfo=OldStyle(self._name, offset))


class Failing(tzinfo):
    """A zone that cannot answer."""

    def utcoffset(self, _moment: datetime | None, /) -> timedelta | None:
        raise LookupError

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        raise LookupError

    def tzname(self, _moment: datetime | None, /) -> str | None:
        raise LookupError


class Wavering(tzinfo):
    """A zone whose offset is another one each time that it is asked for."""

    def __init__(self) -> None:
        self._hours = 0

    def utcoffset(self, _moment: datetime | None, /) -> timedelta | None:
        self._hours = (self._hours + 1) % 12
        return timedelta(hours=self._hours)

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        return None

    def tzname(self, _moment: datetime | None, /) -> str | None:
        return None


class Nowhere(tzinfo):
    """A zone without an offset."""

    zone = "Europe/Nowhere"

    def utcoffset(self, _moment: datetime | None, /) -> timedelta | None:
        return None

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        return None

    def tzname(self, _moment: datetime | None, /) -> str | None:
        return None
