"""The chain from each file to the signature: leaf, files_root, event, ledger, key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from access.dip import layout
from access.dip.findings import Flaw, ProvenAip, WrongDelivery
from access.dip.zip_reading import Zip
from catalogue.aips import ORIGINAL
from catalogue.ledger import Checkpoint, InvalidNote, Verifier
from model.digests import named, sha256
from model.event import Kind, Outcome
from model.ids import parse_uuid
from model.merkle import leaf_hash, verify_inclusion
from schemas.bagit import manifest_line

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_HASH = re.compile(r"[0-9a-f]{64}")
_HIGHEST = 64  # a tree over 2**64 leaves: no path is longer


@dataclass(frozen=True, slots=True)
class Signed:
    """The checkpoint that the key has signed."""

    checkpoint: Checkpoint
    verifier: Verifier

    @property
    def fingerprint(self) -> str:
        """How people compare keys."""
        return fingerprint_of(self.verifier)


def fingerprint_of(verifier: Verifier) -> str:
    """``sha256:…`` over the raw public key."""
    return named("sha256", sha256(verifier.public))


def signed_checkpoint(bag: Zip) -> Signed:
    """C2SP signed-note and tlog-checkpoint. Raises WrongDelivery."""
    try:
        verifier = Verifier.parse(_text(bag, layout.KEY))
        return Signed(verifier.open(_text(bag, layout.CHECKPOINT)), verifier)
    except InvalidNote as error:
        raise WrongDelivery(
            Flaw.SIGNATURE, layout.CHECKPOINT, "The ledger's checkpoint is not signed by its key.",
            "Der Prüfpunkt des Vorgangsbuchs ist nicht mit seinem Schlüssel unterschrieben.",
        ) from error  # fmt: skip


def proven_event(bag: Zip, aip: UUID, signed: Signed) -> tuple[ProvenAip, bytes]:
    """The `stored` event of an AIP, shown to lie in the ledger; and its files_root.

    RFC 9162 section 2.1.3.2. Raises WrongDelivery.
    """
    where = layout.proof_of(aip, layout.EVENT)
    body = bag.read(where)
    place = _object(bag.read(layout.proof_of(aip, layout.EVENT_PROOF)), where)
    index, size, path = _path(place, where)
    in_ledger = size == signed.checkpoint.size and verify_inclusion(
        leaf_hash(body), index, size, path, signed.checkpoint.root
    )
    if not in_ledger:
        raise WrongDelivery(
            Flaw.EVENT, where, "This event is not in the ledger that was signed.",
            "Dieser Vorgang steht nicht im unterschriebenen Vorgangsbuch.",
        )  # fmt: skip
    event = _object(body, where)
    root = _DIGEST.fullmatch(str(event.get("files_root")))
    identifier = parse_uuid(str(event.get("id")))
    is_right = (event.get("kind"), event.get("outcome"), event.get("aip")) == (
        Kind.STORED.value,
        Outcome.SUCCESS.value,
        str(aip),
    )
    if not is_right or root is None or identifier is None:
        raise WrongDelivery(
            Flaw.EVENT, where, "This event does not say that the AIP was stored.",
            "Dieser Vorgang sagt nicht, dass die AIP verwahrt wurde.",
        )  # fmt: skip
    proven = ProvenAip(
        aip=aip,
        generation=int(event.get("generation", 0)),
        stored_at=str(event.get("at")),
        object=str(event.get("object")),
        files=0,
        event=identifier,
        position=index,
    )
    return proven, bytes.fromhex(root[1])


def proven_files(
    bag: Zip, aip: UUID, files_root: bytes, folder: str
) -> Iterator[str | WrongDelivery]:
    """The path of each file that is proven, or what is wrong with it. Raises WrongDelivery."""
    where = layout.proof_of(aip, layout.FILES)
    for line in bag.lines(where):
        found = _object(line, where)
        path = str(found.get("file"))
        if _is_proven(bag, path, found, files_root, folder):
            yield path
        else:
            yield WrongDelivery(
                Flaw.FILE, path, "This is not the name and digest that the archive stored.",
                "Dies sind nicht Name und Prüfsumme, die das Archiv verwahrt.",
            )  # fmt: skip


def _is_proven(
    bag: Zip, path: str, found: Mapping[str, Any], files_root: bytes, folder: str
) -> bool:
    member = bag.members.get(path)
    if member is None or not path.startswith(folder):
        return False
    # The line is that of the AIP's manifest; it must be the one this very file would have there.
    line = manifest_line(member.sha512, f"{ORIGINAL}{path.removeprefix(folder)}")[:-1]
    if found.get("line") != line.decode() or not _HASH.fullmatch(str(found.get("salt"))):
        return False
    index, size, proof = _path(found, path)
    leaf = leaf_hash(bytes.fromhex(str(found["salt"])) + line)
    return verify_inclusion(leaf, index, size, proof, files_root)


def _path(found: Mapping[str, Any], where: str) -> tuple[int, int, Sequence[bytes]]:
    index, size, hashes = found.get("index"), found.get("size"), found.get("path")
    is_right = (
        type(index) is int
        and type(size) is int
        and isinstance(hashes, list)
        and len(hashes) <= _HIGHEST
        and all(isinstance(one, str) and _HASH.fullmatch(one) for one in hashes)
    )
    if not is_right:
        raise _unreadable(where)
    assert isinstance(index, int)
    assert isinstance(size, int)
    assert isinstance(hashes, list)
    return index, size, [bytes.fromhex(one) for one in hashes]


def _object(data: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _unreadable(where) from error
    if not isinstance(found, dict):
        raise _unreadable(where)
    return found


def _text(bag: Zip, path: str) -> str:
    try:
        return bag.read(path).decode()
    except UnicodeDecodeError as error:
        raise _unreadable(path) from error


def _unreadable(where: str) -> WrongDelivery:
    return WrongDelivery(
        Flaw.BAG, where, "This is not what a proof looks like.", "So sieht kein Nachweis aus."
    )
