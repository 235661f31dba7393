"""What was found on the doorstep, before anything is decided about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ingest.hand_over import Handed

Kind = Literal["folder", "bag", "table", "hand-over"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file as it arrived: its path in the delivery, and where its bytes are now."""

    path: str
    source: str
    size: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What the sender says a file's digest is, and where it is said."""

    algorithm: str  # a hashlib name
    digest: str  # lower-case hex
    manifest: str  # file name, for the sentence


@dataclass(slots=True)
class Delivery:
    """A submission as received: payload, the sender's own papers, claims, and remarks on it.

    ``papers`` (manifests, tag files, metadata table) go into ``submission/`` of every AIP.
    ``claims`` are keyed by the source of a file: in a bag, payload and papers may share a path.
    """

    kind: Kind
    name: str
    root: Path
    payload: Collection[Arrived]  # may be more than memory holds at once
    papers: list[Arrived] = field(default_factory=list)
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)  # bag-info.txt
    warnings: list[str] = field(default_factory=list)
    handed: Handed | None = None  # what another archive told with its bags
