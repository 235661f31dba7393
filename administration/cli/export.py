"""`muniment export`: hand AIPs over to another archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import MunimentError


def export(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="AIP...", help="Ids, ARKs or reference codes.")
    ] = None,
    fonds: Annotated[
        str | None, typer.Option(metavar="REFCODE", help="A unit with everything below it.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="A new folder.")
    ] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="Each bag as a ZIP file.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write complete bags, descriptions and proofs to a folder, for another archive.

    Every byte is verified on the way. Killed half-way, the same command goes on. What is there
    already is never overwritten. Another Muniment takes the folder in with `ingest`.
    """
    call = begin(ctx, home, as_json)
    console, tr = call.console, call.console.tr
    problem = None
    if bool(names) == (fonds is not None):
        problem = tr("Name AIPs, or one --fonds.", "AIPs nennen, oder einen --fonds.")
    elif output is None and not dry_run:
        problem = tr("-o names the new folder.", "-o nennt den neuen Ordner.")
    if problem:
        raise MunimentError("call.wrong", problem=problem, command="muniment export")
    from administration.aftercare import settle_ledger
    from administration.cli.layout import size
    from administration.counted import AIPS, DESCRIPTIONS, FILES
    from administration.handing_over import Wanted, hand_over, preview

    wanted = Wanted(names or (), fonds, zipped)
    with call.archive() as archive, console.progress() as progress:
        if dry_run or output is None:
            done = preview(archive, wanted)
        else:
            done = hand_over(archive, wanted, output, progress)
            settle_ledger(archive)
    told = ", ".join(
        (
            AIPS.of(done.aips, console.language),
            FILES.of(done.files, console.language),
            size(done.bytes),
            DESCRIPTIONS.of(done.descriptions, console.language),
        )
    )
    console.answer(
        {
            "path": str(done.path) if done.path else None,
            "aips": [
                {
                    "aip": str(bag.aip),
                    "generation": bag.generation,
                    "place": bag.place,
                    "files": bag.files,
                    "bytes": bag.bytes,
                    "payload_oxum": bag.oxum,
                    "manifest_sha512": bag.manifest_sha512.hex(),
                }
                for bag in done.bags
            ],
            "count": done.aips,
            "descriptions": done.descriptions,
            "files": done.files,
            "bytes": done.bytes,
        },
        f"{told}: {done.path}" if done.path else f"{told}.",
    )
