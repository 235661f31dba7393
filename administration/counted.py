"""So many of something, in the reader's words: one AIP, two AIPs."""

from __future__ import annotations

from dataclasses import dataclass

from model.errors import Language


@dataclass(frozen=True, slots=True)
class Noun:
    """Its singular and plural in both languages."""

    one: str
    many: str
    eins: str
    viele: str

    def of(self, count: int, language: Language) -> str:
        """So many of it, thousands set apart."""
        if language == "de":
            return f"{number(count, language)} {self.eins if count == 1 else self.viele}"
        return f"{number(count, language)} {self.one if count == 1 else self.many}"


AIPS = Noun("AIP", "AIPs", "AIP", "AIPs")
COPIES = Noun("copy", "copies", "Kopie", "Kopien")
FILES = Noun("file", "files", "Datei", "Dateien")
OBJECTS = Noun("object", "objects", "Objekt", "Objekte")
DESCRIPTIONS = Noun("description", "descriptions", "Beschreibung", "Beschreibungen")
EVENTS = Noun("event", "events", "Vorgang", "Vorgänge")
ACCOUNTS = Noun("account", "accounts", "Konto", "Konten")
LETTERS = Noun("letter", "letters", "Brief", "Briefe")
UNITS = Noun("unit", "units", "Einheit", "Einheiten")
CHECKPOINTS = Noun("checkpoint", "checkpoints", "Prüfpunkt", "Prüfpunkten")
"""In German as it stands after a preposition."""


def number(count: int, language: Language) -> str:
    """A count with its thousands set apart."""
    grouped = f"{count:,}"
    return grouped.replace(",", ".") if language == "de" else grouped
