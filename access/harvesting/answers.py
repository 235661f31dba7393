"""The answers of OAI-PMH 2.0 in XML, written as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from access.harvesting.asked import EAD, OAI_DC, Asked, OaiError
from access.harvesting.records import Record
from catalogue.description_rows import Described
from schemas import ead as ead_schema
from schemas.dublin_core import OAI_DC as OAI_DC_NAMESPACE
from schemas.dublin_core import dublin_core_element
from schemas.xml_writing import XmlWriter, possible, xml_document

OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS = {
    OAI_DC: ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC_NAMESPACE),
    EAD: ("http://www.loc.gov/ead/ead.xsd", ead_schema.EAD),
}

WriteEad = Callable[[XmlWriter, Described], None]


@dataclass(frozen=True, slots=True)
class Answering:
    """What every answer says: when, from where, to what."""

    base_url: str
    at: datetime
    arguments: Mapping[str, str]
    ark: Callable[[UUID], str]
    write_ead: WriteEad

    def error(self, out: BinaryIO, error: OaiError) -> None:
        """An error of the protocol."""
        # section 3.6: a bad verb or argument is not repeated in the answer
        silent = error.code in ("badVerb", "badArgument")
        with self._document(out, {} if silent else self.arguments) as xml:
            xml.leaf("error", possible(error.problem), {"code": error.code})

    def identify(self, out: BinaryIO, name: str, mail: str, earliest: datetime) -> None:
        """What this repository is."""
        with self._verb(out, "Identify") as xml:
            for tag, text in (
                ("repositoryName", name),
                ("baseURL", self.base_url),
                ("protocolVersion", "2.0"),
                ("adminEmail", mail),
                ("earliestDatestamp", stamp(earliest)),
                # what is withdrawn from the public is not told of any more, not even as deleted
                ("deletedRecord", "no"),
                ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            ):
                xml.leaf(tag, possible(text))

    def formats(self, out: BinaryIO, prefixes: Iterable[str]) -> None:
        """The metadata formats."""
        with self._verb(out, "ListMetadataFormats") as xml:
            for prefix in prefixes:
                schema, namespace = _SCHEMAS[prefix]
                with xml.branch("metadataFormat"):
                    xml.leaf("metadataPrefix", prefix)
                    xml.leaf("schema", schema)
                    xml.leaf("metadataNamespace", namespace)

    def sets(self, out: BinaryIO, fonds: Iterable[Described], token: str | None) -> None:
        """The sets: a fonds each."""
        with self._verb(out, "ListSets") as xml:
            for one in fonds:
                with xml.branch("set"):
                    xml.leaf("setSpec", str(one.description.id))
                    name = f"{one.description.refcode} {one.description.title}"
                    xml.leaf("setName", possible(name))
            self._token(xml, token)

    def list(
        self, out: BinaryIO, asked: Asked, records: Iterable[Record], token: str | None
    ) -> None:
        """A page of headers or records."""
        with self._verb(out, asked.verb) as xml:
            for record in records:
                if asked.verb == "ListIdentifiers":
                    self._header(xml, record)
                else:
                    self._record(xml, record, asked.prefix)
            self._token(xml, token)

    def record(self, out: BinaryIO, asked: Asked, record: Record) -> None:
        """One record."""
        with self._verb(out, "GetRecord") as xml:
            self._record(xml, record, asked.prefix)

    def _record(self, xml: XmlWriter, record: Record, prefix: str) -> None:
        one = record.described.description
        with xml.branch("record"):
            self._header(xml, record)
            with xml.branch("metadata"):
                if prefix == EAD:
                    self.write_ead(xml, record.described)
                else:
                    dublin_core_element(xml, one, ark=self.ark(one.id))
        xml.line()

    def _header(self, xml: XmlWriter, record: Record) -> None:
        with xml.branch("header"):
            xml.leaf("identifier", self.ark(record.described.description.id))
            xml.leaf("datestamp", stamp(record.stamp))
            if record.fonds is not None:
                xml.leaf("setSpec", str(record.fonds))

    def _token(self, xml: XmlWriter, token: str | None) -> None:
        # section 3.5: the last page of several ends with an empty token
        if token is not None or "resumptionToken" in self.arguments:
            xml.leaf("resumptionToken", token or "")

    @contextmanager
    def _verb(self, out: BinaryIO, verb: str) -> Iterator[XmlWriter]:
        with self._document(out, self.arguments) as xml, xml.branch(verb):
            yield xml

    @contextmanager
    def _document(self, out: BinaryIO, arguments: Mapping[str, str]) -> Iterator[XmlWriter]:
        where = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
        prefixes: dict[str | None, str] = {None: OAI, "xsi": _XSI}
        attributes = {f"{{{_XSI}}}schemaLocation": where}
        with xml_document(out, f"{{{OAI}}}OAI-PMH", OAI, prefixes, attributes) as xml:
            xml.leaf("responseDate", stamp(self.at))
            given = {name: possible(value) for name, value in arguments.items()}
            xml.leaf("request", self.base_url, given)
            yield xml


def stamp(at: datetime) -> str:
    """A moment to the second, as the protocol wants it (section 3.3)."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at.year >= 1000 else "1000-01-01T00:00:00Z"
