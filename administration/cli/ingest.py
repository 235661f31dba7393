"""`muniment ingest`: take submissions into the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import MunimentError

if TYPE_CHECKING:
    from rich.text import Text

    from administration.accessioning import Received, Taken

As = Literal["auto", "folder", "bag"]


def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Folders, bags, or ZIP files of bags.")
    ],
    as_: Annotated[As, typer.Option("--as", help="What the submission is.")] = "auto",
    under: Annotated[
        str | None, typer.Option(metavar="REFCODE", help="The unit to put it under.")
    ] = None,
    metadata: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="The metadata table, if it is apart.")
    ] = None,
    update: Annotated[
        str | None, typer.Option(metavar="AIP", help="The AIP that this is a new state of.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why the AIP changes.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take submissions into the archive.

    Each is read, checked, described and packed; "stored" means that every required copy was
    written and read back. What is not right is refused in one sentence, and nothing of it is kept.
    With --update the submission becomes the next generation of an AIP: a changed delivery of the
    same unit, or a metadata table alone (a .csv file) that corrects what is said of it.
    Ends with 1 if any was refused, with 3 if any waits for its surroundings (a full disk).
    """
    call = begin(ctx, home, as_json)
    problem = _wrong(call.console, paths, under, metadata, update, reason)
    if problem:
        raise MunimentError("call.wrong", problem=problem, command="muniment ingest")
    from administration.accessioning import take_in
    from administration.lookup import find_aip
    from ingest.accession import Wishes

    with call.archive() as archive, call.console.progress() as progress:
        aip = None
        if update is not None:
            with archive.database.read() as connection:
                aip = find_aip(connection, update)
        wishes = Wishes(
            as_=as_, under=under, metadata=metadata, update=aip, reason=reason, dry_run=dry_run
        )
        taken = take_in(archive, paths, wishes, progress)
    _answer(call.console, taken)
    raise typer.Exit(taken.exit)


def _wrong(
    console: Console,
    paths: list[Path],
    under: str | None,
    metadata: Path | None,
    update: str | None,
    reason: str,
) -> str | None:
    """What does not go together."""
    tr = console.tr
    if update is None:
        return (
            tr("--reason goes with --update.", "--reason gehört zu --update.") if reason else None
        )
    if len(paths) != 1:
        return tr("--update takes one PATH.", "--update nimmt einen einzigen PATH.")
    if under is not None:
        return tr(
            "--update and --under do not go together: the table's column parent moves a unit.",
            "--update und --under gehen nicht zusammen: die Spalte parent ordnet um.",
        )
    if metadata is not None and paths[0].suffix.lower() == ".csv" and paths[0].is_file():
        return tr(
            "PATH is a metadata table already; --metadata would be a second one.",
            "PATH ist schon eine Metadatentabelle; --metadata wäre eine zweite.",
        )
    return None


def _answer(console: Console, taken: Taken) -> None:
    if console.as_json:
        console.document({"results": [_document(console, one) for one in taken.received]})
    else:
        for one in taken.received:
            console.show(*_entry(console, one))
        console.show(_sum(console, taken))
    for one in taken.received:
        for warning in one.outcome.warnings:
            console.remark(f"{one.outcome.source}: {warning}")
        if one.outcome.error:
            console.regret(one.outcome.error, one.outcome.source)
    for trouble in taken.troubles:
        console.regret(trouble)


def _document(console: Console, one: Received) -> dict[str, object]:
    outcome, error = one.outcome, one.outcome.error
    held = one.holding
    return {
        "source": outcome.source,
        "status": outcome.status,
        "aip": str(outcome.aip) if outcome.aip else None,
        "generation": outcome.generation,
        "refcode": outcome.refcode,
        "title": one.title or None,
        "files": outcome.files,
        "bytes": outcome.bytes,
        "indexed": outcome.indexed,
        "formats": [
            {"puid": found.puid, "name": found.name, "mime": found.mime, "files": found.files}
            for found in (held.formats if held else ())
        ],
        "copies": [copy.placement.store for copy in held.safe] if held else [],
        "owed": [copy.placement.store for copy in held.owed] if held else [],
        "sha256": held.newest.sha256.hex() if held else None,
        "code": outcome.code,
        "message": error.message(console.language) if error else outcome.message,
        "hint": error.hint(console.language) if error else None,
        "warnings": list(outcome.warnings),
    }


_STATES = {
    "stored": ("stored", "gespeichert", "green"),
    "known": ("known already", "schon bekannt", "dim"),
    "refused": ("refused", "abgewiesen", "bold red"),
    "waiting": ("waiting", "wartet", "yellow"),
    "would-store": ("would be stored", "würde gespeichert", "green"),
}


def _entry(console: Console, one: Received) -> Iterator[Text]:
    from rich.text import Text

    from administration.cli.layout import files, size

    outcome, held, tr = one.outcome, one.holding, console.tr
    english, german, style = _STATES[outcome.status]
    first = Text(outcome.refcode or outcome.source, style="bold")
    first.append(f"  {one.title}" if one.title else "", style="not bold")
    yield first.append(f"  {tr(english, german)}", style=style)
    if outcome.status in ("stored", "known", "would-store"):
        formats = f", {', '.join(map(str, held.formats))}" if held and held.formats else ""
        amount = f"{files(outcome.files, console.language)}, {size(outcome.bytes)}"
        yield Text(f"  {amount}{formats}")
    if held:
        stores = ", ".join(copy.placement.store for copy in held.safe)
        if held.owed:
            owing = ", ".join(copy.placement.store for copy in held.owed)
            stores += tr(f"; owed to {owing}", f"; noch ausstehend in {owing}")
        aip = f"{held.newest.aip} v{held.newest.number:05d}"
        yield Text(f"  AIP {aip}  {tr('copies', 'Kopien')} {stores}", style="dim")
        yield Text(f"  SHA-256 {held.newest.sha256.hex()}", style="dim")


def _sum(console: Console, taken: Taken) -> str:
    from administration.cli.layout import size

    counts = dict.fromkeys(_STATES, 0)
    for one in taken.received:
        counts[one.outcome.status] += 1
    said = [
        f"{count} {console.tr(*_STATES[state][:2])}" for state, count in counts.items() if count
    ]
    total = sum(one.outcome.bytes for one in taken.received if one.outcome.status == "stored")
    return ", ".join(said) + (f"; {size(total)}" if total else "")
