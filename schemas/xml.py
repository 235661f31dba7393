"""The one way XML is read here: no entities, no DTD, no network, no huge trees, no recovery.

What arrives is not trusted (DESIGN section 9). Documents with a document type declaration are
refused outright: none of our standards needs one, and every known attack does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from lxml import etree

# The same for both parsers. Without huge_tree libxml2 bounds depth, text and entity growth.
HARDENED: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,
    "recover": False,
}


class XmlRefusedError(ValueError):
    """XML that is not well-formed, or has what no document here may have."""


def parser() -> etree.XMLParser:
    """A fresh hardened parser. Prefer `parse` and `elements`, which refuse DTDs as well."""
    return etree.XMLParser(**HARDENED)


def parse(document: bytes) -> etree._Element:
    """The root of a small document. Raises XmlRefusedError."""
    try:
        root = etree.fromstring(document, parser())
    except etree.XMLSyntaxError as error:
        raise XmlRefusedError(str(error)) from error
    _refuse_doctype(root)
    return root


def elements(stream: BinaryIO, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Each element of one of these tags (``{namespace}name``), complete, in document order.

    It is emptied when the next one is asked for, so memory stays flat where the tags are children
    of the root. Raises XmlRefusedError.
    """
    context = etree.iterparse(stream, events=("end",), tag=tags, **HARDENED)
    first = True
    try:
        for _, element in context:
            if first:
                _refuse_doctype(element)
                first = False
            yield element
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise XmlRefusedError(str(error)) from error
    if context.root is not None:
        _refuse_doctype(context.root)


def _refuse_doctype(element: etree._Element) -> None:
    docinfo: Any = element.getroottree().docinfo  # the stubs know less than lxml
    if docinfo.doctype or docinfo.internalDTD is not None:
        raise XmlRefusedError("has a document type declaration")


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    # The emptied elements themselves would add up to a tree as well.
    while parent is not None and element.getprevious() is not None:
        del parent[0]
