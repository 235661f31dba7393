"""What can be said of a generation from listings, from its own end, and from the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from catalogue.copies import CopyStatus
from catalogue.rebuilding.course import Lack, Lacking
from catalogue.rebuilding.facts import Fact
from catalogue.rebuilding.found import FoundCopy, FoundGeneration
from model.members import Members
from model.ports import Clock
from preservation.rebuild.listing import Page, Sighting
from preservation.rebuild.pinning import fits, has_versions, pinned
from preservation.rebuild.tails import Told, read_tail
from preservation.rebuild.unledgered import examined
from storage.stores import Store

UNLEDGERED = "rebuild.not-in-ledger"

Facts = Mapping[tuple[UUID, int], Fact]


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the ledger says of an object, or its own bytes where the ledger is silent."""

    sha256: bytes
    files_root: bytes


@dataclass(slots=True)
class Judged:
    """A page on its way to the catalogue."""

    found: list[tuple[UUID, list[FoundGeneration]]] = field(default_factory=list)
    payloads: dict[UUID, bytes] = field(default_factory=dict)  # of AIPs the ledger does not know
    lacking: list[Lacking] = field(default_factory=list)
    disposed: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judge:
    """``stores``: those that are asked; ``others``: those that were not, or are away."""

    stores: Mapping[str, Store]
    others: Sequence[str]
    clock: Clock

    def judge(self, page: Page, answers: Sequence[Told | None], known: Facts) -> Judged:
        """Everything on a page. ``known``: all that the ledger tells of its AIPs."""
        told = dict(zip(((one.aip, one.number) for one in page.seen), answers, strict=True))
        seen = {(one.aip, one.number): one for one in page.seen}
        identifiers = page.aips
        judged = Judged()
        judged.lacking += [
            Lacking(Lack.MISMATCHED, "rebuild.stray", store=one.store, place=one.key)
            for one in page.strays
        ]
        numbers: dict[UUID, set[int]] = {one: set() for one in identifiers}
        for aip, number in (*seen, *known):
            numbers[aip].add(number)
        for aip in identifiers:
            generations = []
            for number in sorted(numbers[aip]):
                key = aip, number
                made = self._generation(key, seen.get(key), told.get(key), known.get(key), judged)
                if made is not None:
                    generations.append(made)
            if generations:
                judged.found.append((aip, generations))
        return judged

    def _generation(
        self,
        key: tuple[UUID, int],
        seen: Sighting | None,
        told: Told | None,
        fact: Fact | None,
        judged: Judged,
    ) -> FoundGeneration | None:
        if seen is None:
            assert fact is not None
            return self.gone(fact, judged)
        if fact is None:
            return self._unledgered(seen, judged)
        if fact.disposed:
            # Lawfully deleted: what lies there still, or again, is never taken in.
            judged.lacking += [
                Lacking(Lack.MISMATCHED, "rebuild.disposed-present", *key, store=name)
                for name in seen.stores
            ]
            judged.disposed.append(fact)
            return None
        # None: no store's object ends as ours do
        bad = set(seen.stores) if told is None else set(told.bad)
        if has_versions(seen):
            found = pinned(self.stores, seen, fact)
            seen, told, bad = found.seen, None, set(found.bad)
            code = "rebuild.version-covered"
            judged.lacking += [Lacking(Lack.MISMATCHED, code, *key, one) for one in found.covered]
        told = self._fitting(seen, told, fact, bad)
        copies, lacking = self._copies(seen, told, fact, bad)
        judged.lacking += lacking
        if told is None:
            return _from_fact(fact, copies, max(one.size for one in seen.objects))
        return _generation(key[1], told, Vouched(fact.sha256, fact.files_root), copies, fact)

    def gone(self, fact: Fact, judged: Judged) -> FoundGeneration | None:
        """A generation that the ledger knows and no store has; None for one that was disposed of.

        Its rows say that every copy is missing, so that every check says it too.
        """
        if fact.disposed:
            judged.disposed.append(fact)
            return None
        subject = fact.aip, fact.generation
        judged.lacking.append(Lacking(Lack.MISSING, "rebuild.in-no-store", *subject))
        copies = [FoundCopy(name, CopyStatus.MISSING, fact.size or 0) for name in self.stores]
        return _from_fact(fact, copies + self._owed(fact.size or 0), 0)

    def _fitting(self, seen: Sighting, told: Told | None, fact: Fact, bad: set[str]) -> Told | None:
        """The end of a copy that is the one the ledger tells of. ``bad`` takes those that are not.

        ``told``: what the first one that was read tells.
        """
        if told is not None and fits(told, fact):
            return told
        if told is not None:
            bad.add(told.store)
        for name in seen.stores:
            if name not in bad:
                other = read_tail(self.stores, seen, [name])
                if other is not None and fits(other, fact):
                    return other
                bad.add(name)
        return None

    def _copies(
        self, seen: Sighting, told: Told | None, fact: Fact, bad: Collection[str]
    ) -> tuple[list[FoundCopy], list[Lacking]]:
        """What can be said of each copy from a listing and one end."""
        copies, lacking = [], []
        objects = {one.store: one for one in seen.objects}
        expected = told.size if told is not None else fact.size
        for name in self.stores:
            one, status = objects.get(name), CopyStatus.INTACT
            if one is None:
                status = CopyStatus.MISSING
            elif told is None or one.size != told.size or name in bad:
                status = CopyStatus.ALTERED
            length, version = (one.size, one.version) if one else (0, "")
            copies.append(FoundCopy(name, status, expected or length, version))
            if status is CopyStatus.INTACT:
                continue
            lost = status is CopyStatus.MISSING
            kind, code = (
                (Lack.MISSING, "rebuild.copy-missing")
                if lost
                else (Lack.MISMATCHED, "rebuild.copy-altered")
            )
            lacking.append(Lacking(kind, code, seen.aip, seen.number, name))
        return copies + self._owed(expected or 0), lacking

    def _unledgered(self, seen: Sighting, judged: Judged) -> FoundGeneration | None:
        """Nothing vouches for it but its own bytes, so all of them are read."""
        subject = seen.aip, seen.number
        found = examined(self.stores, seen)
        sound = next((one for one in found.values() if one is not None), None)
        if sound is None:
            judged.lacking.append(Lacking(Lack.MISMATCHED, "rebuild.not-one-of-ours", *subject))
            return None
        judged.lacking.append(Lacking(Lack.MISMATCHED, UNLEDGERED, *subject))
        judged.payloads.setdefault(seen.aip, sound.payload)
        copies, now = [], self.clock()
        for name in self.stores:
            one = found.get(name)
            status = CopyStatus.INTACT
            if name not in found:
                status = CopyStatus.MISSING
                judged.lacking.append(
                    Lacking(Lack.MISSING, "rebuild.copy-missing", *subject, store=name)
                )
            elif one is None or one.sha256 != sound.sha256:
                status = CopyStatus.ALTERED
                judged.lacking.append(
                    Lacking(Lack.MISMATCHED, "rebuild.copy-altered", *subject, store=name)
                )
            version = one.version if one is not None else ""
            copies.append(FoundCopy(name, status, sound.told.size, version, now))
        copies += self._owed(sound.told.size)
        vouched = Vouched(sound.sha256, sound.files_root)
        return _generation(seen.number, sound.told, vouched, copies, None)

    def _owed(self, size: int) -> list[FoundCopy]:
        """Of stores that were not asked nothing is known: filling them tells."""
        return [FoundCopy(name, CopyStatus.OWED, size) for name in self.others]


def _generation(
    number: int, told: Told, vouched: Vouched, copies: Sequence[FoundCopy], fact: Fact | None
) -> FoundGeneration:
    return FoundGeneration(
        number=number,
        sealed_at=told.sealed_at,
        sha256=vouched.sha256,
        size=told.size,
        manifest_sha512=told.manifest_sha512,
        files_root=vouched.files_root,
        files=told.files,
        secret=told.secret,
        members=told.members,
        formats=told.formats,
        copies=copies,
        fact=fact,
        bytes=told.bytes,
    )


def _from_fact(fact: Fact, copies: Sequence[FoundCopy], size: int) -> FoundGeneration:
    """A generation of which only the ledger tells: without files, for nobody knows them."""
    return FoundGeneration(
        number=fact.generation,
        sealed_at=fact.stored_at,
        sha256=fact.sha256,
        size=fact.size if fact.size is not None else size,
        manifest_sha512=fact.manifest_sha512,
        files_root=fact.files_root,
        files=fact.files,
        secret=bytes(32),
        members=Members.none(),
        formats=(),
        copies=copies,
        fact=fact,
        bytes=fact.bytes,
    )
