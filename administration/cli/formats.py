"""`muniment formats`: what the holdings are made of, and what is at risk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from administration.cli.call import AipsArgument, HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from catalogue.formats import Amount
    from preservation.formats import Assessed, Assessment
    from preservation.reidentifying import Reidentified

_RISKS = {
    "high": ("high", "hoch"),
    "medium": ("medium", "mittel"),
    "not-assessed": ("not assessed", "nicht bewertet"),
    "low": ("low", "gering"),
}


formats = typer.Typer(name="formats")


@formats.callback(invoke_without_command=True)
def listed(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the formats of the holdings with their risk.

    By PRONOM's identifiers: files, bytes and AIPs in the newest state, why a format is at risk
    and what to migrate to.
    """
    if ctx.invoked_subcommand is not None:
        begin(ctx, home, as_json, archive=False)
        return
    call = begin(ctx, home, as_json)
    from catalogue import census
    from preservation import risk
    from preservation.formats import assess

    console = call.console
    with call.archive() as archive, archive.database.read() as connection:
        found = assess(census.take(connection), risk.ours())
    rest = found.unidentified
    console.answer(
        {
            "formats": [_document(console, one) for one in found.formats],
            "unidentified": _amounts(rest.amount)
            | {"mimes": [{"mime": mime, "files": files} for mime, files in rest.mimes]},
        },
        *_laid_out(console, found),
    )


@formats.command()
def reidentify(
    ctx: typer.Context,
    aips: AipsArgument = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Identify files again with today's signatures, of all AIPs or of some.

    Each is read from the stores and verified. The catalogue takes the new answers; the AIPs are
    not touched. Ends with 1 if no intact copy of a file could be read.
    """
    call = begin(ctx, home, as_json)
    from administration.reidentifying import reidentify_all

    with call.archive() as archive, call.console.progress() as progress:
        done, signatures = reidentify_all(archive, aips or (), progress)
    call.console.answer(
        {
            "aips": done.aips,
            "files": done.files,
            "changed": done.changed,
            "failed": done.failed,
            "signatures": signatures,
            "changes": [
                {"before": before, "after": after, "files": count}
                for (before, after), count in done.changes.most_common()
            ],
        },
        *_changes(call.console, done),
    )
    if done.failed:
        raise typer.Exit(Exit.FOUND_WRONG)


def _changes(console: Console, done: Reidentified) -> Iterator[RenderableType]:
    from administration.cli.layout import number, table
    from administration.counted import FILES

    tr = console.tr
    if done.changes:
        files = tr("Files", "Dateien")
        laid = table(tr("Before", "Vorher"), tr("Now", "Jetzt"), files, right=(files,))
        for (before, after), count in done.changes.most_common():
            laid.add_row(before or "?", after or "?", number(count, console.language))
        yield laid
    looked = FILES.of(done.files, console.language)
    changed, failed = (number(one, console.language) for one in (done.changed, done.failed))
    yield tr(
        f"{looked} identified again, {changed} came out otherwise, {failed} not readable.",
        f"{looked} noch einmal bestimmt, {changed} anders als bisher, {failed} nicht lesbar.",
    )


def _document(console: Console, one: Assessed) -> dict[str, object]:
    held, target = one.held, one.rating.suggestion
    return {
        "puid": held.puid,
        "name": held.name,
        "version": held.version,
        "mime": held.mime,
        **_amounts(held.amount),
        "risk": one.rating.level.value,
        "reason": one.rating.reason.said(console.language) or None,
        "suggestion": {"puid": target.puid, "name": target.name} if target else None,
    }


def _amounts(amount: Amount) -> dict[str, object]:
    return {"files": amount.files, "bytes": amount.bytes, "aips": amount.aips}


def _laid_out(console: Console, found: Assessment) -> Iterator[RenderableType]:
    from administration.cli.layout import number, size, table

    tr, rest = console.tr, found.unidentified.amount
    if not found.formats and not rest.files:
        yield tr("There are no files yet.", "Es gibt noch keine Dateien.")
        return
    counts = (tr("Files", "Dateien"), tr("Size", "Größe"), "AIPs")
    laid = table("PUID", "Format", *counts, tr("Risk", "Risiko"), right=counts)

    def row(puid: str, name: str, amount: Amount, risk: str) -> None:
        counted = number(amount.files, console.language), number(amount.aips, console.language)
        laid.add_row(puid, name, counted[0], size(amount.bytes), counted[1], risk)

    if rest.files:
        row("?", tr("Unidentified", "Nicht bestimmt"), rest, tr(*_RISKS["not-assessed"]))
    for one in found.formats:
        held = one.held
        row(
            held.puid, _name(held.name or held.mime, held.version), held.amount, _risk(console, one)
        )
    yield laid


def _name(name: str, version: str) -> str:
    return name if version in name else f"{name} {version}"


def _risk(console: Console, one: Assessed) -> str:
    said, target = console.tr(*_RISKS[one.rating.level.value]), one.rating.suggestion
    if target is None:
        return said
    return f"{said}; {console.tr('suggested', 'Vorschlag')}: {target.name} ({target.puid})"
