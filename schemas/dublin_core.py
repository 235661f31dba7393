"""Dublin Core (oai_dc): the short description that every harvester understands.

It says less than an archivist did; `description_json` is the complete one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from model.description import Description
from schemas.xml_writing import XmlWriter, possible, xml_document

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
_ROOT = f"{{{OAI_DC}}}dc"
_PREFIXES: Mapping[str | None, str] = {"oai_dc": OAI_DC, "dc": DC}


def write_dublin_core(description: Description, *, ark: str = "") -> bytes:
    """One ``oai_dc:dc`` document in UTF-8. ``ark``: the public identifier, if there is one."""
    out = io.BytesIO()
    with xml_document(out, _ROOT, DC, _PREFIXES, {}) as xml:
        _write(xml, description, ark)
    return out.getvalue()


def dublin_core_element(xml: XmlWriter, description: Description, *, ark: str) -> None:
    """The same as an element of another document."""
    with xml.foreign(_ROOT, DC, _PREFIXES) as inside:
        _write(inside, description, ark)


def _write(xml: XmlWriter, description: Description, ark: str) -> None:
    for element, value in _elements(description, ark):
        if value:
            xml.line()
            xml.leaf(element, possible(value))
    xml.line()


def _elements(unit: Description, ark: str) -> Iterator[tuple[str, str]]:
    """The elements in the order of the DCMI element set; every one may be repeated."""
    yield "title", unit.title
    yield "creator", unit.creator
    yield from (("subject", subject) for subject in unit.subjects)
    yield "description", unit.scope
    yield "description", unit.note
    # The days for programs, the text for people; a half-known period has only what is known.
    yield "date", unit.period.normal
    if str(unit.period) != unit.period.normal:
        yield "date", str(unit.period)
    yield "type", unit.genre
    yield "format", unit.extent
    yield "identifier", unit.refcode
    yield "identifier", ark
    yield "language", unit.language
    yield "relation", unit.old_refcode
    yield from (("coverage", place) for place in unit.places)
    yield "rights", unit.rights_statement
