"""`muniment stores`: the places that keep copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from administration.holdings import StoreState

stores = typer.Typer(name="stores", help="The places that keep copies.")


@stores.command()
def status(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say of each store what it holds, what it owes and how much room it has.

    Ends with 1 if a copy is known to be damaged, with 3 if a store does not answer.
    """
    call = begin(ctx, home, as_json)
    from administration.holdings import stores_of

    console = call.console
    with call.archive() as archive:
        found = stores_of(archive)
    console.answer(
        {
            "stores": [
                {
                    "name": store.name,
                    "place": store.place,
                    "required": store.required,
                    "copies": store.copies,
                    "owed": store.owed,
                    "damaged": store.damaged,
                    "bytes": store.bytes,
                    "free_bytes": store.free,
                    "answers": store.answers,
                    "oldest_check": store.oldest_check and store.oldest_check.isoformat(),
                }
                for store in found
            ]
        },
        *_laid_out(console, found),
    )
    if not all(store.answers for store in found):
        raise typer.Exit(Exit.ENVIRONMENT)
    if any(store.damaged for store in found):
        raise typer.Exit(Exit.FOUND_WRONG)


def _laid_out(console: Console, found: list[StoreState]) -> Iterator[RenderableType]:
    from administration.cli.layout import facts, heading, number, size, state, when

    tr = console.tr
    for store in found:
        room = size(store.free) if store.free is not None else tr("unknown", "unbekannt")
        damaged = number(store.damaged, console.language)
        yield heading(store.name)
        yield facts(
            [
                (tr("Place", "Ort"), store.place),
                (
                    tr("Answers", "Antwortet"),
                    tr("yes", "ja") if store.answers else tr("no", "nein"),
                ),
                (
                    tr("Copies", "Kopien"),
                    f"{number(store.copies, console.language)}, {size(store.bytes)}",
                ),
                (tr("Owed", "Geschuldet"), number(store.owed, console.language)),
                (tr("Damaged", "Beschädigt"), state(damaged, good=("0",))),
                (tr("Free", "Frei"), room),
                (
                    tr("Longest unchecked", "Am längsten ungeprüft"),
                    when(store.oldest_check, console.language) if store.copies else "",
                ),
            ]
        )
