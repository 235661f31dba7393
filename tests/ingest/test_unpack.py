"""ZIP files that mean harm."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.unpack import unpack
from model.errors import MunimentError


def refused(archive: Path, limits: Limits | None = None) -> str:
    into = archive.parent / "into"
    into.mkdir(exist_ok=True)
    with pytest.raises(MunimentError) as caught:
        unpack(archive, into, limits or Limits())
    return caught.value.code


def zipped(tmp_path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    archive = tmp_path / "bag.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members:
            out.writestr(name, data)
    return archive


@pytest.mark.parametrize(
    "name", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "a//b", "./a", "..\\out.txt", "a/."]
)
def test_path_traversal(tmp_path: Path, name: str) -> None:
    assert refused(zipped(tmp_path, (name, b"x"))) == "ingest.unsafe-path"
    assert not list(tmp_path.glob("**/out.txt"))


def test_a_name_with_a_newline(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path, ("a\nb", b"x"))) == "ingest.unsafe-name"


def test_a_link(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(zipped(tmp_path, (link, b"/etc/passwd"))) == "ingest.zip-unsafe"


@pytest.mark.filterwarnings("ignore:Duplicate name")  # zipfile warns of what the test is about
def test_the_same_name_twice(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path, ("a", b"x"), ("a", b"y"))) == "ingest.name-twice"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path, ("a", b"x"), ("a/b", b"y"))) == "ingest.name-twice"


def test_a_bomb(tmp_path: Path) -> None:
    archive = zipped(tmp_path, ("zeros", bytes(120 << 20)))
    assert refused(archive) == "ingest.zip-unsafe"


def test_no_zip_and_a_damaged_one(tmp_path: Path) -> None:
    archive = zipped(tmp_path, ("a", bytes(range(256)) * 40))
    data = bytearray(archive.read_bytes())
    archive.write_bytes(b"not a zip")
    assert refused(archive) == "ingest.zip-unsafe"
    data[60] ^= 0xFF
    archive.write_bytes(data)
    assert refused(archive) == "ingest.zip-unsafe"


def test_limits(tmp_path: Path) -> None:
    archive = zipped(tmp_path, ("a/b/c", b"x" * 10), ("d", b"y"))
    assert refused(archive, Limits(files=1)) == "ingest.too-large"
    assert refused(archive, Limits(unpacked_bytes=10)) == "ingest.too-large"
    assert refused(archive, Limits(depth=2)) == "ingest.too-large"


def test_a_good_one(tmp_path: Path) -> None:
    archive = zipped(tmp_path, ("ordner/", b""), ("ordner/ä.txt", b"x"))
    into = tmp_path / "out"
    into.mkdir()
    unpack(archive, into, Limits())
    assert (into / "ordner" / "ä.txt").read_bytes() == b"x"
