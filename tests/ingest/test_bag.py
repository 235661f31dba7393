"""Bags: the conformance suite, and what it leaves out."""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
from pathlib import Path

import pytest

from ingest.bag import looks_like_bag, open_bag
from ingest.limits import Limits
from ingest.reading import read_all
from ingest.receive import received
from model.errors import MunimentError
from tests.ingest.quiet import QUIET


def judge(path: Path) -> list[str]:
    """Open and read a bag completely; its warnings."""
    delivery = open_bag(path, path.name, Limits())
    list(read_all([*delivery.payload, *delivery.papers], delivery.claims, QUIET))
    return delivery.warnings


def refusal(path: Path) -> MunimentError:
    with pytest.raises(MunimentError) as caught:
        judge(path)
    return caught.value


def bag(tmp_path: Path, *, version: str = "1.0", **files: bytes) -> Path:
    """A valid bag with the payload given, SHA-256."""
    root = tmp_path / "bag"
    (root / "data").mkdir(parents=True)
    lines = []
    for name, data in (files or {"a": b"hello"}).items():
        (root / "data" / name).write_bytes(data)
        lines.append(f"{hashlib.sha256(data).hexdigest()}  data/{name}\n")
    (root / "manifest-sha256.txt").write_text("".join(lines))
    declare(root, version, "UTF-8")
    return root


def declare(root: Path, version: str, encoding: str) -> None:
    text = f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n"
    (root / "bagit.txt").write_text(text)


def conformance(shared: Path, verdict: str) -> list[Path]:
    return sorted(
        p for v in ("v0.97", "v1.0") for p in (shared / "corpus/bagit" / v / verdict).glob("*")
    )


def test_valid_bags_of_the_conformance_suite(shared: Path) -> None:
    found = conformance(shared, "valid")
    assert len(found) >= 7
    assert {path.name: judge(path) for path in found} == {path.name: [] for path in found}


def test_bags_with_warnings_are_accepted_and_the_warning_is_told(shared: Path) -> None:
    found = {path.name: judge(path) for path in conformance(shared, "warning")}
    assert found["relative-path"] == ["manifest-sha512.txt, line 1 starts its path with ./"]
    twin = found["duplicate-file-with-different-case"]
    assert "lists data/HELLO.txt, the file is called data/hello.txt" in twin[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("corrupt-data-file", "Payload-Oxum says 58.2, found is 66.2"),
        ("extra-file-in-bag", "is there and is not listed in a manifest"),
        ("invalid-version-number", "not of the form 'BagIt-Version: 1.0'"),
        ("missing-bagit.txt", "it has no bagit.txt"),
        ("out-of-scope-file-paths-using-dot-notation", "no path inside the bag"),
        ("out-of-scope-file-paths-using-absolute-path", "no path inside the bag"),
        ("notAllManifestsListAllFiles", "missingFromManifest.txt is there and is not listed"),
        ("same-filename-listed-twice-with-different-hashes", "again with another digest"),
    ],
)
def test_invalid_bags_are_refused_with_the_reason(shared: Path, name: str, said: str) -> None:
    (path,) = [
        p for v in ("invalid", "linux-only") for p in conformance(shared, v) if p.name == name
    ]
    assert looks_like_bag(path)
    error = refusal(path)
    assert error.code == "ingest.bag-invalid"
    assert said in error.message()


def test_a_payload_file_that_was_altered_without_changing_its_size(tmp_path: Path) -> None:
    root = bag(tmp_path, a=b"hello")
    (root / "data/a").write_bytes(b"hellO")
    error = refusal(root)
    assert error.code == "ingest.checksum-mismatch"
    assert error.message() == "a does not match its checksum in manifest-sha256.txt."


def test_a_bag_with_holes_is_refused_and_nobody_is_asked(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "holey-bag"
    shutil.copytree(shared / "corpus/bagit/v0.97/valid/holey-bag", path)
    (path / "data/dir1/test3.txt").unlink()
    heard: list[object] = []
    with socket.create_server(("127.0.0.1", 8989)) as listener:
        listener.settimeout(0.3)

        def listen() -> None:
            try:
                heard.append(listener.accept())
            except TimeoutError:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        error = refusal(path)
        thread.join()
    assert error.code == "ingest.bag-incomplete"
    assert "data/dir1/test3.txt" in error.message()
    assert heard == []


def test_a_tag_file_that_was_altered(tmp_path: Path) -> None:
    root = bag(tmp_path)
    (root / "bag-info.txt").write_text("Source-Organization: Stadtkämmerei\n")
    digest = hashlib.md5((root / "bag-info.txt").read_bytes()).hexdigest()
    (root / "tagmanifest-md5.txt").write_text(f"{digest} *bag-info.txt\n")
    assert judge(root) == []
    (root / "bag-info.txt").write_text("Source-Organization: Somebody else\n")
    assert refusal(root).code == "ingest.checksum-mismatch"
    (root / "bag-info.txt").unlink()
    assert "bag-info.txt is listed in tagmanifest-md5.txt and is not there" in str(refusal(root))


def test_payload_oxum(tmp_path: Path) -> None:
    root = bag(tmp_path, a=b"12345", b=b"678")
    (root / "bag-info.txt").write_text("Payload-Oxum: 8.2\n")
    assert judge(root) == []
    (root / "bag-info.txt").write_text("Payload-Oxum: 9.2\n")
    assert "Payload-Oxum says 9.2, found is 8.2" in str(refusal(root))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda root: (root / "manifest-sha256.txt").unlink(), "no manifest"),
        (lambda root: declare(root, "2.0", "UTF-8"), "version 2.0 is not known"),
        (lambda root: declare(root, "1.0", "zlib"), "unknown character encoding"),
        (lambda root: (root / "bagit.txt").write_text("BagIt-Version: 1.0\n"), "exactly two lines"),
        (lambda root: (root / "data/a").rename(root / "data/c"), "data/a is listed"),
        (lambda root: (root / "manifest-sha256.txt").write_text("nonsense\n"), "line 1"),
        (lambda root: (root / "manifest-sha256.txt").write_text("00  bagit.txt\n"), "may not list"),
        (lambda root: (root / "fetch.txt").write_text("http://x/ 1 ../../x\n"), "outside the bag"),
    ],
)  # fmt: skip
def test_damage(tmp_path: Path, damage: object, said: str) -> None:
    root = bag(tmp_path)
    assert judge(root) == []
    damage(root)  # type: ignore[operator]
    error = refusal(root)
    assert error.code == "ingest.bag-invalid"
    assert said in error.message()


def test_a_bag_in_a_zip_with_and_without_its_folder(shared: Path, tmp_path: Path) -> None:
    source = shared / "corpus/bagit/v1.0/valid/basicBag"
    spool = tmp_path / "spool"
    spool.mkdir()
    for name, root in (("with", source.parent), ("without", source)):
        base = "basicBag" if name == "with" else None
        archive = Path(shutil.make_archive(str(tmp_path / name), "zip", root, base))
        with received(archive, "auto", Limits(), spool) as delivery:
            assert [file.path for file in delivery.payload] == ["hello.txt"]
        assert list(spool.iterdir()) == []


def test_the_bag_of_a_german_print(shared: Path) -> None:
    path = shared / "corpus/ocr/kant_aufklaerung_1784"
    assert judge(path) == []
    delivery = open_bag(path, "kant", Limits())
    assert len(delivery.payload) == 7
    assert delivery.tags["Ocrd-Identifier"] == "ocrd:kant_aufklaerung_1784"
