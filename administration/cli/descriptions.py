"""`muniment descriptions`: what the law demands of descriptions."""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import MunimentError

descriptions = typer.Typer(name="descriptions", help="Erase what a description says and said.")


@descriptions.callback()
def group() -> None:
    """Erase what a description says and said."""


@descriptions.command()
def erase(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID|REFCODE", help="A unit.")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Kept beside the ledger, erasable.")
    ],
    said: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=TEXT", help="What it says instead, any number."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase what a unit says and said, here and in every store.

    Every text that --set does not name is emptied, with it all earlier revisions. The reference
    code, the place in the tree and the rights stay. Ends with 3 while a store is away that still
    has the old words: whoever next keeps the journal level removes them there.
    """
    call = begin(ctx, home, as_json)
    from administration.erasing import erase as erased

    console, tr = call.console, call.console.tr
    with call.archive() as archive:
        done = erased(archive, name, _pairs(said or []), reason)
    console.answer(
        {
            "refcode": done.refcode,
            "revision": done.revision,
            "aips": [str(aip) for aip in done.aips],
            "everywhere": not done.troubles,
        },
        tr(
            f"{done.refcode} says nothing of it any more (revision {done.revision}).",
            f"{done.refcode} sagt nichts mehr davon (Fassung {done.revision}).",
        ),
        *(
            tr(
                f"AIP {aip} still holds the description as it stood when it was sealed.",
                f"Das AIP {aip} enthält noch die Beschreibung vom Tag der Versiegelung.",
            )
            for aip in done.aips
        ),
    )
    for trouble in done.troubles:
        console.regret(trouble)
    if done.troubles:
        raise typer.Exit(max(trouble.kind.exit for trouble in done.troubles))


def _pairs(said: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in said:
        field, equals, text = one.partition("=")
        if not equals:
            problem = f"--set {one} names no text: FIELD=TEXT"
            raise MunimentError(
                "call.wrong", problem=problem, command="muniment descriptions erase"
            )
        found[field] = text
    return found
