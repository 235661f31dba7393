"""METS of an E-ARK information package (CSIP 2.2.0, https://earkcsip.dilcis.eu).

The numbers beside the lines are CSIP's requirements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from model.event import utc
from schemas.xml_writing import XmlWriter, possible, xml_document

METS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"


@dataclass(frozen=True, slots=True)
class Software:
    """The program that writes, as it names itself in the METS header."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class MetsFile:
    """A file as METS points at it. ``path`` is relative to the folder of the METS file.

    ``mdtype`` (``DC``, ``PREMIS``, ``EAD``, ``OTHER``) matters for metadata files alone.
    """

    path: str
    size: int
    sha512: bytes
    created: datetime
    mime: str = "application/octet-stream"
    mdtype: str = "OTHER"


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """What the root METS.xml of a package points at; paths relative to ``data/``.

    ``representations`` are their METS files: ``representations/original/METS.xml``. The larger
    groups may be generators: each is read once.
    """

    descriptive: Sequence[MetsFile] = ()
    preservation: Sequence[MetsFile] = ()
    representations: Sequence[MetsFile] = ()
    documentation: Iterable[MetsFile] = ()
    schemas: Iterable[MetsFile] = ()
    submission: Iterable[MetsFile] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """A file group that was written, and how the structural map names it."""

    id: str
    label: str
    mets: str = ""  # a representation's METS file


def write_package_mets(
    out: BinaryIO,
    objid: str,
    created: datetime,
    software: Software,
    files: PackageFiles,
    *,
    label: str = "",
) -> None:
    """Stream the root METS.xml of an AIP. ``objid``: the AIP id, which is its top folder."""
    with _mets(out, objid, created, software, label) as xml:
        _metadata_sections(xml, created, files.descriptive, files.preservation)
        groups: list[_Group] = []
        with _file_section(xml):
            for group, members in (
                (_Group("documentation", "Documentation"), files.documentation),
                (_Group("schemas", "Schemas"), files.schemas),
                (_Group("submission", "Submission"), files.submission),
            ):
                if _file_group(xml, group, members):
                    groups.append(group)
            for number, mets in enumerate(files.representations, start=1):
                folder = mets.path.rpartition("/")[0].removeprefix("representations/")
                group = _Group(f"representation-{number}", f"Representations/{folder}", mets.path)
                _file_group(xml, group, [mets])
                groups.append(group)
        _structural_map(xml, objid, files.descriptive, files.preservation, groups)


def write_representation_mets(
    out: BinaryIO,
    name: str,
    created: datetime,
    software: Software,
    files: Iterable[MetsFile],
    *,
    preservation: Sequence[MetsFile] = (),
) -> None:
    """Stream the METS.xml of one representation; ``name`` is its folder (``original``).

    ``files`` are its data files, paths relative to the representation (``data/…``), read once.
    """
    with _mets(out, name, created, software, "") as xml:
        _metadata_sections(xml, created, (), preservation)
        data = _Group("data", "Data")
        with _file_section(xml):
            written = _file_group(xml, data, files)
        _structural_map(xml, name, (), preservation, [data] if written else [])


@contextmanager
def _mets(
    out: BinaryIO, objid: str, created: datetime, software: Software, label: str
) -> Iterator[XmlWriter]:
    attributes = {
        "OBJID": objid,  # CSIP1
        "TYPE": "Mixed",  # CSIP2
        "PROFILE": PROFILE,  # CSIP6
        f"{{{CSIP}}}CONTENTINFORMATIONTYPE": "MIXED",  # CSIP4
    }
    if label:
        attributes["LABEL"] = possible(label)
    namespaces = {None: METS, "csip": CSIP, "xlink": XLINK}
    with xml_document(out, f"{{{METS}}}mets", METS, namespaces, attributes) as xml:
        xml.line()
        header = {"CREATEDATE": utc(created), f"{{{CSIP}}}OAISPACKAGETYPE": "AIP"}  # CSIP7, CSIP9
        with xml.branch("metsHdr", header):
            creator = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
            with xml.branch("agent", creator):  # CSIP10 to CSIP16
                xml.leaf("name", software.name)
                xml.leaf("note", software.version, {f"{{{CSIP}}}NOTETYPE": "SOFTWARE VERSION"})
        yield xml
        xml.line()


def _metadata_sections(
    xml: XmlWriter,
    created: datetime,
    descriptive: Sequence[MetsFile],
    preservation: Sequence[MetsFile],
) -> None:
    for number, file in enumerate(descriptive, start=1):
        xml.line()
        section = {"ID": f"dmd-{number}", "CREATED": utc(created), "STATUS": "CURRENT"}
        with xml.branch("dmdSec", section):  # CSIP17 to CSIP20
            _metadata_reference(xml, file)
    if not preservation:
        return
    xml.line()
    with xml.branch("amdSec", {"ID": "amd"}):  # CSIP31
        for number, file in enumerate(preservation, start=1):
            xml.line()
            section = {"ID": f"digiprov-{number}", "STATUS": "CURRENT"}
            with xml.branch("digiprovMD", section):  # CSIP32 to CSIP34
                _metadata_reference(xml, file)


def _metadata_reference(xml: XmlWriter, file: MetsFile) -> None:
    attributes = {"MDTYPE": file.mdtype}
    if file.mdtype == "OTHER":
        attributes["OTHERMDTYPE"] = "MUNIMENT"
    xml.leaf("mdRef", "", {**_location(file.path), **attributes, **_properties(file)})


@contextmanager
def _file_section(xml: XmlWriter) -> Iterator[None]:
    xml.line()
    with xml.branch("fileSec", {"ID": "files"}):  # CSIP58, CSIP59
        yield


def _file_group(xml: XmlWriter, group: _Group, files: Iterable[MetsFile]) -> bool:
    """Write a group; one that would be empty is left out, as METS wants no empty ones."""
    members = iter(files)
    first = next(members, None)
    if first is None:
        return False
    xml.line()
    with xml.branch("fileGrp", {"ID": group.id, "USE": group.label}):  # CSIP64, CSIP65
        # E-ARK AIP 2.2 AIP9: the identifier of a file starts with "ID".
        _file(xml, f"ID-{group.id}-1", first)
        for number, file in enumerate(members, start=2):
            _file(xml, f"ID-{group.id}-{number}", file)
    return True


def _file(xml: XmlWriter, identifier: str, file: MetsFile) -> None:
    xml.line()
    with xml.branch("file", {"ID": identifier, **_properties(file)}):  # CSIP66 to CSIP72
        xml.leaf("FLocat", "", _location(file.path))  # CSIP76 to CSIP79


def _properties(file: MetsFile) -> dict[str, str]:
    return {
        "MIMETYPE": possible(file.mime),
        "SIZE": str(file.size),
        "CREATED": utc(file.created),
        "CHECKSUM": file.sha512.hex(),
        "CHECKSUMTYPE": "SHA-512",
    }


def _location(path: str) -> dict[str, str]:
    return {
        "LOCTYPE": "URL",
        f"{{{XLINK}}}type": "simple",
        # A colon is encoded too: "a:b" would be a URL with the scheme "a" (RFC 3986 4.2).
        f"{{{XLINK}}}href": quote(path, safe="/"),
    }


def _structural_map(
    xml: XmlWriter,
    objid: str,
    descriptive: Sequence[MetsFile],
    preservation: Sequence[MetsFile],
    groups: Sequence[_Group],
) -> None:
    """One division per file group (CSIP80 to CSIP118): the map stays small however many files."""
    xml.line()
    structure = {"ID": "structure", "TYPE": "PHYSICAL", "LABEL": "CSIP"}
    with (
        xml.branch("structMap", structure),
        xml.branch("div", {"ID": "package", "LABEL": objid}),  # CSIP85
    ):
        metadata = {"ID": "div-metadata", "LABEL": "Metadata"}  # CSIP88 to CSIP92
        if preservation:
            metadata["ADMID"] = _numbered("digiprov", preservation)
        if descriptive:
            metadata["DMDID"] = _numbered("dmd", descriptive)
        # CSIP107: a division leads to a folder, and a representation may have no metadata/.
        if preservation or descriptive:
            xml.leaf("div", "", metadata)
        for group in groups:
            _division(xml, group)


def _division(xml: XmlWriter, group: _Group) -> None:
    xml.line()
    with xml.branch("div", {"ID": f"div-{group.id}", "LABEL": group.label}):
        if group.mets:
            title = {f"{{{XLINK}}}title": group.id}  # CSIP108
            xml.leaf("mptr", "", {**_location(group.mets), **title})
        else:
            xml.leaf("fptr", "", {"FILEID": group.id})  # the group, not each file: CSIP116


def _numbered(prefix: str, files: Sequence[MetsFile]) -> str:
    return " ".join(f"{prefix}-{number}" for number in range(1, len(files) + 1))
