"""`muniment verify --round`: the nightly fixity round, here and now."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from administration.cli.call import Call
from model.errors import Exit, MunimentError


def walk(call: Call, aips: Sequence[str], store: str | None, *, deep: bool) -> None:
    """Check what is due, heal what is damaged. Raises `fixity.round-takes-no-names`."""
    from administration.counted import COPIES, number
    from administration.workflows import fixity_round
    from administration.workflows.inline import InlineSteps

    if aips or store:
        raise MunimentError("fixity.round-takes-no-names")
    console = call.console
    with call.archive() as archive, console.progress() as progress:
        done = fixity_round.run(InlineSteps(progress), archive, {"deep": deep})
    checked = COPIES.of(int(done["checked"]), console.language)
    intact, healed = (number(int(done[name]), console.language) for name in ("intact", "healed"))
    console.answer(
        done,
        console.tr(
            f"{checked} checked, {intact} intact, {healed} healed.",
            f"{checked} geprüft, {intact} unversehrt, {healed} geheilt.",
        ),
    )
    if done["strays"]:
        console.remark(
            console.tr(
                f"Objects in the stores that are not in the catalogue: {done['strays']}. "
                "`muniment verify` names them.",
                f"Objekte in den Speichern, die nicht im Katalog stehen: {done['strays']}. "
                "`muniment verify` nennt sie.",
            )
        )
    for name in done["away"]:
        console.remark(
            console.tr(
                f"{name} did not answer; what lies there comes first in the next round.",
                f"{name} antwortete nicht; was dort liegt, kommt in der nächsten Runde zuerst.",
            )
        )
    if done["files_damaged"]:
        counts = done["files_damaged"], done["files_healed"]
        console.remark(
            console.tr(
                f"Damaged files of journal, ledger and state: {counts[0]}, healed: {counts[1]}.",
                "Beschädigte Dateien von Journal, Vorgangsbuch und Zustand: "
                f"{counts[0]}, geheilt: {counts[1]}.",
            )
        )
    if done["damaged"] > done["healed"] or done["files_damaged"] > done["files_healed"]:
        console.remark(
            console.tr(
                "Not everything could be healed; those incidents stay open.",
                "Nicht alles ließ sich heilen; diese Vorfälle bleiben offen.",
            )
        )
        raise typer.Exit(Exit.FOUND_WRONG)
    if done["away"]:
        raise typer.Exit(Exit.ENVIRONMENT)
