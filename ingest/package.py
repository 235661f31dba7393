"""What goes into the bag: the files with their formats, the description, who did what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from catalogue.submissions import Intent
from ingest.delivery import Delivery
from ingest.hand_over import role_of
from ingest.reading import ReadFile
from ingest.units import Unit
from model.aip import Identification, PayloadFile, Role
from model.description import Description
from model.event import Agent, AgentKind
from schemas.description_json import dumps
from schemas.dublin_core import write_dublin_core
from schemas.premis import PremisAgent, PremisEvent
from storage.packing.plan import GenerationPlan
from storage.packing.roll import Roll
from storage.packing.successor import Past

# PREMIS event types as in the Library of Congress's vocabulary (id.loc.gov, eventType).
INGESTION = "ingestion"
DIGESTS = "message digest calculation"
FIXITY = "fixity check"
VALIDATION = "validation"
IDENTIFICATION = "format identification"
NOT_IDENTIFIED = "format identification: exceptions"
CREATION = "information package creation"
PREMIS_EVENTS = (
    INGESTION,
    DIGESTS,
    FIXITY,
    VALIDATION,
    IDENTIFICATION,
    NOT_IDENTIFIED,
    CREATION,
)
"""Kinds of event that go into PREMIS; the intent fixes an id for each before the first byte."""


@dataclass(frozen=True, slots=True)
class Actors:
    """Who acts: the person, by random id only, and this program."""

    person: Agent
    software: UUID
    name: str
    version: str
    identifier: str  # the format registry's signature version


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files an update brings, changes, leaves and supersedes."""

    created: int
    changed: int
    carried: int
    superseded: int

    def __str__(self) -> str:
        """As PREMIS tells it."""
        return (
            f"{self.created} new, {self.changed} changed, {self.carried} carried over, "
            f"{self.superseded} superseded"
        )


def generation_plan(
    decided: Intent,
    description: Description,
    delivery: Delivery,
    payload: Collection[PayloadFile],
    actors: Actors,
    past: Past | None = None,
    spool: Path | None = None,
) -> GenerationPlan:
    """Everything that `storage.packing` needs to write the first generation of a unit.

    ``past``: what another archive tells of it, that has handed it over.
    """
    received = ""
    if past is not None and delivery.handed is not None:
        given_by = delivery.handed.archive
        received = f"handed over by {given_by}: generation {past.number} of AIP {past.aip}"
    before = past.events if past else ()
    agents = _agents(actors)
    known = {one.id for one in agents}
    return GenerationPlan(
        aip=decided.aip,
        generation=decided.generation,
        sealed_at=decided.decided_at,
        secret=decided.secret,
        refcode=description.refcode,
        title=description.title,
        payload=payload,
        descriptive={
            "dc.xml": write_dublin_core(description),
            "description.json": dumps(description),
        },
        events=[*before, *_events(decided, delivery, payload, actors, received, spool)],
        agents=[*agents, *(one for one in (past.agents if past else ()) if one.id not in known)],
        source_organisation=(
            past.organisation if past else delivery.tags.get("Source-Organization", "")
        ),
        derivations=past.derivations if past else {},
    )


def payload_of(unit: Unit, identifications: Iterable[Identification]) -> Iterator[PayloadFile]:
    """The unit's own files, each with its format; of a handed over AIP in the roles they had."""
    for file, identification in zip(unit.files, identifications, strict=True):
        role, path, number = Role.ORIGINAL, unit.inner_path(file.path), 1
        if unit.past is not None:
            role, path, number = role_of(path)
        yield packed(file, path, role, identification, number)


def packed(
    file: ReadFile,
    path: str,
    role: Role = Role.ORIGINAL,
    identification: Identification | None = None,
    number: int = 1,
) -> PayloadFile:
    """A file that was read, as it will lie in the bag."""
    return PayloadFile(
        path=path,
        source=file.source,
        size=file.size,
        sha512=file.sha512,
        crc32=file.crc32,
        role=role,
        identification=identification,
        number=number,
    )


def told_of_update(
    decided: Intent,
    delivery: Delivery,
    payload: Collection[PayloadFile],
    counts: Counts,
    reason: str,
    actors: Actors,
) -> tuple[list[PremisEvent], list[PremisAgent]]:
    """What PREMIS tells of a later delivery; ``payload``: its new and changed files."""
    before = decided.generation - 1
    what = f"received as a {delivery.kind}; after generation {before}: {counts}"
    told = f"{what}; reason: {reason}" if reason else what
    return list(_events(decided, delivery, payload, actors, told)), _agents(actors)


def _agents(actors: Actors) -> list[PremisAgent]:
    kind = "software" if actors.person.kind is AgentKind.SOFTWARE else "person"
    return [
        PremisAgent(actors.software, "software", actors.name, actors.version),
        PremisAgent(actors.person.id, kind),
    ]


def _events(
    decided: Intent,
    delivery: Delivery,
    payload: Collection[PayloadFile],
    actors: Actors,
    received: str = "",
    spool: Path | None = None,
) -> Iterator[PremisEvent]:
    # One event per deed and AIP, never one per file (DESIGN section 5).
    def event(
        kind: str, detail: str, *, outcome: str = "success", objects: Collection[str] = ()
    ) -> PremisEvent:
        return PremisEvent(
            id=decided.events[kind],
            type=kind.partition(":")[0],
            at=decided.decided_at,
            outcome=outcome,
            detail=detail,
            agents=(actors.software, actors.person.id),
            objects=objects,
        )

    files = claimed = 0
    unknown = Roll[str](spool)
    for file in payload:
        if file.role is Role.ORIGINAL:
            files, claimed = files + 1, claimed + (file.source in delivery.claims)
            if file.identification is None or file.identification.puid is None:
                unknown.append(f"data/representations/original/data/{file.path}")
    yield event(INGESTION, received or f"received as a {delivery.kind}")
    if delivery.kind == "bag":
        yield event(VALIDATION, "BagIt, RFC 8493: complete and valid")
    if claimed:
        yield event(FIXITY, f"{claimed} of {files} files match the sender's checksums")
    if files or not received:
        yield event(DIGESTS, f"SHA-512 of {files} files")
    if files or not received:
        known = f"{files - len(unknown)} of {files} files"
        yield event(IDENTIFICATION, f"{known}; {actors.identifier}")
    if unknown:
        yield event(
            NOT_IDENTIFIED,
            f"{len(unknown)} files are not known to PRONOM",
            outcome="warning",
            objects=unknown,
        )
    yield event(CREATION, f"generation {decided.generation}, BagIt 1.0 in an uncompressed ZIP")
