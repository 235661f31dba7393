"""A request of OAI-PMH 2.0, understood or refused with the protocol's own error codes.

Resumption tokens hold all that is needed to go on, so the server keeps nothing between requests.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from model.ids import from_ark, parse_uuid

OAI_DC = "oai_dc"
EAD = "ead"
PREFIXES = (OAI_DC, EAD)

# OAI-PMH 2.0 section 4: which arguments a verb takes; True: it must have it
_ARGUMENTS: dict[str, dict[str, bool]] = {
    "Identify": {},
    "ListMetadataFormats": {"identifier": False},
    "ListSets": {"resumptionToken": False},
    "ListIdentifiers": {
        "metadataPrefix": True, "from": False, "until": False, "set": False,
        "resumptionToken": False,
    },
    "ListRecords": {
        "metadataPrefix": True, "from": False, "until": False, "set": False,
        "resumptionToken": False,
    },
    "GetRecord": {"identifier": True, "metadataPrefix": True},
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LONGEST = 2_000


class OaiError(Exception):
    """An error of the protocol (section 3.6)."""

    def __init__(self, code: str, problem: str) -> None:
        self.code = code
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. ``after``: the row key where the page before ended."""

    verb: str
    prefix: str = ""
    identifier: str = ""
    unit: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    fonds: UUID | None = None
    after: int = 0

    def token(self, after: int) -> str:
        """The token that goes on after a row."""
        said = [
            self.verb,
            self.prefix,
            self.since.isoformat() if self.since else "",
            self.until.isoformat() if self.until else "",
            str(self.fonds or ""),
            after,
        ]
        packed = json.dumps(said, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def understand(pairs: Iterable[tuple[str, str]], naan: str) -> Asked:
    """What was asked for. Raises OaiError."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise OaiError("badArgument", f"{name[:50]} is given twice")
        given[name] = value[:_LONGEST]
    verb = given.pop("verb", "")
    arguments = _ARGUMENTS.get(verb)
    if arguments is None:
        raise OaiError("badVerb", "there is no such verb" if verb else "the verb is missing")
    for name in given:
        if name not in arguments:
            raise OaiError("badArgument", f"{verb} takes no argument {name[:50]}")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise OaiError("badArgument", "resumptionToken is an exclusive argument")
        return _resumed(verb, given["resumptionToken"])
    for name, needed in arguments.items():
        if needed and name not in given:
            raise OaiError("badArgument", f"{verb} needs the argument {name}")
    return _fresh(verb, given, naan)


def _fresh(verb: str, given: dict[str, str], naan: str) -> Asked:
    prefix = given.get("metadataPrefix", "")
    if prefix and prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"the formats are {', '.join(PREFIXES)}")
    asked = Asked(verb=verb, prefix=prefix, identifier=given.get("identifier", ""))
    if asked.identifier:
        unit = from_ark(asked.identifier)
        if unit is None or not asked.identifier.startswith(f"ark:{naan}/"):
            raise OaiError("idDoesNotExist", "there is no such identifier here")
        asked = replace(asked, unit=unit)
    since, until = given.get("from", ""), given.get("until", "")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until differ in granularity")
    asked = replace(asked, since=_moment(since, last=False), until=_moment(until, last=True))
    if asked.since and asked.until and asked.until < asked.since:
        raise OaiError("badArgument", "until is before from")
    if "set" in given:
        fonds = parse_uuid(given["set"])
        if fonds is None:
            raise OaiError("noRecordsMatch", "there is no such set")
        asked = replace(asked, fonds=fonds)
    return asked


def _resumed(verb: str, token: str) -> Asked:
    bad = OaiError("badResumptionToken", "this token is not one of ours")
    try:
        packed = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        said = json.loads(packed)
        of, prefix, since, until, fonds, after = said
        asked = Asked(
            verb=of,
            prefix=prefix,
            since=datetime.fromisoformat(since) if since else None,
            until=datetime.fromisoformat(until) if until else None,
            fonds=parse_uuid(fonds) if fonds else None,
            after=after,
        )
    # whatever somebody has made up: no base64, no JSON, other types, other lengths
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise bad from error
    zoned = all(day is None or day.tzinfo is not None for day in (asked.since, asked.until))
    is_key = isinstance(after, int) and not isinstance(after, bool) and 0 <= after < 1 << 62
    known = prefix in PREFIXES or (prefix == "" and verb == "ListSets")
    if of != verb or not (zoned and is_key and known):
        raise bad
    return asked


def _moment(text: str, *, last: bool) -> datetime | None:
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day.replace(hour=23, minute=59, second=59) if last else day
        if _SECOND.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise OaiError("badArgument", f"{text[:50]} is no date of the form YYYY-MM-DDThh:mm:ssZ")
