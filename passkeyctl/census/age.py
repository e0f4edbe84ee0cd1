"""How old what was read is, and whether that is still young enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def is_fresh(read_at: datetime | None, now: datetime, max_age: timedelta) -> bool:
    """A time in the future came from a clock that was wrong: how old that reading is, nobody knows."""
    return read_at is not None and timedelta(0) <= now - read_at <= max_age


def stamp(moment: datetime) -> int:
    """Microseconds, so that what is read back is what was written."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(stamp: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stamp)
