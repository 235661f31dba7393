"""`muniment repair`: heal damaged copies from verified ones."""

from __future__ import annotations

import typer

from administration.cli.call import AipsArgument, HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import Exit


def repair(
    ctx: typer.Context,
    aips: AipsArgument = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Heal damaged copies from verified ones.

    All that a check found damaged, or the AIPs named, whose copies are all read again. The damaged
    bytes are kept in the store's quarantine. Where no AIP is named, what a store has lost or
    altered of the ledger is put right too. Ends with 1 if something could not be healed.
    """
    call = begin(ctx, home, as_json)
    from administration.checkpoints import mend_logs
    from administration.cli.findings import documents, laid_out, tell_beyond_repair
    from administration.counted import COPIES
    from administration.fixity import repair as repaired

    console = call.console
    with call.archive() as archive, console.progress() as progress:
        # before the event of the repair itself goes into the ledger
        pieces = 0 if aips else mend_logs(archive)
        report = repaired(archive, aips or (), progress)
    healed = COPIES.of(report.repaired, console.language)
    console.answer(
        {"repaired": report.repaired, "log": pieces, "findings": documents(report.findings)},
        *([laid_out(console, report.findings)] if report.findings else []),
        console.tr(
            f"{healed} repaired.",
            f"{healed} geheilt.",
        ),
        *([_mended(console, pieces)] if pieces else []),
    )
    tell_beyond_repair(console, report.alarms)
    for trouble in report.troubles:
        console.regret(trouble)
    if report.findings:
        raise typer.Exit(Exit.FOUND_WRONG)
    if report.troubles:
        raise typer.Exit(Exit.ENVIRONMENT)


def _mended(console: Console, pieces: int) -> str:
    return console.tr(
        f"{pieces} {'piece' if pieces == 1 else 'pieces'} of the ledger put right in the stores.",
        f"{pieces} {'Teil' if pieces == 1 else 'Teile'} des Vorgangsbuchs in den Speichern "
        "in Ordnung gebracht.",
    )
