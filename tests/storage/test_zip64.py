"""Large numbers: members beyond 4 GiB, offsets beyond 4 GiB, more than 65,535 members."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from model.aip import Member, Role
from storage.packing.directory import FAR, Tail, read_directory
from storage.packing.zip64 import (
    MAX_32,
    DosTime,
    central_header,
    end_of_directory,
    local_header,
    local_header_size,
)
from tests.storage.given import AIP, AT

TOP = f"{AIP}/"
TIME = DosTime.of(AT)


def sparse_zip(path: Path, sizes: list[int]) -> list[Member]:
    """A ZIP of holes: right in every header, with nothing but zeros in its members."""
    members = []
    with path.open("wb") as out:
        for number, size in enumerate(sizes):
            name = f"data/{number}"
            out.write(local_header((TOP + name).encode(), size, 0, TIME))
            members.append(Member(name, size, b"", 0, out.tell(), Role.ORIGINAL))
            out.seek(size, os.SEEK_CUR)
        start = out.tell()
        for member in members:
            out.write(central_header((TOP + member.path).encode(), member, TIME))
        out.write(end_of_directory(len(members), start, out.tell() - start))
    return members


def entries(path: Path) -> list[tuple[int, int]]:
    """Size and offset of each member, as the directory is read."""
    with path.open("rb") as opened:

        def read_range(offset: int, length: int) -> bytes:
            opened.seek(offset)
            return opened.read(length)

        found = read_directory(Tail(read_range, path.stat().st_size, FAR))
    return list(zip(found.sizes, found.offsets, strict=True))


@pytest.mark.parametrize(
    "sizes",
    [
        [0],
        [1, 0, 2],
        [MAX_32 - 1, 5],  # just small enough, but the second lies beyond
        [MAX_32, 5],  # the value that means "look in the extra field"
        [MAX_32 + 1, 7, 6 << 30, 0],
        [3 << 30, 3 << 30, 1],
    ],
)
def test_sizes_and_offsets(tmp_path: Path, sizes: list[int]) -> None:
    path = tmp_path / "large.zip"
    members = sparse_zip(path, sizes)
    found = entries(path)
    assert found == [(m.size, m.offset) for m in members]
    with zipfile.ZipFile(path) as opened:
        assert [info.file_size for info in opened.infolist()] == sizes
        for info, member in zip(opened.infolist(), members, strict=True):
            header = (TOP + member.path).encode()
            assert info.header_offset == member.offset - local_header_size(header, member.size)
            opened.open(info).close()  # reads the local header and compares the names
    subprocess.run(["unzip", "-l", str(path)], check=True, capture_output=True)


def test_many_members(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    sparse_zip(path, [0] * 70_000)
    assert len(entries(path)) == 70_000
    with zipfile.ZipFile(path) as opened:
        assert len(opened.namelist()) == 70_000


def test_times_that_zip_cannot_hold() -> None:
    assert DosTime.of(AT.replace(year=1970)).date >> 9 == 0
    assert DosTime.of(AT.replace(year=2200)).date >> 9 == 127
