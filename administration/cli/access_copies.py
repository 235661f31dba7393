"""`muniment access-copies`: pictures for the viewer, made before somebody looks."""

from __future__ import annotations

import typer

from administration.cli.call import AipsArgument, HomeOption, JsonOption, begin


def access_copies(
    ctx: typer.Context,
    aips: AipsArgument = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the viewer's copies of images and PDF files, of all AIPs or of some.

    They lie in cache/ and can be deleted: what is missing is made when somebody looks.
    """
    call = begin(ctx, home, as_json)
    from administration.lookup import find_aips
    from administration.workflows import access_copies as job
    from administration.workflows.inline import InlineSteps

    with call.archive() as archive:
        named = None
        if aips:
            with archive.database.read() as connection:
                named = [str(one) for one in find_aips(connection, aips)]
        with call.console.progress() as progress:
            made = job.run(InlineSteps(progress), archive, {"aips": named})
    call.console.answer(
        dict(made),
        call.console.tr(
            "{derived} files got copies, {unchanged} had them, of {failed} none can be made.",
            "{derived} Dateien haben Kopien bekommen, {unchanged} hatten sie, von {failed} lassen "
            "sich keine machen.",
        ).format(**made),
    )
