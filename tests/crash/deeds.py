"""The deeds that are interrupted: what stands before each, its words, what must hold after."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.administration.conftest import Muniment, flip_a_bit
from tests.administration.rebuilt import objects, wipe
from tests.ingest.finding_aids import findbuch, unit

UNITS = ("LF-RAT-1", "LF-BAU-1", "LF-PER-1")


@dataclass(frozen=True)
class Deed:
    """``prepare`` gives the command's words; ``copies`` are intact when it is done."""

    name: str
    founded: bool  # begins with an archive in which nothing has been stored yet
    prepare: Callable[[Muniment, Path], tuple[str, ...]]
    copies: int
    stores: tuple[str, ...] = ("north", "south")
    ends: int = 0  # how the command ends when it has done everything


def _ingest(_: Muniment, delivery: Path) -> tuple[str, ...]:
    return ("ingest", str(delivery))


def _update(muniment: Muniment, delivery: Path) -> tuple[str, ...]:
    changed = delivery / "rat"
    (changed / "nachtrag.txt").write_text("Nachgetragen.\n")
    (changed / "beilage" / "liste.txt").write_text("Eins\nZwei\nDrei\n")
    aip = str(muniment.json("show", UNITS[0])["aips"][0]["aip"])
    return ("ingest", str(changed), "--as", "folder", "--update", aip, "--reason", "Nachtrag")


def _repair(muniment: Muniment, _: Path) -> tuple[str, ...]:
    aip = str(muniment.json("show", UNITS[0])["aips"][0]["aip"])
    flip_a_bit(muniment, "north", aip)
    next(one for one in objects(muniment, "south") if one.parent.name != aip).unlink()
    assert len(muniment.json("verify", ends=1)["findings"]) == 2
    return ("repair",)


def _rebuild(muniment: Muniment, _: Path) -> tuple[str, ...]:
    wipe(muniment)
    return ("rebuild",)


def _fill(muniment: Muniment, _: Path) -> tuple[str, ...]:
    # below HOME by its name, so that every copy of the archive has a store of its own
    muniment.json("stores", "add", "west", "file:stores/west")
    return ("stores", "fill", "west")


def _import(muniment: Muniment, _: Path) -> tuple[str, ...]:
    file = muniment.home.parent / "findbuch.xml"
    file.write_text(findbuch(unit(1) + unit(2)))
    return ("import-ead", str(file))


DEEDS = (
    Deed("ingest", True, _ingest, 6),
    Deed("update", False, _update, 8),
    Deed("repair", False, _repair, 6),
    Deed("rebuild", False, _rebuild, 6, ends=1),  # no sheet was given: accounts are missing
    Deed("fill", False, _fill, 9, ("north", "south", "west")),
    Deed("import", False, _import, 6),
)


def copied(home: Path, target: Path) -> Muniment:
    """An archive of one's own."""
    return Muniment(Path(shutil.copytree(home, target)))
