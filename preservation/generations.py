"""An AIP as it stands: what the next generation of it is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from catalogue import aips, copies, descriptions
from catalogue.aips import File, Generation
from catalogue.database import Database
from model.aip import Member
from model.description import Description
from model.errors import MunimentError
from storage.packing import layout
from storage.packing.successor import Past, read_past
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Present:
    """The newest generation of an AIP, its past, and its description as it stands now."""

    newest: Generation
    files: Sequence[File] = field(repr=False)
    past: Past = field(repr=False)
    described: Description | None

    def carried(self) -> list[Member]:
        """Everything that is not written anew in each generation."""
        return self.past.carried()


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
        return Present(
            newest=newest,
            files=files,
            past=read_past(
                identifier,
                newest.number,
                [one.member for one in files],
                premis=self.read(by_path[layout.PREMIS]),
                info=self.read(by_path[layout.INFO]),
            ),
            described=described[0][0].description if described else None,
        )

    def past(self, identifier: UUID) -> Past:
        """What the next generation goes on from. Raises as `present`."""
        return self.present(identifier).past

    def read(self, file: File) -> bytes:
        """A small file, verified. Raises `storage.member-altered`."""
        with self.database.read() as connection:
            held = copies.of_generation(connection, file.holder)
        places = copies.readable(held)
        return b"".join(self.vault.open_member(places, file.member, certain=True))
