"""BagIt tag files (RFC 8493, and the drafts 0.93 to 0.97 before it): lines in, entries out.

Only syntax is judged here; whether the files are there is the business of the rooms above.
Reading is tolerant of what real writers did, and says so in each entry; writing is strict 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from schemas.tag_lines import BagSyntaxError, text_lines, trusted_encoding

__all__ = [
    "BAGIT_1_0",
    "BagSyntaxError",
    "Declaration",
    "FetchEntry",
    "ManifestEntry",
    "Version",
    "decode_path",
    "encode_path",
    "manifest_line",
    "read_declaration",
    "read_fetch",
    "read_manifest",
    "read_tags",
    "write_declaration",
    "write_tags",
]

Version = tuple[int, int]
BAGIT_1_0: Version = (1, 0)

_VERSION = re.compile(r"BagIt-Version:\s*(\d+)\.(\d+)\s*")
_ENCODING = re.compile(r"Tag-File-Character-Encoding:\s*(\S+)\s*")
_MANIFEST = re.compile(r"[ \t]*([0-9A-Fa-f]+)[ \t]+(\*?)(.+)", re.DOTALL)
_FETCH = re.compile(r"(\S+)[ \t]+(\d+|-)[ \t]+(.+)", re.DOTALL)
_ESCAPES = {"%25": "%", "%0A": "\n", "%0D": "\r"}
_ESCAPE_1_0 = re.compile(r"%(?:25|0A|0D)", re.IGNORECASE)
_ESCAPE_BEFORE = re.compile(r"%0[AD]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What bagit.txt says. ``encoding`` is a Python codec name that is safe to use."""

    version: Version
    encoding: str


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One line of a manifest: lower-case hex digest, path without a leading ``./``.

    ``written`` is the path exactly as the line has it; where it differs (``dotted`` or encoded),
    a bag may hold the file under either name.
    """

    digest: str
    path: str
    line: int
    written: str
    dotted: bool = False  # "./data/x": tolerated, worth a warning
    starred: bool = False  # "*data/x", md5sum's binary mark: tolerated, worth a warning


@dataclass(frozen=True, slots=True)
class FetchEntry:
    """One line of fetch.txt. ``length`` is None for ``-``. Nobody ever opens ``url``."""

    url: str
    length: int | None
    path: str
    line: int


def read_declaration(data: bytes) -> Declaration:
    """Parse bagit.txt: exactly two lines, UTF-8 without byte-order mark (RFC 8493 2.1.1).

    Raises BagSyntaxError.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise BagSyntaxError(
            1,
            "bagit.txt starts with a byte-order mark",
            "bagit.txt beginnt mit einer Byte-Reihenfolge-Marke",
        )
    try:
        lines = re.split(r"\r\n|\n|\r", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BagSyntaxError(1, "bagit.txt is not UTF-8", "bagit.txt ist kein UTF-8") from error
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) != 2:
        raise BagSyntaxError(
            len(lines) or 1,
            "bagit.txt must have exactly two lines",
            "bagit.txt muss genau zwei Zeilen haben",
        )
    version = _VERSION.fullmatch(lines[0])
    if version is None:
        raise BagSyntaxError(
            1, "not of the form 'BagIt-Version: 1.0'", "nicht in der Form 'BagIt-Version: 1.0'"
        )
    encoding = _ENCODING.fullmatch(lines[1])
    if encoding is None:
        raise BagSyntaxError(
            2,
            "not of the form 'Tag-File-Character-Encoding: UTF-8'",
            "nicht in der Form 'Tag-File-Character-Encoding: UTF-8'",
        )
    major, minor = int(version[1]), int(version[2])
    return Declaration((major, minor), trusted_encoding(encoding[1], line=2))


def write_declaration() -> bytes:
    """Bagit.txt of every bag that we write."""
    return b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def encode_path(path: str) -> str:
    """A path as it stands in a manifest (RFC 8493 2.1.3): only %, LF and CR are encoded."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def decode_path(written: str, version: Version = BAGIT_1_0) -> str:
    """The path that a manifest line means; any other percent sign is just that.

    Before 1.0 no rule asked for %25, and writers (bagit-python among them) encode line ends
    only: there ``%25`` is a literal name, and so is ``%7E`` in every version.
    """
    if "%" not in written:
        return written
    rule = _ESCAPE_1_0 if version >= BAGIT_1_0 else _ESCAPE_BEFORE
    return rule.sub(lambda match: _ESCAPES[match[0].upper()], written)


def manifest_line(digest: bytes, path: str) -> bytes:
    """One line of a manifest as we write it: hex digest, two spaces, encoded path."""
    return f"{digest.hex()}  {encode_path(path)}\n".encode()


def read_manifest(
    stream: BinaryIO, encoding: str = "utf-8", version: Version = BAGIT_1_0
) -> Iterator[ManifestEntry]:
    """The entries of a manifest or tag manifest, streamed. Raises BagSyntaxError.

    Duplicates are left to the reader: same path, other digest is invalid (RFC 8493 3), and only
    who sees all lines can tell.
    """
    for number, line in text_lines(stream, encoding):
        if not line.strip():
            continue
        match = _MANIFEST.fullmatch(line)
        if match is None or len(match[1]) % 2:
            raise BagSyntaxError(
                number, "not a digest, white space and a path", "nicht Prüfsumme, Leerraum und Pfad"
            )
        written = match[3]
        bare = _without_dots(written)
        if not bare:
            raise BagSyntaxError(number, "no path", "kein Pfad")
        yield ManifestEntry(
            digest=match[1].lower(),
            path=decode_path(bare, version),
            line=number,
            written=written,
            dotted=bare != written,
            starred=bool(match[2]),
        )


def read_fetch(
    stream: BinaryIO, encoding: str = "utf-8", version: Version = BAGIT_1_0
) -> Iterator[FetchEntry]:
    """The entries of fetch.txt: URL, length or ``-``, path. Raises BagSyntaxError."""
    for number, line in text_lines(stream, encoding):
        if not line.strip():
            continue
        match = _FETCH.fullmatch(line)
        if match is None:
            raise BagSyntaxError(
                number, "not a URL, a length and a path", "nicht URL, Länge und Pfad"
            )
        if len(match[2]) > 18:  # an exabyte: nothing longer exists
            raise BagSyntaxError(number, "the length is impossible", "diese Länge ist unmöglich")
        length = None if match[2] == "-" else int(match[2])
        path = decode_path(_without_dots(match[3]), version)
        yield FetchEntry(match[1], length, path, number)


def read_tags(text: str) -> list[tuple[str, str]]:
    """The tags of bag-info.txt in their order; a label may come more than once.

    A folded value is joined with one space (RFC 8493 2.2.2). Raises BagSyntaxError.
    """
    tags: list[tuple[str, str]] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")), start=1):
        if not line.strip():
            continue
        if line[0] in " \t":
            if not tags:
                raise BagSyntaxError(
                    number,
                    "a continued line without a label before it",
                    "eine Fortsetzung, vor der kein Feldname steht",
                )
            label, value = tags[-1]
            tags[-1] = (label, f"{value} {line.strip()}".strip())
            continue
        label, colon, value = line.partition(":")
        # Drafts before 1.0 allow white space before the colon.
        if not colon or not label.strip():
            raise BagSyntaxError(
                number, "not of the form 'Label: value'", "nicht in der Form 'Label: value'"
            )
        tags.append((label.strip(), value.strip()))
    return tags


def write_tags(tags: Iterable[tuple[str, str]]) -> bytes:
    """Bag-info.txt. A value of several lines is folded, which reading turns into one line.

    Raises ValueError for a label that could not be read back.
    """
    lines = []
    for label, value in tags:
        if not label or label != label.strip() or re.search(r"[:\r\n]", label):
            raise ValueError(f"{label!r} cannot be a label in bag-info.txt")
        # Only what reads as a line end there; other controls are the describing room's to refuse.
        folded = [part.strip() for part in re.split(r"[\r\n]+", value) if part.strip()]
        lines.append(f"{label}: " + "\n  ".join(folded))
    return "".join(f"{line.rstrip()}\n" for line in lines).encode()


def _without_dots(path: str) -> str:
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path
