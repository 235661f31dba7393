"""`muniment ledger`: that nothing was lost or altered, for those who have to prove it."""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.counted import CHECKPOINTS
from model.errors import Exit, MunimentError
from model.ids import parse_uuid

ledger = typer.Typer(name="ledger", help="Verify the ledger, sign it, prove an event.")


@ledger.command()
def verify(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Compare the ledger with its signatures and with the checkpoints in all stores.

    Ends with 1 if they differ, with 3 if a store does not answer.
    """
    call = begin(ctx, home, as_json)
    from administration.checkpoints import verify as verified
    from administration.cli.layout import facts, number, state, table

    console, tr = call.console, call.console.tr
    with call.archive() as archive:
        found = verified(archive)
        fingerprint = str(archive.signer.verifier)
    report = found.report
    console.answer(
        {
            "events": report.events,
            "root": report.root.hex(),
            "checkpoints": report.checkpoints,
            "published": report.published,
            "verifier": fingerprint,
            "intact": not report.findings,
            "findings": [
                {"where": finding.where, "problem": finding.problem} for finding in report.findings
            ],
        },
        facts(
            [
                (tr("Events", "Vorgänge"), number(report.events, console.language)),
                (tr("Root", "Wurzel"), report.root.hex()),
                (
                    tr("Compared with", "Verglichen mit"),
                    tr(
                        f"{CHECKPOINTS.of(report.checkpoints, 'en')} of the database, "
                        f"{report.published} in the stores",
                        f"{CHECKPOINTS.of(report.checkpoints, 'de')} der Datenbank, "
                        f"{report.published} in den Speichern",
                    ),
                ),
            ]
        ),
    )
    if report.findings:
        laid = table(tr("where", "wo"), tr("what", "was"))
        for finding in report.findings:
            laid.add_row(state(finding.where, good=()), finding.problem)
        console.show(laid)
        console.regret(MunimentError("ledger.tampered", problem=report.findings[0].problem))
    else:
        console.show(
            tr("The ledger is what was signed.", "Das Vorgangsbuch ist das unterschriebene.")
        )
    for trouble in found.troubles:
        console.regret(trouble)
    if report.findings:
        raise typer.Exit(Exit.FOUND_WRONG)
    if found.troubles:
        raise typer.Exit(Exit.ENVIRONMENT)


@ledger.command()
def checkpoint(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Sign the ledger as it stands, and put the checkpoint into every store."""
    call = begin(ctx, home, as_json)
    from administration.checkpoints import keep_level

    with call.archive() as archive:
        published = keep_level(archive, now=True)
        verifier = str(archive.signer.verifier)
    call.console.answer(
        {"checkpoint": published.note, "stores": list(published.stores), "verifier": verifier},
        published.note or "",
    )
    for trouble in published.troubles:
        call.console.regret(trouble)
    if published.troubles:
        raise typer.Exit(max(trouble.kind.exit for trouble in published.troubles))


@ledger.command()
def prove(
    ctx: typer.Context,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event's id.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that an event is in the ledger: its exact text, an RFC 9162 path, a checkpoint.

    The proof can be checked without this archive.
    """
    call = begin(ctx, home, as_json)
    from administration.checkpoints import keep_level
    from administration.cli.layout import facts
    from catalogue.ledger import prove as proof_of

    identifier = parse_uuid(event.lower())
    if identifier is None:
        raise MunimentError("ledger.no-such-event", event=event)
    console, tr = call.console, call.console.tr
    with call.archive() as archive:
        keep_level(archive, now=True)
        proof = proof_of(archive.database, identifier, archive.signer.verifier)
        verifier = str(archive.signer.verifier)
    console.answer(
        {**proof.document(), "verifier": verifier},
        facts(
            [
                (tr("Event", "Vorgang"), proof.body.decode()),
                (
                    tr("Position", "Stelle"),
                    tr(f"{proof.position} of {proof.size}", f"{proof.position} von {proof.size}"),
                ),
                (tr("Path", "Pfad"), "\n".join(one.hex() for one in proof.hashes)),
                (tr("Checkpoint", "Prüfpunkt"), proof.note),
                (tr("Key", "Schlüssel"), verifier),
            ]
        ),
    )
