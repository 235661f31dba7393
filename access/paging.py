"""A place in a long list as it stands in a URL: where the next page of children begins."""

from __future__ import annotations

from catalogue.tree import Place

_LONGEST = 300


def url_of(place: Place | None) -> str | None:
    """As a URL bears it; None where the list ends."""
    return None if place is None else f"{place[0]}:{place[2]}:{place[1]}"


def place_in(text: str) -> Place | None:
    """The place that a URL names; None, the beginning, where it names none."""
    position, _, rest = text[:_LONGEST].partition(":")
    key, separator, refcode = rest.partition(":")
    if not separator or not (position.isdecimal() and key.isdecimal()):
        return None
    if len(position) > 9 or len(key) > 18 or not (position.isascii() and key.isascii()):
        return None
    return int(position), refcode, int(key)
