"""`muniment rebuild`: the catalogue written anew from the stores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import Exit, MunimentError

if TYPE_CHECKING:
    from administration.cli.console import Console
    from administration.rebuilding import Rebuilt
    from catalogue.rebuilding.course import Lacking
    from preservation.rebuild.rebuilding import Report

_SHOWN = 20  # of each list; --json gives all


def rebuild(
    ctx: typer.Context,
    stores: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="STORE", help="Ask this store only (more than once)."),
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A recovery sheet, for accounts and orders."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the catalogue anew from the stores alone.

    HOME needs its settings.toml and no catalogue. With a recovery sheet the key that signs the
    ledger, accounts, permits and orders come back too. Interrupted, the same command goes on.
    Payload is not read, `verify` does that. Ends with 1 if something is missing, a state bundle
    that was not opened among it, or not as it was told.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.layout import facts, number
    from administration.rebuilding import rebuild as rebuilt

    console, tr = call.console, call.console.tr
    with call.archive() as archive, console.progress() as progress:
        done = rebuilt(archive, stores or (), identity, progress)
    report, language = done.report, console.language
    counts = report.counts
    console.answer(
        {
            "aips": counts.aips,
            "generations": counts.generations,
            "files": counts.files,
            "descriptions": counts.descriptions,
            "events": counts.events,
            "missing": [_document(one) for one in report.missing],
            "mismatched": [_document(one) for one in report.mismatched],
            "rebuilt": report.fresh,
            "state": None
            if done.state is None
            else {
                "made_at": done.state.about.made_at.isoformat(),
                "rows": done.state.rows,
                "lost": done.state.lost,
            },
            "key_fingerprint": done.key.fingerprint,
            "new_key": done.key.is_new,
        },
        facts(
            [
                ("AIPs", number(counts.aips, language)),
                (tr("Generations", "Generationen"), number(counts.generations, language)),
                (tr("Files", "Dateien"), number(counts.files, language)),
                (tr("Descriptions", "Beschreibungen"), number(counts.descriptions, language)),
                (tr("Events", "Vorgänge"), number(counts.events, language)),
            ]
        ),
    )
    _say(console, report)
    _say_what_is_secret(console, done)
    for trouble in done.troubles:
        console.regret(trouble)
    if report.missing or report.mismatched:
        raise typer.Exit(Exit.FOUND_WRONG)
    if done.troubles:
        raise typer.Exit(Exit.ENVIRONMENT)


def _say(console: Console, report: Report) -> None:
    tr = console.tr
    if not report.fresh:
        console.show(
            tr(
                "This catalogue was rebuilt before; nothing was changed.",
                "Dieser Katalog wurde schon wiederhergestellt; es wurde nichts geändert.",
            )
        )
    if not report.missing and not report.mismatched:
        console.show(tr("Nothing is missing.", "Es fehlt nichts."))
    for head, found in (
        (tr("Missing", "Es fehlt"), report.missing),
        (tr("Not as it was told", "Nicht wie vermerkt"), report.mismatched),
    ):
        _list(console, head, found)


def _say_what_is_secret(console: Console, done: Rebuilt) -> None:
    from administration.cli.layout import number, when

    tr, language = console.tr, console.language
    if done.key.is_new:
        former = ", ".join(done.key.former) or "–"
        console.show(
            tr(
                f"A new key signs the ledger from here on, {done.key.fingerprint}. What was signed "
                f"before bears {former}: compare it with your recovery sheets.",
                f"Ab hier unterschreibt ein neuer Schlüssel das Vorgangsbuch, "
                f"{done.key.fingerprint}. Was früher unterschrieben wurde, trägt {former}: mit den "
                "Wiederherstellungsblättern vergleichen.",
            )
        )
    if done.state is None:
        return  # what did not come back for that is in the report
    made, rows = when(done.state.about.made_at, language), number(done.state.rows, language)
    console.show(
        tr(
            f"Accounts and orders are as of {made} ({rows} rows).",
            f"Konten und Bestellungen sind auf dem Stand von {made} ({rows} Zeilen).",
        )
    )
    if done.state.lost:
        lost = number(done.state.lost, language)
        console.show(
            tr(
                f"{lost} of them belong to descriptions or copies that are gone.",
                f"{lost} davon gehören zu Beschreibungen oder Kopien, die es nicht mehr gibt.",
            )
        )


def _list(console: Console, head: str, found: Sequence[Lacking]) -> None:
    from administration.cli.layout import heading, number

    if not found:
        return
    console.show(heading(f"{head}: {number(len(found), console.language)}"))
    for one in found[:_SHOWN]:
        error = _error(one)
        hint = error.hint(console.language)
        console.show(" ".join(filter(None, (error.message(console.language), hint))))
    if len(found) > _SHOWN:
        more = number(len(found) - _SHOWN, console.language)
        console.show(
            console.tr(
                f"… and {more} more; --json names all.", f"… und {more} weitere; --json nennt alle."
            )
        )


def _document(one: Lacking) -> dict[str, object]:
    return {
        "code": one.code,
        "subject": None if one.subject is None else str(one.subject),
        "generation": one.generation,
        "store": one.store or None,
        "place": one.place or None,
        "message": _error(one).message(),
    }


def _error(one: Lacking) -> MunimentError:
    return MunimentError(
        one.code,
        subject=one.subject,
        generation=one.generation,
        store=one.store,
        place=one.place,
    )
