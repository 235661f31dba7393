"""`muniment show`: one unit with its place, its opening days, its AIPs, files and copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType

    from administration.showing import ShownAip, ShownUnit

_FILES_SHOWN = 40


def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID|REFCODE", help="A unit, AIP or ARK.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one unit: place, dates, access, AIPs, files and copies."""
    call = begin(ctx, home, as_json)
    from administration.showing import shown

    with call.archive() as archive:
        unit = shown(archive, name)
    if call.console.as_json:
        call.console.document(unit.document())
    else:
        call.console.show(*_laid_out(call.console, unit))


def _laid_out(console: Console, unit: ShownUnit) -> Iterator[RenderableType]:
    from administration.cli.layout import facts, heading

    tr = console.tr
    yield heading(f"{unit.refcode}  {unit.title}" if unit.refcode else unit.title)
    yield facts(
        [
            (tr("In", "In"), " > ".join(title for _, title in unit.path)),
            (tr("Level", "Stufe"), unit.level),
            (tr("Dates", "Laufzeit"), unit.dates),
            (tr("Scope", "Enthält"), unit.scope),
            (tr("Extent", "Umfang"), unit.extent),
            ("ARK", unit.ark),
            ("Id", unit.id),
            (tr("Description", "Beschreibung"), unit.metadata_access(console.language)),
            (tr("Content", "Inhalt"), unit.content_access(console.language)),
        ]
    )
    for aip in unit.aips:
        yield ""
        yield from _laid_out_aip(console, aip)


def _laid_out_aip(console: Console, aip: ShownAip) -> Iterator[RenderableType]:
    from administration.cli.layout import heading, number, size, state, table, when

    tr = console.tr
    yield heading(f"AIP {aip.id}")
    if aip.generations:
        newest = aip.generations[-1]
        yield f"v{newest.number:05d}  SHA-256 {newest.sha256.hex()}"
    if aip.held_since is not None:
        day = when(aip.held_since, console.language)
        yield tr(f"Under a legal hold since {day}", f"Gesperrt (Legal Hold) seit {day}")
    yield ""
    files = table(
        tr("file", "Datei"), tr("size", "Größe"), tr("format", "Format"), "SHA-512",
        right=[tr("size", "Größe")],
    )  # fmt: skip
    for file in aip.files[:_FILES_SHOWN]:
        found = file.member.identification
        files.add_row(
            file.name,
            size(file.member.size),
            " ".join(filter(None, (found.puid or "?", found.mime))) if found else "?",
            f"{file.member.sha512.hex()[:16]}…",
        )
    yield files
    if (more := len(aip.files) - _FILES_SHOWN) > 0:
        shown = number(more, console.language)
        yield tr(f"and {shown} more; --json lists all", f"und {shown} mehr; --json zeigt alle")
    yield ""
    laid = table(tr("copy in", "Kopie in"), "", tr("last checked", "zuletzt geprüft"))
    for copy in aip.copies:
        laid.add_row(
            copy.placement.store,
            state(copy.status),
            when(copy.checked_at, console.language),
        )
    yield laid
