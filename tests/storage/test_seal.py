"""A generation is what DESIGN section 4 says, by our reading and by everybody else's."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
from lxml import etree

from model.aip import Role
from model.digests import sha256, sha512
from model.errors import MunimentError
from storage.packing import layout
from storage.packing.sealed import read_descriptive, read_premis_of, read_sealed
from tests.storage.given import (
    AIP,
    AT,
    FILES,
    SEALED_AT,
    SECRET,
    payload_file,
    plan,
    ranges,
    sealed_bytes,
)


def unpacked(tmp_path: Path) -> Path:
    """The bag of the given plan, as plain tools unpack it."""
    _, data = sealed_bytes(plan(tmp_path), tmp_path)
    (tmp_path / "v00001.zip").write_bytes(data)
    subprocess.run(["unzip", "-tqq", "v00001.zip"], cwd=tmp_path, check=True)
    subprocess.run(["unzip", "-q", "v00001.zip", "-d", "out"], cwd=tmp_path, check=True)
    return tmp_path / "out" / str(AIP)


def test_what_it_holds_and_in_which_order(tmp_path: Path) -> None:
    sealed, _ = sealed_bytes(plan(tmp_path), tmp_path)
    original = "data/representations/original/"
    assert [m.path for m in sealed.members] == [
        *(f"{original}data/{path}" for path in sorted(FILES, key=str.encode)),
        "data/documentation/agreement.txt",
        "data/submission/manifest-md5.txt",
        f"{original}METS.xml",
        "data/METS.xml",
        "data/metadata/preservation/premis.xml",
        "data/metadata/descriptive/dc.xml",
        "data/metadata/descriptive/description.json",
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha512.txt",
        "muniment/secret.txt",
        "muniment/files.tsv",
        "tagmanifest-sha512.txt",
    ]
    assert len(list(sealed.payload)) == len(FILES)


def test_members_lie_where_they_are_said_to_lie(tmp_path: Path) -> None:
    sealed, data = sealed_bytes(plan(tmp_path), tmp_path)
    assert sha256(data) == sealed.object_sha256
    assert len(data) == sealed.object_size
    for member in sealed.members:
        found = data[member.offset : member.offset + member.size]
        assert sha512(found) == member.sha512
    by_path = {m.path: m for m in sealed.members}
    assert sealed.manifest_sha512 == by_path[layout.MANIFEST].sha512


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    again = replace(wanted, payload=list(wanted.payload)[::-1])
    assert sealed_bytes(wanted, tmp_path) == sealed_bytes(again, tmp_path)


def test_pythons_zipfile_reads_it(tmp_path: Path) -> None:
    sealed, data = sealed_bytes(plan(tmp_path), tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        for info, member in zip(opened.infolist(), sealed.members, strict=True):
            assert info.filename == f"{AIP}/{member.path}"
            assert info.date_time == (2026, 11, 24, 13, 14, 14)
            assert info.compress_type == zipfile.ZIP_STORED
            assert not info.flag_bits & 0x08  # no data descriptor
            assert info.external_attr >> 16 == 0o100644


def test_plain_tools_accept_the_bag(tmp_path: Path) -> None:
    bag = unpacked(tmp_path)
    for path, content in FILES.items():
        assert (bag / "data/representations/original/data" / path).read_bytes() == content
    info = (bag / "bag-info.txt").read_text()
    assert "External-Description: DE-1/Ä 7: Brücken und Wege 1827\n" in info
    assert "Source-Organization: Stadtarchiv Musterstadt\n" in info
    assert "unzip -o v00001.zip" in info
    assert (bag / "muniment/secret.txt").read_text() == SECRET.hex() + "\n"


def test_the_library_of_congress_accepts_the_bag(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    # bagit-python does not know %25, which RFC 8493 section 2.1.3 asks for: it looks for the file
    # under the name as written. So for it alone, the file is given that name.
    odd = folder / "data/representations/original/data/Akte/100%.txt"
    odd.rename(odd.with_name("100%25.txt"))
    bag = bagit.Bag(str(folder))
    assert bag.validate()
    assert bag.info["External-Identifier"] == str(AIP)
    assert bag.info["Bagging-Date"] == "2026-11-24"


def test_manifest_is_sorted_and_read_by_sha512sum(tmp_path: Path) -> None:
    bag = unpacked(tmp_path)
    written = [line[130:] for line in (bag / layout.MANIFEST).read_bytes().splitlines()]
    assert written == sorted(written)
    # sha512sum knows no percent-encoding
    lines = (bag / layout.MANIFEST).read_text().replace("%25", "%")
    command = ["sha512sum", "--check", "--quiet", "-"]
    subprocess.run(command, input=lines, text=True, cwd=bag, check=True)
    command[-1] = layout.TAG_MANIFEST
    subprocess.run(command, cwd=bag, check=True)


def test_official_schemas_accept_mets_and_premis(tmp_path: Path, shared: Path) -> None:
    bag = unpacked(tmp_path)
    mets = etree.XMLSchema(etree.parse(shared / "xsd/mets/mets1_12.xsd"))
    mets.assertValid(etree.parse(bag / layout.PACKAGE_METS))
    mets.assertValid(etree.parse(bag / "data/representations/original/METS.xml"))
    premis = etree.XMLSchema(etree.parse(shared / "xsd/premis/premis.xsd"))
    premis.assertValid(etree.parse(bag / layout.PREMIS))


def test_its_end_tells_everything(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    sealed, data = sealed_bytes(wanted, tmp_path)
    reads: list[tuple[int, int]] = []

    def read_range(offset: int, length: int) -> bytes:
        reads.append((offset, length))
        return data[offset : offset + length]

    found = read_sealed(read_range, len(data), sealed.object_sha256)
    assert found == sealed
    assert len(reads) == 1  # of a small AIP one ranged read is enough
    assert found.sealed_at == SEALED_AT
    assert read_descriptive(ranges(data), found) == wanted.descriptive
    told = list(read_premis_of(ranges(data), found))
    assert [t for t in told if t in wanted.events] == wanted.events
    assert [t for t in told if t in wanted.agents] == wanted.agents


@pytest.mark.parametrize("change", ["bit", "longer", "shorter", "gone", "folder"])
@pytest.mark.parametrize("size", [20_000, 3 << 20])
def test_a_source_that_changed(tmp_path: Path, change: str, size: int) -> None:
    wanted = plan(tmp_path, {"a": b"first", "b": bytes(size), "c": b"last"})
    source = tmp_path / "delivery" / "b"
    code = "ingest.changed-while-reading"
    match change:
        case "bit":
            source.write_bytes(b"\x01" + bytes(size - 1))
        case "longer":
            source.write_bytes(bytes(size + 1))
        case "shorter":
            source.write_bytes(bytes(size - 1))
        case "gone":
            source.unlink()
            code = "ingest.unreadable"
        case _:
            source.unlink()
            source.mkdir()
            code = "ingest.unreadable"
    with pytest.raises(MunimentError) as caught:
        sealed_bytes(wanted, tmp_path)
    assert caught.value.code == code
    assert "b" in caught.value.details["path"]  # type: ignore[operator]


def test_a_wrong_crc_is_refused(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    first, *rest = wanted.payload
    with pytest.raises(MunimentError, match="changed while"):
        sealed_bytes(replace(wanted, payload=[replace(first, crc32=1), *rest]), tmp_path)


def test_the_same_name_twice(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    with pytest.raises(MunimentError, match="the same name"):
        sealed_bytes(replace(wanted, payload=[*wanted.payload, *wanted.payload]), tmp_path)


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a//b", "a\\b", "a\nb", "\udcff"])
def test_unsafe_names(tmp_path: Path, path: str) -> None:
    wanted = plan(tmp_path)
    bad = replace(next(iter(wanted.payload)), path=path)
    with pytest.raises(MunimentError, match=r"leads out|not valid"):
        sealed_bytes(replace(wanted, payload=[bad]), tmp_path)


def test_a_plan_needs_its_zone_and_secret(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    with pytest.raises(ValueError, match="zone"):
        replace(wanted, sealed_at=AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="32 bytes"):
        replace(wanted, secret=b"short")
    with pytest.raises(MunimentError):
        replace(wanted, descriptive={"../x": b""})


def test_other_representations_lie_beside_the_original(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    made = [
        payload_file(tmp_path / "made", "seite.tif", b"tiff", Role.PRESERVATION),
        payload_file(tmp_path / "made", "seite.jpg", b"jpeg", Role.ACCESS),
    ]
    sealed, data = sealed_bytes(replace(wanted, payload=[*wanted.payload, *made]), tmp_path)
    paths = {m.path: m.role for m in sealed.members}
    assert paths["data/representations/preservation-1/data/seite.tif"] is Role.PRESERVATION
    assert paths["data/representations/access-1/data/seite.jpg"] is Role.ACCESS
    assert "data/representations/access-1/METS.xml" in paths
    assert read_sealed(ranges(data), len(data), sealed.object_sha256) == sealed


def test_a_full_spool(tmp_path: Path) -> None:
    wanted = plan(tmp_path)
    shutil.rmtree(tmp_path / "spool", ignore_errors=True)
    sealed, _ = sealed_bytes(wanted, tmp_path)  # a small AIP needs no spool on disk
    assert sealed.object_size > 0
