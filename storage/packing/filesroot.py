"""``files_root``: one digest that binds every file of a bag, and can prove each one alone.

Definition, for ever. ``files_root`` is the Merkle Tree Hash of RFC 9162 section 2.1.1, with
SHA-256, over a list of entries. There is one entry for each line of the generation's
``manifest-sha512.txt``, in the order of the file. With

- ``line``: the bytes of the line without its ending LF, in UTF-8: the digest in lower-case
  hexadecimal, two spaces, the path as written (percent-encoded by RFC 8493 section 2.1.3);
- ``written``: the path as written in that line, in UTF-8;
- ``secret``: the 32 bytes whose lower-case hexadecimal form stands in ``muniment/secret.txt``;
- ``salt`` = SHA-256(secret || written), 32 bytes;

the entry is ``salt || line``, so its leaf hash is SHA-256(0x00 || salt || line).

The manifest is sorted by the bytes of ``written``. An empty manifest has the root SHA-256("").

Because of the salt, a leaf hash or a neighbouring subtree's hash in a proof lets nobody guess at
the name of a file he was not given; a delivery hands over the salts of its own files alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from model.merkle import Frontier, root

_LINE_HEAD = 128 + 2  # hex digest and two spaces


class FilesRoot:
    """Takes the manifest's lines in order, gives the root."""

    def __init__(self, secret: bytes) -> None:
        self._secret = sha256(secret)
        self._tree = Frontier()

    def add(self, line: bytes) -> None:
        """``line`` without its ending LF."""
        salt = self._secret.copy()
        salt.update(line[_LINE_HEAD:])
        self._tree.add(sha256(b"\x00" + salt.digest() + line).digest())

    def root(self) -> bytes:
        """The root over all lines so far."""
        return self._tree.root()


def files_root(secret: bytes, lines: Iterable[bytes]) -> bytes:
    """The root over lines that are all in memory, which is quicker than one after the other."""
    return root(
        sha256(b"\0" + sha256(secret + line[_LINE_HEAD:]).digest() + line).digest()
        for line in lines
    )


def entry(secret: bytes, line: bytes) -> bytes:
    """The entry of one line, for proofs: its salt and the line itself."""
    return sha256(secret + line[_LINE_HEAD:]).digest() + line
