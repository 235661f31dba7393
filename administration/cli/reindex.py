"""`muniment reindex`: write the search index anew from the catalogue."""

from __future__ import annotations

import typer

from administration.cli.call import HomeOption, JsonOption, begin


def reindex(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Write the search index anew from the catalogue.

    The old index answers until the new one is complete.
    """
    call = begin(ctx, home, as_json)
    from administration.counted import DESCRIPTIONS
    from administration.housekeeping import reindex_all

    with call.archive() as archive, call.console.progress() as progress:
        count = reindex_all(archive, progress)
    shown = DESCRIPTIONS.of(count, call.console.language)
    call.console.answer(
        {"descriptions": count},
        call.console.tr(f"Can be found: {shown}.", f"Auffindbar: {shown}."),
    )
