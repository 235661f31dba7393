"""`muniment dispose`: lawful deletion, which two people decide in the portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.disposal import DisposalState, Ground
from model.errors import Exit, MunimentError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from administration.cli.console import Console
    from catalogue.disposals import Disposal, Gone

dispose = typer.Typer(
    name="dispose", help="Delete lawfully; two people decide in the portal.", no_args_is_help=True
)
Which = Annotated[str, typer.Argument(metavar="DISPOSAL", help="A disposal's id.")]

STATES = {
    DisposalState.DRAFT: ("drafted", "entworfen"),
    DisposalState.REQUESTED: ("requested", "beantragt"),
    DisposalState.APPROVED: ("approved", "genehmigt"),
    DisposalState.AT_WORK: ("being carried out", "in Arbeit"),
    DisposalState.WAITING: ("waits for a store", "wartet auf einen Speicher"),
    DisposalState.DISPOSED: ("disposed of", "kassiert"),
    DisposalState.REJECTED: ("rejected", "abgelehnt"),
    DisposalState.WITHDRAWN: ("withdrawn", "zurückgezogen"),
}


@dispose.command()
def request(
    ctx: typer.Context,
    aip: Annotated[str, typer.Argument(metavar="AIP", help="Id, ARK or reference code.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it may be deleted.")] = "",
    ground: Annotated[Ground, typer.Option(help="On which ground.")] = Ground.REAPPRAISED,
    file: Annotated[
        str | None, typer.Option("--file", metavar="PATH", help="One file, as `show` lists it.")
    ] = None,
    without_name: Annotated[
        bool, typer.Option("--without-name", help="The file's name goes too.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draft a disposal of an AIP, or of one file of it.

    Nothing is requested by that: two people, each signed in to the portal, decide at /disposals.
    """
    call = begin(ctx, home, as_json)
    console = call.console
    if without_name and file is None:
        raise MunimentError(
            "call.wrong",
            problem=console.tr(
                "--without-name goes with --file.", "--without-name gehört zu --file."
            ),
            command="muniment dispose request",
        )
    from administration.aftercare import settle_ledger
    from administration.disposing import decisions_of
    from administration.lookup import find_aip
    from preservation.disposal.deciding import Wanted

    with call.archive() as archive:
        with archive.database.read() as connection:
            identifier = find_aip(connection, aip)
        wanted = Wanted(identifier, ground, reason, file, without_name)
        made = decisions_of(archive, archive.agent).draft(wanted)
        settle_ledger(archive)
    console.answer(
        document(made),
        console.tr(
            f"Drafted as {made.id}. Nothing is requested yet: one person requests it and another "
            "approves it in the portal, at /disposals.",
            f"Entworfen als {made.id}. Noch ist nichts beantragt: eine Person beantragt, eine "
            "andere genehmigt im Portal unter /disposals.",
        ),
    )


@dispose.command()
def approve(
    ctx: typer.Context, which: Which, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Say where a disposal is approved: the command line is no person."""
    call = begin(ctx, home, as_json)
    from administration.disposing import named

    with call.archive() as archive:
        named(archive, which)
    raise MunimentError("disposal.needs-person")


@dispose.command("carry-out")
def carry_out(
    ctx: typer.Context, which: Which, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Carry out what two people have decided, or take it up again.

    Ends with 1 if a store still has a copy, because Object Lock keeps it or the store is away;
    what waits is tried again every night.
    """
    call = begin(ctx, home, as_json)
    from administration.disposing import disposing_of, named, settle_disposal
    from administration.executor import executing

    console = call.console
    with call.archive() as archive, console.progress() as progress:
        found = named(archive, which)
        with executing(archive):
            done = disposing_of(archive, archive.agent, progress).carry_out(found.id)
        settle_disposal(archive, [done.id])
        objects = _objects(archive, done)
    console.answer(document(done, objects), *_told(console, done, objects))
    if done.state is not DisposalState.DISPOSED:
        raise typer.Exit(Exit.FOUND_WRONG)


@dispose.command("list")
def list_(
    ctx: typer.Context,
    look: Annotated[
        bool, typer.Option("--look", help="Look whether something came back to a store.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List disposals. With --look ends with 1 if what was disposed of lies in a store again."""
    call = begin(ctx, home, as_json)
    from administration.disposing import disposing_of
    from catalogue import disposals
    from model.ports import Silence

    console, again = call.console, []
    with call.archive() as archive:
        if look:
            again = disposing_of(archive, archive.agent, Silence()).present_again()
        with archive.database.read() as connection:
            found = disposals.newest(connection, 10_000)
    console.answer(
        {
            "disposals": [document(one) for one in found],
            "present": [
                {
                    "disposal": str(one.id),
                    "aip": str(one.aip),
                    "generation": gone.generation,
                    "store": gone.store,
                }
                for one, gone in again
            ],
        },
        *_listed(console, found, again),
    )
    if again:
        raise typer.Exit(Exit.FOUND_WRONG)


def document(one: Disposal, objects: list[Gone] | None = None) -> dict[str, object]:
    """As JSON."""
    from model.event import utc

    told: dict[str, object] = {
        "disposal": str(one.id),
        "aip": str(one.aip),
        "file": one.path,
        "ground": one.ground.value,
        "state": one.state.value,
        "generations": one.generations,
        "files": one.files,
        "bytes": one.bytes,
        "kept_from": one.keeps,
        "begun_at": utc(one.begun_at) if one.begun_at else None,
        "done_at": utc(one.done_at) if one.done_at else None,
        "held_until": utc(one.held_until) if one.held_until else None,
        "code": one.code or None,
    }
    if objects is not None:
        told["objects"] = [
            {
                "generation": gone.generation,
                "store": gone.store,
                "sha256": gone.sha256.hex() if gone.sha256 else None,
                "state": gone.state,
                "held_until": utc(gone.until) if gone.until else None,
            }
            for gone in objects
        ]
    return told


def _objects(archive: object, one: Disposal) -> list[Gone]:
    from administration.wiring import Archive
    from catalogue import disposals

    assert isinstance(archive, Archive)
    with archive.database.read() as connection:
        return disposals.objects(connection, one.id)


def _told(console: Console, one: Disposal, objects: list[Gone]) -> Iterator[RenderableType]:
    tr = console.tr
    gone = sum(1 for each in objects if each.state == "removed")
    yield f"{one.id}: {tr(*STATES[one.state])}"
    yield tr(
        f"{gone} of {len(objects)} copies are gone.",
        f"{gone} von {len(objects)} Kopien sind gelöscht.",
    )
    for each in objects:
        if each.state == "held":
            until = f"{each.until:%Y-%m-%d}" if each.until else tr("a legal hold", "Legal Hold")
            yield tr(
                f"{each.store} holds generation {each.generation} until {until}.",
                f"{each.store} hält Generation {each.generation} bis {until}.",
            )
        elif each.state == "present":
            yield tr(
                f"{each.store} has generation {each.generation} still: {one.code}.",
                f"{each.store} hat Generation {each.generation} noch: {one.code}.",
            )


def _listed(
    console: Console, found: list[Disposal], again: list[tuple[Disposal, Gone]]
) -> Iterator[RenderableType]:
    from administration.cli.layout import table, when

    tr = console.tr
    laid = table(
        tr("disposal", "Kassation"), tr("AIP", "AIP"), tr("state", "Stand"), tr("at", "am")
    )
    for one in found:
        at = one.done_at or one.begun_at or one.decided_at or one.requested_at or one.drafted_at
        laid.add_row(str(one.id), str(one.aip), tr(*STATES[one.state]), when(at, console.language))
    yield laid
    for one, gone in again:
        yield tr(
            f"{gone.store} has generation {gone.generation} of {one.aip} again, which was disposed "
            f"of: `muniment dispose carry-out {one.id}` removes it.",
            f"{gone.store} hat Generation {gone.generation} von {one.aip} wieder, die kassiert "
            f"wurde: `muniment dispose carry-out {one.id}` löscht sie.",
        )
