"""`muniment import-ead`: take finding aids into the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console

if TYPE_CHECKING:
    from administration.importing import AllImported, Imported


def import_ead(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="EAD 2002 or EAD(DDB) documents.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take finding aids (EAD 2002, EAD(DDB)) into the catalogue.

    The same again changes nothing. A unit that is not right is left out, with what is below it,
    and named with its line; a document that is not right is left out as a whole. Ends with 1 if
    anything was left out.
    """
    call = begin(ctx, home, as_json)
    from administration.importing import import_files

    with call.archive() as archive, call.console.progress() as progress:
        done = import_files(archive, files, progress, dry_run=dry_run)
    _answer(call.console, done, dry_run=dry_run)
    raise typer.Exit(done.exit)


def _answer(console: Console, done: AllImported, *, dry_run: bool) -> None:
    if console.as_json:
        console.document(_document(console, done, dry_run=dry_run))
    for one in done.files:
        if one.error:
            console.regret(one.error, one.file)
            continue
        console.show(_sum(console, one, dry_run=dry_run))
        for row in _rejected(console, one):
            console.remark(f"{row['file']}:{row['line']}: {row['message']} [{row['code']}]")


def _document(console: Console, done: AllImported, *, dry_run: bool) -> dict[str, object]:
    reports = [one.report for one in done.files if one.report]
    return {
        "fonds": len({report.source for report in reports}),
        "created": sum(report.created for report in reports),
        "updated": sum(report.updated for report in reports),
        "unchanged": sum(report.unchanged for report in reports),
        "rejected": [row for one in done.files for row in _rejected(console, one)],
        "rejected_count": sum(report.rejected_count for report in reports),
        "files": [
            {
                "file": one.file,
                "eadid": one.report.source if one.report else None,
                "refcode": one.report.refcode if one.report else None,
                "title": one.report.title if one.report else None,
            }
            for one in done.files
        ],
        "dry_run": dry_run,
        "indexed": done.indexed,
    }


def _rejected(console: Console, one: Imported) -> Iterator[dict[str, object]]:
    if one.error:
        yield {
            "file": one.file,
            "line": _line(one.error.details.get("line")),
            "id": None,
            "code": one.error.code,
            "message": one.error.message(console.language),
        }
    for row in one.report.rejected if one.report else ():
        yield {
            "file": one.file,
            "line": row.line,
            "id": row.ead_id or None,
            "code": row.error.code,
            "message": row.error.message(console.language),
        }


def _line(stated: object) -> int | None:
    return int(stated) if isinstance(stated, str) and stated.isdigit() else None


def _sum(console: Console, one: Imported, *, dry_run: bool) -> str:
    from administration.cli.layout import number

    report = one.report
    assert report is not None

    def told(count: int) -> str:
        return number(count, console.language)

    counts = console.tr(
        f"{told(report.created)} created, {told(report.updated)} updated, "
        f"{told(report.unchanged)} unchanged, {told(report.rejected_count)} rejected",
        f"{told(report.created)} neu, {told(report.updated)} geändert, "
        f"{told(report.unchanged)} unverändert, {told(report.rejected_count)} abgewiesen",
    )
    would = console.tr(" (nothing was changed)", " (nichts wurde geändert)") if dry_run else ""
    return f"{report.refcode}  {report.title}: {counts}{would}"
