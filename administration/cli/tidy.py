"""`muniment tidy`: remove what interrupted writes left in the stores."""

from __future__ import annotations

import typer

from administration.cli.call import HomeOption, JsonOption, begin


def tidy(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Remove what interrupted writes left behind.

    Objects of the archive are never touched.
    """
    call = begin(ctx, home, as_json)
    from administration.housekeeping import tidy_up

    with call.archive() as archive:
        removed = tidy_up(archive)
    call.console.answer(
        {"removed": removed},
        call.console.tr(
            f"{removed} leftovers of interrupted writes were removed.",
            f"{removed} Reste unterbrochener Schreibvorgänge wurden entfernt.",
        )
        if removed
        else call.console.tr("There was nothing to tidy.", "Es gab nichts aufzuräumen."),
    )
