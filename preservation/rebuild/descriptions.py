"""Descriptions that only bags have: where the journal knows none for an AIP.

A bag holds the description of its unit as it stood at sealing; what stands above it may be in no
bag at all. Then a locked unit takes its place: what the upper units laid on those below them is
lost, so nothing below may open (promise 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from catalogue import aips, copies, descriptions
from catalogue.aips import File, Generation
from catalogue.copies import CopyStatus
from catalogue.database import Connection, Database
from catalogue.rebuilding import course, rows
from catalogue.rebuilding.course import Course, Lack, Lacking
from model.description import Description, Level
from model.ports import Progress
from model.rights import RightsInputs, RuleSet
from schemas.description_json import DescriptionSyntaxError, loads
from storage.copies import Copy
from storage.packing import layout
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_record
from storage.stores import NoSuchObject, ObjectUnreadable, Store

NAME = f"{layout.DESCRIPTIVE}description.json"
_PAGE = 200
_UNREADABLE = "rebuild.description-unreadable"
_UNKNOWN_PARENT = "rebuild.parent-unknown"
_LOCK = "rebuilt without the unit that stood here"


@dataclass(frozen=True, slots=True)
class _Undescribed:
    key: int  # of the AIP
    aip: UUID
    newest: Generation


@dataclass(frozen=True, slots=True)
class FromBags:
    """Reads descriptions out of bags, and writes them."""

    database: Database
    stores: Mapping[str, Store]
    rules: RuleSet
    progress: Progress

    def run(self, at: Course) -> None:
        """Every AIP that nothing points to gets the description of its bag.

        Safe to repeat. Raises `storage.away`.
        """
        with self.database.write() as connection:
            course.forget(connection, at, [_UNREADABLE])
        # A bag may be read before the one that holds its parent; the second time round nothing
        # more can come, so what is missing then is missing everywhere.
        for stand_in in (False, True):
            for page in self._pages():
                said = [(one, self._read(one)) for one in page]
                with self.database.write() as connection:
                    for one, noun in said:
                        self._take(connection, at, one, noun, stand_in=stand_in)
                self.progress.advance(len(page))

    def _pages(self) -> Iterator[Sequence[_Undescribed]]:
        after = 0
        while True:
            with self.database.read() as connection:
                found = rows.undescribed(connection, after, _PAGE)
                page = [
                    _Undescribed(key, aip, newest)
                    for key, aip in found
                    if (newest := aips.newest(aips.generations(connection, aip))) is not None
                ]
            if not found:
                return
            after = found[-1][0]
            yield page

    def _read(self, one: _Undescribed) -> Description | None:
        with self.database.read() as connection:
            file = aips.file_of(connection, one.newest.key, NAME)
            held = copies.of_generation(connection, file.holder) if file else []
        for copy in held:
            if file is not None and copy.status is CopyStatus.INTACT:
                said = self._read_from(copy, file)
                if said is not None:
                    return said
        return None

    def _read_from(self, copy: copies.Copy, file: File) -> Description | None:
        store = self.stores.get(copy.placement.store)
        if store is None:
            return None
        try:
            return loads(read_record(Copy(store, copy.placement).ranges(), file.member))
        except (DescriptionSyntaxError, MalformedObject, NoSuchObject, ObjectUnreadable):
            return None

    def _take(
        self,
        connection: Connection,
        at: Course,
        one: _Undescribed,
        noun: Description | None,
        *,
        stand_in: bool,
    ) -> None:
        if noun is None:
            if stand_in:
                lacking = Lacking(Lack.MISSING, _UNREADABLE, one.aip, one.newest.number)
                course.note(connection, at, [lacking])
            return
        known = descriptions.key_of(connection, noun.refcode)
        if known is None:
            above = noun.parent
            if above is not None and descriptions.by_id(connection, above) is None:
                if not stand_in:
                    return
                self._stand_in(connection, at, above, one)
            key = descriptions.create(connection, noun, self.rules, one.newest.sealed_at)
        else:
            key = known[0]
        aips.link(connection, key, one.key, "", one.newest.sealed_at)

    def _stand_in(
        self, connection: Connection, at: Course, identifier: UUID, one: _Undescribed
    ) -> None:
        refcode = f"?{identifier}"
        noun = Description(
            id=identifier,
            refcode=refcode,
            level=Level.FONDS,
            title=refcode,
            rights=RightsInputs(lock_reason=_LOCK, described=False),
        )
        descriptions.create(connection, noun, self.rules, one.newest.sealed_at)
        course.note(connection, at, [Lacking(Lack.MISSING, _UNKNOWN_PARENT, identifier)])
