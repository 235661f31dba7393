"""PREMIS 3.0: what was packed, what was done to it, by what (Data Dictionary 3.0)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from model.aip import Identification
from model.event import utc
from schemas.xml_writing import XmlWriter, possible, xml_document

PREMIS = "http://www.loc.gov/premis/v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TYPE = f"{{{XSI}}}type"

# Notes are written for people and read back by `premis_reading`: never change one.
NOT_IDENTIFIED = "not identified by PRONOM"
NOT_EXAMINED = "format not examined"
MEDIA_TYPE = "media type: "
BASIS = "basis: "
WARNING = "warning: "
LIBMAGIC = "libmagic: "


@dataclass(frozen=True, slots=True)
class PremisAgent:
    """Who acted: a program with name and version, or a person by random id only.

    ``kind``: ``software``, ``person`` or ``organization`` (agentType). People's names never enter
    a bag (DESIGN section 5), so ``name`` stays empty for them.
    """

    id: UUID
    kind: str
    name: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class PremisEvent:
    """One deed to the AIP, or one exception about single files of it.

    ``objects``: bag paths (``data/representations/…``); empty means the AIP as a whole.
    ``outcome`` is ``success``, ``failure`` or ``warning``; ``note`` is the outcome's detail.
    """

    id: UUID
    type: str
    at: datetime
    outcome: str
    detail: str = ""
    agents: tuple[UUID, ...] = ()
    objects: Collection[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Derivation:
    """From which file of the bag one was made, and by which event (Data Dictionary 1.13)."""

    source: str  # bag path
    event: UUID


@dataclass(frozen=True, slots=True)
class PremisFile:
    """One file object. ``path``: as in the bag; ``original_name``: as the producer had it.

    ``representation``: bag path of the representation it belongs to
    (``data/representations/original``); empty for documentation and submission papers.
    """

    path: str
    size: int
    sha512: bytes
    identification: Identification | None = None
    original_name: str = ""
    representation: str = ""
    derivation: Derivation | None = None


def write_premis(
    out: BinaryIO,
    aip: UUID,
    objects: Iterable[PremisFile],
    events: Iterable[PremisEvent],
    agents: Iterable[PremisAgent],
    *,
    name: str = "",
) -> None:
    """Stream a PREMIS document into ``out``. ``name``: the unit's reference code, if it has one.

    Memory stays flat however many objects come; each iterable is read once. A path that XML
    cannot hold raises ValueError: no AIP has one (`model.aip.safe_path`).
    """
    namespaces = {None: PREMIS, "xsi": XSI}
    root = f"{{{PREMIS}}}premis"
    with xml_document(out, root, PREMIS, namespaces, {"version": "3.0"}) as xml:
        _entity(xml, aip, name)
        representations: dict[str, None] = {}
        for file in objects:
            if file.representation:
                representations[file.representation] = None
            _file(xml, file, aip)
        for representation in representations:
            _representation(xml, representation, aip)
        for event in events:
            _event(xml, event, aip)
        for agent in agents:
            _agent(xml, agent)
        xml.line()


def _entity(xml: XmlWriter, aip: UUID, name: str) -> None:
    xml.line()
    with xml.branch("object", {TYPE: "intellectualEntity"}):
        _identifier(xml, "object", "UUID", str(aip))
        if name:
            xml.leaf("originalName", possible(name))


def _representation(xml: XmlWriter, path: str, aip: UUID) -> None:
    xml.line()
    with xml.branch("object", {TYPE: "representation"}):
        _identifier(xml, "object", "local", path)
        _related(xml, "represents", "UUID", str(aip))


def _file(xml: XmlWriter, file: PremisFile, aip: UUID) -> None:
    xml.line()
    with xml.branch("object", {TYPE: "file"}):
        _identifier(xml, "object", "local", file.path)
        with xml.branch("objectCharacteristics"):
            xml.leaf("compositionLevel", "0")  # never compressed or encrypted by us
            with xml.branch("fixity"):
                xml.leaf("messageDigestAlgorithm", "SHA-512")
                xml.leaf("messageDigest", file.sha512.hex())
            xml.leaf("size", str(file.size))
            _format(xml, file.identification)
        if file.original_name:
            xml.leaf("originalName", file.original_name)
        if file.representation:
            _related(xml, "is included in", "local", file.representation)
        else:
            _related(xml, "documents", "UUID", str(aip))
        if file.derivation is not None:
            _derived(xml, file.derivation)


def _format(xml: XmlWriter, found: Identification | None) -> None:
    with xml.branch("format"):
        with xml.branch("formatDesignation"):
            # PREMIS 3.0 1.5.4.1 wants a name; a media type is one, where PRONOM has none.
            named = found is not None and found.puid is not None and found.name
            name = found.name if found and named else _media_type(found)
            xml.leaf("formatName", possible(name))
            if found and found.version:
                xml.leaf("formatVersion", possible(found.version))
        if found and found.puid is not None:
            with xml.branch("formatRegistry"):
                xml.leaf("formatRegistryName", "PRONOM")
                xml.leaf("formatRegistryKey", found.puid)
                xml.leaf("formatRegistryRole", "specification")
        for note in _notes(found):
            xml.leaf("formatNote", possible(note))


def _media_type(found: Identification | None) -> str:
    return (found.mime if found else "") or "application/octet-stream"


def _notes(found: Identification | None) -> Iterator[str]:
    if found is None:
        yield NOT_EXAMINED
        return
    if found.puid is None:
        yield NOT_IDENTIFIED
    yield MEDIA_TYPE + _media_type(found)
    if found.basis:
        yield BASIS + found.basis
    if found.warning:
        yield WARNING + found.warning
    if found.magic_mime != found.mime:
        yield LIBMAGIC + (found.magic_mime or "no answer")


def _event(xml: XmlWriter, event: PremisEvent, aip: UUID) -> None:
    xml.line()
    with xml.branch("event"):
        _identifier(xml, "event", "UUID", str(event.id))
        xml.leaf("eventType", event.type)
        xml.leaf("eventDateTime", utc(event.at))
        if event.detail:
            with xml.branch("eventDetailInformation"):
                xml.leaf("eventDetail", possible(event.detail))
        with xml.branch("eventOutcomeInformation"):
            xml.leaf("eventOutcome", event.outcome)
            if event.note:
                with xml.branch("eventOutcomeDetail"):
                    xml.leaf("eventOutcomeDetailNote", possible(event.note))
        for agent in event.agents:
            _identifier(xml, "linkingAgent", "UUID", str(agent))
        for path in event.objects:
            _identifier(xml, "linkingObject", "local", path)
        if not event.objects:
            _identifier(xml, "linkingObject", "UUID", str(aip))


def _agent(xml: XmlWriter, agent: PremisAgent) -> None:
    xml.line()
    with xml.branch("agent"):
        _identifier(xml, "agent", "UUID", str(agent.id))
        if agent.name:
            xml.leaf("agentName", possible(agent.name))
        xml.leaf("agentType", agent.kind)
        if agent.version:
            xml.leaf("agentVersion", possible(agent.version))


def _identifier(xml: XmlWriter, of: str, kind: str, value: str) -> None:
    with xml.branch(f"{of}Identifier"):
        xml.leaf(f"{of}IdentifierType", kind)
        xml.leaf(f"{of}IdentifierValue", value)


def _related(xml: XmlWriter, how: str, kind: str, value: str) -> None:
    with xml.branch("relationship"):
        xml.leaf("relationshipType", "structural")
        xml.leaf("relationshipSubType", how)
        _identifier(xml, "relatedObject", kind, value)


def _derived(xml: XmlWriter, derivation: Derivation) -> None:
    with xml.branch("relationship"):
        xml.leaf("relationshipType", "derivation")
        xml.leaf("relationshipSubType", "has source")
        _identifier(xml, "relatedObject", "local", derivation.source)
        _identifier(xml, "relatedEvent", "UUID", str(derivation.event))
