"""The state bundle, its keys and its drills: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, invalid, wrong_call

STATE_CODES: dict[str, Code] = {
    "state.no-recipients": wrong_call(
        "No public keys are set to which accounts and orders could be sealed.",
        "Es sind keine öffentlichen Schlüssel gesetzt, für die Konten und Bestellungen "
        "versiegelt werden könnten.",
        "`muniment state sheets` prints two recovery sheets and the lines for settings.toml.",
        "`muniment state sheets` druckt zwei Wiederherstellungsblätter und die Zeilen für "
        "settings.toml.",
    ),
    "state.no-identity": wrong_call(
        "This is no recovery key: {reason}.",
        "Das ist kein Wiederherstellungsschlüssel: {reason}.",
        "Put what stands on one of the recovery sheets into a text file, and name that file.",
        "Was auf einem der Wiederherstellungsblätter steht, in eine Textdatei schreiben und "
        "diese Datei nennen.",
    ),
    "state.identity-unreadable": wrong_call(
        "The file {file} cannot be read: {reason}.",
        "Die Datei {file} lässt sich nicht lesen: {reason}.",
        "Check the path.",
        "Den Pfad prüfen.",
    ),
    "state.none": Code(
        Exit.FOUND_WRONG,
        404,
        "No store holds a state bundle.",
        "Kein Speicher enthält ein Zustandspaket.",
        "`muniment state write` makes one now.",
        "`muniment state write` legt jetzt eines an.",
    ),
    "state.not-opened": Code(
        Exit.FOUND_WRONG,
        409,
        "The state bundle cannot be opened with this key: {reason}.",
        "Das Zustandspaket lässt sich mit diesem Schlüssel nicht öffnen: {reason}.",
        "Try the key on the other recovery sheet; `muniment ledger verify` says whether a store "
        "was altered.",
        "Den Schlüssel auf dem anderen Wiederherstellungsblatt versuchen; `muniment ledger verify` "
        "sagt, ob ein Speicher verändert wurde.",
    ),
    "state.malformed": invalid(
        "The state bundle is not as this program writes it: {problem}.",
        "Das Zustandspaket ist nicht so, wie dieses Programm es schreibt: {problem}.",
        "A newer release of Muniment may have written it; use that one.",
        "Vielleicht hat es eine neuere Fassung von Muniment geschrieben; dann diese verwenden.",
    ),
    "state.other-archive": wrong_call(
        "The state bundle is that of another archive, {origin}.",
        "Das Zustandspaket gehört zu einem anderen Archiv, {origin}.",
        "Check the stores in settings.toml, and origin in [archive].",
        "Die Speicher in settings.toml prüfen, und origin unter [archive].",
    ),
}
