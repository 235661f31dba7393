"""The hand-over of AIPs to another archive: complete bags with everything to understand them.

It grows in a hidden folder beside its own; killed half-way, the same command goes on with the bags
that are whole. Only what is complete gets the name that was asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from access.finding_aids import Aim, write_finding_aid
from administration.checkpoints import keep_level
from administration.exporting import file_name
from administration.lookup import find_aips, find_named
from administration.new_files import refuse_existing, told
from administration.retrieval import fetch_bag, fetch_zip
from administration.wiring import Archive
from catalogue import aips, descriptions, handing_over, ledger
from catalogue.aips import Generation
from catalogue.handing_over import Chosen
from catalogue.ledger import prove_together
from model.errors import MunimentError
from model.event import Event, Kind
from model.ids import ark
from model.ports import Progress
from schemas.hand_over import (
    BAGS,
    DESCRIPTIONS,
    MANIFEST,
    HandedBag,
    HandedDescription,
    HandOver,
    description_line,
    write_hand_over,
)
from storage.packing import layout

_README = """\
Hand-over of archival records from {archive}, {day}.

aips/                one BagIt bag (RFC 8493) for each unit, complete: files, METS, PREMIS
hand-over.json       which bags, with the digest of each manifest and its Payload-Oxum
descriptions.ndjson  the descriptions, one a line, with rights and tree
ead/                 the same descriptions as EAD(DDB)
checkpoint.txt       the signed state of the archive's ledger
proofs/              for each bag: the event that stored it, and the proof that it is in the ledger

To check a bag without Muniment: `sha512sum --check manifest-sha512.txt` in its folder.
To take everything in with Muniment: `muniment ingest` of this folder.

----

Abgabe von Archivgut aus {archive}, {day}.

aips/                ein BagIt-Paket (RFC 8493) je Einheit, vollständig: Dateien, METS, PREMIS
hand-over.json       welche Pakete, mit Prüfsumme des Manifests und Payload-Oxum
descriptions.ndjson  die Beschreibungen, eine je Zeile, mit Rechten und Tektonik
ead/                 dieselben Beschreibungen als EAD(DDB)
checkpoint.txt       der signierte Stand des Vorgangsbuchs
proofs/              je Paket: der Vorgang der Speicherung, und der Beweis dafür

Ein Paket ohne Muniment prüfen: `sha512sum --check manifest-sha512.txt` in seinem Ordner.
Alles in Muniment übernehmen: `muniment ingest` mit diesem Ordner.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``fonds``: a reference code, instead of AIPs."""

    names: Sequence[str]
    fonds: str | None
    zipped: bool


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written, or (``path`` None) would be."""

    path: Path | None
    bags: Sequence[HandedBag]
    descriptions: int
    aips: int
    files: int
    bytes: int


def choose(archive: Archive, wanted: Wanted) -> Chosen:
    """Raises `catalogue.not-found`, `catalogue.no-aip`, `catalogue.disposed`, `export.nothing`."""
    with archive.database.read() as connection:
        if wanted.fonds is None:
            chosen = handing_over.of_aips(connection, find_aips(connection, wanted.names))
        else:
            top = find_named(connection, wanted.fonds).described
            if top is None:
                raise MunimentError("catalogue.not-found", name=wanted.fonds)
            chosen = handing_over.of_tree(connection, top.key)
    if not chosen.aips and not chosen.descriptions:
        raise MunimentError("export.nothing")
    return chosen


def preview(archive: Archive, wanted: Wanted) -> HandedOver:
    """What would be written. Raises as `choose`."""
    chosen = choose(archive, wanted)
    with archive.database.read() as connection:
        files, size = handing_over.size_of(connection, chosen.aips)
    return HandedOver(None, (), len(chosen.descriptions), len(chosen.aips), files, size)


def hand_over(archive: Archive, wanted: Wanted, target: Path, progress: Progress) -> HandedOver:
    """Write it to the new folder ``target``, every byte verified on the way.

    Raises as `choose`, and `get.exists`, `get.not-writable`, `storage.member-altered`.
    """
    refuse_existing(target)
    chosen = choose(archive, wanted)
    growing = target.with_name(f".{target.name}.growing")
    with told(target):
        (growing / BAGS).mkdir(parents=True, exist_ok=True)
        bags = [_bag(archive, aip, growing, wanted, progress) for aip in chosen.aips]
        _only(growing / BAGS, {bag.place.rpartition("/")[2] for bag in bags})
        count = _descriptions(archive, chosen, growing / DESCRIPTIONS)
        _finding_aids(archive, chosen, growing / "ead")
        _proofs(archive, bags, growing)
        day = archive.today.isoformat()
        title = archive.settings.archive.title
        (growing / "README.txt").write_text(_README.format(archive=title, day=day), "utf-8")
        manifest = HandOver(title, archive.clock(), bags, count)
        (growing / MANIFEST).write_bytes(write_hand_over(manifest))
        refuse_existing(target)
        growing.rename(target)
    done = HandedOver(
        target, bags, count, len(bags), sum(b.files for b in bags), sum(b.bytes for b in bags)
    )
    _record(archive, done)
    return done


def _bag(
    archive: Archive, aip: UUID, growing: Path, wanted: Wanted, progress: Progress
) -> HandedBag:
    with archive.database.read() as connection:
        newest = aips.newest(aips.generations(connection, aip))
        if newest is None:
            raise MunimentError("catalogue.not-found", name=aip)
        count, octets = handing_over.payload_of(connection, newest.key)
    place = f"{BAGS}/{aip}" + (".zip" if wanted.zipped else "")
    target = growing / place
    if not _is_there(target, newest):
        if target.is_dir():
            shutil.rmtree(target)  # of an earlier generation
        target.unlink(missing_ok=True)
        (fetch_zip if wanted.zipped else fetch_bag)(archive, aip, target, progress)
    oxum = f"{octets}.{count}"
    return HandedBag(
        aip, newest.number, place, newest.files, oxum, newest.manifest_sha512, newest.bytes
    )


def _is_there(target: Path, newest: Generation) -> bool:
    """Whether an earlier try has written this generation: a folder gets its name when whole."""
    try:
        manifest = (target / layout.MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return hashlib.sha512(manifest).digest() == newest.manifest_sha512


def _only(folder: Path, names: set[str]) -> None:
    """Remove what an earlier try with another choice, or a kill, has left."""
    for left in folder.iterdir():
        if left.name not in names:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _descriptions(archive: Archive, chosen: Chosen, target: Path) -> int:
    count = 0
    with target.open("wb") as out, archive.database.read() as connection:
        for one, position, pointing in handing_over.described(connection, chosen):
            out.write(description_line(HandedDescription(one.description, position, pointing)))
            count += 1
    return count


def _finding_aids(archive: Archive, chosen: Chosen, folder: Path) -> None:
    """All of each fonds, what is not public yet as well: another archive takes it over."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    base, naan = archive.settings.web.base_url, archive.settings.archive.naan
    with archive.database.read() as connection:
        for key in handing_over.fonds_among(connection, chosen):
            top = descriptions.by_key(connection, key)
            if top is None:
                continue
            aim = Aim(
                top=top,
                day=None,
                written=archive.today,
                archive=archive.settings.archive.title,
                link=lambda one: f"{base}/{ark(naan, one.description.id)}" if base else "",
            )
            with (folder / f"{file_name(top.description.refcode)}.xml").open("wb") as out:
                write_finding_aid(connection, out, aim)


def _proofs(archive: Archive, bags: Sequence[HandedBag], growing: Path) -> None:
    """The event that stored each bag's generation, and the way from it to a signed checkpoint."""
    folder = growing / "proofs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    published = keep_level(archive, now=True)
    (growing / "checkpoint.txt").write_text(published.note or "", "utf-8")
    verifier = archive.signer.verifier
    for bag in bags:
        with archive.database.read() as connection:
            stored = [
                event.id
                for event in ledger.events_about(connection, bag.aip)
                if event.fields["kind"] == Kind.STORED.value
                and event.fields["generation"] == bag.generation
            ]
        if stored:
            (proof,) = prove_together(archive.database, stored[-1:], verifier)
            said = {**proof.document(), "verifier": str(verifier)}
            path = folder / f"{bag.aip}.json"
            path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + os.linesep, "utf-8")


def _record(archive: Archive, done: HandedOver) -> None:
    agent = archive.agent
    fields: dict[str, str | int] = {
        "units": done.descriptions,
        "copies": done.aips,
        "files": done.files,
        "bytes": done.bytes,
    }
    event = Event(archive.new_id(), Kind.HANDED_OVER, archive.clock(), agent, fields=fields)
    with archive.database.write() as connection:
        ledger.append(connection, event)
