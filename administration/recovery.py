"""After a loss: the signing key and the state come back from the newest bundle that opens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from administration import keys, state
from administration.wiring import Archive
from catalogue import ledger
from model.errors import MunimentError
from model.event import Event, Kind
from preservation.log.reading import known_keys
from preservation.state import shelf
from preservation.state.bundle import KEY, Loaded


@dataclass(frozen=True, slots=True)
class KeyFound:
    """Which key signs from now on. ``former``: those whose signatures were found in the stores.

    ``is_new``: nobody had the old one, so that another has begun.
    """

    fingerprint: str
    former: tuple[str, ...]
    is_new: bool


def recover_key(archive: Archive, identity: Path | None) -> KeyFound:
    """Have a key that signs the ledger: the one in HOME, that of a bundle, or a new one.

    The public keys in the stores are kept beside it, since the log was signed with them; only
    whoever compares their fingerprints with the recovery sheets knows that they are the right
    ones. Raises what opening a bundle raises, `keys.unusable`, `storage.away`.
    """
    home, is_new = archive.home, False
    if not keys.private_file(home).exists():
        private = _key_in_bundle(archive, identity) if identity is not None else None
        is_new = private is None
        keys.create(home) if private is None else keys.put_back(home, private)
    own = archive.signer.verifier
    former = [one for one in known_keys(archive.stores) if one.public != own.public]
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


def recover_state(archive: Archive, identity: Path) -> Loaded:
    """Write what the newest bundle that opens has into the catalogue. Safe to repeat.

    Raises `state.none`,
    `state.no-identity`, `state.not-opened` and others of `administration.state.opened`.
    """
    trouble = MunimentError("state.none")
    for lying in shelf.lying(archive.stores):
        try:
            with state.opened(archive, lying, identity) as bundle:
                return bundle.load(archive.database)
        except MunimentError as error:
            if error.code not in {"state.not-opened", "state.malformed"}:
                raise
            trouble = error  # an older one, or that of another store, may open
    raise trouble


def _key_in_bundle(archive: Archive, identity: Path) -> bytes | None:
    trouble = MunimentError("state.none")
    for lying in shelf.lying(archive.stores):
        try:
            with state.opened(archive, lying, identity) as bundle:
                return bundle.text(KEY)
        except MunimentError as error:
            if error.code not in {"state.not-opened", "state.malformed"}:
                raise
            trouble = error
    raise trouble
