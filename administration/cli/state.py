"""`muniment state`: accounts and orders, sealed into the stores; `muniment drill`: seen to open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import Exit

state = typer.Typer(name="state", help="Accounts and orders, sealed into the stores.")


@state.command()
def write(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Seal accounts, permits and orders as they are now, and put them into every store."""
    call = begin(ctx, home, as_json)
    from administration.aftercare import settle_ledger
    from administration.cli.layout import size
    from administration.state import keep

    console = call.console
    with call.archive() as archive:
        written = keep(archive)
        settle_ledger(archive)
    amount, places = size(written.kept.bytes), ", ".join(written.stores) or "–"
    console.answer(
        {
            "made_at": written.kept.made_at.isoformat(),
            "bytes": written.kept.bytes,
            "stores": list(written.stores),
        },
        console.tr(
            f"Accounts and orders are sealed: {amount}, in {places}.",
            f"Konten und Bestellungen sind versiegelt: {amount}, in {places}.",
        ),
    )
    for trouble in written.troubles:
        console.regret(trouble)
    if written.troubles:
        raise typer.Exit(max(trouble.kind.exit for trouble in written.troubles))


@state.command()
def sheets(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Make two new recovery sheets, and the lines that let settings.toml seal to them.

    Nothing is changed. Bundles that lie in the stores already open with the older sheets alone.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.sheets import document, printed
    from administration.keys import fingerprint_of
    from administration.settings_template import state_section
    from preservation.state.sealing import new_pair

    console, pairs = call.console, (new_pair(), new_pair())
    section = state_section([one.recipient for one in pairs])
    with call.archive() as archive:
        origin = archive.settings.archive.origin
        key = fingerprint_of(archive.signer.verifier.public)
    console.answer(
        {"recovery_sheets": document(pairs), "settings": section},
        *printed(console, pairs, origin, key),
        "",
        console.tr("For settings.toml:", "Für settings.toml:"),
        section,
    )


def drill(
    ctx: typer.Context,
    identity: Annotated[
        Path,
        typer.Option(metavar="FILE", help="A text file with the secret of a recovery sheet."),
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open the newest state bundle of every store as a rebuild would, and change nothing.

    Ends with 1 if one does not open. `muniment doctor` says when this was done last.
    """
    call = begin(ctx, home, as_json)
    from administration.aftercare import settle_ledger
    from administration.cli.layout import number, state, table, when
    from administration.state import drill as tried

    console, tr = call.console, call.console.tr
    with call.archive() as archive:
        found = tried(archive, identity)
        settle_ledger(archive)
    laid = table(tr("store", "Speicher"), tr("made", "angelegt"), tr("rows", "Zeilen"), "")
    good = tr("opens", "öffnet sich")
    for one in found:
        laid.add_row(
            one.store,
            when(one.made_at, console.language) if one.made_at else "–",
            number(one.rows, console.language),
            state(good if one.trouble is None else one.trouble.code, good=(good,)),
        )
    console.answer(
        {
            "passed": all(one.trouble is None for one in found),
            "stores": [
                {
                    "store": one.store,
                    "made_at": one.made_at and one.made_at.isoformat(),
                    "rows": one.rows,
                    "code": one.trouble and one.trouble.code,
                }
                for one in found
            ],
        },
        laid,
    )
    for one in found:
        if one.trouble is not None:
            console.regret(one.trouble)
    if any(one.trouble is not None for one in found):
        raise typer.Exit(Exit.FOUND_WRONG)
