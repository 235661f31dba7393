"""Rows of the catalogue as tests need them, written without the ceremony of ingest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, update

from catalogue.tables import (
    aip,
    description,
    description_aip,
    file,
    format,
    generation,
    index_outbox,
    submission,
)
from model.aip import Role
from model.rights.opening import ALWAYS, NEVER

AT = datetime(2026, 11, 24, tzinfo=UTC)
PAYLOAD = "data/representations/original/data/"


def describe(
    connection: Connection,
    number: int,
    *,
    parent: int | None = None,
    fields: Mapping[str, Any] | None = None,
    **stated: Any,
) -> None:
    """An open description with its outbox row; ``stated`` columns matter to the test."""
    usual: dict[str, Any] = {
        "key": number,
        "id": UUID(int=number),
        "parent": parent,
        "refcode": f"LG {number}",
        "level": "file",
        "title": f"Unit {number}",
        "fields": dict(fields or {}),
        "rights": {},
        "metadata_public_from": ALWAYS,
        "content_from": ALWAYS,
        "reason": "open",
        "metadata_reason": "open",
        "rule_set": "by-2026",
        "changed_at": AT,
    }
    connection.execute(insert(description).values(**usual | stated))
    touch(connection, number)


def change(connection: Connection, number: int, **stated: Any) -> None:
    """A changed description with its outbox row."""
    connection.execute(update(description).where(description.c.key == number).values(**stated))
    touch(connection, number)


def remove(connection: Connection, number: int) -> None:
    """A description that is gone, with its outbox row."""
    connection.execute(delete(description).where(description.c.key == number))
    touch(connection, number)


def touch(connection: Connection, number: int) -> None:
    """An outbox row alone."""
    connection.execute(insert(index_outbox).values(description=UUID(int=number)))


def hold(
    connection: Connection,
    key: int,
    paths: Mapping[str, tuple[str | None, str]],
    links: Mapping[int, str],
    *,
    number: int = 1,
) -> None:
    """An AIP's generation with files (path -> PUID, media type), linked to descriptions."""
    if number == 1:
        connection.execute(
            insert(submission).values(
                key=key,
                id=UUID(int=key),
                digest=bytes([key]) * 64,
                payload=b"",
                received_at=AT,
                units=1,
            )
        )
        connection.execute(
            insert(aip).values(key=key, id=UUID(int=key), partition=key, submission=key)
        )
        for linked, path in links.items():
            connection.execute(
                insert(description_aip).values(description=linked, aip=key, path=path)
            )
    written = connection.execute(
        insert(generation).values(
            aip=key,
            number=number,
            sealed_at=AT,
            sha256=b"",
            size=1,
            manifest_sha512=b"",
            files_root=b"",
            files=len(paths),
            bytes=1,
        )
    ).inserted_primary_key
    assert written is not None
    for path, (puid, mime) in paths.items():
        kind = connection.execute(
            insert(format).values(puid=puid, name=f"Name of {puid}", version=path, mime=mime)
        ).inserted_primary_key
        assert kind is not None
        connection.execute(
            insert(file).values(
                generation=written[0],
                path=PAYLOAD + path,
                size=1,
                sha512=b"",
                crc32=0,
                offset=0,
                role=Role.ORIGINAL,
                format=kind[0],
            )
        )


def hidden_until(day: date = NEVER) -> dict[str, Any]:
    """The columns of a description that the public may not know of."""
    return {"metadata_public_from": day, "content_from": day}
