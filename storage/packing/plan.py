"""What a generation is to hold, decided before its first byte is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from model.aip import Member, PayloadFile, Role, safe_path
from schemas.premis import Derivation, PremisAgent, PremisEvent

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class GenerationPlan:
    """Everything that decides the bytes of a generation: the same plan gives the same object.

    ``payload`` holds files of the roles ORIGINAL, PRESERVATION, ACCESS, DOCUMENTATION and
    SUBMISSION in any order. ``descriptive``: file name to bytes, for ``metadata/descriptive/``.
    ``secret``: 32 random bytes, from which the salts of ``files_root`` come. ``carried``: files
    of earlier generations that this one still holds, each with ``held_in``. ``derivations``: bag
    path of a file to what it was made from.
    """

    aip: UUID
    generation: int
    sealed_at: datetime
    secret: bytes = field(repr=False)
    refcode: str
    title: str
    payload: Collection[PayloadFile] = field(repr=False)
    descriptive: Mapping[str, bytes] = field(repr=False)
    events: Sequence[PremisEvent] = field(repr=False)
    agents: Sequence[PremisAgent] = field(repr=False)
    source_organisation: str = ""
    carried: Collection[Member] = field(default=(), repr=False)
    derivations: Mapping[str, Derivation] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.sealed_at.utcoffset() is None:
            raise ValueError("the time of sealing needs its zone")
        if len(self.secret) != SECRET_BYTES:
            raise ValueError("the bag secret has 32 bytes")
        for name in self.descriptive:
            safe_path(name)
        for member in self.carried:
            # DESIGN section 4: from an earlier generation of this AIP, and never a chain.
            if not 1 <= member.held_in < self.generation:
                raise ValueError("only an earlier generation can hold what is carried over")
            if member.role in (Role.METADATA, Role.TAG):
                raise ValueError("records are written anew in every generation")
        # The catalogue keeps milliseconds; a finer time would differ after a rebuild.
        at = self.sealed_at.astimezone(UTC)
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        object.__setattr__(self, "sealed_at", at)
