"""One unit as staff see it: place in the tree, opening days, AIPs with files and copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from administration.lookup import find_named
from administration.opening_words import until
from administration.wiring import Archive
from catalogue import aips, copies, holds
from catalogue.aips import File, Generation
from catalogue.copies import Copy
from catalogue.tree import ancestors
from model.errors import Language
from model.event import utc
from model.ids import ark
from model.rights import Opening
from model.rights.opening import ALWAYS, NEVER


@dataclass(frozen=True, slots=True)
class ShownAip:
    """An AIP: its generations, the files of the newest that belong to the unit, its copies."""

    id: UUID
    generations: tuple[Generation, ...]
    files: tuple[File, ...]
    copies: tuple[Copy, ...]
    held_since: datetime | None = None  # by a legal hold

    def document(self) -> dict[str, object]:
        """As `muniment show --json` gives it."""
        return {
            "aip": str(self.id),
            "generations": [
                {
                    "generation": one.number,
                    "sealed_at": utc(one.sealed_at),
                    "sha256": one.sha256.hex(),
                    "size": one.size,
                    "files": one.files,
                    "bytes": one.bytes,
                }
                for one in self.generations
            ],
            "files": [_file(one) | {"generation": self._holder(one)} for one in self.files],
            "copies": [
                {
                    "store": one.placement.store,
                    "generation": one.generation,
                    "status": one.status.value,
                    "last_checked": utc(one.checked_at) if one.checked_at else None,
                }
                for one in self.copies
            ],
            "held_since": utc(self.held_since) if self.held_since else None,
        }

    def _holder(self, one: File) -> int:
        """The number of the generation whose object has the file's bytes."""
        return one.member.held_in or self.generations[-1].number


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A unit; with empty texts where an AIP has no description. ``path``: units above it."""

    id: str
    refcode: str
    title: str
    level: str
    ark: str
    dates: str
    scope: str
    extent: str
    path: tuple[tuple[str, str], ...]
    opening: Opening | None
    today: date
    aips: tuple[ShownAip, ...]

    def document(self) -> dict[str, object]:
        """As `muniment show --json` gives it. A day is null where none is known."""
        return {
            "id": self.id,
            "refcode": self.refcode,
            "title": self.title,
            "level": self.level,
            "ark": self.ark,
            "dates": self.dates,
            "path": [{"refcode": refcode, "title": title} for refcode, title in self.path],
            "access": self._access(),
            "aips": [one.document() for one in self.aips],
        }

    def metadata_access(self, language: Language) -> str:
        """From when the public may know of it, in words."""
        if self.opening is None:
            return until(NEVER, "unknown", self.today, language)
        return until(
            self.opening.metadata_public_from, self.opening.metadata_reason, self.today, language
        )

    def content_access(self, language: Language) -> str:
        """From when the public may read it, in words."""
        if self.opening is None:
            return until(NEVER, "unknown", self.today, language)
        day = max(self.opening.content_from, self.opening.metadata_public_from)
        return until(day, self.opening.reason, self.today, language)

    def _access(self) -> dict[str, object]:
        if self.opening is None:
            return {"metadata_from": None, "content_from": None, "reason": "unknown"}
        return {
            "metadata_from": _day(self.opening.metadata_public_from),
            "content_from": _day(self.opening.content_from),
            "reason": self.opening.reason.value,
            "metadata_reason": self.opening.metadata_reason.value,
            "rule_set": self.opening.rule_set,
            "content": "open" if self.opening.content_public(self.today) else "closed",
        }


def shown(archive: Archive, name: str) -> ShownUnit:
    """The unit or AIP called ``name``. Raises `catalogue.not-found`."""
    with archive.database.read() as connection:
        named = find_named(connection, name)
        held = tuple(_aip(connection, identifier, path) for identifier, path in named.aips)
        described = named.described
        if described is None:
            identifier = held[0].id
            return ShownUnit(
                id=str(identifier), refcode="", title="", level="", dates="", scope="", extent="",
                ark=ark(archive.settings.archive.naan, identifier), path=(), opening=None,
                today=archive.today, aips=held,
            )  # fmt: skip
        noun = described.description
        above = ancestors(connection, described.key)
        return ShownUnit(
            id=str(noun.id),
            refcode=noun.refcode,
            title=noun.title,
            level=noun.level.value,
            ark=ark(archive.settings.archive.naan, noun.id),
            dates=str(noun.period),
            scope=noun.scope,
            extent=noun.extent,
            path=tuple((one.description.refcode, one.description.title) for one in above),
            opening=described.opening,
            today=archive.today,
            aips=held,
        )


def _aip(connection: Connection, identifier: UUID, path: str) -> ShownAip:
    generations = aips.generations(connection, identifier)
    newest = aips.newest(generations)
    files = tuple(aips.payload_of(connection, newest.key, path)) if newest else ()
    held = holds.of_aip(connection, identifier)
    return ShownAip(
        identifier,
        tuple(generations),
        files,
        tuple(copies.of_aip(connection, identifier)),
        held.since if held else None,
    )


def _file(one: File) -> dict[str, object]:
    found = one.member.identification
    return {
        "path": one.name,
        "size": one.member.size,
        "sha512": one.member.sha512.hex(),
        "puid": found.puid if found else None,
        "format": f"{found.name} {found.version}".strip() if found else "",
        "mime": found.mime if found else None,
    }


def _day(day: date) -> str | None:
    # ALWAYS and NEVER are the ends of the calendar, not days.
    return None if day in (ALWAYS, NEVER) else day.isoformat()
