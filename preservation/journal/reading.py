"""The journal read again: newest snapshots, then all later segments, from the best of the stores.

Of every file the first copy is taken that is whole and, where the ledger tells its digest, the
one that was written. What is wrong with a copy is named, and another store asked; what no store
has is a gap, and said to be one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from model.errors import MunimentError
from model.event import Kind
from preservation.journal.collecting import Collection, Pile
from schemas.journal import FOLDER, Head, Name, read_raw, snapshot
from schemas.journal_lines import JournalSyntaxError, Line
from storage.depositing import digest_of
from storage.stores import NoSuchObject, ObjectUnreadable, Store


class Wrong(StrEnum):
    """What is wrong with a file of the journal."""

    DAMAGED = "damaged"  # not whole, or unreadable
    FALSIFIED = "falsified"  # whole, and not what the ledger says
    MISSING = "missing"  # other stores have it
    DISPUTED = "disputed"  # whole in two stores, but not the same, and the ledger is silent
    LOST = "lost"  # no store has a good copy
    GAP = "gap"  # changes that no segment holds and no snapshot is known to cover
    AWAY = "away"  # the store does not answer
    STRANGE = "strange"  # no file of the journal


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong. ``store`` empty: with all of them."""

    wrong: Wrong
    store: str
    key: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Good:
    """A file that was read, and what it is."""

    head: Head
    size: int
    sha256: bytes
    prefixes: frozenset[int]  # of the descriptions in it


def digests_of(events: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """What the ledger says of the journal's files, by their keys; from the fields of its events."""
    found: dict[str, bytes] = {}
    for fields in events:
        if fields.get("kind") != Kind.JOURNALED:
            continue
        last = fields["last"]
        prefix = fields.get("partition")
        name = Name(fields["first"], last) if prefix is None else snapshot(prefix, last)
        found[name.key] = bytes.fromhex(fields["object"].removeprefix("sha256:"))
    return found


@dataclass
class Reading:
    """One reading of the journal. ``digests``: by key, as the ledger has them (`digests_of`).

    ``findings`` and ``files`` are complete when `descriptions` gives its first answer.
    """

    stores: Sequence[Store]
    spool: Path
    digests: Mapping[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    files: list[Good] = field(default_factory=list)
    _where: dict[Name, list[Store]] = field(default_factory=dict)

    def descriptions(self) -> Iterator[list[Line]]:
        """For each description the revisions that were kept, oldest first, the newest last.

        Parents come in any order. Memory holds the descriptions of one prefix, whatever there is.
        """
        self._look()
        with Collection(self.spool) as collection:
            covered = self._snapshots(collection)
            self._segments(collection, covered)
            self._say_what_is_missing()
            yield from collection.descriptions()

    def _look(self) -> None:
        """Which store has which file."""
        have: dict[str, set[Name]] = {}
        for store in self.stores:
            try:
                listed = [one.key for one in store.list(FOLDER)]
            except MunimentError as error:
                self._found(Wrong.AWAY, store.name, FOLDER, error.message())
                continue
            for key in listed:
                name = Name.of_key(key)
                if name is None:
                    self._found(Wrong.STRANGE, store.name, key)
                else:
                    self._where.setdefault(name, []).append(store)
                    have.setdefault(store.name, set()).add(name)
        for name in sorted(self._where, key=lambda one: one.key):
            for store_name, names in have.items():
                if name not in names:
                    self._found(Wrong.MISSING, store_name, name.key)

    def _snapshots(self, collection: Collection) -> dict[int, int]:
        """Take the newest good snapshot of each prefix; up to which change each prefix is done."""
        covered: dict[int, int] = {}
        snapshots = (name for name in self._where if name.prefix is not None)
        for name in sorted(snapshots, key=lambda one: one.last, reverse=True):
            if name.prefix is None:
                continue
            if name.prefix in covered:
                self._read(name, None, {})  # unnecessary today, but it is to be kept
            elif self._read(name, collection, {}):
                covered[name.prefix] = name.last
        return covered

    def _segments(self, collection: Collection, covered: Mapping[int, int]) -> None:
        segments = (name for name in self._where if name.prefix is None)
        for name in sorted(segments, key=lambda one: one.first):
            self._read(name, collection, covered)

    def _read(self, name: Name, collection: Collection | None, covered: Mapping[int, int]) -> bool:
        """Take a file from the first store whose copy is good. False: none is."""
        for number, store in enumerate(self._where[name], 1):
            with Pile(self.spool) as pile:
                good = self._whole(store, name, pile, covered)
                if good is None:
                    continue
                if collection is not None:
                    collection.take(pile)
            self.files.append(good)
            if name.key not in self.digests:
                self._compare(good, self._where[name][number:])
            return True
        self._found(Wrong.LOST, "", name.key, "no store has a good copy")
        return False

    def _whole(
        self, store: Store, name: Name, pile: Pile, covered: Mapping[int, int]
    ) -> Good | None:
        """One copy, read to its end; None where it is not good, which is said."""
        try:
            good = _read_copy(store, name, pile, covered)
        except JournalSyntaxError as error:
            problem = f"line {error.line}: {error.problem}"
            self._found(Wrong.DAMAGED, store.name, name.key, problem)
        except ObjectUnreadable as error:
            self._found(Wrong.DAMAGED, store.name, name.key, str(error))
        except NoSuchObject:
            self._found(Wrong.MISSING, store.name, name.key)
        except MunimentError as error:
            self._found(Wrong.AWAY, store.name, name.key, error.message())
        else:
            if self.digests.get(name.key, good.sha256) == good.sha256:
                return good
            self._found(Wrong.FALSIFIED, store.name, name.key)
        return None

    def _compare(self, good: Good, others: Sequence[Store]) -> None:
        """Where the ledger is silent two stores may tell different stories: that is said."""
        key = good.head.name.key
        for store in others:
            with suppress(MunimentError):
                if digest_of(store, key) != good.sha256:
                    self._found(Wrong.DISPUTED, store.name, key)

    def _say_what_is_missing(self) -> None:
        """Changes that must be in some segment and are in none; snapshots that are no more."""
        kept_from = max((one.head.kept_from for one in self.files), default=1)
        known = {*self._where, *filter(None, map(Name.of_key, self.digests))}
        following = kept_from
        for name in sorted((one.head.name for one in self.files), key=lambda one: one.first):
            if name.prefix is None and name.last >= following:
                self._gap(following, name.first - 1)
                following = name.last + 1
        self._gap(following, max((name.last for name in known), default=0))
        newest: dict[int, Name] = {}
        for name in sorted(known, key=lambda one: one.last):
            if name.prefix is not None:
                newest[name.prefix] = name
        for name in newest.values():
            if name not in self._where:
                self._found(Wrong.LOST, "", name.key, "the ledger knows it, and no store has it")

    def _gap(self, first: int, last: int) -> None:
        if first <= last:
            self._found(Wrong.GAP, "", Name(first, last).key, f"changes {first} to {last}")

    def _found(self, wrong: Wrong, store: str, key: str, problem: str = "") -> None:
        self.findings.append(Finding(wrong, store, key, problem))


def _read_copy(store: Store, name: Name, pile: Pile, covered: Mapping[int, int]) -> Good:
    """Put what snapshots do not cover on the pile. Raises JournalSyntaxError, `NoSuchObject`,
    `ObjectUnreadable`, `storage.away`.
    """
    digest, size = hashlib.sha256(), 0

    def chunks() -> Iterator[bytes]:
        nonlocal size
        for chunk in store.read(name.key):
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    head: Head | None = None
    prefixes: set[int] = set()
    for found, raw in read_raw(chunks(), name.key):
        if isinstance(found, Head):
            head = found
            continue
        prefixes.add(found.prefix)
        if not found.seq or found.seq > covered.get(found.prefix, 0):
            pile.add(found, raw)
    if head is None:
        raise JournalSyntaxError(name.key, 0, "it is empty")
    return Good(head, size, digest.digest(), frozenset(prefixes))
