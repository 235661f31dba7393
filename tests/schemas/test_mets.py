"""METS: valid, pointing at what is there, judged by those who wrote the specification."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from model.digests import sha512
from schemas.mets import CSIP, METS, XLINK, PackageFiles, write_package_mets
from schemas.mets import write_representation_mets as write_representation
from tests.engines import address_of
from tests.schemas.samples import AIP, AT, US, mets_files, write_package

HREF = f"{{{XLINK}}}href"
NC_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
JUDGE = "MUNIMENT_COMMONS_IP"


def documents(package: Path) -> list[Path]:
    return [package / "METS.xml", package / "representations/original/METS.xml"]


def test_the_official_schema_accepts_it(shared: Path, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "xsd/mets/mets1_12.xsd"))
    for document in documents(write_package(tmp_path)):
        schema.assertValid(etree.parse(document))
    bare = io.BytesIO()
    write_package_mets(bare, str(AIP), AT, US, PackageFiles(representations=list(mets_files(1))))
    schema.assertValid(etree.fromstring(bare.getvalue()))


def test_every_pointer_leads_to_its_file(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    pointed = set()
    for document in documents(package):
        for node in etree.parse(document).iter(f"{{{METS}}}mdRef", f"{{{METS}}}file"):
            place = node if HREF in node.attrib else node[0]
            target = document.parent / unquote(place.get(HREF, ""))
            content = target.read_bytes()
            assert node.get("SIZE") == str(len(content))
            assert node.get("CHECKSUM") == sha512(content).hex()
            pointed.add(target)
    assert pointed == {f for f in package.rglob("*") if f.is_file()} - {package / "METS.xml"}


def test_identifiers_are_names_and_unique(tmp_path: Path) -> None:
    for document in documents(write_package(tmp_path)):
        root = etree.parse(document).getroot()
        found = [node.get("ID") for node in root.iter() if "ID" in node.attrib]
        assert len(found) == len(set(found))
        assert all(NC_NAME.fullmatch(identifier or "") for identifier in found)


def test_the_same_comes_out_the_same(tmp_path: Path) -> None:
    one, two = (write_package(tmp_path / name) for name in "ab")
    assert [d.read_bytes() for d in documents(one)] == [d.read_bytes() for d in documents(two)]


def test_the_header_says_aip_and_who_wrote_it(tmp_path: Path) -> None:
    root = etree.parse(write_package(tmp_path) / "METS.xml").getroot()
    assert root.get("OBJID") == str(AIP)
    header = root[0]
    assert header.get(f"{{{CSIP}}}OAISPACKAGETYPE") == "AIP"
    assert header.get("CREATEDATE") == "2026-11-24T01:02:03.004Z"
    assert [node.text for node in header.iter() if node.text] == ["Muniment", "0.1.0"]


def test_a_name_cannot_become_a_scheme_or_a_fragment(tmp_path: Path) -> None:
    out = io.BytesIO()
    (file,) = mets_files(1)
    odd = type(file)("javascript:x?y#z%2F/ä", 1, bytes(64), AT)
    write_representation(out, "original", AT, US, [odd])
    assert b'href="javascript%3Ax%3Fy%23z%252F/%C3%A4"' in out.getvalue()


class Sink(io.RawIOBase):
    """Counts, and forgets."""

    written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        size = len(data)  # type: ignore[arg-type] # bytes, whatever the base class allows
        self.written += size
        return size


def test_files_are_streamed_while_they_come() -> None:
    sink = Sink()
    written = []

    def watched() -> object:
        for number, file in enumerate(mets_files(20_000)):
            if number % 5_000 == 4_999:
                written.append(sink.written)
            yield file

    write_representation(sink, "original", AT, US, watched())  # type: ignore[arg-type]
    assert written == sorted(set(written))
    assert written[0] > 1_000_000


def judged(package: Path, reports: Path) -> dict[str, list[str]]:
    """The requirements that commons-ip2 of KEEP SOLUTIONS finds violated.

    The variable may hold a Java class path (``lib/*``) of another commons-ip2 than ours.
    """
    class_path = os.environ.get(JUDGE) or address_of("commons-ip2")["classpath"]
    java = shutil.which("java") or "java"
    reports.mkdir()
    main = "org.roda_project.commons_ip2.cli.Main"
    command = [java, "-cp", class_path, main, "validate", "-i", str(package), "-o", str(reports)]
    subprocess.run(command, check=True, capture_output=True)
    (report,) = reports.glob("*.json")
    verdict = json.loads(report.read_text())
    failed = {
        rule["id"]: rule["testing"]["issues"]
        for rule in verdict["validation"]
        if rule["testing"]["outcome"] == "FAILED" and rule["level"] == "MUST"
    }
    assert (verdict["summary"]["result"] == "VALID") == (not failed)
    return failed


@pytest.mark.engines
def test_the_independent_judge_finds_it_valid(tmp_path: Path) -> None:
    assert judged(write_package(tmp_path / "package"), tmp_path / "reports") == {}


@pytest.mark.engines
def test_the_independent_judge_notices_an_altered_file(tmp_path: Path) -> None:
    package = write_package(tmp_path / "package")
    altered = package / "representations/original/data/brief.txt"
    altered.write_bytes(altered.read_bytes()[:-1] + b"!")
    assert "CSIP71" in judged(package, tmp_path / "reports")
