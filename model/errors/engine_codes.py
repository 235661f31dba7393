"""What can go wrong with servers: a database, an object store or a search engine that is away."""

from __future__ import annotations

from model.errors.code import Code, environment, wrong_call

ENGINE_CODES: dict[str, Code] = {
    "storage.keys-unusable": environment(
        "The credentials in {file} cannot be used: {reason}.",
        "Die Zugangsdaten in {file} lassen sich nicht benutzen: {reason}.",
        "docs/settings.md says what the file holds.",
        "docs/settings.md sagt, was darin steht.",
    ),
    "catalogue.away": environment(
        "The database {place} does not answer: {reason}.",
        "Die Datenbank {place} antwortet nicht: {reason}.",
        "Nothing is lost. Start it again, or correct database.url; `muniment doctor` looks.",
        "Nichts ist verloren. Neu starten oder database.url berichtigen; `muniment doctor` prüft.",
    ),
    "catalogue.text-refused": wrong_call(
        "The database keeps no text that holds the character NUL.",
        "Die Datenbank nimmt keinen Text an, der das Zeichen NUL enthält.",
        "Remove it and send the text again.",
        "Das Zeichen entfernen und den Text erneut senden.",
    ),
    "catalogue.not-empty": wrong_call(
        "The database {place} holds tables already.",
        "Die Datenbank {place} enthält schon Tabellen.",
        "Nothing was changed. A new archive needs an empty database: create one and name it.",
        "Nichts wurde geändert. Ein neues Archiv braucht eine leere Datenbank.",
    ),
}
