"""Words of the page on which a reader is erased."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "erase.link": ("Erase this reader …", "Diese Person löschen …"),
    "erase.title": ("Erase reader {number}", "{number} löschen"),
    "erase.since": ("Registered on", "Registriert am"),
    "erase.pending": (
        "There are orders that have not ended; so long the archive must know whose they are.",
        "Nicht alle Bestellungen sind beendet; so lange muss das Archiv wissen, von wem sie sind.",
    ),
    "erase.what": (
        "Name, addresses, topics, reasons, basket, waiting letters and the way in go for good.",
        "Name, Anschriften, Themen, Gründe, Korb, wartende Briefe und Zugang werden gelöscht.",
    ),
    "erase.silence": ("No letter goes out.", "Es geht kein Brief hinaus."),
    "erase.stays": (
        "What was ordered stays in the ledger, under a random number that means nobody then.",
        "Bestelltes bleibt im Journal, unter einer Zufallszahl, die dann niemanden mehr meint.",
    ),
    "erase.sure": (
        "The person has asked for it, and I know that it cannot be undone.",
        "Die Person wünscht es, und mir ist klar, dass es endgültig ist.",
    ),
    "erase.button": ("Erase for good", "Endgültig löschen"),
    "erase.back": ("Back to the counter", "Zurück zur Theke"),
    "erase.done.title": ("Erased", "Gelöscht"),
    "erase.done": ("Reader {number} is nobody any more.", "{number} ist niemand mehr."),
}
