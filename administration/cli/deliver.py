"""`muniment deliver`: files to take home, with the proof that they are what was archived."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin


def deliver(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="UNIT|AIP", help="Id, ARK or reference code.")],
    files: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="PATH", help="Only this file, as `show` lists it."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE|DIR", help="Where to; - is standard output."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Deliver files as a ZIP that proves by itself what the archive stored.

    A BagIt bag with the files, a description to read, and the signed proof. Anyone can check it
    with `muniment verify-delivery`, or by hand, without this archive.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.findings import tell_passed_over
    from administration.cli.layout import files as amount
    from administration.cli.layout import size
    from administration.delivering import deliver as delivered

    console, tr = call.console, call.console.tr
    with call.archive() as archive, console.progress() as progress:
        done = delivered(archive, name, files or (), output, progress)
    if output == Path("-"):
        return
    held = f"{amount(done.files, console.language)}, {size(done.bytes)}"
    console.answer(
        done.document(),
        tr(
            f"{done.path}: {held} of {done.subject}, with proof.",
            f"{done.path}: {held} aus {done.subject}, mit Nachweis.",
        ),
        tr(
            f"Check it anywhere: muniment verify-delivery {done.path} --key {done.fingerprint}",
            f"Überall prüfen: muniment verify-delivery {done.path} --key {done.fingerprint}",
        ),
    )
    tell_passed_over(console, sorted(done.passed_over))
