"""The end of an object, read with one ranged read if the AIP is small; it tells its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.rebuilding.rows import FileRow
from model.aip import Identification, Placement, Sealed
from model.submission import payload_digest
from preservation.rebuild.listing import Sighting
from storage.copies import Copy
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_sealed
from storage.stores import NoSuchObject, ObjectUnreadable, Store


@dataclass(frozen=True, slots=True)
class Told:
    """What the end of a generation's object tells: plain rows, quick to hand from a process.

    ``store``: where it was read. ``bad``: stores whose object does not end as one of ours.
    """

    sealed_at: datetime
    size: int
    manifest_sha512: bytes
    files_root: bytes
    secret: bytes
    files: int
    store: str
    bad: tuple[str, ...]
    rows: Sequence[FileRow] = field(repr=False)
    formats: Sequence[Identification]
    bytes: int


def read_tail(
    stores: Mapping[str, Store], seen: Sighting, names: Sequence[str] = ()
) -> Told | None:
    """What the first store tells whose object ends as ours do; None where none does.

    ``names``: ask these stores only. Raises `storage.away`.
    """
    bad: list[str] = []
    for name, size in seen.sizes:
        if names and name not in names:
            continue
        copy = Copy(stores[name], Placement(name, seen.key, "", 0, size))
        try:
            sealed = read_sealed(copy.ranges(), size)
        except (MalformedObject, NoSuchObject, ObjectUnreadable):
            sealed = None
        if sealed is not None and (sealed.aip, sealed.generation) == (seen.aip, seen.number):
            return told_by(sealed, name, tuple(bad))
        bad.append(name)
    return None


def told_by(sealed: Sealed, store: str, bad: tuple[str, ...] = ()) -> Told:
    """What a generation tells of itself, as rows."""
    formats: dict[Identification, int] = {}
    rows: list[FileRow] = []
    for m in sealed.members:
        found = m.identification
        number = -1 if found is None else formats.setdefault(found, len(formats))
        rows.append((m.path, m.size, m.sha512, m.crc32, m.offset, int(m.role), number, m.held_in))
    payload = sealed.payload
    return Told(
        sealed_at=sealed.sealed_at,
        size=sealed.object_size,
        manifest_sha512=sealed.manifest_sha512,
        files_root=sealed.files_root,
        secret=sealed.secret,
        files=len(payload),
        store=store,
        bad=bad,
        rows=rows,
        formats=list(formats),
        bytes=sum(m.size for m in payload),
    )


def payload_of(sealed: Sealed, folder: str) -> bytes:
    """The payload identity of a unit, as `model.submission` computes it."""
    return payload_digest((m.path.removeprefix(folder), m.sha512) for m in sealed.payload)
