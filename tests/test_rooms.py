"""Every room's `__init__.py` is its glossary: whoever looks for a word finds the module there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

FLOORS = (
    *("model", "schemas", "tools", "catalogue", "storage"),
    *("ingest", "preservation", "access", "administration"),
)
# A file for each command, kind of job, table or revision, and named as these are.
ALIKE = {
    "administration/cli",
    "administration/workflows",
    "catalogue/revisions",
    "catalogue/tables",
    "model/errors",
}

_NAMED = re.compile(r"`([a-z][a-z_0-9]*…?)")
_ROW = re.compile(r"^\|.*\|([^|]*)\|$", re.MULTILINE)  # the modules stand in the last column


def rooms() -> Iterator[str]:
    for floor in FLOORS:
        for glossary in sorted((ROOT / floor).rglob("__init__.py")):
            room = glossary.parent.relative_to(ROOT).as_posix()
            if not any(room == one or room.startswith(f"{one}/") for one in ALIKE):
                yield room


@pytest.mark.parametrize("room", list(rooms()))
def test_the_glossary_of_a_room_names_what_is_in_it(room: str) -> None:
    text = (ROOT / room / "__init__.py").read_text(encoding="utf-8")
    glossary = ast.get_docstring(ast.parse(text)) or ""
    named, there = set(_NAMED.findall(glossary)), set(_modules(ROOT / room))
    families = tuple(name.removesuffix("…") for name in named if name.endswith("_…"))
    assert not [one for one in there - named if not families or not one.startswith(families)]
    listed = {name for row in _ROW.findall(glossary) for name in _NAMED.findall(row)}
    assert not {name for name in listed - there if not name.endswith("…")}


def _modules(room: Path) -> Iterator[str]:
    for path in room.iterdir():
        if path.suffix == ".py" and not path.stem.startswith("__"):
            yield path.stem
        elif (path / "__init__.py").exists():
            yield path.name
