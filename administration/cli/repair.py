"""`muniment repair`: heal damaged copies from verified ones."""

from __future__ import annotations

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.verify import Aips
from model.errors import Exit


def repair(
    ctx: typer.Context, aips: Aips = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Heal damaged copies, each from a copy that is verified first.

    Without AIPs: all that a check has found damaged. The damaged bytes are kept in quarantine.
    Ends with 1 if anything could not be healed.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.findings import documents, lines
    from administration.cli.layout import number
    from administration.keeping import repair as repair_copies

    console = call.console
    with call.archive() as archive, console.progress() as progress:
        healed = repair_copies(archive, aips or [], progress)
    count = number(healed.repaired, console.language)
    console.answer(
        {"repaired": healed.repaired, "findings": documents(healed.findings)},
        *lines(console, healed.findings),
        console.tr(f"{count} copies healed.", f"{count} Kopien geheilt."),
    )
    raise typer.Exit(Exit.FOUND_WRONG if healed.findings else Exit.DONE)
