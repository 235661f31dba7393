"""Finding something by its name, and searching: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, environment, wrong_call

CATALOGUE_CODES: dict[str, Code] = {
    "aip.generation-out-of-range": wrong_call(
        "An AIP has no generation {generation}.",
        "Eine AIP hat keine Generation {generation}.",
    ),
    "catalogue.not-found": wrong_call(
        "There is nothing called {name} here.",
        "Hier gibt es nichts namens {name}.",
        "Give a reference code, or an id from `muniment search`.",
        "Eine Signatur angeben oder eine Kennung aus `muniment search`.",
        status=404,
    ),
    "catalogue.member-not-found": wrong_call(
        "The AIP {aip} has no file {member}.",
        "Die AIP {aip} enthält keine Datei {member}.",
        "`muniment show {aip}` lists its files.",
        "`muniment show {aip}` zeigt ihre Dateien.",
        status=404,
    ),
    "catalogue.no-aip": wrong_call(
        "{name} has no AIP: it is described, but nothing of it is stored here.",
        "{name} hat keine AIP: es ist verzeichnet, aber nichts davon ist hier gespeichert.",
        "`muniment search --digital` finds units that have files.",
        "`muniment search --digital` findet Einheiten mit Dateien.",
        status=404,
    ),
    "catalogue.several-aips": wrong_call(
        "{name} has {count} AIPs.",
        "{name} hat {count} AIPs.",
        "Name one of them; `muniment show {name}` lists them.",
        "Eine davon nennen; `muniment show {name}` zeigt sie.",
        status=409,
    ),
    "catalogue.revision-mismatch": environment(
        "The database is at revision {found}, this program needs {needed}.",
        "Die Datenbank hat Revision {found}, dieses Programm braucht {needed}.",
        "Run `muniment init` with the newer program to bring it up to date.",
        "`muniment init` mit dem neueren Programm ausführen.",
    ),
    "search.query-invalid": wrong_call(
        "The search {query} cannot be understood: {problem}.",
        "Die Suche {query} ist nicht verständlich: {problem}.",
        "Close quotation marks and brackets, or search for plain words.",
        "Anführungszeichen und Klammern schließen oder nach einfachen Wörtern suchen.",
    ),
    "search.away": environment(
        "The search index does not answer: {reason}.",
        "Der Suchindex antwortet nicht: {reason}.",
        "Descriptions can still be opened by reference code; run `muniment reindex`.",
        "Über die Signatur geht es weiter; `muniment reindex` ausführen.",
    ),
    "search.busy": environment(
        "Another process is writing the search index.",
        "Ein anderer Prozess schreibt gerade den Suchindex.",
        "Nothing is lost: it indexes what is waiting, or run the command again when it is done.",
        "Nichts geht verloren: er nimmt auf, was wartet; sonst den Befehl danach wiederholen.",
    ),
}
