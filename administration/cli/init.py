"""`muniment init`: found an archive, or bring the database of an older one up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import Call, HomeOption, JsonOption, begin

if TYPE_CHECKING:
    from administration.founding import Founded, Upgraded


def init(
    ctx: typer.Context,
    title: Annotated[str, typer.Option(help="The archive's name, as people read it.")] = "Muniment",
    naan: Annotated[str, typer.Option(help="Name assigning authority number for ARKs.")] = "99999",
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings to begin with, in place of two file stores."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Found an empty archive in HOME.

    Makes settings.toml, the database, two file stores, the key that signs the ledger, two recovery
    sheets, and an account for its administrator with a one-time sign-in link. With --settings it
    begins with a settings.toml of your own, so that it may lie on servers from its first day. An
    archive whose database is older than this program is brought up to date instead; nothing else
    in it is touched.
    """
    call = begin(ctx, home, as_json, archive=False)
    from administration.founding import found, upgrade

    chosen = call.chosen()
    if chosen.is_archive:
        _show_upgraded(call, upgrade(chosen))
    else:
        _show_founded(call, found(chosen, title=title, naan=naan, prepared=settings))


def _show_founded(call: Call, founded: Founded) -> None:
    from administration.cli.layout import facts, heading, when
    from administration.cli.sheets import document, printed

    console, tr = call.console, call.console.tr
    console.answer(
        {
            "home": str(founded.home.path),
            "stores": [{"name": name, "path": path} for name, path in founded.stores],
            "origin": founded.origin,
            "key_fingerprint": founded.key_fingerprint,
            "sign_in": {
                "account": founded.administrator,
                "link": founded.link,
                "expires_at": founded.link_expires_at.isoformat(),
            },
            "recovery_sheets": document(founded.sheets),
        },
        heading(tr("A new archive stands.", "Ein neues Archiv steht.")),
        facts(
            [
                (tr("Folder", "Ordner"), str(founded.home.path)),
                (tr("Settings", "Einstellungen"), str(founded.home.settings)),
                *((tr("Store", "Speicher") + f" {n}", p) for n, p in founded.stores),
                (tr("Ledger", "Vorgangsbuch"), founded.origin),
                (tr("Its key", "Sein Schlüssel"), founded.key_fingerprint),
            ]
        ),
        "",
        tr(
            f"Sign in once as {founded.administrator}, until "
            f"{when(founded.link_expires_at, 'en')}, while `muniment serve` runs:",
            f"Einmal als {founded.administrator} anmelden, bis "
            f"{when(founded.link_expires_at, 'de')}, während `muniment serve` läuft:",
        ),
        f"  {founded.link}",
        "",
        *printed(console, founded.sheets, founded.origin, founded.key_fingerprint),
    )


def _show_upgraded(call: Call, upgraded: Upgraded) -> None:
    tr = call.console.tr
    call.console.answer(
        {"home": str(upgraded.home.path), "upgraded": {"from": upgraded.old, "to": upgraded.new}},
        tr(
            f"The database was brought from revision {upgraded.old} to {upgraded.new}.",
            f"Die Datenbank wurde von Revision {upgraded.old} auf {upgraded.new} gebracht.",
        ),
    )
