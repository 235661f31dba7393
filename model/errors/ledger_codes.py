"""The ledger: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, wrong_call

LEDGER_CODES: dict[str, Code] = {
    "ledger.tampered": Code(
        Exit.FOUND_WRONG,
        500,
        "The ledger is not what was signed: {problem}.",
        "Das Verzeichnis der Vorgänge ist nicht das unterschriebene: {problem}.",
        "Keep everything as it is and compare with the checkpoints in the stores.",
        "Alles lassen, wie es ist, und mit den Prüfpunkten in den Speichern vergleichen.",
    ),
    "ledger.no-such-event": wrong_call(
        "There is no event {event} in the ledger.",
        "Es gibt keinen Vorgang {event} im Verzeichnis.",
        "`muniment events ID` lists the events of a unit.",
        "`muniment events ID` zeigt die Vorgänge einer Einheit.",
        status=404,
    ),
    "ledger.not-sealed": wrong_call(
        "No checkpoint covers the event {event} yet.",
        "Noch kein Prüfpunkt deckt den Vorgang {event} ab.",
        "Run `muniment ledger checkpoint`, then ask again.",
        "`muniment ledger checkpoint` ausführen, dann noch einmal fragen.",
        status=409,
    ),
}
