"""`muniment verify`: is everything still what was stored?"""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import AipsArgument, HomeOption, JsonOption, begin
from model.errors import Exit


def verify(
    ctx: typer.Context,
    aips: AipsArgument = None,
    deep: Annotated[bool, typer.Option("--deep", help="Every file, and the bag.")] = False,
    store: Annotated[str | None, typer.Option(metavar="NAME", help="Only this store.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Copies read at the same time.")] = 2,
    bytes_per_second: Annotated[
        int, typer.Option(min=0, metavar="N", help="How fast to read; 0: no limit.")
    ] = 0,
    requests_per_second: Annotated[
        float, typer.Option(min=0, metavar="N", help="How often to ask stores; 0: no limit.")
    ] = 0,
    nightly: Annotated[
        bool, typer.Option("--round", help="What is due, longest unchecked first; heals.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read copies back and compare them with what was recorded, and look for what was not.

    All copies, or those of the AIPs named. Ends with 1 if any is altered, missing or unreadable;
    `muniment repair` heals them; and if something that was disposed of lies in a store again.
    Objects that the catalogue does not know are named and left as they are. Ends with 3 if a store
    does not answer. With --round what the nightly job does is done here and now.
    """
    call = begin(ctx, home, as_json)
    if nightly:
        from administration.cli.fixity_round import walk

        walk(call, aips or (), store, deep=deep)
        return
    from administration.cli.findings import (
        documents,
        laid_out,
        present,
        tell_beyond_repair,
        tell_orphans,
        tell_present,
    )
    from administration.counted import COPIES, number
    from administration.fixity import verify as verified
    from storage.limit import Limit

    console = call.console
    limit = Limit(bytes_per_second, requests_per_second)
    with call.archive() as archive, console.progress() as progress:
        done = verified(
            archive, aips or (), progress, deep=deep, store=store, limit=limit, workers=workers
        )
    report = done.report
    checked = COPIES.of(report.checked, console.language)
    intact = number(report.intact, console.language)
    console.answer(
        {
            "checked": report.checked,
            "intact": report.intact,
            "findings": documents(report.findings),
            "orphans": [
                {"key": one.key, "store": one.store, "size": one.size, "begun": one.begun}
                for one in done.orphans
            ],
            "orphans_found": done.orphans_found,
            "present": [present(one) for one in done.present],
        },
        *([laid_out(console, report.findings)] if report.findings else []),
        console.tr(
            f"{checked} checked, {intact} intact.",
            f"{checked} geprüft, {intact} unversehrt.",
        ),
    )
    if not done.healable.isdisjoint((one.aip, one.generation) for one in report.findings):
        console.remark(
            console.tr(
                "Damaged copies were found; `muniment repair` heals them from the others.",
                "Beschädigte Kopien gefunden; `muniment repair` heilt sie aus den anderen.",
            )
        )
    tell_beyond_repair(console, [one for one in report.findings if not done.can_heal(one)])
    strays = [one for one in done.orphans if one.disposal is None]
    tell_orphans(console, strays, done.orphans_found - len(done.present))
    tell_present(console, done.present)
    for trouble in report.troubles:
        console.regret(trouble)
    if report.findings or done.present:
        raise typer.Exit(Exit.FOUND_WRONG)
    if report.troubles:
        raise typer.Exit(Exit.ENVIRONMENT)
