"""Column types: identifiers as 16 bytes, instants as milliseconds, so that rows stay narrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import TEXT, BigInteger, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

# Whole numbers throughout: floating point would lose a millisecond now and then.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Id(TypeDecorator[UUID]):
    """A UUID as its 16 bytes; UUIDv7 keeps rows in the order of their birth."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))


class Instant(TypeDecorator[datetime]):
    """A point in time in UTC, as milliseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MILLISECOND


_LONG = "data/representations/original/data"


class BagPath(TypeDecorator[str]):
    """A path in a bag. Most begin alike; these begin with a slash, which no path does.

    So they sort before all others. Ends of ranges go through here as well: what stands for the
    folder itself, and the character behind its slash.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # compared byte by byte on PostgreSQL too: the files of a folder are one range
        collation = "C" if dialect.name == "postgresql" else None
        return TEXT(collation=collation)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        # What begins with a slash, as asked by somebody, is no path of a bag and finds none.
        return f"//{value}" if value.startswith("/") else short_path(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return _LONG + value if value is not None and value.startswith("/") else value


def short_path(path: str) -> str:
    """A path as the column holds it, for rows that are loaded as they are."""
    if not path.startswith(_LONG):
        return path
    rest = path[len(_LONG) :]
    return rest if rest in ("", "0") or rest.startswith("/") else path


def short_paths(paths: Sequence[str]) -> list[str]:
    """The same for many paths at once."""
    usual = f"{_LONG}/"
    return [path[len(_LONG) :] if path.startswith(usual) else short_path(path) for path in paths]


def milliseconds(at: datetime) -> int:
    """An instant as the column holds it, for rows that are loaded as they are."""
    return (at - _EPOCH) // _MILLISECOND
