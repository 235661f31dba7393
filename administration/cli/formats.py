"""`muniment formats`: what the holdings are made of, and what is at risk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType

    from catalogue.formats import Amount
    from preservation.formats import Assessed, Assessment

_RISKS = {
    "high": ("high", "hoch"),
    "medium": ("medium", "mittel"),
    "not-assessed": ("not assessed", "nicht bewertet"),
    "low": ("low", "gering"),
}


def formats(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the formats of the holdings with their risk.

    By PRONOM's identifiers: files, bytes and AIPs in the newest state, why a format is at risk
    and what to migrate to.
    """
    call = begin(ctx, home, as_json)
    from preservation import risk
    from preservation.formats import assess

    console = call.console
    with call.archive() as archive, archive.database.read() as connection:
        found = assess(connection, risk.ours())
    rest = found.unidentified
    console.answer(
        {
            "formats": [_document(console, one) for one in found.formats],
            "unidentified": _amounts(rest.amount)
            | {"mimes": [{"mime": mime, "files": files} for mime, files in rest.mimes]},
        },
        *_laid_out(console, found),
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
