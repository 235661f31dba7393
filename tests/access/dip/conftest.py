"""One delivery of a real archive, and forgers' tools: the same ZIP with other content."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from access.dip.zip_reading import Zip, read_zip
from administration.cli import main
from model.aip import Member, Role
from model.digests import sha512
from schemas.bagit import manifest_line
from storage.packing.zip64 import DosTime, central_header, end_of_directory, local_header

TABLE = """\
path;reference_code;parent;level;title;date_range;published
;LF;;fonds;Stadt Lindenfurt;1827-1950;yes
rat;LF-RAT-1;LF;file;Ratsprotokolle & <Beschlüsse>;1827-1830;yes
"""
FILES = {
    "rat/protokoll.txt": b"Der Rat hat beschlossen.\n",
    "rat/beilage/100%.txt": b"Eins\nZwei\n",
    "rat/beilage/M\u00fcller.txt": b"Drei\n",
    "rat/leer.txt": b"",
    "rat/geheim-genannt.txt": b"nicht mitgeliefert\n",
}


def run(*words: object) -> tuple[int, str]:
    """A command; its exit code and what it wrote."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main([str(word) for word in words])
    return code, out.getvalue()


@dataclass(frozen=True)
class Parcel:
    """A delivery's bytes, its members by path, and what a forger needs to pack it anew."""

    content: bytes
    members: dict[str, bytes]
    top: str
    at: DosTime
    fingerprint: str

    def packed(self, members: dict[str, bytes]) -> bytes:
        """A perfect ZIP of our kind around whatever the members hold."""
        out, directory = bytearray(), bytearray()
        for path, data in members.items():
            name, crc32 = f"{self.top}/{path}".encode(), zlib.crc32(data)
            out += local_header(name, len(data), crc32, self.at)
            member = Member(path, len(data), sha512(data), crc32, len(out), Role.ORIGINAL)
            directory += central_header(name, member, self.at)
            out += data
        return bytes(out + directory) + end_of_directory(len(members), len(out), len(directory))

    def forged(self, changes: Mapping[str, bytes | None]) -> bytes:
        """Another delivery whose bag is valid: manifests are made anew around the changes."""
        members = {p: d for p, d in {**self.members, **changes}.items() if d is not None}
        data = [p for p in members if p.startswith("data/")]
        if "manifest-sha512.txt" not in changes:
            members["manifest-sha512.txt"] = b"".join(
                manifest_line(sha512(members[p]), p) for p in data
            )
        size = sum(len(members[p]) for p in data)
        lines = members["bag-info.txt"].decode().splitlines(keepends=True)
        members["bag-info.txt"] = "".join(
            f"Payload-Oxum: {size}.{len(data)}\n" if line.startswith("Payload-Oxum") else line
            for line in lines
        ).encode()
        tags = sorted(p for p in members if not p.startswith("data/") and "tagmanifest" not in p)
        members["tagmanifest-sha512.txt"] = b"".join(
            manifest_line(sha512(members[p]), p) for p in tags
        )
        return self.packed(members)


def opened(path: Path) -> tuple[Zip, bytes]:
    content = path.read_bytes()
    return read_zip(io.BytesIO(content), len(content)), content


@pytest.fixture(scope="session")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    """Four of five files of a unit, delivered."""
    place = tmp_path_factory.mktemp("parcel")
    for name, data in FILES.items():
        path = place / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (place / "in" / "metadata.csv").write_text(TABLE)
    home, zip_file = place / "home", place / "d.zip"
    assert run("init", "--home", home)[0] == 0
    assert run("ingest", place / "in", "--home", home)[0] == 0
    chosen = [n.removeprefix("rat/") for n in FILES if "geheim" not in n]
    options = [word for name in chosen for word in ("--file", name)]
    code, said = run("deliver", "LF-RAT-1", *options, "-o", zip_file, "--home", home)
    assert code == 0, said
    bag, content = opened(zip_file)
    members = {path: bag.read(path) for path in bag.members}
    fingerprint = said.rpartition(" ")[2].strip()
    return Parcel(content, members, bag.top, bag.at, fingerprint)
