"""After a loss: the signing key and the state come back from the newest bundle that opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from access.reading_room.erasing import erase_account
from administration import keys, state
from administration.wiring import Archive
from catalogue import ledger
from catalogue.rebuilding import course, disposing
from catalogue.rebuilding.course import Lack, Lacking
from model.errors import MunimentError
from model.event import Event, Kind
from model.ids import uuid7
from preservation.log.reading import known_keys
from preservation.state import shelf
from preservation.state.bundle import KEY, Bundle, Loaded
from preservation.state.shelf import Lying
from storage.stores import Store

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class KeyFound:
    """Which key signs from now on. ``former``: those whose signatures were found in the stores.

    ``is_new``: nobody had the old one, so that another has begun.
    """

    fingerprint: str
    former: tuple[str, ...]
    is_new: bool


def recover_key(archive: Archive, stores: Sequence[Store], identity: Path | None) -> KeyFound:
    """Have a key that signs the ledger: the one in HOME, that of a bundle, or a new one.

    The public keys in the stores are kept beside it, since the log was signed with them; only
    whoever compares their fingerprints with the recovery sheets knows that they are the right
    ones. Raises what opening a bundle raises, `keys.unusable`, `storage.away`.
    """
    home, is_new = archive.home, False
    if not keys.private_file(home).exists():
        private = _key_in_bundle(archive, stores, identity) if identity is not None else None
        is_new = private is None
        keys.create(home) if private is None else keys.put_back(home, private)
    own = archive.signer.verifier
    former = [one for one in known_keys(stores) if one.public != own.public]
    for one in former:
        keys.keep_former(home, one.key_id.hex(), one.public)
    prints = [keys.fingerprint_of(one.public) for one in former]
    return KeyFound(keys.fingerprint_of(own.public), tuple(prints), is_new)


def record_key_change(archive: Archive, found: KeyFound) -> None:
    """Say in the ledger that another key signs from here on (DESIGN section 5)."""
    fields: dict[str, str | int] = {"key_fingerprint": found.fingerprint}
    if found.former:
        fields["former_fingerprint"] = found.former[-1]
    happened = Event(
        archive.new_id(), Kind.KEY_CHANGED, archive.clock(), archive.software, fields=fields
    )
    with archive.database.write() as connection:
        ledger.append(connection, happened)


def recover_state(archive: Archive, stores: Sequence[Store], identity: Path) -> Loaded:
    """Write what the newest bundle that opens has into the catalogue. Safe to repeat.

    Only those from before the rebuild count: later ones hold what came back at most. Whoever was
    erased after it was made is erased again. Raises `state.none`,
    `state.no-identity`, `state.not-opened` and others of `administration.state.opened`.
    """
    bundles = _from_before(archive, stores)
    loaded = _of_the_first_that_opens(
        archive, bundles, identity, lambda bundle: bundle.load(archive.database)
    )
    with archive.database.write() as connection:
        disposing.settle(connection)
    _erase_again(archive, loaded)
    state.keep(archive)
    return loaded


def lacking(archive: Archive, stores: Sequence[Store]) -> list[Lacking]:
    """What did not come back because no state bundle was opened. Raises `storage.away`."""
    with archive.database.read() as connection:
        found = list(disposing.lacking(connection))
        awaited = state.is_awaited(connection)
    if awaited:
        newest = _from_before(archive, stores)[:1]
        code = "rebuild.state-not-opened"
        found += [
            Lacking(Lack.MISSING, code, store=one.store.name, place=one.key) for one in newest
        ]
    return found


def _from_before(archive: Archive, stores: Sequence[Store]) -> list[Lying]:
    """Bundles from before the rebuild, the newest first."""
    with archive.database.read() as connection:
        rebuilt = course.latest(connection)
    return [one for one in shelf.lying(stores) if rebuilt is None or one.made_at < rebuilt.begun_at]


def _key_in_bundle(archive: Archive, stores: Sequence[Store], identity: Path) -> bytes | None:
    return _of_the_first_that_opens(
        archive, shelf.lying(stores), identity, lambda bundle: bundle.text(KEY)
    )


def _of_the_first_that_opens(
    archive: Archive, bundles: Sequence[Lying], identity: Path, use: Callable[[Bundle], _Found]
) -> _Found:
    """An older one, or that of another store, may open where the newest does not."""
    trouble = MunimentError("state.none")
    for lying in bundles:
        try:
            with state.opened(archive, lying, identity) as bundle:
                return use(bundle)
        except MunimentError as error:
            if error.code not in {"state.not-opened", "state.malformed"}:
                raise
            trouble = error
    raise trouble


def _erase_again(archive: Archive, loaded: Loaded) -> None:
    """Erasures that the ledger tells of and an older bundle cannot know."""
    since = uuid7(loaded.about.made_at, bytes(10))  # ids are in the order of their birth
    with archive.database.read() as connection:
        erased = [
            UUID(happened.fields["account"])
            for happened in ledger.events_since(connection, since)
            if happened.fields.get("kind") == Kind.READER_ERASED.value
        ]
    for identifier in erased:
        with archive.database.write() as connection:
            erase_account(connection, identifier)
