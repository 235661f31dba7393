"""The journal of descriptions: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment

JOURNAL_CODES: dict[str, Code] = {
    "journal.conflict": Code(
        Exit.FOUND_WRONG,
        409,
        "The store {store} holds another journal file under {key} than this archive has written.",
        "Der Speicher {store} enthält unter {key} eine andere Journaldatei, als dieses Archiv "
        "geschrieben hat.",
        "Nothing was overwritten. Find out whether another archive writes to this store, or who "
        "has changed the file.",
        "Nichts wurde überschrieben. Klären, ob ein anderes Archiv in diesen Speicher schreibt "
        "oder wer die Datei geändert hat.",
    ),
    "journal.lost": Code(
        Exit.FOUND_WRONG,
        500,
        "No store has a good copy of the journal file {key} any more.",
        "Kein Speicher hat noch eine gute Kopie der Journaldatei {key}.",
        "The catalogue still has the descriptions: `muniment tidy` writes new snapshots.",
        "Der Katalog hat die Beschreibungen noch: `muniment tidy` schreibt neue Stände.",
    ),
    "journal.held": environment(
        "The store {store} will not let go of {key}.",
        "Der Speicher {store} gibt {key} nicht frei.",
        "journal/ must be without Object Lock: take the lock off, then run `muniment tidy`.",
        "journal/ muss ohne Object Lock sein: die Sperre aufheben, dann `muniment tidy` ausführen.",
    ),
}
