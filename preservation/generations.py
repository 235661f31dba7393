"""The next generation of an AIP: what it carries over, and what its records say from now on."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from catalogue import aips, copies, descriptions
from catalogue.aips import File, Generation
from catalogue.database import Database
from model.aip import Member, PayloadFile, Role
from model.description import Description
from model.errors import MunimentError
from schemas.bagit import read_tags
from schemas.description_json import dumps
from schemas.dublin_core import write_dublin_core
from schemas.premis import Derivation, PremisAgent, PremisEvent, PremisFile
from schemas.premis_reading import read_premis
from storage.packing import layout
from storage.packing.plan import GenerationPlan
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Present:
    """The newest generation of an AIP, with what its PREMIS says of the past."""

    newest: Generation
    files: Sequence[File] = field(repr=False)
    events: Sequence[PremisEvent] = field(repr=False)
    agents: Sequence[PremisAgent] = field(repr=False)
    derivations: Mapping[str, Derivation] = field(repr=False)
    described: Description | None
    organisation: str

    def carried(self) -> list[Member]:
        """Everything that is not written anew in each generation."""
        return [
            replace(one.member, held_in=one.member.held_in or self.newest.number)
            for one in self.files
            if one.member.role not in (Role.METADATA, Role.TAG)
        ]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a retry must use again."""

    number: int
    at: datetime
    secret: bytes


@dataclass(frozen=True, slots=True)
class Archives:
    """Where AIPs are read from."""

    database: Database
    vault: Vault

    def present(self, identifier: UUID) -> Present:
        """An AIP as it stands. Raises `catalogue.not-found`, `storage.member-altered`."""
        with self.database.read() as connection:
            newest = aips.newest(aips.generations(connection, identifier))
            if newest is None:
                raise MunimentError("catalogue.not-found", name=identifier)
            files = list(aips.all_files(connection, newest.key))
            described = descriptions.of_aip(connection, identifier)
        by_path = {one.member.path: one for one in files}
        said = list(read_premis(io.BytesIO(self.read(by_path[layout.PREMIS]))))
        tags = dict(read_tags(self.read(by_path[layout.INFO]).decode()))
        return Present(
            newest=newest,
            files=files,
            events=[one for one in said if isinstance(one, PremisEvent)],
            agents=[one for one in said if isinstance(one, PremisAgent)],
            derivations={
                one.path: one.derivation
                for one in said
                if isinstance(one, PremisFile) and one.derivation is not None
            },
            described=described[0][0].description if described else None,
            organisation=tags.get("Source-Organization", ""),
        )

    def read(self, file: File) -> bytes:
        """A small file, verified. Raises `storage.member-altered`."""
        with self.database.read() as connection:
            held = copies.of_generation(connection, file.holder)
        places = [one.placement for one in held if one.status is not copies.CopyStatus.OWED]
        return b"".join(self.vault.open_member(places, file.member, certain=True))


def next_plan(
    present: Present,
    decided: Decided,
    payload: Sequence[PayloadFile],
    carried: Sequence[Member],
    event: PremisEvent,
    agents: Sequence[PremisAgent],
    derivations: Mapping[str, Derivation],
) -> GenerationPlan:
    """What the next generation is to hold: the past as it was told, and one more event."""
    noun, known = present.described, {one.id for one in present.agents}
    kept = {member.path for member in carried}
    return GenerationPlan(
        aip=present.newest.aip,
        generation=decided.number,
        sealed_at=decided.at,
        secret=decided.secret,
        refcode=noun.refcode if noun else str(present.newest.aip),
        title=noun.title if noun else "",
        payload=payload,
        descriptive=(
            {"dc.xml": write_dublin_core(noun), "description.json": dumps(noun)} if noun else {}
        ),
        events=[*present.events, event],
        agents=[*present.agents, *(one for one in agents if one.id not in known)],
        source_organisation=present.organisation,
        carried=carried,
        derivations={
            **{path: how for path, how in present.derivations.items() if path in kept},
            **derivations,
        },
    )
