"""BagIt tag files: the corpora, the spec's corners, and lines that are none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.digests import sha512
from schemas.bagit import (
    BagSyntaxError,
    Declaration,
    Version,
    decode_path,
    encode_path,
    manifest_line,
    read_declaration,
    read_fetch,
    read_manifest,
    read_tags,
    write_declaration,
    write_tags,
)
from schemas.tag_lines import MAX_LINE

MD5 = "751e32179ec8acd71081654527f2e771"


def paths(manifest: bytes, encoding: str = "utf-8", version: Version = (1, 0)) -> list[str]:
    return [entry.path for entry in read_manifest(io.BytesIO(manifest), encoding, version)]


def corpus_bag(shared: Path, name: str) -> tuple[Declaration, list[str]]:
    bag = shared / "corpus/bagit" / name
    declaration = read_declaration((bag / "bagit.txt").read_bytes())
    found = []
    for manifest in sorted(bag.glob("manifest-*.txt")):
        with manifest.open("rb") as stream:
            entries = read_manifest(stream, declaration.encoding, declaration.version)
            found += [entry.path for entry in entries]
    return declaration, found


@pytest.mark.parametrize(
    "name",
    [
        "v0.97/valid/UTF-16-encoded-tag-files",
        "v0.97/valid/bag-with-encoded-names",
        "v0.97/valid/bag-with-space",
        "v0.97/valid/basic-bag",
        "v0.97/valid/holey-bag",
        "v0.97/valid/minimal-bag",
        "v0.97/warning/relative-path",
        "v1.0/valid/basicBag",
    ],
)
def test_every_path_of_a_valid_bag_names_a_file(shared: Path, name: str) -> None:
    _, found = corpus_bag(shared, name)
    assert found
    assert all((shared / "corpus/bagit" / name / path).is_file() for path in found)


def test_a_percent_sign_before_1_0_is_one(shared: Path) -> None:
    declaration, found = corpus_bag(shared, "v0.97/valid/bag-with-encoded-names")
    assert declaration == Declaration((0, 97), "utf-8")
    assert "data/%7Etest1.txt" in found


def test_a_version_without_its_first_digit_is_refused(shared: Path) -> None:
    with pytest.raises(BagSyntaxError) as refused:
        corpus_bag(shared, "v0.97/invalid/invalid-version-number")
    assert refused.value.line == 1


def test_a_fetch_list_is_read_and_nothing_more(shared: Path) -> None:
    with (shared / "corpus/bagit/v0.97/valid/holey-bag/fetch.txt").open("rb") as stream:
        entries = list(read_fetch(stream, version=(0, 97)))
    assert entries[0].url.startswith("http://localhost:8989/")
    assert entries[0].length is None
    assert "data/test 1.txt" in [entry.path for entry in entries]


@pytest.mark.parametrize(
    "line",
    [
        f"{MD5}  data/a b",
        f"{MD5} data/a b",
        f"{MD5}\tdata/a b",
        f"{MD5} \t data/a b",
        f"{MD5.upper()}  data/a b",
        f"{MD5} *data/a b",
        f"{MD5}  ./data/a b",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_the_spellings_of_the_wild(line: str, end: str) -> None:
    (entry,) = read_manifest(io.BytesIO((line + end).encode()))
    assert (entry.digest, entry.path) == (MD5, "data/a b")
    assert entry.dotted == ("./" in line)
    assert entry.starred == ("*" in line)


def test_a_space_at_the_end_belongs_to_the_name() -> None:
    assert paths(f"{MD5}  data/a \n\n".encode()) == ["data/a "]


def test_what_looks_like_a_line_end_to_python_is_none_here() -> None:
    # str.splitlines would cut at these
    odd = "data/\x0b\x0c\x1c\x85\u2028"
    assert paths(f"{MD5}  {odd}\n".encode()) == [odd]


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("UTF-8", b"\xef\xbb\xbf" + f"{MD5}  data/Größe".encode()),
        ("utf8", f"{MD5}  data/Größe".encode()),
        ("UTF-16", f"{MD5}  data/Größe".encode("utf-16")),
        ("UTF-16", f"{MD5}  data/Größe".encode("utf-16-be")),
        ("UTF-16", f"{MD5}  data/Größe".encode("utf-16-le")),
        ("UTF-16LE", f"{MD5}  data/Größe".encode("utf-16-le")),
        ("ISO-8859-1", f"{MD5}  data/Größe".encode("iso-8859-1")),
        ("windows-1252", f"{MD5}  data/Größe".encode("cp1252")),
    ],
)
def test_declared_encodings(encoding: str, data: bytes) -> None:
    assert paths(data, encoding) == ["data/Größe"]


@pytest.mark.parametrize("encoding", ["unicode_escape", "rot13", "idna", "klingon", "zlib"])
def test_strange_encodings_are_refused(encoding: str) -> None:
    declared = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: " + encoding.encode()
    with pytest.raises(BagSyntaxError, match="unknown character encoding"):
        read_declaration(declared)


@pytest.mark.parametrize(
    "data",
    [
        b"data/a\n",
        b"zz  data/a\n",
        b"abc  data/a\n",
        MD5.encode() + b"\n",
        MD5.encode() + b"  ./\n",
        MD5.encode() + b"  data/\xff\n",
        MD5.encode() + b"  " + b"a" * (MAX_LINE + 1),
    ],
)
def test_what_is_no_manifest_line_is_refused_with_its_number(data: bytes) -> None:
    with pytest.raises(BagSyntaxError) as refused:
        paths(b"%s  data/x\n%s" % (MD5.encode(), data))
    # bytes of another encoding are only known to be at or after a line
    assert refused.value.line in (1, 2)


def test_an_endless_line_does_not_fill_the_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            Endless.given += size
            return b"a" * size

    with pytest.raises(BagSyntaxError, match="longer than"):
        list(read_manifest(Endless()))  # type: ignore[arg-type] # raw, but it reads
    assert Endless.given < 1 << 20


@pytest.mark.parametrize(
    ("written", "version", "path"),
    [
        ("data/100%25", (1, 0), "data/100%"),
        ("data/%250A", (1, 0), "data/%0A"),
        ("data/a%0ab%0Dc", (1, 0), "data/a\nb\rc"),
        ("data/%7Ex %", (1, 0), "data/%7Ex %"),
        ("data/100%25", (0, 97), "data/100%25"),
        ("data/a%0ab%0Dc", (0, 97), "data/a\nb\rc"),
        ("data/a%0a%0a%0a", (0, 97), "data/a\n\n\n"),
    ],
)
def test_decoding_knows_the_version(written: str, version: Version, path: str) -> None:
    assert decode_path(written, version) == path


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_encoding_and_decoding_undo_each_other(path: str) -> None:
    assert decode_path(encode_path(path)) == path


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_our_own_lines_read_back(name: str) -> None:
    line = manifest_line(sha512(b""), f"data/{name}")
    (entry,) = read_manifest(io.BytesIO(line))
    assert (bytes.fromhex(entry.digest), entry.path) == (sha512(b""), f"data/{name}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BagIt-Version: 1.0\n",
        b"BagIt-Version: one\nTag-File-Character-Encoding: UTF-8\n",
        b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: x\n",
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: \n",
        b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        b"BagIt-Version: 1.0\xff\nTag-File-Character-Encoding: UTF-8\n",
    ],
)
def test_a_declaration_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(BagSyntaxError):
        read_declaration(data)


def test_our_declaration_is_one() -> None:
    assert read_declaration(write_declaration()) == Declaration((1, 0), "utf-8")


def test_tags_fold_repeat_and_keep_their_order() -> None:
    text = (
        "Source-Organization: Stadt\n  archiv\n\tMünchen\nContact-Name : A\r\nContact-Name: B:C\n"
    )
    assert read_tags(text) == [
        ("Source-Organization", "Stadt archiv München"),
        ("Contact-Name", "A"),
        ("Contact-Name", "B:C"),
    ]


@pytest.mark.parametrize("text", ["  folded from nothing", "no colon", ": no label"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(BagSyntaxError):
        read_tags(text)


LABELS = st.from_regex(r"[A-Za-z][A-Za-z0-9-]*", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda value: value.strip())


@given(st.lists(st.tuples(LABELS, VALUES)))
def test_written_tags_read_back(tags: list[tuple[str, str]]) -> None:
    assert read_tags(write_tags(tags).decode()) == tags


def test_a_value_of_several_lines_cannot_forge_a_tag() -> None:
    written = write_tags([("External-Description", "one\r\nPayload-Oxum: 0.0\n\n")])
    assert read_tags(written.decode()) == [("External-Description", "one Payload-Oxum: 0.0")]


@pytest.mark.parametrize("label", ["", "a:b", "a\nb", " a"])
def test_a_label_that_cannot_be_read_back_is_not_written(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        write_tags([(label, "x")])


@pytest.mark.parametrize("line", [b"data/a", b"http://x data/a", b"http://x 1" + b"0" * 30 + b" d"])
def test_what_is_no_fetch_line_is_refused(line: bytes) -> None:
    with pytest.raises(BagSyntaxError):
        list(read_fetch(io.BytesIO(line)))
