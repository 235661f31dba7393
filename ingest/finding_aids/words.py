"""The words of the pages that import finding aids, English and German."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "aids.title": ("Import a finding aid", "Findmittel importieren"),
    "aids.lead": (
        "EAD 2002 or EAD(DDB). First it is only read: you see what would change, then decide.",
        "EAD 2002 oder EAD(DDB). Zuerst wird nur gelesen: Sie sehen, was sich ändern würde, und entscheiden dann.",
    ),
    "aids.file": ("File", "Datei"),
    "aids.file.hint": ("XML, at most {limit}.", "XML, höchstens {limit}."),
    "aids.read": ("Read it", "Lesen lassen"),
    "aids.recent": ("Read and imported before", "Bisher gelesen und importiert"),
    "aids.none": ("None yet.", "Noch keine."),
    "aids.running": ("is being read", "wird gelesen"),
    "aids.importing": ("is being imported", "wird importiert"),
    "aids.queued": ("waits for its turn", "wartet auf seinen Platz"),
    "aids.was-read": ("was read, nothing changed yet", "gelesen, noch nichts geändert"),
    "aids.imported": ("imported", "importiert"),
    "aids.refused": ("refused as a whole", "als Ganzes abgewiesen"),
    "aids.failed": ("failed", "gescheitert"),
    "aids.again": ("look again", "erneut nachsehen"),
    "aids.created": ("new", "neu"),
    "aids.updated": ("changed", "geändert"),
    "aids.unchanged": ("unchanged", "unverändert"),
    "aids.rejected": ("rejected", "abgewiesen"),
    "aids.counts": ("What would come of it", "Was daraus würde"),
    "aids.counts.done": ("What came of it", "Was daraus wurde"),
    "aids.rejected.title": ("Left out, and why", "Ausgelassen, und warum"),
    "aids.rejected.more": ("The first {count} of {total}.", "Die ersten {count} von {total}."),
    "aids.line": ("Line", "Zeile"),
    "aids.id": ("Identifier", "Kennung"),
    "aids.why": ("Why", "Warum"),
    "aids.import": ("Import it now", "Jetzt importieren"),
    "aids.fonds": ("To the fonds", "Zum Bestand"),
    "aids.another": ("Another finding aid", "Anderes Findmittel"),
    "aids.no-file": ("Choose a file first.", "Wählen Sie zuerst eine Datei."),
}
