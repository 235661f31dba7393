"""Checking a delivery, anywhere: no archive, no network, no trust in anything but a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from access.dip import layout
from access.dip.findings import Checked, Finding, Flaw, WrongDelivery
from access.dip.proof_checking import Signed, proven_event, proven_files, signed_checkpoint
from access.dip.zip_reading import Zip, read_zip
from model.errors import MunimentError
from model.ids import parse_uuid
from schemas.bagit import BagSyntaxError, decode_path, encode_path, read_tags, write_declaration
from storage.packing.zip64 import DosTime

_LINE = re.compile(rb"([0-9a-f]{128})  (.+)", re.DOTALL)
_KEY = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


def read_key(text: str) -> str:
    """A fingerprint as people type it, as ``sha256:…``. Raises `delivery.bad-fingerprint`."""
    match = _KEY.fullmatch(text.strip().lower())
    if match is None:
        raise MunimentError("delivery.bad-fingerprint", text=text)
    return f"sha256:{match[1]}"


def check_delivery(file: Path, key: str | None = None) -> Checked:
    """Check the ZIP file of a delivery. ``key``: the fingerprint it must be signed with.

    Raises `delivery.unreadable` where the file cannot be read at all; whatever is wrong inside is
    a finding.
    """
    try:
        with file.open("rb") as stream:
            return _check(stream, file.stat().st_size, key)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError("delivery.unreadable", path=file, reason=reason) from error


def _check(stream: BinaryIO, size: int, key: str | None) -> Checked:
    checked = Checked()
    try:
        bag = read_zip(stream, size)
        for requirement in REQUIREMENTS:
            for finding in requirement(bag, checked):
                checked.add(finding)
        signed = signed_checkpoint(bag)
        _told(signed, key, checked)
        _proven(bag, signed, checked)
    except WrongDelivery as wrong:
        checked.add(wrong.finding)
    return checked


def declaration(bag: Zip, _: Checked) -> Iterator[Finding]:
    """RFC 8493 section 2.1.1, and the tag files that a delivery has."""
    aips = _aips(bag)
    expected = {layout.DECLARATION, layout.INFO, layout.MANIFEST, layout.TAG_MANIFEST}
    expected |= {layout.CHECKPOINT, layout.KEY, *layout.DESCRIPTIONS}
    for aip in aips:
        names = (layout.EVENT, layout.EVENT_PROOF, layout.FILES)
        expected |= {layout.proof_of(aip, name) for name in names}
    found = {path for path in bag.members if not path.startswith(layout.DATA)}
    for path in sorted(expected ^ found):
        if path in expected:
            raise WrongDelivery(Flaw.BAG, path, "This file is missing.", "Diese Datei fehlt.")
        yield Finding(
            Flaw.BAG, path, "No delivery has such a file.", "Keine Auslieferung hat diese Datei."
        )
    if not aips or bag.read(layout.DECLARATION) != write_declaration():
        raise WrongDelivery(
            Flaw.BAG, layout.DECLARATION, "This is not a delivery of Muniment.",
            "Das ist keine Auslieferung von Muniment.",
        )  # fmt: skip


def info(bag: Zip, checked: Checked) -> Iterator[Finding]:
    """What bag-info.txt says about the whole (RFC 8493 section 2.2.2), and its name and time."""
    try:
        tags = dict(read_tags(bag.read(layout.INFO).decode()))
        made_at = datetime.fromisoformat(tags[layout.MADE_AT])
        fits = DosTime.of(made_at) == bag.at
    except (BagSyntaxError, ValueError, KeyError) as error:
        raise WrongDelivery(
            Flaw.BAG, layout.INFO, "This is not the bag-info.txt of a delivery.",
            "Das ist keine bag-info.txt einer Auslieferung.",
        ) from error  # fmt: skip
    checked.delivery = parse_uuid(tags.get("External-Identifier", ""))
    checked.subject = tags.get("External-Description", "")
    checked.made_at = made_at
    payload = [m.size for path, m in bag.members.items() if path.startswith(layout.DATA)]
    checked.files, checked.bytes = len(payload), sum(payload)
    fits = fits and checked.delivery is not None
    fits = fits and layout.top(checked.delivery or UUID(int=0)) == f"{bag.top}/"
    if not fits or tags.get("Payload-Oxum") != f"{checked.bytes}.{checked.files}":
        yield Finding(
            Flaw.BAG, layout.INFO, "Number, time or size of the delivery are not what it says.",
            "Nummer, Zeit oder Größe der Auslieferung sind nicht, was darin steht.",
        )  # fmt: skip


def tag_files(bag: Zip, _: Checked) -> Iterator[Finding]:
    """RFC 8493 section 2.2.1: every file outside ``data/``, but the tag manifest itself."""
    wanted = {path for path in bag.members if not path.startswith(layout.DATA)}
    yield from _compare(bag, layout.TAG_MANIFEST, wanted - {layout.TAG_MANIFEST})


def payload(bag: Zip, _: Checked) -> Iterator[Finding]:
    """RFC 8493 section 3: every file in ``data/`` is listed, and every listed file is there."""
    wanted = {path for path in bag.members if path.startswith(layout.DATA)}
    yield from _compare(bag, layout.MANIFEST, wanted)


REQUIREMENTS: tuple[Callable[[Zip, Checked], Iterator[Finding]], ...] = (
    declaration,
    info,
    tag_files,
    payload,
)


def _told(signed: Signed, key: str | None, checked: Checked) -> None:
    checked.origin = signed.verifier.origin
    checked.fingerprint = signed.fingerprint
    checked.ledger_size = signed.checkpoint.size
    checked.key_compared = key is not None
    if key is not None and key != signed.fingerprint:
        checked.add(
            Finding(
                Flaw.KEY,
                layout.KEY,
                f"It is signed by another key, {signed.fingerprint}.",
                f"Sie ist mit einem anderen Schlüssel unterschrieben, {signed.fingerprint}.",
            )
        )


def _proven(bag: Zip, signed: Signed, checked: Checked) -> None:
    """Every file leads to the signature, each by one path and each once."""
    aips = _aips(bag)
    left = {path for path in bag.members if path.startswith(layout.DATA)}
    for aip in aips:
        proven, files_root = proven_event(bag, aip, signed)
        folder = layout.data_folder(aip, several=len(aips) > 1)
        count = 0
        for found in proven_files(bag, aip, files_root, folder):
            if isinstance(found, WrongDelivery):
                left.discard(found.finding.where)
                checked.add(found.finding)
            elif found in left:
                left.remove(found)
                count += 1
            else:
                checked.add(_twice(found))
        checked.aips.append(replace(proven, files=count))
    for path in sorted(left):
        checked.add(
            Finding(
                Flaw.FILE, path, "There is no proof for this file.",
                "Zu dieser Datei gibt es keinen Nachweis.",
            )
        )  # fmt: skip


def _twice(path: str) -> Finding:
    return Finding(
        Flaw.FILE, path, "This file is proven twice.", "Diese Datei ist zweimal nachgewiesen."
    )


def _aips(bag: Zip) -> list[UUID]:
    """The AIPs that have a folder of proofs, in the order of the ZIP."""
    found: dict[UUID, None] = {}
    for path in bag.members:
        head, slash, _ = path.removeprefix(layout.PROOF).partition("/")
        aip = parse_uuid(head) if slash and path.startswith(layout.PROOF) else None
        if aip is not None:
            found[aip] = None
    return list(found)


def _compare(bag: Zip, manifest: str, wanted: set[str]) -> Iterator[Finding]:
    for line in bag.lines(manifest):
        match = _LINE.fullmatch(line)
        written = match[2].decode(errors="replace") if match else ""
        path = decode_path(written)
        if match is None or encode_path(path) != written or path not in wanted:
            yield Finding(
                Flaw.BAG, manifest, "It lists what is not there, or one file twice.",
                "Es führt auf, was nicht da ist, oder eine Datei zweimal.",
            )  # fmt: skip
            continue
        wanted.remove(path)
        if match[1].decode() != bag.members[path].sha512.hex():
            yield Finding(
                Flaw.FILE if path.startswith(layout.DATA) else Flaw.BAG,
                path,
                "It does not have the digest in the manifest.",
                "Sie hat nicht die Prüfsumme des Manifests.",
            )
    for path in sorted(wanted):
        yield Finding(
            Flaw.BAG, path, "This file is in no manifest.", "Diese Datei steht in keinem Manifest."
        )
