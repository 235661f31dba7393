"""`muniment stores`: the places that keep copies: how they are, a further one, filling it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console
from administration.counted import AIPS, COPIES
from model.errors import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from administration.filling import Filled
    from administration.holdings import StoreState

stores = typer.Typer(name="stores", help="The places that keep copies.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="As settings.toml calls it.")]


@stores.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits, hyphens.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="file:FOLDER or s3://BUCKET/PREFIX.")],
    required: Annotated[
        bool, typer.Option("--required", help="Nothing is stored without this copy.")
    ] = False,
    endpoint: Annotated[str, typer.Option(metavar="URL", help="Of a bucket's server.")] = "",
    region: Annotated[str, typer.Option(metavar="REGION", help="Of a bucket.")] = "",
    credentials: Annotated[
        str, typer.Option(metavar="FILE", help="With the keys to a bucket.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a further store and write it into settings.toml; `fill` copies everything there.

    The folder or bucket is made. A place where something lies, that overlaps with another store
    or cannot be reached is refused, and nothing is changed.
    """
    call = begin(ctx, home, as_json)
    from administration.filling import add as added
    from administration.filling import note_added

    console = call.console
    said: dict[str, str | bool] = {"name": name, "url": url, "required": required}
    places = {"endpoint": endpoint, "region": region, "credentials": credentials}
    store = added(call.existing(), said | {word: value for word, value in places.items() if value})
    with call.archive() as archive:
        note_added(archive, name)
        place = store.place(archive.home)
    console.answer(
        {"store": name, "place": place, "required": required},
        console.tr(
            f"The store {name} is at {place}. Copy everything there: `muniment stores fill {name}`",
            f"Der Speicher {name} liegt in {place}. Alles dorthin kopieren: "
            f"`muniment stores fill {name}`",
        ),
    )
    console.remark(
        console.tr(
            "Restart `muniment serve` and `muniment worker`, so that they know it.",
            "`muniment serve` und `muniment worker` neu starten, damit sie ihn kennen.",
        )
    )


@stores.command()
def fill(
    ctx: typer.Context, name: NameArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Copy to a store everything that it lacks or owes, in the order of the ledger.

    Every copy is verified on the way and read back. It may be interrupted at any time and goes
    on where it was. Ends with 1 if some AIPs could not be copied.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.layout import size
    from administration.filling import fill as filled

    console = call.console
    with call.archive() as archive, console.progress() as progress:
        done = filled(archive, name, progress)
    counts = COPIES.of(done.copies, console.language), size(done.bytes)
    failed = AIPS.of(len(done.failures), console.language)
    console.answer(
        _filled(done),
        console.tr(
            f"{counts[0]} made in {name}, {counts[1]}; {failed} failed.",
            f"{counts[0]} in {name} gemacht, {counts[1]}; {failed} misslungen.",
        ),
        *(f"  {one.aip}  {one.code}" for one in done.failures),
    )
    if done.error is not None:
        console.regret(done.error)
        raise typer.Exit(done.error.kind.exit)
    if done.failures:
        raise typer.Exit(Exit.FOUND_WRONG)


def _filled(done: Filled) -> dict[str, object]:
    return {
        "store": done.store,
        "seen": done.seen,
        "copies": done.copies,
        "bytes": done.bytes,
        "failures": [
            {"aip": str(one.aip), "code": one.code, "at": one.at.isoformat()}
            for one in done.failures
        ],
        "code": done.error.code if done.error else None,
    }


@stores.callback(invoke_without_command=True)
def group(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """The places that keep copies; by itself it is `status`."""
    if ctx.invoked_subcommand is None:
        status(ctx, home, as_json)
    else:
        begin(ctx, home, as_json, archive=False)


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
                    "aips": store.aips,
                    "copies": store.copies,
                    "owed": store.owed,
                    "damaged": store.damaged,
                    "altered": store.altered,
                    "missing": store.missing,
                    "unreadable": store.unreadable,
                    "bytes": store.bytes,
                    "free_bytes": store.free,
                    "answers": store.answers,
                    "oldest_check": store.oldest_check and store.oldest_check.isoformat(),
                    "behind": store.behind,
                    "failures": store.failures,
                    "checked": store.checked,
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
        altered, missing, unreadable = (
            number(count, console.language)
            for count in (store.altered, store.missing, store.unreadable)
        )
        yield heading(store.name)
        yield facts(
            [
                (tr("Place", "Ort"), store.place),
                (
                    tr("Answers", "Antwortet"),
                    tr("yes", "ja") if store.answers else tr("no", "nein"),
                ),
                (
                    tr("Holds", "Enthält"),
                    tr(
                        f"{COPIES.of(store.copies, 'en')} of {AIPS.of(store.aips, 'en')}, "
                        f"{size(store.bytes)}",
                        f"{COPIES.of(store.copies, 'de')} von {AIPS.of(store.aips, 'de')}, "
                        f"{size(store.bytes)}",
                    ),
                ),
                (tr("Owed", "Geschuldet"), number(store.owed, console.language)),
                (
                    tr("Checked by rounds", "Von Prüfrunden gelesen"),
                    tr(
                        f"{number(store.checked, console.language)} within the interval",
                        f"{number(store.checked, console.language)} innerhalb der Frist",
                    ),
                ),
                (tr("Not copied", "Nicht kopiert"), number(store.failures, console.language)),
                (
                    tr("Behind the ledger", "Hinter dem Vorgangsbuch"),
                    number(store.behind, console.language) if store.behind is not None else "",
                ),
                (tr("Altered", "Verändert"), state(altered, good=("0",))),
                (tr("Missing", "Fehlend"), state(missing, good=("0",))),
                (tr("Unreadable", "Unlesbar"), state(unreadable, good=("0",))),
                (tr("Free", "Frei"), room),
                (
                    tr("Longest unchecked", "Am längsten ungeprüft"),
                    when(store.oldest_check, console.language) if store.copies else "",
                ),
            ]
        )
