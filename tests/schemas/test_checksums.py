"""Checksum lists: what the real programs write, and what nobody should."""

from __future__ import annotations

import hashlib
import io
import subprocess
from pathlib import Path

import pytest

from schemas.checksums import HEX_DIGITS, ChecksumSyntaxError, read_checksums

SHA512 = "ab" * 64
NAMES = ["brief.txt", "Größe 1.txt", "two  spaces", "back\\slash", "line\nend", "carriage\rreturn"]


@pytest.mark.parametrize("options", [[], ["--binary"], ["--tag"]])
@pytest.mark.parametrize("algorithm", list(HEX_DIGITS))
def test_what_coreutils_writes_is_read(tmp_path: Path, options: list[str], algorithm: str) -> None:
    for name in NAMES:
        (tmp_path / name).write_text(name)
    done = subprocess.run(
        [f"{algorithm}sum", *options, *NAMES], cwd=tmp_path, capture_output=True, check=True
    )
    expected = {n: hashlib.new(algorithm, n.encode()).hexdigest() for n in NAMES}
    found = {name: digest for digest, name in read_checksums(io.BytesIO(done.stdout), algorithm)}
    assert found == expected


def test_openssl_writes_the_bsd_form_too() -> None:
    line = f"SHA512(./a (1).txt)= {SHA512.upper()}\r\n".encode()
    assert list(read_checksums(io.BytesIO(line), "sha512")) == [(SHA512, "a (1).txt")]


def test_comments_and_empty_lines_say_nothing() -> None:
    text = f"\ufeff# made by hand\n\n; really\n{SHA512} *.//a\n".encode()
    assert list(read_checksums(io.BytesIO(text), "sha512")) == [(SHA512, "a")]


@pytest.mark.parametrize(
    "line",
    [
        b"just words",
        b"ab" * 32 + b"  a sha256 in a list of sha512",
        SHA512.encode(),
        b"SHA256 (a) = " + SHA512.encode(),
        b"\\" + SHA512.encode() + b"  unknown\\t escape",
        b"\\" + SHA512.encode() + b"  ends in\\",
        SHA512.encode() + b"  not\xffutf-8",
    ],
)
def test_what_is_no_checksum_line_is_refused(line: bytes) -> None:
    with pytest.raises(ChecksumSyntaxError) as refused:
        list(read_checksums(io.BytesIO(line + b"\n"), "sha512"))
    assert refused.value.line == 1
