"""`muniment verify-delivery`: is this what the archive stored? Asked anywhere, without it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import Exit, MunimentError

if TYPE_CHECKING:
    from access.dip.findings import Checked


def verify_delivery(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The ZIP file of a delivery.")],
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="FINGERPRINT", help="The key it must be signed with."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a delivery without the archive: files, proof and signature.

    Needs no HOME and no network. Says in one sentence each what is proven and by which key; ends
    with 1 and says what is wrong if a single byte, name or proof was changed.
    """
    call = begin(ctx, home, as_json, archive=False)
    from access.dip.checking import check_delivery, read_key

    checked = check_delivery(file, read_key(key) if key is not None else None)
    console = call.console
    console.answer(_document(checked, console), *_shown(checked, console))
    if not checked.valid:
        first = checked.findings[0]
        where = f"{first.where}: " if first.where else ""
        problem = f"{where}{first.sentence(console.language)}"
        console.regret(MunimentError("delivery.not-valid", path=file, problem=problem))
        raise typer.Exit(Exit.FOUND_WRONG)


def _shown(checked: Checked, console: Console) -> list[str]:
    if checked.valid:
        return [f"✓ {sentence}" for sentence in checked.proven(console.language)]
    lines = [
        f"✗ {one.where}: {one.sentence(console.language)}" if one.where
        else f"✗ {one.sentence(console.language)}"
        for one in checked.findings
    ]  # fmt: skip
    if checked.more:
        lines.append(console.tr(f"and {checked.more} more", f"und {checked.more} weitere"))
    return lines


def _document(checked: Checked, console: Console) -> dict[str, object]:
    made_at = checked.made_at.isoformat() if checked.made_at else None
    return {
        "valid": checked.valid,
        "delivery": str(checked.delivery) if checked.delivery else None,
        "subject": checked.subject,
        "made_at": made_at,
        "files": checked.files,
        "bytes": checked.bytes,
        "origin": checked.origin,
        "key_fingerprint": checked.fingerprint,
        "key_compared": checked.key_compared,
        "ledger_size": checked.ledger_size,
        "aips": [
            {
                "aip": str(one.aip),
                "generation": one.generation,
                "stored_at": one.stored_at,
                "object": one.object,
                "files": one.files,
                "event": str(one.event),
                "position": one.position,
            }
            for one in checked.aips
        ],
        "proven": list(checked.proven(console.language)) if checked.valid else [],
        "findings": [
            {"flaw": one.flaw.value, "where": one.where, "problem": one.sentence(console.language)}
            for one in checked.findings
        ],
        "more_findings": checked.more,
    }
