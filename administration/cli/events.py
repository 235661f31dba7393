"""`muniment events`: what was ever done to a unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console

if TYPE_CHECKING:
    from rich.text import Text

    from administration.recorded import Deed


def events(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID|REFCODE", help="A unit, AIP or ARK.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was ever done to a unit.

    From the ledger, oldest first: what was done, and what failed.
    """
    call = begin(ctx, home, as_json)
    from administration.lookup import find_named
    from administration.recorded import deeds

    console = call.console
    with call.archive() as archive, archive.database.read() as connection:
        found = deeds(connection, find_named(connection, name))
    if console.as_json:
        console.document({"name": name, "events": [deed.document() for deed in found]})
        return
    for deed in found:
        console.show(*_entry(console, deed))


def _entry(console: Console, deed: Deed) -> Iterator[Text]:
    from rich.text import Text

    from administration.cli.layout import state, when

    first = Text(f"{when(deed.at, console.language)}  ").append(deed.kind, style="bold")
    yield first.append("  ").append_text(state(deed.outcome)).append(f"  {deed.who}", style="dim")
    if deed.text:
        yield Text(f"  {deed.text}")
    short = {n: v for n, v in deed.details.items() if ":" not in str(v)}
    if short:
        yield Text("  " + "  ".join(f"{n} {v}" for n, v in short.items()), style="dim")
    for name in [n for n in deed.details if n not in short]:
        yield Text(f"  {name} {deed.details[name]}", style="dim")
