"""A file converted by a tool that is not believed, and compared with what it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from catalogue import copies
from catalogue.aips import File
from model.aip import PayloadFile, Role
from model.errors import MunimentError
from preservation.measuring import measured
from preservation.migrating.plan import MigrationPlan
from preservation.migrating.workshop import Workshop
from tools.convert import EXTENSIONS


@dataclass(frozen=True, slots=True)
class Derived:
    """A file that was converted and compared: where it came from, and what is to be packed."""

    source: str  # bag path
    file: PayloadFile
    tool: str
    version: str


@dataclass(frozen=True, slots=True)
class Underived:
    """A file that could not be converted, or came out differently; ``code`` says why."""

    source: str  # bag path
    size: int
    code: str


def derive(
    work: Workshop, file: File, plan: MigrationPlan, number: int, folder: Path
) -> Derived | Underived:
    """Convert one file in ``folder``, which is made. ``number``: of the representation.

    Raises `convert.tool-missing`, and what reading from a vault raises.
    """
    folder.mkdir()
    source = folder / f"source{PurePosixPath(file.name).suffix[:16]}"
    target = folder / f"result{EXTENSIONS[plan.recipe.target]}"
    _extract(work, file, source)
    try:
        made = work.converter.convert(source, target, plan.recipe)
    except MunimentError as error:
        if not error.code.startswith("convert.") or error.code == "convert.tool-missing":
            raise
        return Underived(file.member.path, file.member.size, error.code)
    finally:
        source.unlink()
    (found,) = work.identifier.identify([str(target)])
    size, digest, crc32 = measured(target)
    packed = PayloadFile(
        # the original's whole name stays, so that a.bmp and a.gif do not become one a.tif
        f"{file.name}{EXTENSIONS[plan.recipe.target]}",
        str(target), size, digest, crc32, Role.PRESERVATION, found, number,
    )  # fmt: skip
    return Derived(file.member.path, packed, made.tool, made.version)


def _extract(work: Workshop, file: File, target: Path) -> None:
    with work.archives.database.read() as connection:
        held = copies.of_generation(connection, file.holder)
    places = [one.placement for one in held if one.status is not copies.CopyStatus.OWED]
    with target.open("xb") as out:
        for chunk in work.archives.vault.open_member(places, file.member):
            out.write(chunk)
