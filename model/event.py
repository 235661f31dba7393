"""Events: what was done, by whom, to what, with which outcome. They hold no personal data.

An event's fields are identifiers, digests, codes, counts and times, never a name, title, path,
address or free text (DESIGN section 5). Text that belongs to a deed lies in an erasable table
beside a random salt, and the event carries SHA-256(salt || text) as its ``text`` digest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import rfc8785


class FieldKind(StrEnum):
    """The only kinds of value that an event may hold."""

    ID = "id"
    DIGEST = "digest"
    CODE = "code"
    COUNT = "count"


_SHAPES = {
    FieldKind.ID: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    FieldKind.DIGEST: re.compile(r"sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})"),
    # a code is a word of ours (store names and error codes among them), never a sentence
    FieldKind.CODE: re.compile(r"[a-z0-9][a-z0-9._-]{0,63}"),
}

FIELDS: Mapping[str, FieldKind] = {
    "aip": FieldKind.ID,
    "submission": FieldKind.ID,
    "description": FieldKind.ID,
    "account": FieldKind.ID,
    "round": FieldKind.ID,
    "upload": FieldKind.ID,
    "permit": FieldKind.ID,
    "order": FieldKind.ID,
    "item": FieldKind.ID,
    "mail": FieldKind.ID,
    "delivery": FieldKind.ID,
    "grant": FieldKind.ID,
    "incident": FieldKind.ID,
    "plan": FieldKind.ID,
    "disposal": FieldKind.ID,
    "generation": FieldKind.COUNT,
    "files": FieldKind.COUNT,
    "bytes": FieldKind.COUNT,
    "checked": FieldKind.COUNT,
    "intact": FieldKind.COUNT,
    "altered": FieldKind.COUNT,
    "missing": FieldKind.COUNT,
    "unreadable": FieldKind.COUNT,
    "units": FieldKind.COUNT,
    "copies": FieldKind.COUNT,
    "owed": FieldKind.COUNT,
    "created": FieldKind.COUNT,
    "updated": FieldKind.COUNT,
    "unchanged": FieldKind.COUNT,
    "rejected": FieldKind.COUNT,
    "superseded": FieldKind.COUNT,
    "generations": FieldKind.COUNT,
    "kept_from": FieldKind.COUNT,  # the first generation that stays
    "revision": FieldKind.COUNT,
    "derived": FieldKind.COUNT,
    "failed": FieldKind.COUNT,
    "away": FieldKind.COUNT,  # stores that did not answer
    "partition": FieldKind.COUNT,
    "first": FieldKind.COUNT,
    "last": FieldKind.COUNT,
    "unidentified": FieldKind.COUNT,
    "accession": FieldKind.COUNT,  # the number of a submission in the register
    "unit": FieldKind.COUNT,  # which one of its submission, from 0
    "size": FieldKind.COUNT,  # of an object
    "aips": FieldKind.COUNT,
    "descriptions": FieldKind.COUNT,
    "events": FieldKind.COUNT,
    "mismatched": FieldKind.COUNT,
    "object": FieldKind.DIGEST,
    "found": FieldKind.DIGEST,
    "manifest": FieldKind.DIGEST,
    "files_root": FieldKind.DIGEST,
    "detail": FieldKind.DIGEST,
    "text": FieldKind.DIGEST,
    "key_fingerprint": FieldKind.DIGEST,
    "former_fingerprint": FieldKind.DIGEST,
    "identity": FieldKind.DIGEST,  # model.submission: of a submission, or of one unit
    "payload": FieldKind.DIGEST,
    "erased": FieldKind.DIGEST,  # model.disposal: of a file that is not taken in again
    "code": FieldKind.CODE,
    "store": FieldKind.CODE,
    "source_store": FieldKind.CODE,
    "verdict": FieldKind.CODE,
    "tool": FieldKind.CODE,
    "role": FieldKind.CODE,
    "depth": FieldKind.CODE,
    "state": FieldKind.CODE,
    "from_state": FieldKind.CODE,
    "purpose": FieldKind.CODE,
    "part": FieldKind.CODE,  # of a store: journal, log, state
    "ground": FieldKind.CODE,
}
"""Every field an event may have. A test fails on a field that is not here."""


class Kind(StrEnum):
    """Past participles: an event says what has happened. Values are stored: never change one."""

    INITIALISED = "initialised"
    RECEIVED = "received"  # one submission
    REFUSED = "refused"
    INTERRUPTED = "interrupted"  # a full disk, a store away: it can be taken up again
    KNOWN = "known"  # delivered again, nothing stored
    DESCRIBED = "described"
    PACKAGED = "packaged"
    UPDATED = "updated"  # an AIP by a later delivery: its next generation
    STORED = "stored"  # every required copy was written and read back
    CHECKED = "checked"  # one AIP, or a partition's end
    DAMAGED = "damaged"
    REPAIRED = "repaired"
    REPAIR_FAILED = "repair-failed"
    FILLED = "filled"  # one AIP in one store, that lacked it or owed it
    FILL_FAILED = "fill-failed"
    STORE_ADDED = "store-added"
    STORE_AWAY = "store-away"  # it did not answer a round
    STORE_BACK = "store-back"
    DELIVERED = "delivered"
    GRANTED = "granted"  # an expiring link
    GRANT_USED = "grant-used"
    GRANT_REVOKED = "grant-revoked"
    VIEWED = "viewed"  # a restricted unit, once for each session
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    SENT_BACK = "sent-back"
    DESCRIPTION_CREATED = "description-created"
    DESCRIPTION_CHANGED = "description-changed"
    IMPORTED = "imported"  # one for each finding aid
    EXPORTED = "exported"
    JOURNALED = "journaled"  # one file of the journal of descriptions: every required store has it
    CATALOGUED = "catalogued"  # one segment of the catalogue: every required store has it
    DESCRIPTION_ERASED = "description-erased"
    HANDED_OVER = "handed-over"  # AIPs to another archive: copies of them
    READER_REGISTERED = "reader-registered"
    READER_ERASED = "reader-erased"  # name, addresses and texts are gone; the account's id stays
    PERMIT_MOVED = "permit-moved"  # applied for, granted, refused, revoked, expired
    ORDERED = "ordered"
    ORDER_MOVED = "order-moved"
    MAILED = "mailed"
    ROUND_ENDED = "round-ended"
    INCIDENT_OPENED = "incident-opened"
    INCIDENT_CLOSED = "incident-closed"
    MIGRATION_PLANNED = "migration-planned"
    MIGRATION_REHEARSED = "migration-rehearsed"
    MIGRATION_SIGNED_OFF = "migration-signed-off"
    MIGRATED = "migrated"  # one AIP
    MIGRATION_FAILED = "migration-failed"
    MIGRATION_ENDED = "migration-ended"
    MIGRATION_ROLLED_BACK = "migration-rolled-back"
    DISPOSAL_DRAFTED = "disposal-drafted"
    DISPOSAL_REQUESTED = "disposal-requested"
    DISPOSAL_APPROVED = "disposal-approved"  # by another person
    DISPOSAL_REJECTED = "disposal-rejected"
    DISPOSAL_WITHDRAWN = "disposal-withdrawn"
    DISPOSAL_BEGUN = "disposal-begun"  # from here on nobody has it any more
    DISPOSAL_HELD = "disposal-held"  # a store keeps a copy, or is away: tried again
    DISPOSED = "disposed"  # no store has it
    HELD = "held"  # nobody may dispose of the AIP
    HOLD_LIFTED = "hold-lifted"
    JOB_CANCELLED = "job-cancelled"
    JOB_FAILED = "job-failed"
    ACCOUNT_CREATED = "account-created"
    LINK_ISSUED = "link-issued"
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    REINDEXED = "reindexed"
    REIDENTIFIED = "reidentified"  # the formats of an AIP that came out otherwise; a run's end
    TIDIED = "tidied"
    REBUILT = "rebuilt"  # the catalogue, from the stores
    CHECKPOINT_CONFLICT = "checkpoint-conflict"
    KEY_CHANGED = "key-changed"  # another key signs from here on
    STATE_KEPT = "state-kept"  # one bundle
    STATE_DRILLED = "state-drilled"


class Outcome(StrEnum):
    """Failure is the event that matters."""

    SUCCESS = "success"
    FAILURE = "failure"


class AgentKind(StrEnum):
    """Who acted. The id's meaning lies in the erasable account table."""

    OS_USER = "os-user"
    ACCOUNT = "account"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or program, by random id only."""

    kind: AgentKind
    id: UUID


@dataclass(frozen=True, slots=True)
class Event:
    """One deed. ``canonical`` gives the bytes that are stored and hashed, for ever the same."""

    id: UUID
    kind: Kind
    at: datetime
    agent: Agent
    outcome: Outcome = Outcome.SUCCESS
    fields: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("an event's time needs its zone")
        for name, value in self.fields.items():
            _check(name, value)
        # A copy, so that nothing can slip in after the check.
        object.__setattr__(self, "fields", dict(self.fields))

    def canonical(self) -> bytes:
        """Canonical JSON (RFC 8785). Stored as it is and never serialised again."""
        return rfc8785.dumps(
            {
                "id": str(self.id),
                "kind": self.kind.value,
                "at": utc(self.at),
                "agent": {"kind": self.agent.kind.value, "id": str(self.agent.id)},
                "outcome": self.outcome.value,
                **self.fields,
            }
        )


def utc(at: datetime) -> str:
    """An instant as RFC 3339 in UTC with milliseconds: ``2026-11-24T01:02:03.004Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _check(name: str, value: str | int) -> None:
    kind = FIELDS.get(name)
    if kind is None:
        raise ValueError(f"an event has no field {name!r}")
    if kind is FieldKind.COUNT:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{name!r} is a count")
        # RFC 8785 serialises numbers as IEEE doubles: beyond 2**53 digits would be lost.
        if value >= 1 << 53:
            raise ValueError(f"{name!r} is too large to be exact")
    elif not isinstance(value, str) or not _SHAPES[kind].fullmatch(value):
        raise ValueError(f"{name!r} must be {kind.value}, not free text")
