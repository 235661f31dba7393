"""The next generation of an AIP: what it carries over, and what its records say from now on."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from model.aip import Member, PayloadFile, Role
from model.description import Description
from schemas.bagit import read_tags
from schemas.description_json import dumps
from schemas.dublin_core import write_dublin_core
from schemas.premis import Derivation, PremisAgent, PremisEvent, PremisFile
from schemas.premis_reading import read_premis
from storage.packing.plan import GenerationPlan


@dataclass(frozen=True, slots=True)
class Past:
    """The newest generation of an AIP, with what its PREMIS says of the time before it."""

    aip: UUID
    number: int
    members: Sequence[Member] = field(repr=False)
    events: Sequence[PremisEvent] = field(repr=False)
    agents: Sequence[PremisAgent] = field(repr=False)
    derivations: Mapping[str, Derivation] = field(repr=False)
    organisation: str

    def carried(self) -> list[Member]:
        """Everything that is not written anew in each generation."""
        return [
            replace(member, held_in=member.held_in or self.number)
            for member in self.members
            if member.role not in (Role.METADATA, Role.TAG)
        ]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a retry must use again."""

    number: int
    at: datetime
    secret: bytes


@dataclass(frozen=True, slots=True)
class News:
    """What the next generation holds, and what is told of it besides the past."""

    payload: Sequence[PayloadFile] = field(repr=False)
    carried: Sequence[Member] = field(repr=False)
    events: Sequence[PremisEvent] = field(repr=False)
    agents: Sequence[PremisAgent] = field(repr=False)
    derivations: Mapping[str, Derivation] = field(default_factory=dict, repr=False)


def read_past(
    aip: UUID, number: int, members: Sequence[Member], premis: bytes, info: bytes
) -> Past:
    """The past of a generation, from its own PREMIS and bag-info.txt.

    Raises `schemas.premis_reading.PremisSyntaxError`, `schemas.bagit.BagSyntaxError`.
    """
    said = list(read_premis(io.BytesIO(premis)))
    return Past(
        aip=aip,
        number=number,
        members=members,
        events=[one for one in said if isinstance(one, PremisEvent)],
        agents=[one for one in said if isinstance(one, PremisAgent)],
        derivations={
            one.path: one.derivation
            for one in said
            if isinstance(one, PremisFile) and one.derivation is not None
        },
        organisation=dict(read_tags(info.decode())).get("Source-Organization", ""),
    )


def next_plan(
    past: Past, decided: Decided, described: Description | None, news: News
) -> GenerationPlan:
    """The plan of the next generation: the past as it was told, and what is new."""
    known = {one.id for one in past.agents}
    kept = {member.path for member in news.carried}
    return GenerationPlan(
        aip=past.aip,
        generation=decided.number,
        sealed_at=decided.at,
        secret=decided.secret,
        refcode=described.refcode if described else str(past.aip),
        title=described.title if described else "",
        payload=news.payload,
        descriptive=(
            {"dc.xml": write_dublin_core(described), "description.json": dumps(described)}
            if described
            else {}
        ),
        events=[*past.events, *news.events],
        agents=[*past.agents, *(one for one in news.agents if one.id not in known)],
        source_organisation=past.organisation,
        carried=news.carried,
        derivations={
            **{path: how for path, how in past.derivations.items() if path in kept},
            **news.derivations,
        },
    )


def without_orphans(past: Past, carried: Sequence[Member]) -> list[Member]:
    """``carried`` without the files that were made from what is not carried any more."""
    kept = {member.path for member in carried}
    while True:
        left = {
            path
            for path in kept
            if path not in past.derivations or past.derivations[path].source in kept
        }
        if left == kept:
            return [member for member in carried if member.path in kept]
        kept = left
