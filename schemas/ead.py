"""EAD 2002 and EAD(DDB) 1.2: what both ways, reading and writing, need to know of it.

EAD(DDB) is EAD 2002 with fewer elements, in two documents: a Findbuch for each fonds, and a
Tektonik that says where each fonds stands. What a finding aid says beyond our fields is kept as
`model.description.Further`, whose kinds are EAD(DDB)'s elements, so that it can be written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from model.description import Further, Level
from model.period import Period

EAD = "urn:isbn:1-931666-22-9"
XLINK = "http://www.w3.org/1999/xlink"

FINDBUCH = "Findbuch"
TEKTONIK = "Tektonik"

GENRES = frozenset(
    {
        "Akten",
        "Urkunden",
        "Amtsbücher, Register und Grundbücher",
        "Karten und Pläne",
        "Bilder",
        "Plakate und Flugblätter",
        "Audio-Visuelle Medien",
        "Datenbanken",
        "Drucksachen",
        "Handschriften",
        "Siegel",
        "Sonstiges",
    }
)
"""EAD(DDB) 1.2, genreform/@normal."""

KINDS = (
    *("abstract", "unitid", "unittitle", "origination", "physdesc", "dimensions", "genreform"),
    *("materialspec", "language", "unitdate"),
    *("scopecontent", "relatedmaterial", "accessrestrict", "userestrict", "otherfindaid", "odd"),
    *("persname", "corpname", "geogname", "subject", "daogrp"),
)
"""The elements that may be `Further`, in the order in which they are written."""

CONTAINER_HEAD = "Behältnis"
"""EAD(DDB) has no element for the box that a unit lies in: an ``odd`` with this heading says it."""

CREATOR_LABEL = "Provenienz"
"""The ``origination`` that is the unit's creator; others (Vorprovenienz, author …) are further."""

_LINK = re.compile(
    r"(https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?)?([/?][\w./?&=;,:@!$'()*+~\-]*)?(#[\w./\-]*)?"
    r"|([\w .,()~\-]|%[0-9A-Fa-f]{2})+"
)
_NCNAME = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)
_ENCODED = re.compile(r"x-((?:[0-9a-f]{2})+)")


@dataclass(frozen=True, slots=True)
class EadHeader:
    """What a document says of itself."""

    eadid: str
    kind: str  # FINDBUCH, TEKTONIK or empty
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EadUnit:
    """One ``c`` (or the ``archdesc`` itself), without its rights and its place in the catalogue."""

    line: int
    depth: int  # 0: the fonds, or the archive of a Tektonik
    ead_id: str  # c/@id: stable; empty where the document has none
    level: Level | None  # None: the document does not say, or says a word of its own
    parent_of_some: bool
    unitid: str
    title: str
    period: Period = field(default_factory=Period)
    texts: Mapping[str, str] = field(default_factory=dict)  # fields of a description, by name
    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    further: tuple[Further, ...] = ()
    restriction: str = ""  # accessrestrict, in words


class EadSyntaxError(ValueError):
    """A document that is not EAD. ``line`` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(f"line {line}: {problem}")


def as_xml_id(ead_id: str) -> str:
    """An identifier as ``c/@id`` can bear it: xs:ID holds no blank and begins with no digit."""
    if _NCNAME.fullmatch(ead_id) and not _ENCODED.fullmatch(ead_id):
        return ead_id
    return f"x-{ead_id.encode().hex()}"


def from_xml_id(text: str) -> str:
    """What `as_xml_id` was given."""
    encoded = _ENCODED.fullmatch(text)
    if encoded is None:
        return text
    try:
        return bytes.fromhex(encoded[1]).decode()
    except UnicodeDecodeError:
        return text


def as_uri(text: str) -> str:
    """A link as xs:anyURI can bear it: one that is none is kept, percent-encoded."""
    return text if _LINK.fullmatch(text) else quote(text, safe="")
