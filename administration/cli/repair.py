"""`muniment repair`: heal damaged copies from verified ones."""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import Exit, MunimentError


def repair(
    ctx: typer.Context,
    aips: Annotated[
        list[str] | None, typer.Argument(metavar="[AIP]...", help="Ids, ARKs or reference codes.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Heal damaged copies from verified ones.

    All that a check found damaged, or the AIPs named, whose copies are all read again. The damaged
    bytes are kept in the store's quarantine. Ends with 1 if something could not be healed.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.findings import documents, laid_out
    from administration.cli.layout import number
    from administration.fixity import repair as repaired

    console = call.console
    with call.archive() as archive, console.progress() as progress:
        report = repaired(archive, aips or (), progress)
    healed = number(report.repaired, console.language)
    console.answer(
        {"repaired": report.repaired, "findings": documents(report.findings)},
        *([laid_out(console, report.findings)] if report.findings else []),
        console.tr(
            f"{healed} {'copy' if report.repaired == 1 else 'copies'} repaired.",
            f"{healed} {'Kopie' if report.repaired == 1 else 'Kopien'} geheilt.",
        ),
    )
    for finding in report.findings:
        console.regret(
            MunimentError("storage.no-healthy-copy", aip=finding.aip, generation=finding.generation)
        )
    if report.findings:
        raise typer.Exit(Exit.FOUND_WRONG)
