"""PREMIS read back: what `premis` wrote, object by object, for rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from lxml import etree

from model.aip import Identification
from model.ids import parse_uuid
from schemas.premis import (
    BASIS,
    LIBMAGIC,
    MEDIA_TYPE,
    NOT_EXAMINED,
    PREMIS,
    TYPE,
    WARNING,
    Derivation,
    PremisAgent,
    PremisEvent,
    PremisFile,
)
from schemas.xml import elements

_P = f"{{{PREMIS}}}"


class PremisSyntaxError(ValueError):
    """A PREMIS document that is well-formed, but not one of ours."""


def read_premis(stream: BinaryIO) -> Iterator[PremisFile | PremisEvent | PremisAgent]:
    """Files, events and agents in document order, streamed; entity and representations follow
    from them. Raises PremisSyntaxError, and `schemas.xml.XmlRefusedError`.
    """
    for element in elements(stream, [f"{_P}object", f"{_P}event", f"{_P}agent"]):
        match element.tag:
            case tag if tag == f"{_P}event":
                yield _event(element)
            case tag if tag == f"{_P}agent":
                yield _agent(element)
            case _ if element.get(TYPE, "").rpartition(":")[2] == "file":
                yield _file(element)


def _file(element: etree._Element) -> PremisFile:
    digest = _text(element, "objectCharacteristics/fixity/messageDigest")
    size = _text(element, "objectCharacteristics/size")
    try:
        sha512, length = bytes.fromhex(digest), int(size)
    except ValueError as error:
        raise PremisSyntaxError(f"size {size!r} or digest {digest!r} is none") from error
    representation, derivation = _relations(element)
    return PremisFile(
        path=_text(element, "objectIdentifier/objectIdentifierValue"),
        size=length,
        sha512=sha512,
        identification=_identification(element),
        original_name=_text(element, "originalName"),
        representation=representation,
        derivation=derivation,
    )


def _relations(element: etree._Element) -> tuple[str, Derivation | None]:
    representation, derivation = "", None
    for related in element.iterfind(_path("relationship")):
        value = _text(related, "relatedObjectIdentifier/relatedObjectIdentifierValue")
        if _text(related, "relationshipType") == "derivation":
            event = _text(related, "relatedEventIdentifier/relatedEventIdentifierValue")
            derivation = Derivation(value, _uuid(event))
        elif _text(related, "relatedObjectIdentifier/*") == "local":
            representation = value
    return representation, derivation


def _identification(element: etree._Element) -> Identification | None:
    notes = [
        n.text or "" for n in element.iterfind(_path("objectCharacteristics/format/formatNote"))
    ]
    if NOT_EXAMINED in notes:
        return None
    form = "objectCharacteristics/format/"
    puid = _text(element, f"{form}formatRegistry/formatRegistryKey") or None
    mime = _note(notes, MEDIA_TYPE)
    magic = _note(notes, LIBMAGIC) or mime
    return Identification(
        puid=puid,
        name=_text(element, f"{form}formatDesignation/formatName") if puid else "",
        version=_text(element, f"{form}formatDesignation/formatVersion"),
        mime=mime,
        magic_mime="" if magic == "no answer" else magic,
        basis=_note(notes, BASIS),
        warning=_note(notes, WARNING),
    )


def _note(notes: list[str], kind: str) -> str:
    return next((note.removeprefix(kind) for note in notes if note.startswith(kind)), "")


def _event(element: etree._Element) -> PremisEvent:
    at = _text(element, "eventDateTime")
    linked = element.iterfind(_path("linkingAgentIdentifier/linkingAgentIdentifierValue"))
    objects = [
        _text(link, "linkingObjectIdentifierValue")
        for link in element.iterfind(_path("linkingObjectIdentifier"))
        if _text(link, "linkingObjectIdentifierType") == "local"
    ]
    outcome = "eventOutcomeInformation/"
    return PremisEvent(
        id=_uuid(_text(element, "eventIdentifier/eventIdentifierValue")),
        type=_text(element, "eventType"),
        at=_instant(at),
        outcome=_text(element, f"{outcome}eventOutcome"),
        detail=_text(element, "eventDetailInformation/eventDetail"),
        agents=tuple(_uuid(agent.text or "") for agent in linked),
        objects=tuple(objects),
        note=_text(element, f"{outcome}eventOutcomeDetail/eventOutcomeDetailNote"),
    )


def _agent(element: etree._Element) -> PremisAgent:
    return PremisAgent(
        id=_uuid(_text(element, "agentIdentifier/agentIdentifierValue")),
        kind=_text(element, "agentType"),
        name=_text(element, "agentName"),
        version=_text(element, "agentVersion"),
    )


def _uuid(text: str) -> UUID:
    identifier = parse_uuid(text)
    if identifier is None:
        raise PremisSyntaxError(f"{text!r} is not a UUID")
    return identifier


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise PremisSyntaxError(f"{text!r} is not a time") from error
    if at.tzinfo is None:
        raise PremisSyntaxError(f"{text!r} has no zone")
    return at


def _path(steps: str) -> str:
    return "/".join(step if step == "*" else _P + step for step in steps.split("/"))


def _text(element: etree._Element, steps: str) -> str:
    return element.findtext(_path(steps)) or ""
