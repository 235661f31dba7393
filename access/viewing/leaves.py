"""A leaf is what is looked at: one page of one file of an AIP."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from model.ids import parse_uuid

_LONGEST = 6_000  # a path of 4,096 bytes, in Base64
_LAST_PAGE = 99_999


@dataclass(frozen=True, slots=True)
class Leaf:
    """``path``: as the producer gave it. ``page``: the first is 1."""

    aip: UUID
    path: str
    page: int = 1

    @property
    def identifier(self) -> str:
        """Its name in addresses: ``<aip>.<path>`` or ``<aip>.<path>.<page>``.

        The path is in base64url (RFC 4648 section 5), because many servers between us and a
        viewer turn an encoded slash into a real one. It does not change with generations, nor
        when the catalogue is rebuilt.
        """
        encoded = base64.urlsafe_b64encode(self.path.encode()).decode().rstrip("=")
        page = f".{self.page}" if self.page > 1 else ""
        return f"{self.aip}.{encoded}{page}"


def parse(text: str) -> Leaf | None:
    """The leaf that an identifier names; None for what is none. One leaf has one spelling."""
    parts = text.split(".")
    if len(text) > _LONGEST or len(parts) not in (2, 3):
        return None
    aip, path = parse_uuid(parts[0]), _decoded(parts[1])
    page = _page(parts[2]) if len(parts) == 3 else 1
    if aip is None or not path or page is None:
        return None
    leaf = Leaf(aip, path, page)
    return leaf if leaf.identifier == text else None


def _decoded(text: str) -> str | None:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None


def _page(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > 5:
        return None
    return int(text) if 1 < int(text) <= _LAST_PAGE else None
