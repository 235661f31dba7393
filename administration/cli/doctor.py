"""`muniment doctor`: what is configured, what is missing and what that costs, what is wrong."""

from __future__ import annotations

from collections import Counter

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import Exit


def doctor(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say what is configured, missing or wrong, and what it costs.

    Changes nothing. Ends with 1 if anything is wrong.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.layout import state, table
    from administration.doctor import examine

    console = call.console
    notes = examine(call.existing())
    laid = table("", console.tr("what", "was"), console.tr("found", "Befund"))
    for note in notes:
        text = note.text(console.language)
        if cost := note.cost(console.language):
            text += f"\n→ {cost}"
        laid.add_row(state(note.state), note.topic, text)
    counts = Counter(note.state for note in notes)
    console.answer(
        {
            "ok": counts["ok"],
            "warn": counts["warn"],
            "fail": counts["fail"],
            "checks": [
                {
                    "check": note.topic,
                    "state": note.state,
                    "message": note.text(console.language),
                    "hint": note.cost(console.language),
                }
                for note in notes
            ],
        },
        laid,
        console.tr(
            f"{counts['ok']} in order, {counts['warn']} to know, {counts['fail']} wrong",
            f"{counts['ok']} in Ordnung, {counts['warn']} zu wissen, {counts['fail']} falsch",
        ),
    )
    raise typer.Exit(Exit.FOUND_WRONG if counts["fail"] else Exit.DONE)
