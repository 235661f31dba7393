"""One component of a finding aid as a noun (docs/ead.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.description import Level
from schemas.ead import KINDS, EadHeader, EadUnit, from_xml_id
from schemas.ead_said import Said
from schemas.ead_words import attribute, local_name, words_of

_LEVELS = {
    "collection": Level.FONDS,
    "fonds": Level.FONDS,
    "subfonds": Level.CLASS,
    "recordgrp": Level.CLASS,
    "subgrp": Level.CLASS,
    "class": Level.CLASS,
    "series": Level.SERIES,
    "subseries": Level.SERIES,
    "file": Level.FILE,
    "item": Level.ITEM,
}
_PASSED = frozenset({"", "head", "dsc", "repository", "c", *(f"c{n:02d}" for n in range(1, 13))})


def header_of(element: Any) -> EadHeader:
    """The header, without the type that the archdesc alone knows."""
    eadid = title = ""
    for child in element.iter():
        match local_name(child):
            case "eadid":
                eadid = eadid or words_of(child)
            case "titleproper":
                title = title or words_of(child)
            case _:
                pass
    return EadHeader(eadid, "", title)


def names_a_unit(archdesc: Any) -> bool:
    """Whether an archdesc describes something itself, which takes a title."""
    return any(
        local_name(child) == "unittitle"
        for did in archdesc
        if local_name(did) == "did"
        for child in did
    )


def unit_of(
    element: Any, *, depth: int, parent_of_some: bool, common: Sequence[Any] = ()
) -> EadUnit:
    """What a component says. ``common``: what its document says for the whole, above it."""
    said = Said()
    for child in (*element, *common):
        name = local_name(child)
        if name == "did":
            for one in child:
                said.did(local_name(one), one)
        elif name not in _PASSED:
            said.beside(name, child)
    return EadUnit(
        line=element.sourceline or 1,
        depth=depth,
        ead_id=from_xml_id(attribute(element, "id")),
        level=_LEVELS.get(attribute(element, "level").lower()),
        parent_of_some=parent_of_some,
        unitid=said.unitid,
        title=said.title or said.period.text or said.unitid,
        period=said.period,
        texts=said.texts,
        subjects=tuple(dict.fromkeys(said.subjects)),
        places=tuple(dict.fromkeys(said.places)),
        further=tuple(sorted(said.further, key=lambda one: KINDS.index(one.kind))),
        restriction="\n\n".join(said.restrictions),
    )
