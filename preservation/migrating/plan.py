"""A migration plan: a TOML file that people write, and what it means."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.errors import MunimentError
from tools.convert import COMPRESSIONS, Recipe, Target

LONGEST = 64 << 10  # characters of a plan
_PUID = re.compile(r"(x-)?fmt/\d{1,6}")
_TABLES = {
    "": {"name", "reason", "selection", "target", "limits"},
    "selection": {"puids", "collection"},
    "target": {"tool", "compression"},
    "limits": {"seconds", "sample"},
}


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """What is selected, what becomes of it, and how many files are rehearsed."""

    name: str
    reason: str
    puids: tuple[str, ...]
    collection: str
    recipe: Recipe
    sample: int


def read_plan(text: str) -> MigrationPlan:
    """Parse a plan. Raises `migration.plan-invalid`, naming the line's key and the problem."""
    if len(text) > LONGEST:
        raise _invalid("it is longer than 64 KiB")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(f"this is not TOML: {error}") from error
    tables = {"": told} | {name: _table(told, name) for name in _TABLES if name}
    for name, table in tables.items():
        for key in table:
            if key not in _TABLES[name]:
                # a misspelt limit must not become a default
                raise _invalid(f"{name + '.' if name else ''}{key} is not a setting of a plan")
    puids = tables["selection"].get("puids")
    if not isinstance(puids, list) or not puids:
        raise _invalid("selection.puids must list PUIDs")
    for puid in puids:
        if not isinstance(puid, str) or not _PUID.fullmatch(puid):
            raise _invalid(f"{puid!r} is not a PUID such as fmt/116")
    return MigrationPlan(
        name=_text(told, "name"),
        reason=_text(told, "reason"),
        puids=tuple(puids),
        collection=_text(tables["selection"], "collection", "selection."),
        recipe=_recipe(tables),
        sample=_count(tables["limits"], "sample", 5, 100),
    )


def _recipe(tables: Mapping[str, Mapping[str, Any]]) -> Recipe:
    tool = tables["target"].get("tool")
    targets: tuple[Target, ...] = ("tiff", "flac")
    target = next((one for one in targets if one == tool), None)
    if target is None:
        raise _invalid("target.tool must be tiff or flac")
    compression = tables["target"].get("compression", COMPRESSIONS[target][0])
    if compression not in COMPRESSIONS[target]:
        raise _invalid(f"target.compression must be {' or '.join(COMPRESSIONS[target])}")
    return Recipe(target, compression, _count(tables["limits"], "seconds", 300, 86_400))


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise _invalid(f"{name} must be a table")
    return found


def _text(table: Mapping[str, Any], key: str, where: str = "") -> str:
    found = table.get(key, "")
    if not isinstance(found, str) or len(found) > 1_000:
        raise _invalid(f"{where}{key} must be a text")
    if key == "name" and not found.strip():
        raise _invalid("name is missing")
    return found.strip()


def _count(table: Mapping[str, Any], key: str, default: int, most: int) -> int:
    found = table.get(key, default)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
        raise _invalid(f"limits.{key} must be a number from 1 to {most}")
    return found


def _invalid(problem: str) -> MunimentError:
    return MunimentError("migration.plan-invalid", problem=problem)
