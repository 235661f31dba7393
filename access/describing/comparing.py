"""Two wordings of a description, field by field, with the words that differ told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from access.describing.form import FIELDS, shown
from model.description import Description

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_PIECES = 4_000  # of one text; longer ones are compared line by line


class Part(StrEnum):
    """What has become of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: how it was, how it is, and both in one."""

    field: str
    before: str
    after: str
    parts: tuple[tuple[Part, str], ...]


def differences(
    before: Description, after: Description, parents: tuple[str, str]
) -> list[Difference]:
    """The fields in which two wordings differ; ``parents``: reference codes above, of both."""
    old, new = shown(before, parents[0]).said, shown(after, parents[1]).said
    old["further"], new["further"] = _further(before), _further(after)
    return [
        Difference(name, old[name], new[name], tuple(_parts(old[name], new[name])))
        for name in (*FIELDS, "further")
        if old[name] != new[name]
    ]


def _further(one: Description) -> str:
    return "\n".join(": ".join(filter(None, (more.head, more.text))) for more in one.further)


def _parts(before: str, after: str) -> Iterator[tuple[Part, str]]:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > _MOST_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part.KEPT, "".join(old[i1:i2])
            continue
        if i2 > i1:
            yield Part.REMOVED, "".join(old[i1:i2])
        if j2 > j1:
            yield Part.ADDED, "".join(new[j1:j2])
