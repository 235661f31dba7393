"""Nothing that is not plainly a file in the folder gets by."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.folder import walk
from ingest.limits import Limits
from model.errors import MunimentError


def refused(root: Path, limits: Limits | None = None) -> str:
    with pytest.raises(MunimentError) as caught:
        walk(root, limits or Limits())
    return caught.value.code


def test_every_file_is_listed_sorted_by_bytes(tmp_path: Path) -> None:
    for name in ("ä/b.txt", "a/z.txt", "B.txt", ".hidden", "a b/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    found = walk(tmp_path, Limits())
    assert [file.path for file in found] == [".hidden", "B.txt", "a b/c", "a/z.txt", "ä/b.txt"]
    assert [file.size for file in found] == [len(f.path.encode()) for f in found]


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"x")
    assert refused(tmp_path) == "ingest.unsafe-name"


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2J", "a\x7f", "a\u2028b", "a\x9bb"])
def test_a_name_with_control_characters_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert refused(tmp_path) == "ingest.unsafe-name"


def test_a_link_out_of_the_tree_is_refused_and_one_inside_is_read(tmp_path: Path) -> None:
    root = tmp_path / "delivery"
    root.mkdir()
    (root / "real.txt").write_bytes(b"real")
    (root / "alias.txt").symlink_to("real.txt")
    assert [f.size for f in walk(root, Limits())] == [4, 4]
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    assert refused(root) == "ingest.symlink-outside"


def test_a_link_to_a_sibling_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    (tmp_path / "delivery").mkdir()
    (tmp_path / "delivery-2").mkdir()
    (tmp_path / "delivery-2" / "x").write_bytes(b"x")
    (tmp_path / "delivery" / "x").symlink_to(tmp_path / "delivery-2" / "x")
    assert refused(tmp_path / "delivery") == "ingest.symlink-outside"


def test_a_dangling_link_and_a_linked_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to("nowhere")
    assert refused(tmp_path) == "ingest.unreadable"
    (tmp_path / "gone").unlink()
    (tmp_path / "sub").mkdir()
    (tmp_path / "loop").symlink_to(".")
    assert refused(tmp_path) == "ingest.special-file"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path) == "ingest.special-file"


def test_limits(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "one").write_bytes(b"12345")
    (deep / "two").write_bytes(b"12345")
    assert refused(tmp_path, Limits(files=1)) == "ingest.too-large"
    assert refused(tmp_path, Limits(bytes=9)) == "ingest.too-large"
    assert refused(tmp_path, Limits(depth=3)) == "ingest.too-large"
    assert refused(tmp_path, Limits(path_bytes=5)) == "ingest.too-large"
    assert len(walk(tmp_path, Limits(files=2, bytes=10, depth=4, path_bytes=9))) == 2
