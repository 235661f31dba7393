"""The text of a finding aid's elements: as words, lines or paragraphs, and what attributes say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schemas.ead import XLINK, as_uri

_LINK = (f"{{{XLINK}}}href", "href")
_ROLE = (f"{{{XLINK}}}role", "role")
_TOKEN = re.compile(r"[\w.\-:]+")


def local_name(element: Any) -> str:
    """What an element is called, without its namespace; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words_of(element: Any) -> str:
    """All text inside, white space as single blanks."""
    text = element.text or "" if not len(element) else "".join(_pieces(element))
    return " ".join(text.split())


def _pieces(element: Any, line_end: str = " ") -> Iterator[str]:
    for node in element.iter():
        yield node.text or "" if isinstance(node.tag, str) else ""
        if node is not element:
            yield line_end if local_name(node) == "lb" else ""
            yield node.tail or ""


def lines_of(element: Any) -> str:
    """All text inside, with the line ends that ``lb`` makes."""
    if next(inside(element, "lb"), None) is None:
        return words_of(element)
    text = " ".join("".join(_pieces(element, "\0")).split())
    return "\n".join(line.strip() for line in text.split("\0")).strip("\n")


def own_words(element: Any) -> str:
    """The text of an element without that of the elements inside."""
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join(" ".join(pieces).split())


def prose_of(element: Any) -> str:
    """Paragraphs, set apart by an empty line, without the heading."""
    blocks = [child for child in element if local_name(child) not in ("head", "")]
    if not blocks:
        return own_words(element)
    own = own_words(element)
    return "\n\n".join(filter(None, (own, *(lines_of(block) for block in blocks))))


def head_of(element: Any) -> str:
    """Its heading."""
    return next((words_of(child) for child in element if local_name(child) == "head"), "")


def inside(element: Any, *names: str) -> Iterator[Any]:
    """The elements of these names inside it, however deep."""
    return (
        child for child in element.iter() if child is not element and local_name(child) in names
    )


def link_of(element: Any) -> dict[str, str]:
    """Where an element points to and in which role, as words; empty where to nowhere."""
    href, role = attribute(element, *_LINK), attribute(element, *_ROLE)
    return {"href": as_uri(href), "role": role} if href else {}


def attribute(element: Any, *names: str) -> str:
    """An attribute under the first of some names that says something."""
    return next((value.strip() for name in names if (value := element.get(name))), "")


def token(text: str | None) -> str:
    """As xs:NMTOKEN, which EAD(DDB) wants for the name of a vocabulary."""
    return "_".join(_TOKEN.findall(text or ""))
