"""Writing XML as it comes: each element leaves for the stream at once, escaped by lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, BinaryIO

from lxml import etree

# What XML 1.0 (2.2 Char) cannot hold, not even as a reference.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def possible(text: str) -> str:
    """``text`` with what XML cannot hold replaced by U+FFFD; for text that people only read."""
    return _IMPOSSIBLE.sub("\ufffd", text)


class XmlWriter:
    """Elements of one namespace, written one after another."""

    def __init__(self, file: Any, namespace: str) -> None:
        self._file = file
        self._prefix = f"{{{namespace}}}"

    def branch(
        self, tag: str, attributes: Mapping[str, str] | None = None
    ) -> AbstractContextManager[object]:
        """An element with others inside, closed at the end of the ``with``."""
        element: AbstractContextManager[object] = self._file.element(
            self._prefix + tag, attributes or {}
        )
        return element

    def leaf(self, tag: str, text: str = "", attributes: Mapping[str, str] | None = None) -> None:
        """An element with nothing but text."""
        with self._file.element(self._prefix + tag, attributes or {}):
            if text:
                self._file.write(text)

    @contextmanager
    def foreign(
        self,
        root: str,
        namespace: str,
        prefixes: Mapping[str | None, str],
        attributes: Mapping[str, str] | None = None,
    ) -> Iterator[XmlWriter]:
        """An element of another standard inside this document; ``root`` is a Clark name."""
        with self._file.element(root, attributes or {}, nsmap=dict(prefixes)):
            yield XmlWriter(self._file, namespace)

    def text(self, text: str) -> None:
        """Text inside the element that is open."""
        self._file.write(text)

    def line(self) -> None:
        """A line end, so that people can page through what has no other."""
        self._file.write("\n")


@contextmanager
def xml_document(
    out: BinaryIO,
    root: str,
    namespace: str,
    prefixes: Mapping[str | None, str],
    attributes: Mapping[str, str],
) -> Iterator[XmlWriter]:
    """A document in UTF-8. ``root`` is a Clark name; what is written into it is of ``namespace``.

    Nothing is kept: what was written has left for ``out`` when lxml's buffer is full.
    """
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element(root, attributes, nsmap=dict(prefixes)):
            yield XmlWriter(file, namespace)
